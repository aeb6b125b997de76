-- Writes the versions of each lot as lines of S3 Batch manifests. Nothing in a line needs quoting: bucket names and version
-- ids hold no separator, and keys are URL-encoded.
UNLOAD (
  SELECT
    bucket,
    encoded_key{{version_column}},
    lot
  FROM (
{{versions}}
  ) AS versions
  WHERE remedy IN ('update', 'copy', 'multipart-copy', 'restore-first')
) TO :location
WITH (format = 'TEXTFILE',{{compression}} field_delimiter = ',', partitioned_by = ARRAY['lot'])
