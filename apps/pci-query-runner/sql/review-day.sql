-- Reviews one day by all rules of a pack in one scan.
-- Each event carries the ids of the rules it matches, and an empty id by which all events are counted. A finding is
-- counted once however often its event was delivered; an event without an id (record version 1.0) counts each time.
--
-- The engine compiles each column's expression on its own and refuses one that grows too large, so the rules are spread
-- over several columns. A column that is used only once would be put back into the expression that uses it: the lists are
-- therefore looked at twice where they are put together, and so are the exceptions.
WITH events AS (
  SELECT
    eventtime,
    eventid,
    eventsource,
    eventname,
    awsregion,
    recipientaccountid,
    useridentity.type AS usertype,
    coalesce(useridentity.arn, useridentity.username, useridentity.principalid, useridentity.invokedby) AS userid,
    sourceipaddress,
    useragent,
    errorcode,
    substr(requestparameters, 1, 2048) AS requestparameters,
    substr(responseelements, 1, 2048) AS responseelements,
    "$path" AS file,
    {{matched_columns}}
  FROM {{table}}
  WHERE account IN (:accounts)
    AND region IN (:regions)
    AND day = :day{{exclusions}}
),
matches AS (
  SELECT
    events.*,
    rule{{exception_columns}}
  FROM events
  CROSS JOIN UNNEST(concat(ARRAY[''], {{matched_lists}})) AS rules (rule)
),
judged AS (
  SELECT matches.*, {{exception}} AS exception
  FROM matches
)
SELECT
  rule,
  exception,
  count(*) AS events,
  count(DISTINCT eventid) FILTER (WHERE rule <> '') + count_if(rule <> '' AND eventid IS NULL) AS findings,
  json_format(CAST(histogram(substr(eventtime, 1, 13)) AS JSON)) AS hours,
  -- The IFs keep engines from making listings of events that no rule matches, or that are excepted.
  json_format(CAST(min_by(
    IF(rule <> '' AND exception IS NULL, MAP(
      ARRAY['eventTime', 'eventId', 'eventSource', 'eventName', 'awsRegion', 'recipientAccountId', 'userType', 'userId',
            'sourceIpAddress', 'userAgent', 'errorCode', 'requestParameters', 'responseElements', 'file'],
      ARRAY[eventtime, eventid, eventsource, eventname, awsregion, recipientaccountid, usertype, userid,
            sourceipaddress, useragent, errorcode, requestparameters, responseelements, file]
    )),
    IF(rule <> '' AND exception IS NULL, concat(eventtime, ' ', coalesce(eventid, ''))),
    :listing_cap
  ) FILTER (WHERE rule <> '' AND exception IS NULL) AS JSON)) AS listing
FROM judged
GROUP BY rule, exception
