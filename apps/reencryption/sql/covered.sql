-- A copy of an old version becomes the current one, so old versions are copied only under a current one that is copied after them.
SELECT
  *,
  bool_or(is_latest AND NOT is_delete_marker AND lock IS NULL AND encryption IN {{copied}}) OVER (PARTITION BY object_key) AS is_covered
FROM (
{{listed}}
) AS listed
