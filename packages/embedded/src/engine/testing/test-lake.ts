import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { QueryFailure, QueryRequest, QueryStatus, ResultColumn, ResultRow } from '@lakeward/athena';
import { systemClock, type Clock } from '@lakeward/core';
import { InMemoryCatalog } from '@lakeward/glue/testing';
import { parseS3Uri, readBytes } from '@lakeward/s3';
import { DirectoryObjectStore } from '../../store';
import { DuckDbQueryEngine, type DuckDbQueryEngineOptions } from '../duckdb-query-engine';

/** The end of a statement, with its rows. */
export interface Ran {
  readonly id: string;
  readonly status: Extract<QueryStatus, { state: 'SUCCEEDED' }>;
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly ResultRow[];
}

/** A lake in a temporary directory with an engine over it: buckets `lake` and `results`, database `db`. */
export class TestLake {
  readonly #options: Partial<DuckDbQueryEngineOptions>;

  private constructor(
    readonly directory: string,
    readonly store: DirectoryObjectStore,
    readonly catalog: InMemoryCatalog,
    readonly engine: DuckDbQueryEngine,
    options: Partial<DuckDbQueryEngineOptions>,
  ) {
    this.#options = options;
  }

  static async open(options: Partial<DuckDbQueryEngineOptions> = {}): Promise<TestLake> {
    const directory = await mkdtemp(path.join(tmpdir(), 'lakeward-engine-'));
    const store = new DirectoryObjectStore(directory, { clock: options.clock ?? systemClock });
    await store.createBucket('lake');
    await store.createBucket('results');
    const catalog = (options.catalog as InMemoryCatalog | undefined) ?? new InMemoryCatalog();
    await catalog.ensureDatabase('default');
    await catalog.ensureDatabase('db');
    return new TestLake(directory, store, catalog, engineOver(directory, store, catalog, options), options);
  }

  /** Another engine over the same lake, as another process would have. */
  anotherEngine(): DuckDbQueryEngine {
    return engineOver(this.directory, this.store, this.catalog, this.#options);
  }

  async close(): Promise<void> {
    await this.engine.close();
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Puts bytes under `s3://lake/<key>`. */
  async put(key: string, body: string | Uint8Array): Promise<void> {
    await this.store.put({ bucket: 'lake', key }, body);
  }

  async read(uri: string): Promise<Buffer> {
    return readBytes(this.store, parseS3Uri(uri));
  }

  /** Keys below a prefix of the bucket `lake`. */
  async keys(prefix = ''): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of this.store.list('lake', { prefix })) keys.push(key);
    return keys;
  }

  /** Runs a statement that succeeds. */
  async run(sql: string, more: Partial<QueryRequest> = {}): Promise<Ran> {
    const { id, status } = await this.#end(sql, more);
    if (status.state !== 'SUCCEEDED') throw new Error(`${sql}\nended ${JSON.stringify(status)}`);
    const { columns, rows } = await this.engine.results(id);
    const all: ResultRow[] = [];
    for await (const row of rows) all.push(row);
    return { id, status, columns, rows: all };
  }

  /** The rows of a statement that succeeds. */
  async rows(sql: string, more: Partial<QueryRequest> = {}): Promise<readonly ResultRow[]> {
    return (await this.run(sql, more)).rows;
  }

  /** The failure of a statement that fails. */
  async failure(sql: string, more: Partial<QueryRequest> = {}): Promise<QueryFailure> {
    const { status } = await this.#end(sql, more);
    if (status.state !== 'FAILED') throw new Error(`${sql}\nended ${JSON.stringify(status)}`);
    return status.failure;
  }

  async #end(sql: string, more: Partial<QueryRequest>): Promise<{ id: string; status: QueryStatus }> {
    const id = await this.engine.start({ sql, database: 'db', token: randomUUID(), ...more });
    for (;;) {
      const status = await this.engine.status(id);
      if (status.state !== 'RUNNING' && status.state !== 'QUEUED') return { id, status };
      await systemClock.sleep(2);
    }
  }
}

function engineOver(
  directory: string,
  store: DirectoryObjectStore,
  catalog: InMemoryCatalog,
  options: Partial<DuckDbQueryEngineOptions>,
): DuckDbQueryEngine {
  const clock: Clock = systemClock;
  return new DuckDbQueryEngine({
    catalog,
    store,
    clock,
    stateDirectory: path.join(directory, '.lakeward'),
    outputLocation: 's3://results/queries/',
    threads: 2,
    ...options,
  });
}
