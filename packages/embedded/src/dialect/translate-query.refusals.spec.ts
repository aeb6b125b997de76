import { expectRefused } from './testing/small-lake';

describe('what is not Trino does not reach DuckDB', () => {
  const refused: readonly (readonly [sql: string, code: string, message: string])[] = [
    [
      "SELECT * FROM read_csv('x.csv')",
      'ATHENA_SYNTAX_ERROR',
      "line 1:23: mismatched input '('. Expecting: <EOF>",
    ],
    ["SELECT * FROM 'x.parquet'", 'ATHENA_SYNTAX_ERROR', "line 1:15: mismatched input ''x.parquet''"],
    ['SELECT * FROM range(10)', 'ATHENA_SYNTAX_ERROR', "line 1:20: mismatched input '('"],
    ['SELECT * FROM TABLE(sequence(1, 3))', 'NOT_SUPPORTED', 'line 1:15: table functions'],
    ["SELECT '1'::integer", 'ATHENA_SYNTAX_ERROR', "line 1:11: mismatched input ':'"],
    [
      'SELECT x FROM t QUALIFY row_number() OVER (ORDER BY x) = 1',
      'ATHENA_SYNTAX_ERROR',
      "line 1:25: mismatched input 'row_number'",
    ],
    ['SELECT * EXCLUDE (a) FROM t', 'ATHENA_SYNTAX_ERROR', "line 1:10: mismatched input 'EXCLUDE'"],
    ['SELECT [x FOR x IN y]', 'ATHENA_SYNTAX_ERROR', "line 1:8: mismatched input '['"],
    ["SELECT {'a': 1}", 'ATHENA_SYNTAX_ERROR', "line 1:8: mismatched input '{'"],
    ['FROM t', 'ATHENA_SYNTAX_ERROR', "line 1:1: mismatched input 'FROM'"],
    [
      'SELECT a FROM t PIVOT (sum(x) FOR y IN (1))',
      'ATHENA_SYNTAX_ERROR',
      "line 1:27: mismatched input '('. Expecting: ')'",
    ],
    ['SELECT DISTINCT ON (a) a FROM t', 'ATHENA_SYNTAX_ERROR', "line 1:17: mismatched input 'ON'"],
    ['SELECT a ILIKE b FROM t', 'ATHENA_SYNTAX_ERROR', "line 1:16: mismatched input 'b'"],
    ['SELECT 1 == 1', 'ATHENA_SYNTAX_ERROR', "line 1:11: mismatched input '='"],
    [
      'SELECT a IS TRUE FROM t',
      'ATHENA_SYNTAX_ERROR',
      "line 1:13: mismatched input 'TRUE'. Expecting: 'NULL', 'DISTINCT'",
    ],
    ['SELECT a[1:2] FROM t', 'ATHENA_SYNTAX_ERROR', "line 1:11: mismatched input ':'"],
    ['SELECT 1 < 2 < 3', 'ATHENA_SYNTAX_ERROR', "line 1:14: mismatched input '<'"],
    ['SELECT "a" FROM `t`', 'ATHENA_SYNTAX_ERROR', 'line 1:17: backquoted identifiers are not supported'],
    ['SELECT "" FROM t', 'ATHENA_SYNTAX_ERROR', 'line 1:8: Zero-length delimited identifier not allowed'],
    ['SELECT a FROM t LIMIT 1 OFFSET 1', 'ATHENA_SYNTAX_ERROR', "line 1:25: mismatched input 'OFFSET'"],
    ['SELECT a AS order FROM t', 'ATHENA_SYNTAX_ERROR', "line 1:13: mismatched input 'order'"],
    ['SELECT * FROM a NATURAL JOIN b', 'ATHENA_SYNTAX_ERROR', 'line 1:17: Natural join not supported'],
    [
      'SELECT * FROM t',
      'ATHENA_SYNTAX_ERROR',
      'line 1:15: Schema must be specified when session schema is not set',
    ],
    ['SELECT * FROM other.lake.t', 'ATHENA_SYNTAX_ERROR', "line 1:15: Catalog 'other' does not exist"],
    [
      "SELECT read_text('/etc/passwd')",
      'FUNCTION_NOT_FOUND',
      "line 1:8: Function 'read_text' not registered",
    ],
    ["SELECT getenv('HOME')", 'FUNCTION_NOT_FOUND', "line 1:8: Function 'getenv' not registered"],
    ['SELECT athena_fail(1, 2)', 'FUNCTION_NOT_FOUND', "line 1:8: Function 'athena_fail' not registered"],
    ["SELECT 'a'.upper()", 'FUNCTION_NOT_FOUND', "Function 'upper' not registered"],
    ["SELECT sha512(to_utf8('a'))", 'NOT_SUPPORTED', 'line 1:8: the function sha512 is not supported'],
    ['SELECT ST_Point(1, 2)', 'NOT_SUPPORTED', 'line 1:8: the function st_point is not supported'],
    [
      'SELECT\n  sum(1) +\n  row_number()',
      'ATHENA_SYNTAX_ERROR',
      "line 3:3: Window function 'row_number' requires an OVER clause",
    ],
    [
      'SELECT lower(DISTINCT x) FROM lake.t',
      'ATHENA_SYNTAX_ERROR',
      "line 1:8: 'lower' is no aggregation function",
    ],
    ['SELECT x -> x', 'ATHENA_SYNTAX_ERROR', 'line 1:8: a lambda stands only as the argument'],
    ["SELECT DATE '2027-3'", 'ATHENA_SYNTAX_ERROR', "line 1:8: '2027-3' is not a valid date literal"],
    [
      'SELECT 92233720368547758070',
      'ATHENA_SYNTAX_ERROR',
      'line 1:8: Invalid numeric literal: 92233720368547758070',
    ],
    ['SELECT CAST(1 AS text)', 'ATHENA_SYNTAX_ERROR', 'line 1:18: Unknown type: text'],
    ["SELECT CAST('a' AS ipaddress)", 'NOT_SUPPORTED', 'line 1:20: the type ipaddress is not supported'],
    [
      'SELECT * FROM lake.t MATCH_RECOGNIZE (PATTERN (A) DEFINE A AS true)',
      'NOT_SUPPORTED',
      'line 1:22: MATCH_RECOGNIZE is not supported',
    ],
    ["SELECT JSON_VALUE('{}', 'lax $.a')", 'NOT_SUPPORTED', 'line 1:8: JSON_VALUE is not supported'],
    [
      'SELECT date_format(now(), fmt) FROM lake.t',
      'NOT_SUPPORTED',
      'line 1:27: the embedded runtime takes argument 2 of date_format as a literal only',
    ],
  ];

  test.each(refused)('%s', async (sql, code, message) => {
    await expectRefused(sql, code, message, {});
  });

  test('places are those of the statement that the query is part of', async () => {
    await expectRefused('SELECT nope(1)', 'FUNCTION_NOT_FOUND', 'line 4:20:', {
      at: { line: 4, column: 13 },
    });
  });
});
