import { DuckDBInstance } from '@duckdb/node-api';
import type {
  QueryEngine,
  QueryId,
  QueryRequest,
  QueryResults,
  QueryStatistics,
  QueryStatus,
  ResultRow,
} from '@lakeward/athena';
import { AppError, type Clock } from '@lakeward/core';
import type { Catalog } from '@lakeward/glue';
import { parseS3Uri } from '@lakeward/s3';
import { dialectMacros, dialectSettings, parseStatement, type AthenaStatement } from '../dialect';
import { EngineFailure, failureOf } from './engine-failure';
import type { LakeStore } from './lake-store';
import { csvRows } from './result-file';
import { runStatement, type StatementResult } from './run-statement';
import { Session } from './session';
import { Executions, type Execution } from './state/executions';

/** Athena refuses longer statements; source: "Service Quotas", Athena User Guide. */
const MAX_QUERY_BYTES = 262_144;

/** What the engine works on. */
export interface DuckDbQueryEngineOptions {
  readonly catalog: Catalog;
  readonly store: LakeStore;
  readonly clock: Clock;
  /** Directory for the states of executions, files being written and what does not fit in memory. */
  readonly stateDirectory: string;
  /** Where result files go when a request names no place: `s3://bucket/prefix/`. */
  readonly outputLocation: string;
  /** DuckDB's limit; more spills to disk. Default 1 GB. */
  readonly memoryLimit?: string;
  /** Threads of one engine; default: the machine's cores. */
  readonly threads?: number;
}

/**
 * Athena's behaviour on DuckDB: statements of Athena's dialect over the files of a directory lake, with Athena's result
 * files, error names and idempotency tokens. What differs from Athena is listed in packages/embedded/DIALECT.md.
 */
export class DuckDbQueryEngine implements QueryEngine {
  readonly #options: DuckDbQueryEngineOptions;
  readonly #executions: Executions;
  readonly #running = new Map<
    QueryId,
    { session: Session | undefined; cancelled: boolean; done: Promise<void> }
  >();
  #instance: Promise<DuckDBInstance> | undefined;

  constructor(options: DuckDbQueryEngineOptions) {
    this.#options = options;
    this.#executions = new Executions(`${options.stateDirectory}/queries`);
  }

  async start(request: QueryRequest): Promise<QueryId> {
    if (Buffer.byteLength(request.sql) > MAX_QUERY_BYTES) {
      throw invalidRequest(
        `The statement has more than ${MAX_QUERY_BYTES} bytes.`,
        'Split it, or put long lists into a table.',
      );
    }
    if (request.token.length < 32 || request.token.length > 128) {
      throw invalidRequest(
        'The token has not 32 to 128 characters.',
        'Use deterministicId of packages/core.',
      );
    }
    const outputLocation = request.outputLocation ?? this.#options.outputLocation;
    parseS3Uri(outputLocation);
    // Syntax errors surface here, before any execution exists, as with Athena.
    const statement = parseStatement(request.sql);
    const { id, fresh } = await this.#executions.claim(request);
    if (fresh) {
      const execution: Execution = {
        id,
        request: { ...request, outputLocation },
        submitted: this.#options.clock.now().toISOString(),
        pid: process.pid,
        status: { state: 'RUNNING' },
        columns: [],
      };
      await this.#executions.write(execution);
      this.#run(execution, statement);
    }
    return id;
  }

