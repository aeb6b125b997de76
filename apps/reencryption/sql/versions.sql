-- Each listed version of one snapshot with its remedy and, where a job can do something about it, its lot.
WITH listed AS (
{{listed}}
),
judged AS (
  SELECT
    *,
{{remedy}} AS remedy
  FROM listed
)
SELECT
  bucket,
  object_key,
  encoded_key,
  version_id,
  size,
  remedy,
  IF(is_latest, 'current', version_id) AS slot,
{{lot}} AS lot
FROM judged
