-- What is to be done with how many versions of one snapshot, and why. Versions of one kind are counted before anything is said of
-- them: there are billions of versions and some dozens of kinds, and no key is read.
WITH listed AS (
{{listed}}
),
kinds AS (
  SELECT
    bucket,
    is_latest,
    is_delete_marker,
    is_large,
    is_covered,
    storage_class,
    archive_tier,
    encryption,
    lock,
    key_arn,
    count(*) AS objects,
    coalesce(sum(size), 0) AS bytes
  FROM listed
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
),
judged AS (
  SELECT
    *,
{{remedy}} AS remedy
  FROM kinds
),
lots AS (
  SELECT
    *,
{{reason}} AS reason,
{{lot}} AS lot
  FROM judged
)
SELECT
  remedy,
  reason,
  coalesce(lot, '') AS lot,
  storage_class,
  archive_tier,
  sum(objects) AS objects,
  sum(bytes) AS bytes
FROM lots
GROUP BY 1, 2, 3, 4, 5
ORDER BY 1, 2, 3, 4, 5
