-- What is to be done with how many versions of one snapshot.
SELECT
  verdict,
  coalesce(lot, '') AS lot,
  storage_class,
  archive_tier,
  count(*) AS objects,
  coalesce(sum(size), 0) AS bytes
FROM (
{{versions}}
) AS versions
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4
