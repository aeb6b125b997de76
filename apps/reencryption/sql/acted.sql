-- The versions of the snapshot that a run was planned by, with those that its jobs have tried to update: which key they were under
-- then, no inventory tells any more.
SELECT
  versions.object_key,
  versions.size,
  versions.remedy,
  versions.slot,
  coalesce(versions.lot, IF(tried.object_key IS NOT NULL, 'update')) AS lot
FROM (
{{versions}}
) AS versions
LEFT JOIN (
  SELECT DISTINCT
    url_decode(key) AS object_key,
    coalesce(nullif(version_id, ''), 'null') AS version_id
  FROM {{reports}}
  WHERE source_bucket = :source_bucket
    AND snapshot = :snapshot
    AND remedy = 'update'
) AS tried ON tried.object_key = versions.object_key AND tried.version_id = versions.version_id
