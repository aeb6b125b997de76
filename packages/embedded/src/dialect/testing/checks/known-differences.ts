import type { KnownDifference } from './check';

/** What the embedded runtime is known to do otherwise. The spec asserts that each is still so. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    sql: 'SELECT * FROM (SELECT 1 AS a, 2 AS k) AS x JOIN (SELECT 2 AS k, 3 AS b) AS y USING (k)',
    expected: '2',
    reason:
      'A star over USING gives the common columns first in Trino, each where it stands in DuckDB. Name the columns.',
  },
  {
    sql: "upper('ß')",
    expected: 'ß',
    reason: 'Trino maps one character to one character; DuckDB knows the capital ẞ.',
  },
  {
    sql: "regexp_extract('ac', '(a)(b)?c', 2)",
    expected: null,
    reason: 'A group that took no part in the match is NULL in Trino and empty text in DuckDB.',
  },
  {
    sql: `json_format(json_parse('{"b":1,"a":2}'))`,
    expected: '{"a":2,"b":1}',
    reason: 'Trino sorts the keys of a parsed object; DuckDB keeps them as they came.',
  },
  {
    sql: `json_extract_scalar('{"a":1.10}', '$.a')`,
    expected: '1.10',
    reason: 'Trino keeps the digits of a number as written; DuckDB reads it as a double.',
  },
  {
    sql: 'CAST(1e10 AS JSON)',
    expected: '1.0E10',
    reason: 'A double in JSON is written in the form of DuckDB.',
  },
  {
    sql: "CAST(ROW(1, 'x') AS JSON)",
    expected: '{"":1,"":"x"}',
    reason: 'Fields without names are called field0, field1 here.',
  },
  {
    sql: `CAST(JSON '[123,"abc"]' AS ROW(v1 BIGINT, v2 VARCHAR))`,
    expected: '{v1=123, v2=abc}',
    reason: 'DuckDB reads a row from a JSON object only.',
  },
  {
    sql: 'ARRAY[1, NULL] = ARRAY[1, NULL]',
    expected: null,
    reason: 'Arrays with a NULL in them compare as unknown in Trino; in DuckDB two NULLs are equal there.',
  },
  {
    sql: "TIMESTAMP '2012-10-31 01:00 UTC' AT TIME ZONE 'America/Los_Angeles'",
    expected: '2012-10-30 18:00:00.000 America/Los_Angeles',
    reason: 'A value keeps no time zone; the query is refused (NOT_SUPPORTED) instead of printing UTC.',
  },
  {
    sql: "from_iso8601_timestamp('2020-05-11T11:15:05.055+01:00')",
    expected: '2020-05-11 11:15:05.055 +01:00',
    reason: 'The instant is right; it is printed in UTC, for a value keeps no time zone.',
  },
  {
    sql: "to_hex(sha512(to_utf8('abc')))",
    expected:
      'DDAF35A193617ABACC417349AE20413112E6FA4E89A97EA20A9EEEE64B55D39A2192992A274FC1A836BA3C23A3FEEBBD454D4423643CE80E2A9AC94FA54CA49F',
    reason: 'DuckDB has no SHA-512; the query is refused (NOT_SUPPORTED).',
  },
  {
    sql: "regexp_like('ab', 'a(?=b)')",
    expected: 'true',
    reason: 'RE2 has no look-around; the query is refused (NOT_SUPPORTED).',
  },
  {
    sql: 'array_sort(ARRAY[3, 1], (x, y) -> IF(x < y, 1, -1))',
    expected: '[3, 1]',
    reason: 'Sorting with a comparator is refused (NOT_SUPPORTED).',
  },
];
