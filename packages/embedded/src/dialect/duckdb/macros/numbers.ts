/** Arithmetic and mathematical functions with Trino's types and errors. */
export const NUMBER_MACROS = `
-- The type of a + b has the scale that Trino gives a quotient of decimals.
CREATE OR REPLACE MACRO athena_divide(a, b) AS cast_to_type(
  CASE WHEN b = 0 AND typeof(a + b) NOT IN ('DOUBLE', 'FLOAT')
       THEN athena_fail('DIVISION_BY_ZERO: Division by zero', concat(a, b))
       WHEN typeof(a + b) IN ('TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT') THEN a // b
       ELSE a / b END, a + b);
CREATE OR REPLACE MACRO athena_modulus(a, b) AS
  CASE WHEN b = 0 AND typeof(a + b) NOT IN ('DOUBLE', 'FLOAT')
       THEN athena_fail('DIVISION_BY_ZERO: Division by zero', concat(a, b))
       ELSE a % b END;
-- round() has the type that Trino gives ceiling and floor: whole numbers stay, decimals lose their fraction.
CREATE OR REPLACE MACRO athena_ceiling(x) AS cast_to_type(ceil(x), round(x));
CREATE OR REPLACE MACRO athena_floor(x) AS cast_to_type(floor(x), round(x));
CREATE OR REPLACE MACRO athena_round(x, digits) AS cast_to_type(round(x, CAST(digits AS INTEGER)), x + x);
CREATE OR REPLACE MACRO
  athena_truncate(x) AS cast_to_type(trunc(x), round(x)),
  (x, digits) AS cast_to_type(trunc(x, CAST(digits AS INTEGER)), x);
CREATE OR REPLACE MACRO athena_sign(x) AS cast_to_type(
  CASE WHEN isnan(TRY_CAST(x AS DOUBLE)) THEN TRY_CAST(x AS DOUBLE) ELSE sign(x) END, round(x));
CREATE OR REPLACE MACRO athena_sqrt(x) AS CASE WHEN x < 0 THEN CAST('NaN' AS DOUBLE) ELSE sqrt(x) END;
-- The root of a cube is exact.
CREATE OR REPLACE MACRO athena_cbrt(x) AS
  CASE WHEN power(round(cbrt(x)), 3) = x THEN round(cbrt(x)) ELSE cbrt(x) END;
CREATE OR REPLACE MACRO athena_acos(x) AS CASE WHEN abs(x) > 1 THEN CAST('NaN' AS DOUBLE) ELSE acos(x) END;
CREATE OR REPLACE MACRO athena_asin(x) AS CASE WHEN abs(x) > 1 THEN CAST('NaN' AS DOUBLE) ELSE asin(x) END;
CREATE OR REPLACE MACRO athena_ln(x) AS
  CASE WHEN x = 0 THEN CAST('-Infinity' AS DOUBLE) WHEN x < 0 THEN CAST('NaN' AS DOUBLE) ELSE ln(x) END;
CREATE OR REPLACE MACRO athena_log10(x) AS
  CASE WHEN x = 0 THEN CAST('-Infinity' AS DOUBLE) WHEN x < 0 THEN CAST('NaN' AS DOUBLE) ELSE log10(x) END;
CREATE OR REPLACE MACRO athena_log2(x) AS
  CASE WHEN x = 0 THEN CAST('-Infinity' AS DOUBLE) WHEN x < 0 THEN CAST('NaN' AS DOUBLE) ELSE log2(x) END;
CREATE OR REPLACE MACRO athena_greatest(items) AS CASE WHEN list_count(items) = len(items) THEN list_max(items) END;
CREATE OR REPLACE MACRO athena_least(items) AS CASE WHEN list_count(items) = len(items) THEN list_min(items) END;
CREATE OR REPLACE MACRO athena_to_base(x, radix) AS
  CASE WHEN radix NOT BETWEEN 2 AND 36
       THEN athena_bad_argument('Radix must be between 2 and 36', concat(x, radix))
       WHEN x < 0 THEN '-' || lower(to_base(abs(CAST(x AS HUGEINT))::BIGINT, CAST(radix AS INTEGER)))
       ELSE lower(to_base(CAST(x AS BIGINT), CAST(radix AS INTEGER))) END;
CREATE OR REPLACE MACRO athena_from_base(s, radix) AS
  CASE WHEN s IS NULL OR radix IS NULL THEN NULL
       WHEN radix NOT BETWEEN 2 AND 36
       THEN athena_bad_argument('Radix must be between 2 and 36', concat(s, radix))
       WHEN ltrim(s, '+-') = '' OR translate(lower(ltrim(s, '+-')), left('0123456789abcdefghijklmnopqrstuvwxyz', radix), '') <> ''
       THEN athena_bad_argument(concat('Not a valid base-', radix, ' number: ', s), concat(s, radix))
       ELSE CAST((CASE WHEN s[1] = '-' THEN -1 ELSE 1 END) * list_reduce(
         list_transform(string_split(lower(ltrim(s, '+-')), ''),
           lambda digit: CAST(strpos('0123456789abcdefghijklmnopqrstuvwxyz', digit) - 1 AS HUGEINT)),
         lambda total, digit: total * radix + digit) AS BIGINT) END;
-- Bounds that descend count the same buckets from the other end.
CREATE OR REPLACE MACRO athena_bucket(x, low, high, n) AS
  CASE WHEN x < low THEN 0 WHEN x >= high THEN n + 1 ELSE trunc(n * (x - low) / (high - low)) + 1 END;
CREATE OR REPLACE MACRO
  athena_width_bucket(x, bins) AS
    CASE WHEN len(bins) = 0 THEN athena_bad_argument('Bins cannot be an empty array', concat(x, CAST(bins AS VARCHAR)))
         ELSE CAST(len(list_filter(bins, lambda bin: bin <= x)) AS BIGINT) END,
  (x, low, high, n) AS CAST(
    CASE WHEN n <= 0 THEN athena_bad_argument('bucketCount must be greater than 0', concat(x, low, high, n))
         WHEN low = high THEN athena_bad_argument('bounds cannot equal each other', concat(x, low, high, n))
         WHEN low < high THEN athena_bucket(CAST(x AS DOUBLE), CAST(low AS DOUBLE), CAST(high AS DOUBLE), n)
         ELSE n + 1 - athena_bucket(CAST(x AS DOUBLE), CAST(high AS DOUBLE), CAST(low AS DOUBLE), n) END AS BIGINT);
CREATE OR REPLACE MACRO athena_bit_count(x, bits) AS
  CASE WHEN bits NOT BETWEEN 2 AND 64
       THEN athena_bad_argument('Bits specified in bit_count must be between 2 and 64', concat(x, bits))
       WHEN bits < 64 AND CAST(x AS HUGEINT) NOT BETWEEN -power(2, bits - 1) AND power(2, bits - 1) - 1
       THEN athena_bad_argument(concat('Number must be representable with the bits specified. ', x, ' cannot be represented with ', bits, ' bits'), concat(x, bits))
       WHEN x < 0 THEN CAST(64 - bit_count(~CAST(x AS BIGINT)) - (64 - bits) AS BIGINT)
       ELSE CAST(bit_count(CAST(x AS BIGINT)) AS BIGINT) END;
-- x comes as HUGEINT; the result is brought back into the width's range, sign included.
CREATE OR REPLACE MACRO athena_wrap(x, bits) AS
  ((x % (CAST(1 AS HUGEINT) << bits)) + (CAST(1 AS HUGEINT) << bits) + (CAST(1 AS HUGEINT) << (bits - 1)))
    % (CAST(1 AS HUGEINT) << bits) - (CAST(1 AS HUGEINT) << (bits - 1));
CREATE OR REPLACE MACRO athena_unsigned(x, bits) AS CASE WHEN x < 0 THEN x + (CAST(1 AS HUGEINT) << bits) ELSE x END;
CREATE OR REPLACE MACRO athena_left_shift(x, shift, bits) AS
  CASE WHEN shift >= bits THEN 0 ELSE athena_wrap((athena_unsigned(x, bits) % (CAST(1 AS HUGEINT) << (bits - shift))) * (CAST(1 AS HUGEINT) << shift), bits) END;
CREATE OR REPLACE MACRO athena_right_shift(x, shift, bits) AS
  CASE WHEN shift >= bits THEN 0 ELSE athena_wrap(athena_unsigned(x, bits) // (CAST(1 AS HUGEINT) << shift), bits) END;
CREATE OR REPLACE MACRO athena_right_shift_arithmetic(x, shift, bits) AS
  CASE WHEN shift >= bits THEN CASE WHEN x < 0 THEN -1 ELSE 0 END
       ELSE (x - ((x % (CAST(1 AS HUGEINT) << shift)) + (CAST(1 AS HUGEINT) << shift)) % (CAST(1 AS HUGEINT) << shift)) // (CAST(1 AS HUGEINT) << shift) END;
-- The order of the rows does not matter to a sum; the values differ from Athena's, whose hash is another.
CREATE OR REPLACE MACRO athena_checksum(total) AS
  unhex(lpad(hex(CAST(total % 18446744073709551616 AS UBIGINT)), 16, '0'));
`;