  async status(id: QueryId): Promise<QueryStatus> {
    const { status, pid } = await this.#execution(id);
    if (status.state !== 'RUNNING' || this.#running.has(id)) return status;
    if (pid !== process.pid && isAlive(pid)) return status;
    // The record is read again: the query may have ended between the two looks.
    const now = (await this.#execution(id)).status;
    if (now.state !== 'RUNNING') return now;
    const lost = new EngineFailure('GENERIC_INTERNAL_ERROR', 'the process that ran the query ended', {
      retryable: true,
    });
    return { state: 'FAILED', failure: lost.failure };
  }

  async stop(id: QueryId): Promise<void> {
    await this.#execution(id);
    const running = this.#running.get(id);
    if (running === undefined) return;
    running.cancelled = true;
    running.session?.interrupt();
    await running.done;
  }

  async results(id: QueryId): Promise<QueryResults> {
    const { columns } = await this.#execution(id);
    const status = await this.status(id);
    if (status.state !== 'SUCCEEDED') {
      throw new AppError({
        code: 'ATHENA_RESULTS_UNAVAILABLE',
        message: `Query ${id} has no results: its state is ${status.state}.`,
        remedy: 'Wait for SUCCEEDED before reading results.',
      });
    }
    const { store } = this.#options;
    return {
      columns,
      rows: columns.length === 0 ? noRows() : rowsOf(store, status.outputLocation, columns.length),
    };
  }

  /** Waits for running queries and gives DuckDB's memory back. */
  async close(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ done }) => done));
    (await this.#instance)?.closeSync();
    this.#instance = undefined;
  }

  #run(execution: Execution, statement: AthenaStatement): void {
    const entry = { session: undefined as Session | undefined, cancelled: false, done: Promise.resolve() };
    const finish = async (end: Pick<Execution, 'status'> & Partial<Execution>): Promise<void> => {
      await this.#executions.write({ ...execution, ...end });
      this.#running.delete(execution.id);
    };
    entry.done = this.#execute(execution, statement, entry).then(
      ({ columns, statistics, outputLocation, dataManifestLocation }) =>
        finish({
          columns,
          status: {
            state: 'SUCCEEDED',
            statistics,
            outputLocation,
            ...(dataManifestLocation === undefined ? {} : { dataManifestLocation }),
          },
        }),
      (error: unknown) =>
        finish({
          status: entry.cancelled
            ? { state: 'CANCELLED', reason: 'Query cancelled by user' }
            : { state: 'FAILED', failure: failureOf(error) },
        }),
    );
    this.#running.set(execution.id, entry);
  }

  async #execute(
    { id, request }: Execution,
    statement: AthenaStatement,
    entry: { session: Session | undefined; cancelled: boolean },
  ): Promise<StatementResult & { statistics: QueryStatistics }> {
    const { catalog, store, clock, stateDirectory } = this.#options;
    const started = clock.now().getTime();
    const session = await Session.open(await this.#open(), id.replaceAll('-', ''));
    entry.session = session;
    try {
      const result = await runStatement(statement, {
        id,
        request: { ...request, outputLocation: request.outputLocation ?? this.#options.outputLocation },
        session,
        catalog,
        store,
        now: clock.now(),
        workDirectory: `${stateDirectory}/work/${id}`,
      });
      if (entry.cancelled) throw new Error('cancelled');
      const engineMilliseconds = clock.now().getTime() - started;
      return { ...result, statistics: { ...result.statistics, engineMilliseconds } };
    } finally {
      await session.close();
    }
  }

  #open(): Promise<DuckDBInstance> {
    return (this.#instance ??= this.#create());
  }

  async #create(): Promise<DuckDBInstance> {
    const { memoryLimit = '1GB', threads, stateDirectory } = this.#options;
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: memoryLimit,
      temp_directory: `${stateDirectory}/spill`,
      // A query reads files by path only; nothing may be fetched or installed while it runs.
      autoinstall_known_extensions: 'false',
      ...(threads === undefined ? {} : { threads: String(threads) }),
    });
    const connection = await instance.connect();
    await connection.run(dialectSettings);
    await connection.run(dialectMacros);
    connection.closeSync();
    return instance;
  }

  async #execution(id: QueryId): Promise<Execution> {
    const execution = await this.#executions.read(id);
    if (execution === undefined) {
      throw new AppError({
        code: 'ATHENA_QUERY_NOT_FOUND',
        message: `There is no query ${id}.`,
        remedy: 'Use the id that start answered, on the same lake.',
      });
    }
    return execution;
  }
}

async function* rowsOf(store: LakeStore, location: string, columns: number): AsyncIterable<ResultRow> {
  const { body } = await store.get(parseS3Uri(location));
  yield* csvRows(body, columns);
}

async function* noRows(): AsyncIterable<ResultRow> {
  // DDL answers nothing.
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function invalidRequest(message: string, remedy: string): AppError {
  return new AppError({ code: 'ATHENA_INVALID_REQUEST', message, remedy });
}
