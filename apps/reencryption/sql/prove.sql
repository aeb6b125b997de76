-- Holds a later snapshot against the one a run was planned by. The current version of a key is compared with the current version,
-- since a copy makes a new one; an old version with itself. Only versions that a job could work on, or that are as they should be,
-- say anything.
WITH earlier AS (
{{earlier}}
),
later AS (
{{later}}
),
compared AS (
  SELECT
    coalesce(later.size, earlier.size) AS size,
    CASE
      WHEN later.object_key IS NULL THEN IF(earlier.lot IS NOT NULL, 'gone', 'other')
      WHEN earlier.lot IS NOT NULL AND later.lot IS NOT NULL THEN 'open'
      WHEN earlier.lot IS NOT NULL THEN CASE later.remedy WHEN 'compliant' THEN 'fixed' WHEN 'key-unknown' THEN 'fixed-by-unknown-key' ELSE 'open' END
      WHEN later.lot IS NULL THEN 'other'
      WHEN earlier.object_key IS NULL THEN 'new'
      ELSE 'regressed'
    END AS outcome
  FROM earlier
  FULL OUTER JOIN later ON earlier.object_key = later.object_key AND earlier.slot = later.slot
)
SELECT
  outcome,
  count(*) AS objects,
  coalesce(sum(size), 0) AS bytes
FROM compared
GROUP BY 1
ORDER BY 1
