-- Asks one rule's question of one day: for an assessor who wants to ask again.
SELECT *
FROM {{table}}
WHERE account IN (:accounts)
  AND region IN (:regions)
  AND day = :day{{exclusions}}
  AND ({{predicate}})
ORDER BY eventtime, eventid
