import fc from 'fast-check';
import { DialectEngine } from '../testing/dialect-engine';
import { athenaTypeName } from './athena-type-name';
import { readFailure } from './engine-failure';
import { doubleText, realText } from './number-text';
import { printValue } from './print-value';

let engine: DialectEngine;

beforeAll(async () => {
  engine = await DialectEngine.open();
  await engine.connection.run('CREATE TABLE main.t (x INTEGER)');
});

afterAll(() => engine.close());

describe('printValue and athenaTypeName', () => {
  const cases: readonly (readonly [duckDb: string, printed: string | null, type: string])[] = [
    ['TRUE', 'true', 'boolean'],
    ['CAST(-5 AS TINYINT)', '-5', 'tinyint'],
    ['9223372036854775807', '9223372036854775807', 'bigint'],
    ['CAST(12 AS HUGEINT)', '12', 'bigint'],
    ['CAST(0.1 AS FLOAT)', '0.1', 'float'],
    ['CAST(16777216 AS FLOAT)', '1.6777216E7', 'float'],
    ['CAST(1e10 AS DOUBLE)', '1.0E10', 'double'],
    ['CAST(-12.50 AS DECIMAL(10,2))', '-12.50', 'decimal'],
    ["'a, b'", 'a, b', 'varchar'],
    ['NULL', null, 'integer'],
    ["'\\x00\\xAB'::BLOB", '00 ab', 'varbinary'],
    ["DATE '2027-03-09'", '2027-03-09', 'date'],
    ["TIME '01:02:03.5'", '01:02:03.500', 'time'],
    ["TIMESTAMP '2027-03-09 23:51:07.1235'", '2027-03-09 23:51:07.124', 'timestamp'],
    ["TIMESTAMP '1969-12-31 23:59:59.9996'", '1970-01-01 00:00:00.000', 'timestamp'],
    ["TIMESTAMPTZ '2027-03-09 23:51:07+03'", '2027-03-09 20:51:07.000 UTC', 'timestamp with time zone'],
    ['INTERVAL 14 MONTH', '1-2', 'interval day to second'],
    ['INTERVAL (-90) MINUTE', '-0 01:30:00.000', 'interval day to second'],
    ['[1, NULL]', '[1, null]', 'array'],
    ["MAP {'a': 1.5::DOUBLE}", '{a=1.5}', 'map'],
    ["{'a': 1, 'b': [{'c': DATE '2027-03-09'}]}", '{a=1, b=[{c=2027-03-09}]}', 'row'],
    [`'{"a":1}'::JSON`, '{"a":1}', 'json'],
    ["'6f9619ff-8b86-d011-b42d-00cf4fc964ff'::UUID", '6f9619ff-8b86-d011-b42d-00cf4fc964ff', 'uuid'],
  ];

  test.each(cases)('%s', async (sql, printed, name) => {
    const reader = await engine.connection.runAndReadAll(`SELECT ${sql}`);
    const [type] = reader.columnTypes();
    expect(printValue(reader.getRows()[0]?.[0] ?? null, type!)).toBe(printed);
    expect(athenaTypeName(type!)).toBe(name);
  });
});

describe('numbers as Java writes them', () => {
  test.each([
    [0, '0.0'],
    [-0, '-0.0'],
    [1, '1.0'],
    [0.001, '0.001'],
    [0.00099, '9.9E-4'],
    [9999999, '9999999.0'],
    [10000000, '1.0E7'],
    [123456.789, '123456.789'],
    [1.7976931348623157e308, '1.7976931348623157E308'],
    [NaN, 'NaN'],
    [-Infinity, '-Infinity'],
  ])('%d', (value, text) => {
    expect(doubleText(value)).toBe(text);
  });

  test('any double is read back from its text, any float from its own', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        expect(Number(doubleText(value))).toBe(value);
      }),
    );
    fc.assert(
      fc.property(fc.float({ noNaN: true }), (value) => {
        expect(Math.fround(Number(realText(value)))).toBe(value);
        expect(
          realText(value)
            .replace(/E.*|[-.]/g, '')
            .replace(/^0+|0+$/g, '').length,
        ).toBeLessThanOrEqual(9);
      }),
    );
  });
});

describe('readFailure', () => {
  test.each([
    [
      "Conversion Error: Could not convert string 'INVALID_CAST_ARGUMENT: Cannot cast 'it's' to INT' to BOOL\n\nLINE 1: ...",
      { name: 'INVALID_CAST_ARGUMENT', message: "Cannot cast 'it's' to INT" },
    ],
    [
      'Binder Error: Referenced column "z" not found in FROM clause!\nCandidate bindings: "x"',
      { name: 'COLUMN_NOT_FOUND', message: "Column 'z' cannot be resolved" },
    ],
    [
      'Out of Range Error: Overflow in addition of INT32 (2147483647 + 1)!',
      { name: 'NUMERIC_VALUE_OUT_OF_RANGE', message: 'Overflow in addition of INT32 (2147483647 + 1)!' },
    ],
    ['IO Error: Could not open file', undefined],
  ])('%s', (message, expected) => {
    expect(readFailure(message)).toEqual(expected);
  });

  test.each([
    ['SELECT z FROM main.t', 'COLUMN_NOT_FOUND', "Column 'z' cannot be resolved"],
    ['SELECT t.z FROM main.t', 'COLUMN_NOT_FOUND', "Column 't.z' cannot be resolved"],
    ['SELECT u.x FROM main.t', 'COLUMN_NOT_FOUND', "Column 'u' cannot be resolved"],
    ['SELECT x FROM (SELECT 1 AS x), (SELECT 2 AS x)', 'AMBIGUOUS_NAME', "Column 'x' is ambiguous"],
    ['SELECT * FROM nowhere.t', 'TABLE_NOT_FOUND', "Table 'nowhere.t' does not exist"],
    [
      'SELECT (SELECT x FROM (VALUES 1, 2) AS t (x))',
      'SUBQUERY_MULTIPLE_ROWS',
      'Scalar sub-query has returned multiple rows',
    ],
    ["SELECT CAST('x' AS date)", 'INVALID_CAST_ARGUMENT', 'Value cannot be cast to date: x'],
    ['SELECT 1 / 0', 'DIVISION_BY_ZERO', 'Division by zero'],
  ])('of %s', async (sql, name, message) => {
    const error: unknown = await engine.rows(sql).catch((thrown: unknown) => thrown);
    expect(readFailure((error as { message: string }).message)).toEqual({ name, message });
  });
});
