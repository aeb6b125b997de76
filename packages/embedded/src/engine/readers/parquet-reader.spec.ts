import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Database } from '../duckdb/database';
import type { Session } from '../duckdb/session';
import { TestLake } from '../testing/test-lake';

jest.setTimeout(60_000);

describe('Parquet tables', () => {
  let lake: TestLake;
  let database: Database;
  let session: Session;
  beforeAll(async () => {
    lake = await TestLake.open();
    database = await Database.open({ threads: '1' });
    session = await database.session();
  });
  afterAll(async () => {
    await session.close();
    database.close();
    await lake.close();
  });

  let files = 0;
  /** Puts what the query answers as a Parquet file. */
  const put = async (key: string, query: string): Promise<void> => {
    files += 1;
    const file = path.join(lake.directory, `${files}.parquet`);
    await session.run(`COPY (${query}) TO '${file}' (FORMAT parquet)`);
    await lake.put(key, await readFile(file));
  };
  const table = (name: string, columns: string): Promise<unknown> =>
    lake.run(`CREATE EXTERNAL TABLE ${name} (${columns}) STORED AS PARQUET LOCATION 's3://lake/${name}/'`);

  test('are read by name: what a file lacks is NULL, what the table lacks is left out', async () => {
    await put('byname/a', `SELECT 1 AS n, 'x' AS "Text", 7 AS extra`);
    await put('byname/b', `SELECT 'y' AS text, CAST(2 AS BIGINT) AS n, 0.5 AS later`);
    await table('byname', 'n bigint, text string, later double, missing array<int>');
    expect(await lake.rows('SELECT * FROM byname ORDER BY n')).toEqual([
      ['1', 'x', null, null],
      ['2', 'y', '0.5', null],
    ]);
    expect(await lake.rows('SELECT missing, text FROM byname ORDER BY text')).toEqual([
      [null, 'x'],
      [null, 'y'],
    ]);
  });

  test('have nested types, whose fields go by name too', async () => {
    await put(
      'nested/a',
      `SELECT {'B': 'b', 'a': 1, 'gone': 0} AS s, [{'k': 1}, NULL] AS l, MAP {'x': {'v': 1.5}} AS m`,
    );
    await table(
      'nested',
      's struct<a:bigint,b:string,c:int>, l array<struct<k:int>>, m map<string,struct<v:double>>',
    );
    expect(await lake.rows('SELECT s, l, m, s.b FROM nested')).toEqual([
      ['{a=1, b=b, c=null}', '[{k=1}, null]', '{x={v=1.5}}', 'b'],
    ]);
  });

  test('widen numbers, take bytes for text, and keep times', async () => {
    await put(
      'widened/a',
      `SELECT CAST(1 AS TINYINT) AS n, CAST(2 AS INTEGER) AS d, 'bytes'::BLOB AS t, TIMESTAMP '2026-03-09 01:02:03.456789' AS at,
         TIMESTAMPTZ '2026-03-09 01:02:03+00' AS z, CAST(1.25 AS DECIMAL(5,2)) AS m`,
    );
    await table('widened', 'n bigint, d double, t string, at timestamp, z timestamp, m decimal(10,2)');
    expect(await lake.rows('SELECT * FROM widened')).toEqual([
      ['1', '2.0', 'bytes', '2026-03-09 01:02:03.457', '2026-03-09 01:02:03.000', '1.25'],
    ]);
  });

  test('refuse values of another kind, naming column and file', async () => {
    await put('kinds/a', `SELECT 'text' AS n, 5 AS t`);
    await table('kinds', 'n int, t string');
    const failure = await lake.failure('SELECT n FROM kinds');
    expect(failure).toMatchObject({ name: 'HIVE_BAD_DATA' });
    expect(failure.message).toContain("Column 'n' of table 'db.kinds'");
    expect(failure.message).toContain('s3://lake/kinds/a');
    expect(await lake.failure('SELECT t FROM kinds')).toMatchObject({ name: 'HIVE_BAD_DATA' });
    expect(await lake.rows('SELECT count(*) FROM kinds')).toEqual([['1']]);
  });

  test('refuse numbers that do not fit', async () => {
    await put('narrow/a', `SELECT 3000000000 AS n`);
    await table('narrow', 'n int');
    expect(await lake.failure('SELECT n FROM narrow')).toMatchObject({
      name: 'NUMERIC_VALUE_OUT_OF_RANGE',
    });
  });

  test('name a file that is no Parquet, or was cut', async () => {
    await put('cut/a', 'SELECT range AS n FROM range(1000)');
    const whole = await lake.read('s3://lake/cut/a');
    await lake.put('cut/a', whole.subarray(0, whole.length - 10));
    await table('cut', 'n bigint');
    const failure = await lake.failure('SELECT n FROM cut');
    expect(failure.name).toBe('HIVE_CANNOT_OPEN_SPLIT');
    expect(failure.message).toContain('s3://lake/cut/a');
    expect(failure.message).not.toContain(lake.directory);
  });

  test('take no columns from the names of folders', async () => {
    await put('folders/dt=2026-03-09/n=5/a', `SELECT 1 AS n, 'inside' AS dt`);
    await table('folders', 'n int, dt string');
    expect(await lake.rows('SELECT n, dt FROM folders')).toEqual([['1', 'inside']]);
  });
});
