-- Reviews one day by all rules of a pack in one scan.
-- Each event carries the ids of the rules it matches, and an empty id by which all events are counted. A finding is
-- counted once however often its event was delivered; an event without an id (record version 1.0) counts each time.
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
    ARRAY['', {{rules}}] AS matched
  FROM {{table}}
  WHERE account IN (:accounts)
    AND region IN (:regions)
    AND day = :day{{exclusions}}
)
SELECT
  rule,
  count(*) AS events,
  count(DISTINCT eventid) FILTER (WHERE rule <> '') + count_if(rule <> '' AND eventid IS NULL) AS findings,
  -- The IFs keep engines from making listings of events that no rule matches.
  json_format(CAST(min_by(
    IF(rule <> '', MAP(
      ARRAY['eventTime', 'eventId', 'eventSource', 'eventName', 'awsRegion', 'recipientAccountId', 'userType', 'userId',
            'sourceIpAddress', 'userAgent', 'errorCode', 'requestParameters', 'responseElements', 'file'],
      ARRAY[eventtime, eventid, eventsource, eventname, awsregion, recipientaccountid, usertype, userid,
            sourceipaddress, useragent, errorcode, requestparameters, responseelements, file]
    )),
    IF(rule <> '', concat(eventtime, ' ', coalesce(eventid, ''))),
    :listing_cap
  ) FILTER (WHERE rule <> '') AS JSON)) AS listing
FROM events
CROSS JOIN UNNEST(filter(matched, id -> id IS NOT NULL)) AS matches (rule)
GROUP BY rule
