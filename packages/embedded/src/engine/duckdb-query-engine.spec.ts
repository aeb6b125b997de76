import { randomUUID } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { QueryEngine, QueryRequest, QueryStatus } from '@lakeward/athena';
import { systemClock } from '@lakeward/core';
import { TestLake } from './testing/test-lake';

jest.setTimeout(60_000);

/** Runs for minutes unless it is stopped. */
const SLOW = `SELECT count_if((a.x + b.y + c.z) % 7 = 0) AS n FROM UNNEST(SEQUENCE(1, 5000)) AS a (x)
  CROSS JOIN UNNEST(SEQUENCE(1, 5000)) AS b (y) CROSS JOIN UNNEST(SEQUENCE(1, 5000)) AS c (z)`;
/** A hundred million rows: its result is being written for minutes. */
const LONG = `SELECT a.x, b.y FROM UNNEST(SEQUENCE(1, 10000)) AS a (x) CROSS JOIN UNNEST(SEQUENCE(1, 10000)) AS b (y)`;

const request = (sql: string, more: Partial<QueryRequest> = {}): QueryRequest => ({
  sql,
  database: 'db',
  token: randomUUID(),
  ...more,
});

const FINAL = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

/** Waits for one of the states; fails when the query ends in another. */
async function until(engine: QueryEngine, id: string, states: readonly string[]): Promise<QueryStatus> {
  for (;;) {
    const status = await engine.status(id);
    if (states.includes(status.state)) return status;
    if (FINAL.includes(status.state)) throw new Error(`${id} ended ${JSON.stringify(status)}`);
    await systemClock.sleep(5);
  }
}
const ended = (engine: QueryEngine, id: string): Promise<QueryStatus> => until(engine, id, FINAL);

