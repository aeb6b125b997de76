import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { QueryRequest } from '@lakeward/athena';
import { systemClock } from '@lakeward/core';
import { build } from 'esbuild';
import { FileCatalog } from '../catalog';
import { DirectoryObjectStore } from '../store';
import { DuckDbQueryEngine } from './duckdb-query-engine';

jest.setTimeout(120_000);

const ROOT = path.join(__dirname, '../../../..');

/** Runs the statement of its arguments, says its id, and waits to be killed. */
const RUNNER = `
  import { systemClock } from '@lakeward/core';
  import { FileCatalog } from './src/catalog';
  import { DirectoryObjectStore } from './src/store';
  import { DuckDbQueryEngine } from './src/engine/duckdb-query-engine';
  const [lake, sql, token] = process.argv.slice(2);
  const engine = new DuckDbQueryEngine({
    catalog: new FileCatalog({ lake }),
    store: new DirectoryObjectStore(lake),
    clock: systemClock,
    stateDirectory: lake + '/.lakeward',
    outputLocation: 's3://results/',
    threads: 1,
  });
  engine.start({ sql, database: 'db', token }).then((id) => process.stdout.write(id));
  setInterval(() => undefined, 1000);
`;

/** Its result is being written for minutes. */
const LONG = `SELECT a.x, b.y FROM UNNEST(SEQUENCE(1, 10000)) AS a (x) CROSS JOIN UNNEST(SEQUENCE(1, 10000)) AS b (y)`;

describe('a process that is killed while it runs a statement', () => {
  let directory: string;
  let script: string;
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'lakeward-engine-crash-'));
    script = path.join(directory, 'runner.cjs');
    await build({
      stdin: { contents: RUNNER, resolveDir: path.join(__dirname, '../..'), loader: 'ts' },
      outfile: script,
      bundle: true,
      platform: 'node',
      target: 'node20',
      external: ['@duckdb/node-api'],
      tsconfig: path.join(ROOT, 'tsconfig.base.json'),
      logLevel: 'error',
    });
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  const openLake = async (
    name: string,
  ): Promise<{
    lake: string;
    engine: DuckDbQueryEngine;
    catalog: FileCatalog;
    store: DirectoryObjectStore;
  }> => {
    const lake = path.join(directory, name);
    const store = new DirectoryObjectStore(lake);
    await store.createBucket('lake');
    await store.createBucket('results');
    const catalog = new FileCatalog({ lake });
    await catalog.ensureDatabase('db');
    const engine = new DuckDbQueryEngine({
      catalog,
      store,
      clock: systemClock,
      stateDirectory: path.join(lake, '.lakeward'),
      outputLocation: 's3://results/',
      threads: 1,
    });
    return { lake, engine, catalog, store };
  };

  /** Starts the statement in another process, and kills it once `isFar` enough. */
  const killed = async (
    lake: string,
    request: QueryRequest,
    isFar: (id: string) => Promise<boolean>,
  ): Promise<string> => {
    const child: ChildProcess = spawn(process.execPath, [script, lake, request.sql, request.token], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_PATH: path.join(ROOT, 'node_modules') },
    });
    const id = await new Promise<string>((resolve) =>
      child.stdout?.once('data', (text) => resolve(String(text))),
    );
    while (!(await isFar(id))) await systemClock.sleep(10);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    return id;
  };
  const isThere = async (folder: string): Promise<boolean> =>
    (await readdir(folder).catch(() => [])).length > 0;

  test('leaves the query failed for good, and to be tried again', async () => {
    const { lake, engine } = await openLake('select');
    const request = { sql: LONG, database: 'db', token: randomUUID() };
    const work = path.join(lake, '.lakeward', 'work');
    const id = await killed(lake, request, (query) => isThere(path.join(work, query)));
    const lost = {
      state: 'FAILED',
      failure: {
        name: 'GENERIC_INTERNAL_ERROR',
        message: 'GENERIC_INTERNAL_ERROR: the process that ran the query ended',
        category: 1,
        type: 100,
        retryable: true,
      },
    };
    expect(await engine.status(id)).toEqual(lost);
    await expect(engine.results(id)).rejects.toMatchObject({ code: 'ATHENA_RESULTS_UNAVAILABLE' });
    // The token goes on standing for the query that failed, as on Athena.
    expect(await engine.start(request)).toBe(id);
    expect(await engine.status(id)).toEqual(lost);
    // What the process was writing, and what DuckDB had put aside, is gone with the next statement.
    const next = await engine.start({ sql: 'SELECT 1', database: 'db', token: randomUUID() });
    while ((await engine.status(next)).state !== 'SUCCEEDED') await systemClock.sleep(5);
    expect(await isThere(work)).toBe(false);
    expect(await readdir(path.join(lake, '.lakeward', 'spill'))).toHaveLength(1);
    await engine.close();
  });

  test('leaves no table that is half written', async () => {
    const { lake, engine, catalog, store } = await openLake('ctas');
    const request = {
      sql: `CREATE TABLE t WITH (external_location = 's3://lake/t/') AS ${LONG}`,
      database: 'db',
      token: randomUUID(),
    };
    const output = (id: string): string => path.join(lake, '.lakeward', 'work', id, 'output');
    const id = await killed(lake, request, (query) => isThere(output(query)));
    expect((await engine.status(id)).state).toBe('FAILED');
    expect(await catalog.table('db', 't')).toBeUndefined();
    for await (const { key } of store.list('lake')) throw new Error(`${key} is left`);
    await engine.close();
  });

  test('whose number another process has now is gone all the same', async () => {
    const { lake, engine } = await openLake('recycled');
    const token = randomUUID();
    const id = await engine.start({ sql: 'SELECT 1', database: 'db', token });
    while ((await engine.status(id)).state !== 'SUCCEEDED') await systemClock.sleep(5);
    const file = path.join(lake, '.lakeward', 'queries', `${id}.json`);
    const record = JSON.parse(await readFile(file, 'utf8')) as { owner: { pid: number } };
    const running = { ...record, status: { state: 'RUNNING' } };
    await writeFile(file, JSON.stringify({ ...running, owner: { ...record.owner, started: '1' } }));
    expect((await engine.status(id)).state).toBe('FAILED');
    // Of a process on another machine nothing is known: it is believed to be at work.
    await writeFile(file, JSON.stringify({ ...running, owner: { host: 'elsewhere', pid: 1 } }));
    expect((await engine.status(id)).state).toBe('RUNNING');
    await engine.close();
  });
});
