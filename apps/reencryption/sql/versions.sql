-- Gives each listed version of one snapshot exactly one verdict, as remedy:reason, and the lot its job works on.
-- A version belongs to a lot where something can be done; what differs in storage class or order of copying is apart.
WITH listed AS (
  SELECT
    listing.bucket AS bucket,
    {{encoded_key}} AS encoded_key,
    {{version_id}} AS version_id,
    {{is_latest}} AS is_latest,
    {{is_delete_marker}} AS is_delete_marker,
    {{size}} AS size,
    {{storage_class}} AS storage_class,
    {{archive_tier}} AS archive_tier,
    {{encryption}} AS encryption,
    {{lock}} AS lock,
    {{key_arn}} AS key_arn
  FROM {{table}} AS listing{{metadata}}
  WHERE listing.source_bucket = :source_bucket
    AND listing.configuration = :configuration
    AND listing.snapshot = :snapshot
),
judged AS (
  SELECT
    *,
    CASE
      WHEN bucket <> :source_bucket THEN 'foreign-bucket'
      WHEN is_delete_marker THEN 'impossible:delete-marker'
      {{compliance}}
      WHEN encryption = 'SSE-C' THEN 'impossible:sse-c'
      WHEN encryption NOT IN ('SSE-S3', 'SSE-KMS', 'DSSE-KMS', 'NOT-SSE') THEN 'impossible:encryption-unknown'
      WHEN lock IS NOT NULL THEN concat('impossible:', lock)
      {{update}}
      WHEN NOT is_latest AND NOT :copies_noncurrent THEN 'not-applicable:noncurrent-version'
      ELSE concat(
        CASE
          WHEN storage_class IN ('GLACIER', 'DEEP_ARCHIVE') OR archive_tier <> '' THEN 'restore-first:'
          WHEN size > :copy_bytes THEN 'multipart-copy:'
          ELSE 'copy:'
        END,
        CASE encryption WHEN 'NOT-SSE' THEN 'not-encrypted' WHEN 'DSSE-KMS' THEN 'dsse-kms' ELSE 'sse-kms' END
      )
    END AS verdict
  FROM listed
)
SELECT
  bucket,
  encoded_key,
  version_id,
  size,
  storage_class,
  archive_tier,
  verdict,
  IF(is_latest, 'current', version_id) AS slot,
  CASE split_part(verdict, ':', 1)
    WHEN 'update' THEN 'update'
    WHEN 'multipart-copy' THEN IF(is_latest, 'multipart-copy', 'multipart-copy.noncurrent')
    WHEN 'copy' THEN concat(
      'copy.',
      IF(storage_class IN ('STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR'), storage_class, 'STANDARD'),
      IF(is_latest, '', '.noncurrent')
    )
    WHEN 'restore-first' THEN concat(
      'restore-first.',
      storage_class,
      IF(size > :copy_bytes, '.large', ''),
      IF(is_latest, '', '.noncurrent')
    )
  END AS lot
FROM judged