describe('DuckDbQueryEngine', () => {
  let lake: TestLake;
  let started: string[];
  beforeEach(async () => {
    started = [];
    lake = await TestLake.open();
  });
  afterEach(async () => {
    // A test that failed leaves statements that would run for minutes.
    for (const id of started) await lake.engine.stop(id);
    await lake.close();
  });
  const start = async (sql: string): Promise<string> => {
    const id = await lake.engine.start(request(sql));
    started.push(id);
    return id;
  };

  test('runs eight statements at once, each over its own tables of the same name', async () => {
    for (let n = 0; n < 8; n += 1) {
      await lake.catalog.ensureDatabase(`db${n}`);
      await lake.put(`same${n}/x`, `${n}\n`.repeat(1000));
      await lake.run(`CREATE EXTERNAL TABLE same (n int) LOCATION 's3://lake/same${n}/'`, {
        database: `db${n}`,
      });
    }
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, n) => [
        lake.rows('SELECT sum(n), count(*), min("$path") FROM same', { database: `db${n}` }),
        lake.rows(`SELECT count(*) FROM same a JOIN db${(n + 1) % 8}.same b ON a.n = b.n`, {
          database: `db${n}`,
        }),
      ]).flat(),
    );
    expect(results).toEqual(
      Array.from({ length: 8 }, (_, n) => [
        [[String(n * 1000), '1000', `s3://lake/same${n}/x`]],
        [['0']],
      ]).flat(),
    );
  });

  test('lets two statements run and the others wait, and answers meanwhile', async () => {
    const ids = await Promise.all([1, 2, 3, 4].map((n) => start(`${SLOW} -- ${n}`)));
    const inState = async (state: string): Promise<string[]> => {
      const found: string[] = [];
      for (const id of ids) if ((await lake.engine.status(id)).state === state) found.push(id);
      return found;
    };
    while ((await inState('RUNNING')).length < 2) await systemClock.sleep(5);
    const running = await inState('RUNNING');
    const [third = '', fourth = ''] = await inState('QUEUED');
    expect(running).toHaveLength(2);
    // A queued statement is cancelled without having begun.
    await lake.engine.stop(fourth);
    expect(await lake.engine.status(fourth)).toEqual({
      state: 'CANCELLED',
      reason: 'Query cancelled by user',
    });
    expect((await lake.engine.status(third)).state).toBe('QUEUED');
    await lake.engine.stop(running[0] ?? '');
    await until(lake.engine, third, ['RUNNING']);
    for (const id of ids) await lake.engine.stop(id);
    expect(await inState('CANCELLED')).toHaveLength(4);
    expect(await lake.rows('SELECT 1')).toEqual([['1']]);
  });

  test('stops a statement whose result is being written, and keeps nothing of it', async () => {
    const id = await start(LONG);
    const file = path.join(lake.directory, '.lakeward', 'work', id, 'result.csv');
    while ((await sizeOf(file)) < 1_000_000) await systemClock.sleep(10);
    await lake.engine.stop(id);
    expect((await lake.engine.status(id)).state).toBe('CANCELLED');
    expect(await readdir(path.join(lake.directory, '.lakeward', 'work'))).toEqual([]);
    await expect(lake.engine.results(id)).rejects.toMatchObject({ code: 'ATHENA_RESULTS_UNAVAILABLE' });
    const keys: string[] = [];
    for await (const { key } of lake.store.list('results')) keys.push(key);
    expect(keys).toEqual([]);
  });

  test('stops a statement that writes files, and leaves no table', async () => {
    const id = await start(`CREATE TABLE t WITH (external_location = 's3://lake/t/') AS ${LONG}`);
    const folder = path.join(lake.directory, '.lakeward', 'work', id, 'output');
    while ((await readdir(folder).catch(() => [])).length === 0) await systemClock.sleep(5);
    await lake.engine.stop(id);
    expect((await lake.engine.status(id)).state).toBe('CANCELLED');
    expect(await lake.keys()).toEqual([]);
    expect(await lake.catalog.table('db', 't')).toBeUndefined();
  });

  test('keeps memory flat while a large result is written and read', async () => {
    const before = process.memoryUsage().rss;
    const sql = `SELECT a.x, CONCAT('some text of a row ', CAST(b.y AS varchar)) AS t FROM UNNEST(SEQUENCE(1, 1000)) AS a (x) CROSS JOIN UNNEST(SEQUENCE(1, 1500)) AS b (y)`;
    const id = await lake.engine.start(request(sql));
    expect((await ended(lake.engine, id)).state).toBe('SUCCEEDED');
    let rows = 0;
    for await (const row of (await lake.engine.results(id)).rows) rows += row.length === 2 ? 1 : 0;
    expect(rows).toBe(1_500_000);
    // The result itself is 60 MB of text.
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024);
  });

  test('lets what does not fit in memory spill, and cleans up', async () => {
    const small = await TestLake.open({ memoryLimit: '60MB' });
    const spill = path.join(small.directory, '.lakeward', 'spill');
    expect(
      await small.rows(
        `SELECT count(*) FROM (SELECT a.x * 10000 + b.y AS n, CONCAT('text ', CAST(b.y AS varchar)) AS t FROM UNNEST(SEQUENCE(1, 200)) AS a (x) CROSS JOIN UNNEST(SEQUENCE(1, 10000)) AS b (y) ORDER BY 2, 1 LIMIT 1900000)`,
      ),
    ).toEqual([['1900000']]);
    expect(await readdir(spill)).toHaveLength(1);
    await small.engine.close();
    expect(await readdir(spill)).toEqual([]);
    await small.close();
  });

  test('tells another engine over the same lake how a query ended, and what it answered', async () => {
    const { id } = await lake.run(`SELECT 'kept' AS word`);
    const other = lake.anotherEngine();
    expect((await other.status(id)).state).toBe('SUCCEEDED');
    const { columns, rows } = await other.results(id);
    expect(columns).toEqual([{ name: 'word', type: 'varchar' }]);
    for await (const row of rows) expect(row).toEqual(['kept']);
    // A query that this process runs is running, whoever asks.
    const running = await start(SLOW);
    await until(lake.engine, running, ['RUNNING']);
    expect((await other.status(running)).state).toMatch(/^(QUEUED|RUNNING)$/);
    await lake.engine.stop(running);
    expect((await other.status(running)).state).toBe('CANCELLED');
    await other.close();
  });

  test('runs a token once, whichever engine is asked, and however many ask at the same time', async () => {
    const other = lake.anotherEngine();
    await lake.run(`CREATE EXTERNAL TABLE log (n int) STORED AS PARQUET LOCATION 's3://lake/log/'`);
    const once = request('INSERT INTO log SELECT 1');
    const ids = await Promise.all([
      ...Array.from({ length: 10 }, () => lake.engine.start(once)),
      ...Array.from({ length: 10 }, () => other.start(once)),
    ]);
    expect(new Set(ids).size).toBe(1);
    await ended(lake.engine, ids[0] ?? '');
    await lake.engine.close();
    await other.close();
    expect(await lake.keys('log/')).toHaveLength(1);
    await expect(other.start({ ...once, sql: 'INSERT INTO log SELECT 2' })).rejects.toMatchObject({
      code: 'ATHENA_TOKEN_REUSED',
    });
    await expect(other.start({ ...once, parameters: ['1'] })).rejects.toMatchObject({
      code: 'ATHENA_TOKEN_REUSED',
    });
  });

  test('checks a request as Athena does before anything is kept', async () => {
    const { engine } = lake;
    await expect(engine.start(request(`SELECT '${'x'.repeat(262_144)}'`))).rejects.toMatchObject({
      code: 'ATHENA_INVALID_REQUEST',
    });
    await expect(engine.start(request('SELECT 1', { outputLocation: '/tmp/x' }))).rejects.toMatchObject({
      code: 'ATHENA_INVALID_REQUEST',
      message: expect.stringContaining('is not an S3 path'),
    });
    for (const sql of [
      'SELECT FROM',
      'CREATE TABLE t AS SELECT (',
      `UNLOAD (SELECT 1 +) TO 's3://lake/x/' WITH (format = 'JSON')`,
    ]) {
      await expect(engine.start(request(sql))).rejects.toMatchObject({ code: 'ATHENA_SYNTAX_ERROR' });
    }
    await expect(readdir(path.join(lake.directory, '.lakeward', 'queries'))).rejects.toThrow('ENOENT');
  });

  test('writes results where the request says', async () => {
    const { id, status } = await lake.run('SELECT 1 AS n', { outputLocation: 's3://lake/mine' });
    expect(status.outputLocation).toBe(`s3://lake/mine/${id}.csv`);
    expect((await lake.read(status.outputLocation)).toString()).toBe('"n"\n"1"\n');
    expect((await lake.read(`${status.outputLocation}.metadata`)).includes('integer')).toBe(true);
    const lost = await lake.failure('SELECT 1', { outputLocation: 's3://no-such-bucket/' });
    expect(lost).toMatchObject({ name: 'HIVE_FILESYSTEM_ERROR', retryable: false });
  });

  test.each<[sql: string, name: string, text: string]>([
    ['SELECT 1 / 0', 'DIVISION_BY_ZERO', 'Division by zero'],
    ['SELECT nothing', 'COLUMN_NOT_FOUND', "Column 'nothing' cannot be resolved"],
    ['SELECT x.n FROM (SELECT 1 AS n) AS t', 'COLUMN_NOT_FOUND', 'cannot be resolved'],
    [`SELECT CAST('x' AS integer)`, 'INVALID_CAST_ARGUMENT', ''],
    ['SELECT no_such_function(1)', 'FUNCTION_NOT_FOUND', 'no_such_function'],
    [`SELECT 1 = 'a'`, 'TYPE_MISMATCH', ''],
    ['SELECT * FROM db.nothing', 'TABLE_NOT_FOUND', "'awsdatacatalog.db.nothing'"],
    ['SELECT * FROM nothing.nothing', 'SCHEMA_NOT_FOUND', "'nothing'"],
    ['SELECT (SELECT x FROM UNNEST(ARRAY[1, 2]) AS t (x))', 'SUBQUERY_MULTIPLE_ROWS', ''],
    ['SELECT ?', 'INVALID_PARAMETER_USAGE', ''],
  ])('names the failure of %s', async (sql, name, text) => {
    const failure = await lake.failure(sql);
    expect(failure.name).toBe(name);
    expect(failure.message).toMatch(new RegExp(`^${name}: `));
    expect(failure.message).toContain(text);
    expect(failure.message).not.toContain('LINE 1');
  });

  test('says no local path, whatever fails', async () => {
    await lake.put('p/x', 'PAR1 but no Parquet at all PAR1');
    await lake.run(`CREATE EXTERNAL TABLE p (n int) STORED AS PARQUET LOCATION 's3://lake/p/'`);
    const failure = await lake.failure('SELECT n FROM p');
    expect(failure.message).toContain('s3://lake/p/x');
    expect(failure.name).toBe('HIVE_CANNOT_OPEN_SPLIT');
    expect(failure.message).not.toContain(lake.directory);
  });
});

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}
