-- Why a version has its remedy.
CASE remedy
  WHEN 'foreign-bucket' THEN ''
  WHEN 'compliant' THEN :compliant
  WHEN 'key-unknown' THEN :key_unknown
  WHEN 'impossible' THEN CASE
    WHEN is_delete_marker THEN 'delete-marker'
    WHEN encryption = 'SSE-C' THEN 'sse-c'
    WHEN encryption NOT IN ('SSE-S3', 'SSE-KMS', 'DSSE-KMS', 'NOT-SSE') THEN 'encryption-unknown'
    ELSE lock
  END
  WHEN 'update' THEN IF(encryption = 'SSE-S3', 'sse-s3', 'other-key')
  WHEN 'not-applicable' THEN IF(:copies_noncurrent, 'current-version-stays', 'noncurrent-version')
  ELSE CASE encryption WHEN 'NOT-SSE' THEN 'not-encrypted' WHEN 'DSSE-KMS' THEN 'dsse-kms' ELSE 'sse-kms' END
END
