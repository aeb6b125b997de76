-- Exactly one remedy for each version, by the first rule that holds.
CASE
  WHEN bucket <> :source_bucket THEN 'foreign-bucket'
  WHEN is_delete_marker THEN 'impossible'
  {{compliance}}
  WHEN encryption NOT IN ('SSE-S3', 'SSE-KMS', 'DSSE-KMS', 'NOT-SSE') OR lock IS NOT NULL THEN 'impossible'
  {{update}}
  WHEN NOT is_latest AND NOT is_covered THEN 'not-applicable'
  WHEN storage_class IN ('GLACIER', 'DEEP_ARCHIVE') OR archive_tier <> '' THEN 'restore-first'
  WHEN is_large THEN 'multipart-copy'
  ELSE 'copy'
END
