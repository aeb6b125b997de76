/** Date and time functions. */
export const DATE_TIME_MACROS = `
CREATE OR REPLACE MACRO athena_millisecond(x) AS millisecond(x) % 1000;
CREATE OR REPLACE MACRO athena_from_unixtime(seconds) AS
  CAST(epoch_ms(CAST(round(CAST(seconds AS DOUBLE) * 1000) AS BIGINT)) AS TIMESTAMP WITH TIME ZONE);
CREATE OR REPLACE MACRO athena_to_iso8601(x) AS
  CASE typeof(x)
    WHEN 'DATE' THEN CAST(x AS VARCHAR)
    WHEN 'TIMESTAMP WITH TIME ZONE' THEN concat(replace(athena_timestamp_text(TRY_CAST(x AS TIMESTAMP), 3), ' ', 'T'), 'Z') || left(CAST(x AS VARCHAR), 0)
    ELSE replace(athena_timestamp_text(TRY_CAST(x AS TIMESTAMP), 3), ' ', 'T') END;
CREATE OR REPLACE MACRO athena_from_iso8601_date(s) AS
  CASE WHEN regexp_matches(s, '^\\d{4}-\\d{2}-\\d{2}$') THEN CAST(s AS DATE)
       WHEN regexp_matches(s, '^\\d{4}-\\d{3}$') THEN CAST(strptime(s, '%Y-%j') AS DATE)
       WHEN regexp_matches(s, '^\\d{4}-W\\d{2}$') THEN CAST(strptime(s || '-1', '%G-W%V-%u') AS DATE)
       WHEN regexp_matches(s, '^\\d{4}-W\\d{2}-\\d$') THEN CAST(strptime(s, '%G-W%V-%u') AS DATE)
       WHEN s IS NOT NULL THEN athena_bad_argument(concat('Invalid format: "', s, '"'), s) END;
-- A month alone is its first day, an hour alone its first minute: DuckDB wants both written.
CREATE OR REPLACE MACRO athena_iso_instant(s) AS
  regexp_replace(regexp_replace(s, '^(\\d{4}-\\d{2})$', '\\1-01'), 'T(\\d{2})(Z|[+-].*)?$', 'T\\1:00\\2');
CREATE OR REPLACE MACRO athena_from_iso8601_timestamp(s) AS
  CASE WHEN regexp_matches(s, '^\\d{4}-\\d{2}(-\\d{2}(T\\d{2}(:\\d{2}(:\\d{2}([.,]\\d+)?)?)?)?)?(Z|[+-]\\d{2}(:?\\d{2})?)?$')
       THEN date_trunc('millisecond', CAST(athena_iso_instant(replace(s, ',', '.')) AS TIMESTAMP WITH TIME ZONE))
       WHEN s IS NOT NULL THEN athena_bad_argument(concat('Invalid format: "', s, '"'), s) END;
`;
