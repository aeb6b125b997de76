-- The versions of one snapshot, with everything that decides what is to be done with them.
SELECT
  listing.bucket AS bucket,
  {{object_key}} AS object_key,
  {{encoded_key}} AS encoded_key,
  {{version_id}} AS version_id,
  {{is_latest}} AS is_latest,
  {{is_delete_marker}} AS is_delete_marker,
  {{size}} AS size,
  coalesce({{size}} > :copy_bytes, FALSE) AS is_large,
  {{storage_class}} AS storage_class,
  {{archive_tier}} AS archive_tier,
  {{encryption}} AS encryption,
  {{lock}} AS lock,
  {{key_arn}} AS key_arn
FROM {{table}} AS listing{{metadata}}
WHERE listing.source_bucket = :source_bucket
  AND listing.configuration = :configuration
  AND listing.snapshot = :snapshot
