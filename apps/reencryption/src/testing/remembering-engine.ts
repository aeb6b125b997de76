import type {
  QueryEngine,
  QueryId,
  QueryRequest,
  QueryResults,
  QueryStatus,
  ResultColumn,
  ResultRow,
} from '@lakeward/athena';
import { systemClock } from '@lakeward/core';
import { parseS3Uri, readBytes, readText, type ObjectRef, type ObjectStore } from '@lakeward/s3';

/** What a statement has answered and written. */
interface Remembered {
  readonly id: QueryId;
  readonly status: QueryStatus;
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly ResultRow[];
  readonly files: readonly (readonly [ObjectRef, Buffer])[];
}

/** Statements that have run, in whatever lake, by their token. */
export type EngineMemory = Map<string, Remembered>;

const FAILED: QueryStatus = {
  state: 'FAILED',
  failure: { name: 'UNKNOWN', message: 'for the test', category: 1, type: -1, retryable: true },
};

/**
 * Runs a statement on the engine of the lake once, and in every later lake puts there what it answered and wrote: tokens are made of
 * all that a statement depends on, its data among it. A test that comes to the same statement again and again takes no time for it.
 */
export class RememberingEngine implements QueryEngine {
  /** Tokens that have made an execution in this lake, one for each. */
  readonly executed: string[] = [];
  /** Which kind of statement fails in this lake: under its first token, and for good. */
  failing: (sql: string) => boolean = () => false;
  #failed: string | undefined;
  readonly #byId = new Map<QueryId, Remembered>();

  readonly #engine: QueryEngine | undefined;
  readonly #store: ObjectStore;
  readonly #memory: EngineMemory;

  /** Without an engine, statements must have run in a lake before. */
  constructor({
    engine,
    store,
    memory,
  }: {
    readonly engine?: QueryEngine;
    readonly store: ObjectStore;
    readonly memory: EngineMemory;
  }) {
    this.#engine = engine;
    this.#store = store;
    this.#memory = memory;
  }

  async start(request: QueryRequest): Promise<QueryId> {
    if (this.failing(request.sql) && (this.#failed ??= request.token) === request.token)
      return this.#fail(request);
    const known = this.#memory.get(request.token);
    const remembered = known ?? (await this.#run(request));
    this.#memory.set(request.token, remembered);
    if (!this.#byId.has(remembered.id)) {
      this.#byId.set(remembered.id, remembered);
      this.executed.push(request.token);
      if (known !== undefined) for (const [ref, bytes] of known.files) await this.#store.put(ref, bytes);
    }
    return remembered.id;
  }

  status(id: QueryId): Promise<QueryStatus> {
    return Promise.resolve(this.#find(id).status);
  }

  async stop(): Promise<void> {
    await Promise.reject(new Error('Nothing is under way here.'));
  }

  results(id: QueryId): Promise<QueryResults> {
    const { columns, rows } = this.#find(id);
    return Promise.resolve({ columns, rows: each(rows) });
  }

  #find(id: QueryId): Remembered {
    const remembered = this.#byId.get(id);
    if (remembered === undefined) throw new Error(`There is no query ${id}.`);
    return remembered;
  }

  #fail({ token }: QueryRequest): QueryId {
    const id = `failed-${token}`;
    if (!this.#byId.has(id)) this.executed.push(token);
    this.#byId.set(id, { id, status: FAILED, columns: [], rows: [], files: [] });
    return id;
  }

  async #run(request: QueryRequest): Promise<Remembered> {
    const engine = this.#engine;
    if (engine === undefined) throw new Error(`Nobody has run: ${request.sql}`);
    const id = await engine.start(request);
    for (;;) {
      const status = await engine.status(id);
      if (status.state === 'SUCCEEDED') {
        const { columns, rows } = await engine.results(id);
        const read: ResultRow[] = [];
        for await (const row of rows) read.push(row);
        return { id, status, columns, rows: read, files: await this.#files(status.dataManifestLocation) };
      }
      if (status.state !== 'QUEUED' && status.state !== 'RUNNING') throw new Error(JSON.stringify(status));
      await systemClock.sleep(2);
    }
  }

  /** The list of what was written, and all on it. */
  async #files(list: string | undefined): Promise<Remembered['files']> {
    if (list === undefined) return [];
    const uris = (await readText(this.#store, parseS3Uri(list))).split('\n').filter((uri) => uri !== '');
    const refs = [list, ...uris].map((uri): ObjectRef => parseS3Uri(uri));
    return Promise.all(refs.map(async (ref) => [ref, await readBytes(this.#store, ref)] as const));
  }
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T, void, undefined> {
  for (const item of items) yield await Promise.resolve(item);
}
