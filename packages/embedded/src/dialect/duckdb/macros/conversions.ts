/** CAST as Trino does it, and how values are written as text. */
export const CONVERSION_MACROS = `
-- The digits of a number in DuckDB's words (12.5, 1e+20), and the power of ten of the first of them.
CREATE OR REPLACE MACRO athena_digits(parts) AS list_transform(
  list_transform([{'whole': split_part(parts[1], '.', 1), 'fraction': split_part(parts[1], '.', 2), 'exponent': coalesce(CAST(parts[2] AS INTEGER), 0)}],
    lambda n: {'digits': ltrim(n.whole || n.fraction, '0'), 'exponent': len(n.whole) - 1 + n.exponent - (len(n.whole || n.fraction) - len(ltrim(n.whole || n.fraction, '0')))}),
  lambda n: {'digits': CASE WHEN rtrim(n.digits, '0') = '' THEN '0' ELSE rtrim(n.digits, '0') END, 'exponent': n.exponent});
CREATE OR REPLACE MACRO athena_scientific(number) AS list_transform(
  athena_digits(string_split(ltrim(number, '-'), 'e')),
  lambda n: concat(n.digits[1], '.', CASE WHEN len(n.digits) > 1 THEN n.digits[2:] ELSE '0' END, 'E', n.exponent))[1];
CREATE OR REPLACE MACRO athena_plain(number) AS list_transform(
  athena_digits(string_split(ltrim(number, '-'), 'e')),
  lambda n: CASE
    WHEN n.exponent BETWEEN 0 AND 6
    THEN concat(rpad(n.digits, CAST(greatest(n.exponent + 1, 1) AS INTEGER), '0')[1:n.exponent + 1], '.', CASE WHEN len(n.digits) > n.exponent + 1 THEN n.digits[n.exponent + 2:] ELSE '0' END)
    WHEN n.exponent BETWEEN -3 AND -1 THEN concat('0.', repeat('0', -n.exponent - 1), n.digits)
    ELSE athena_scientific(number) END)[1];
CREATE OR REPLACE MACRO athena_special_number(x) AS
  CASE WHEN isnan(x) THEN 'NaN' WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END END;
-- CAST to varchar follows the SQL standard: always 1.25E1. A real has seven digits.
CREATE OR REPLACE MACRO athena_double_text(x) AS
  CASE WHEN x IS NULL THEN NULL
       WHEN NOT isfinite(x) THEN athena_special_number(x)
       WHEN x = 0 THEN CASE WHEN CAST(x AS VARCHAR)[1] = '-' THEN '-0E0' ELSE '0E0' END
       ELSE CASE WHEN x < 0 THEN '-' ELSE '' END || athena_scientific(CAST(x AS VARCHAR)) END;
CREATE OR REPLACE MACRO athena_real_text(x) AS
  CASE WHEN x IS NULL THEN NULL
       WHEN NOT isfinite(x) THEN athena_special_number(x)
       WHEN x = 0 THEN CASE WHEN CAST(x AS VARCHAR)[1] = '-' THEN '-0E0' ELSE '0E0' END
       ELSE CASE WHEN x < 0 THEN '-' ELSE '' END || athena_scientific(format('{:.6e}', x)) END;
-- Java's form, which format('%s', x) gives: 12.5, 1.0E10.
CREATE OR REPLACE MACRO athena_java_text(x) AS
  CASE WHEN x IS NULL THEN NULL
       WHEN NOT isfinite(x) THEN athena_special_number(x)
       WHEN x = 0 THEN CASE WHEN CAST(x AS VARCHAR)[1] = '-' THEN '-0.0' ELSE '0.0' END
       ELSE CASE WHEN x < 0 THEN '-' ELSE '' END || athena_plain(CAST(x AS VARCHAR)) END;
CREATE OR REPLACE MACRO athena_timestamp_text(x, digits) AS
  CASE WHEN digits = 0 THEN split_part(CAST(x AS VARCHAR), '.', 1)
       ELSE concat(split_part(CAST(x AS VARCHAR), '.', 1), '.', left(rpad(split_part(CAST(x AS VARCHAR), '.', 2), 12, '0'), CAST(digits AS INTEGER))) || left(CAST(x AS VARCHAR), 0) END;
CREATE OR REPLACE MACRO athena_json_text(x) AS
  CASE WHEN json_type(x) IN ('OBJECT', 'ARRAY')
       THEN athena_bad_cast(concat('Cannot cast ', x, ' to varchar'), x)
       ELSE json_extract_string(x, '$') END;
CREATE OR REPLACE MACRO athena_duration_text(ms) AS
  CASE WHEN ms IS NOT NULL THEN concat(
    CASE WHEN ms < 0 THEN '-' ELSE '' END, abs(ms) // 86400000, ' ',
    lpad(CAST(abs(ms) // 3600000 % 24 AS VARCHAR), 2, '0'), ':', lpad(CAST(abs(ms) // 60000 % 60 AS VARCHAR), 2, '0'), ':',
    lpad(CAST(abs(ms) // 1000 % 60 AS VARCHAR), 2, '0'), '.', lpad(CAST(abs(ms) % 1000 AS VARCHAR), 3, '0')) END;
CREATE OR REPLACE MACRO athena_interval_text(x) AS
  CASE WHEN datepart('year', x) * 12 + datepart('month', x) <> 0
       THEN concat(CASE WHEN x < INTERVAL 0 DAY THEN '-' ELSE '' END, abs(datepart('year', x)), '-', abs(datepart('month', x)))
       ELSE athena_duration_text(CAST(round(epoch(x) * 1000) AS BIGINT)) END;
CREATE OR REPLACE MACRO athena_typeof(x) AS
  CASE typeof(x) WHEN '"NULL"' THEN 'unknown' WHEN 'FLOAT' THEN 'real' WHEN 'BLOB' THEN 'varbinary'
    WHEN 'TIMESTAMP' THEN 'timestamp(3)' WHEN 'TIMESTAMP WITH TIME ZONE' THEN 'timestamp(3) with time zone'
    WHEN 'TIME' THEN 'time(3)' WHEN 'HUGEINT' THEN 'bigint' WHEN 'INTERVAL' THEN 'interval day to second'
    ELSE lower(typeof(x)) END;
CREATE OR REPLACE MACRO athena_text(x) AS
  CASE WHEN typeof(x) = 'DOUBLE' THEN athena_double_text(TRY_CAST(x AS DOUBLE))
       WHEN typeof(x) = 'FLOAT' THEN athena_real_text(TRY_CAST(x AS DOUBLE))
       WHEN typeof(x) = 'TIMESTAMP' THEN athena_timestamp_text(x, 3)
       WHEN typeof(x) = 'TIMESTAMP WITH TIME ZONE' THEN athena_timestamp_text(TRY_CAST(x AS TIMESTAMP), 3) || ' UTC'
       WHEN typeof(x) = 'JSON' THEN athena_json_text(CAST(x AS VARCHAR))
       WHEN typeof(x) = 'INTERVAL' THEN athena_interval_text(TRY_CAST(x AS INTERVAL))
       WHEN typeof(x) = 'BLOB' OR typeof(x) LIKE '%[]' OR typeof(x) LIKE 'MAP(%' OR typeof(x) LIKE 'STRUCT(%'
       THEN athena_fail(concat('TYPE_MISMATCH: Cannot cast ', athena_typeof(x), ' to varchar'), x)
       ELSE CAST(x AS VARCHAR) END;
-- Text has to be a whole number that fits and nothing else; DuckDB would take '2.5' and '1e3'. Doubles round half away from
-- zero. What does not fit fails in the cast that follows.
CREATE OR REPLACE MACRO athena_whole(x, name, parsed) AS
  CASE WHEN typeof(x) IN ('DOUBLE', 'FLOAT') AND NOT isfinite(TRY_CAST(x AS DOUBLE))
       THEN athena_bad_cast(concat('Cannot cast ', CAST(x AS VARCHAR), ' to ', name), x)
       WHEN typeof(x) IN ('DOUBLE', 'FLOAT') THEN TRY_CAST(round(TRY_CAST(x AS DOUBLE)) AS HUGEINT)
       WHEN typeof(x) = 'VARCHAR' AND (NOT regexp_full_match(CAST(x AS VARCHAR), '[+-]?[0-9]*') OR parsed IS NULL)
       THEN athena_bad_cast(concat('Cannot cast ''', CAST(x AS VARCHAR), ''' to ', name), x)
       ELSE CAST(x AS HUGEINT) END;
CREATE OR REPLACE MACRO athena_cast_tinyint(x) AS CAST(athena_whole(x, 'TINYINT', TRY_CAST(CAST(x AS VARCHAR) AS TINYINT)) AS TINYINT);
CREATE OR REPLACE MACRO athena_cast_smallint(x) AS CAST(athena_whole(x, 'SMALLINT', TRY_CAST(CAST(x AS VARCHAR) AS SMALLINT)) AS SMALLINT);
CREATE OR REPLACE MACRO athena_cast_integer(x) AS CAST(athena_whole(x, 'INT', TRY_CAST(CAST(x AS VARCHAR) AS INTEGER)) AS INTEGER);
CREATE OR REPLACE MACRO athena_cast_bigint(x) AS CAST(athena_whole(x, 'BIGINT', TRY_CAST(CAST(x AS VARCHAR) AS BIGINT)) AS BIGINT);
CREATE OR REPLACE MACRO athena_cast_boolean(x) AS
  CASE WHEN typeof(x) = 'VARCHAR' AND lower(CAST(x AS VARCHAR)) NOT IN ('t', 'true', '1', 'f', 'false', '0')
       THEN athena_bad_cast(concat('Cannot cast ''', CAST(x AS VARCHAR), ''' to BOOLEAN'), x)
       ELSE CAST(x AS BOOLEAN) END;
-- Text is cut to the length; of anything else nothing may be lost.
CREATE OR REPLACE MACRO athena_bounded(x, text, size) AS
  CASE WHEN typeof(x) = 'VARCHAR' THEN left(text, size)
       WHEN length(text) > size THEN athena_bad_cast(concat('Value ', text, ' cannot be represented as varchar(', size, ')'), text)
       ELSE text END;
CREATE OR REPLACE MACRO athena_cast_date(x) AS
  CASE WHEN typeof(x) = 'VARCHAR' AND NOT regexp_matches(CAST(x AS VARCHAR), '^\\s*[+-]?\\d+-\\d{1,2}-\\d{1,2}\\s*$')
       THEN athena_bad_cast(concat('Value cannot be cast to date: ', CAST(x AS VARCHAR)), x)
       ELSE CAST(x AS DATE) END;
CREATE OR REPLACE MACRO athena_cast_timestamp(x) AS
  CASE WHEN typeof(x) = 'VARCHAR' AND NOT regexp_matches(CAST(x AS VARCHAR), '^\\s*[+-]?\\d+-\\d{1,2}-\\d{1,2}( \\d{1,2}:\\d{1,2}(:\\d{1,2}(\\.\\d+)?)?)?\\s*$')
       THEN athena_bad_cast(concat('Value cannot be cast to timestamp: ', CAST(x AS VARCHAR)), x)
       ELSE CAST(x AS TIMESTAMP) END;
CREATE OR REPLACE MACRO athena_cast_timestamp_with_zone(x) AS
  CASE WHEN typeof(x) = 'VARCHAR' AND CAST(x AS VARCHAR) LIKE '%T%:%'
       THEN athena_bad_cast(concat('Value cannot be cast to timestamp with time zone: ', CAST(x AS VARCHAR)), x)
       ELSE CAST(x AS TIMESTAMP WITH TIME ZONE) END;
CREATE OR REPLACE MACRO athena_round_timestamp(x, unit) AS
  CASE WHEN epoch_us(x) % unit = 0 THEN x
       ELSE make_timestamp(CAST(floor((epoch_us(x) + unit // 2) / CAST(unit AS DOUBLE)) AS BIGINT) * unit) END;
`;
