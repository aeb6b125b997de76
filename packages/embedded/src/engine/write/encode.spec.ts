import { Database } from '../duckdb/database';
import type { Session } from '../duckdb/session';
import { parseHiveType } from '../../dialect';
import { lazySimpleFormat } from '../readers/lazy-simple-format';
import { jsonLine } from './encode-json';
import { oneLine, textLine } from './encode-text';

jest.setTimeout(60_000);

const NESTED = 'struct<a:array<int>,m:map<string,struct<x:double,y:string>>>';
const nested = (sql: string): string =>
  `CAST(${sql} AS STRUCT(a INTEGER[], m MAP(VARCHAR, STRUCT(x DOUBLE, y VARCHAR))))`;

describe('rows as lines', () => {
  let database: Database;
  let session: Session;
  beforeAll(async () => {
    database = await Database.open({ threads: '1' });
    session = await database.session();
  });
  afterAll(async () => {
    await session.close();
    database.close();
  });

  const line = async (
    write: (columns: { name: string; type: ReturnType<typeof parseHiveType> }[]) => string,
    values: readonly (readonly [type: string, sql: string])[],
  ): Promise<unknown> => {
    const columns = values.map(([type], index) => ({ name: `c${index}`, type: parseHiveType(type) }));
    const list = values.map(([, sql], index) => `${sql} AS c${index}`).join(', ');
    return session.value(`SELECT ${write(columns)} FROM (SELECT ${list})`);
  };
  const text = (values: readonly (readonly [string, string])[]): Promise<unknown> =>
    line((columns) => oneLine(textLine(columns, lazySimpleFormat({}))), values);
  const json = (values: readonly (readonly [string, string])[]): Promise<unknown> => line(jsonLine, values);

  test('TEXTFILE: separators by depth, NULL as \\N, numbers as Java prints them', async () => {
    expect(
      await text([
        ['string', `'a b'`],
        ['int', 'CAST(NULL AS INTEGER)'],
        ['double', 'CAST(1e10 AS DOUBLE)'],
        ['double', 'CAST(12.5 AS DOUBLE)'],
        ['float', 'CAST(0.1 AS FLOAT)'],
        ['boolean', 'TRUE'],
        ['decimal(6,2)', 'CAST(1.5 AS DECIMAL(6,2))'],
        ['date', `DATE '2026-03-09'`],
        ['timestamp', `TIMESTAMP '2026-03-09 01:02:03.400'`],
        ['binary', `'\\x01\\xFF'::BLOB`],
        [NESTED, nested(`{'a': [1, NULL], 'm': MAP {'k': {'x': 0.5, 'y': NULL}}}`)],
        ['array<string>', `CAST([] AS VARCHAR[])`],
      ]),
    ).toBe(
      'a b\u0001\\N\u00011.0E10\u000112.5\u00010.1\u0001true\u00011.50\u00012026-03-09\u00012026-03-09 01:02:03.4\u0001Af8=\u0001' +
        '1\u0003\\N\u0002k\u00040.5\u0005\\N\u0001',
    );
  });

  test.each([`'two\nlines'`, `'a\rb'`, `'a\u0001b'`, `'\\N'`])('TEXTFILE cannot hold %j', async (sql) => {
    await expect(text([['string', sql]])).rejects.toThrow('NOT_SUPPORTED: TEXTFILE cannot hold');
  });

  test('TEXTFILE: separators of deeper levels are texts like others further out', async () => {
    expect(await text([['string', `'a\u0002b'`]])).toBe('a\u0002b');
    await expect(text([['array<string>', `['a\u0002b']`]])).rejects.toThrow('NOT_SUPPORTED');
  });

  test('JSON: every column, escapes, exact decimals', async () => {
    expect(
      await json([
        ['string', `'say "hi"\n\\ ü'`],
        ['int', 'CAST(NULL AS INTEGER)'],
        ['bigint', '9007199254740993'],
        ['double', 'CAST(1e10 AS DOUBLE)'],
        ['double', `CAST('NaN' AS DOUBLE)`],
        ['boolean', 'FALSE'],
        ['decimal(38,10)', `CAST('12345678901234567890.0123456789' AS DECIMAL(38,10))`],
        ['date', `DATE '2026-03-09'`],
        ['timestamp', `TIMESTAMP '2026-03-09 01:02:03'`],
        [NESTED, nested(`{'a': [1, NULL], 'm': MAP {'k"': {'x': 0.5, 'y': NULL}}}`)],
        ['array<string>', `CAST([] AS VARCHAR[])`],
        ['map<int,string>', `MAP {7: 'seven'}`],
      ]),
    ).toBe(
      '{"c0":"say \\"hi\\"\\n\\\\ ü","c1":null,"c2":9007199254740993,"c3":1.0E10,"c4":"NaN","c5":false,' +
        '"c6":12345678901234567890.0123456789,"c7":"2026-03-09","c8":"2026-03-09 01:02:03",' +
        '"c9":{"a":[1,null],"m":{"k\\"":{"x":0.5,"y":null}}},"c10":[],"c11":{"7":"seven"}}',
    );
  });

  test('numbers are printed as Java does', async () => {
    const values = [
      '0',
      `'-0.0'`,
      '0.001',
      '0.000999',
      '1e7',
      '9999999.5',
      '-12.25',
      '1e300',
      `'-Infinity'`,
      'NULL',
    ];
    const doubles = values.map((value) => ['double', `CAST(${value} AS DOUBLE)`] as const);
    const floats = ['0.1', '16777216', '1e-5'].map((value) => ['float', `CAST(${value} AS FLOAT)`] as const);
    expect(String(await text([...doubles, ...floats])).split('\u0001')).toEqual([
      '0.0',
      '-0.0',
      '0.001',
      '9.99E-4',
      '1.0E7',
      '9999999.5',
      '-12.25',
      '1.0E300',
      '-Infinity',
      '\\N',
      '0.1',
      '1.6777216E7',
      '1.0E-5',
    ]);
  });

  test('JSON cannot hold bytes', async () => {
    await expect(json([['binary', `'x'::BLOB`]])).rejects.toThrow('JSON cannot hold binary values');
  });
});
