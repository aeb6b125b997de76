import { rm } from 'node:fs/promises';
import {
  checkQueryRequest,
  type QueryEngine,
  type QueryId,
  type QueryRequest,
  type QueryResults,
  type QueryStatus,
} from '@lakeward/athena';
import { AppError, isAppError, type Clock } from '@lakeward/core';
import type { Catalog } from '@lakeward/glue';
import { parseS3Uri } from '@lakeward/s3';
import { parseStatement, translateQuery, type AthenaStatement } from '../dialect';
import { Database } from './duckdb/database';
import type { Session } from './duckdb/session';
import { EngineFailure, failureOf } from './engine-failure';
import type { LakeStore } from './lake-store';
import { PLANNER_SETTINGS } from './query/query-plan';
import { FileInspector } from './readers/file-inspector';
import { readResult } from './results/read-result';
import { runStatement } from './run-statement';
import { ENGINE, type StatementResult } from './statement-context';
import { Executions, isUnderWay, type Execution } from './state/executions';
import { isGone, thisProcess, type ProcessIdentity } from './state/process-identity';
import { Turns } from './state/turns';
import { WorkDirectories } from './state/work-directories';

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
  /**
   * Statements that run at a time; more are QUEUED. Default 2: each uses all threads, and each takes one of the four
   * threads with which Node reads files.
   */
  readonly concurrency?: number;
}

/** A query of this engine that has not ended. */
interface RunningQuery {
  state: 'QUEUED' | 'RUNNING';
  readonly abort: AbortController;
  done: Promise<void>;
}

interface Databases {
  /** Runs statements. */
  readonly main: Database;
  /** Looks at queries before they run: see `planQuery`. */
  readonly planner: Database;
  readonly spill: string;
}

/**
 * Athena's behaviour on DuckDB: statements of Athena's dialect over the files of a directory lake, with Athena's result
 * files, error names and idempotency tokens. What differs from Athena is listed in packages/embedded/DIALECT.md.
 */
export class DuckDbQueryEngine implements QueryEngine {
  readonly #options: DuckDbQueryEngineOptions;
  readonly #directories: WorkDirectories;
  readonly #executions: Executions;
  readonly #inspector = new FileInspector();
  readonly #turns: Turns;
  readonly #running = new Map<QueryId, RunningQuery>();
  /** Ends that could not be written to disk. */
  readonly #unwritten = new Map<QueryId, Execution>();
  #databases: Promise<Databases> | undefined;
  #process: Promise<ProcessIdentity> | undefined;

  constructor(options: DuckDbQueryEngineOptions) {
    this.#options = options;
    this.#directories = new WorkDirectories(options.stateDirectory);
    this.#executions = new Executions(this.#directories.queries);
    this.#turns = new Turns(options.concurrency ?? 2);
  }

  async start(request: QueryRequest): Promise<QueryId> {
    checkQueryRequest(request);
    const outputLocation = resultFolder(request.outputLocation ?? this.#options.outputLocation);
    // Syntax errors surface here, before any execution exists, as with Athena.
    const statement = parseStatement(request.sql);
    await checkSyntax(statement, request);
    const owner = await (this.#process ??= thisProcess());
    const { execution, fresh } = await this.#executions.claim(request, {
      owner,
      submitted: this.#options.clock.now(),
    });
    if (fresh) this.#run(execution, { ...request, outputLocation }, statement);
    return execution.id;
  }

  async status(id: QueryId): Promise<QueryStatus> {
    const running = this.#running.get(id);
    if (running !== undefined) return { state: running.state };
    const execution = await this.#execution(id);
    return execution.status;
  }

  async stop(id: QueryId): Promise<void> {
    const running = this.#running.get(id);
    if (running === undefined) {
      await this.#execution(id);
      return;
    }
    running.abort.abort(new Error('cancelled'));
    await running.done;
  }

  async results(id: QueryId): Promise<QueryResults> {
    const status = await this.status(id);
    const { columns, form } = await this.#execution(id);
    if (status.state !== 'SUCCEEDED') {
      throw new AppError({
        code: 'ATHENA_RESULTS_UNAVAILABLE',
        message: `Query ${id} has no results: its state is ${status.state}.`,
        remedy: 'Wait for SUCCEEDED before reading results.',
      });
    }
    return { columns, rows: readResult(this.#options.store, status.outputLocation, form) };
  }

  /** Waits for running queries and gives DuckDB's memory and files back. */
  async close(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ done }) => done));
    const databases = await this.#databases;
    this.#databases = undefined;
    if (databases === undefined) return;
    databases.main.close();
    databases.planner.close();
    await rm(databases.spill, { recursive: true, force: true });
  }

  #run(
    execution: Execution,
    request: QueryRequest & { outputLocation: string },
    statement: AthenaStatement,
  ): void {
    const query: RunningQuery = { state: 'QUEUED', abort: new AbortController(), done: Promise.resolve() };
    query.done = this.#executed(execution, request, statement, query).then(async (ended) => {
      // Kept in memory while the disk takes nothing: this process at least knows how the query ended.
      await this.#executions.write(ended).catch(() => this.#unwritten.set(ended.id, ended));
      this.#running.delete(ended.id);
    });
    this.#running.set(execution.id, query);
  }

  /** The execution as it ended. Never throws. */
  async #executed(
    execution: Execution,
    request: QueryRequest & { outputLocation: string },
    statement: AthenaStatement,
    query: RunningQuery,
  ): Promise<Execution> {
    const { clock } = this.#options;
    try {
      const free = await this.#turns.take(query.abort.signal);
      try {
        query.state = 'RUNNING';
        const began = clock.now().getTime();
        await this.#executions.write({ ...execution, status: { state: 'RUNNING' } });
        const result = await this.#perform(execution.id, request, statement, query.abort.signal);
        return succeeded(execution, result, clock.now().getTime() - began);
      } finally {
        free();
      }
    } catch (error) {
      const status: QueryStatus = query.abort.signal.aborted
        ? { state: 'CANCELLED', reason: 'Query cancelled by user' }
        : { state: 'FAILED', failure: this.#redacted(failureOf(error)) };
      return { ...execution, status };
    }
  }

  async #perform(
    id: QueryId,
    request: QueryRequest & { outputLocation: string },
    statement: AthenaStatement,
    signal: AbortSignal,
  ): Promise<StatementResult> {
    const { catalog, store, clock } = this.#options;
    const databases = await this.#opened();
    const sessions: Session[] = [];
    const interrupt = (): void => sessions.forEach((session) => session.interrupt());
    try {
      const session = await databases.main.session();
      sessions.push(session);
      const planner = await databases.planner.session();
      sessions.push(planner);
      signal.throwIfAborted();
      signal.addEventListener('abort', interrupt, { once: true });
      return await runStatement(statement, {
        id,
        request,
        session,
        planner,
        catalog,
        store,
        inspector: this.#inspector,
        now: clock.now(),
        workDirectory: this.#directories.work(id),
        signal,
      });
    } finally {
      signal.removeEventListener('abort', interrupt);
      for (const session of sessions) await session.close();
    }
  }

  #opened(): Promise<Databases> {
    this.#databases ??= this.#open().catch((error: unknown) => {
      // The next statement tries again: the disk may have room then.
      this.#databases = undefined;
      throw error;
    });
    return this.#databases;
  }

  async #open(): Promise<Databases> {
    const { memoryLimit = '1GB', threads } = this.#options;
    await this.#directories.sweep(this.#executions);
    const spill = await this.#directories.makeSpill(await (this.#process ??= thisProcess()));
    const main = await Database.open({
      memory_limit: memoryLimit,
      temp_directory: spill,
      ...(threads === undefined ? {} : { threads: String(threads) }),
    });
    const planner = await Database.open({ memory_limit: '256MB', threads: '1' }, PLANNER_SETTINGS);
    return { main, planner, spill };
  }

  /** The execution; one whose process is gone has failed, for good. */
  async #execution(id: QueryId): Promise<Execution> {
    const execution = this.#unwritten.get(id) ?? (await this.#executions.read(id));
    if (execution === undefined) {
      throw new AppError({
        code: 'ATHENA_QUERY_NOT_FOUND',
        message: `There is no query ${id}.`,
        remedy: 'Use the id that start answered, on the same lake.',
      });
    }
    if (!isUnderWay(execution) || this.#running.has(id) || !(await isGone(execution.owner))) return execution;
    // Looked at again: it may have ended between the two looks.
    const now = await this.#executions.read(id);
    if (now === undefined || !isUnderWay(now)) return now ?? execution;
    const { failure } = new EngineFailure('GENERIC_INTERNAL_ERROR', 'the process that ran the query ended', {
      retryable: true,
    });
    const lost: Execution = { ...now, status: { state: 'FAILED', failure } };
    await this.#executions.write(lost);
    return lost;
  }

  /** Local paths say nothing to who only knows the lake, and may say too much. */
  #redacted<T extends { message: string }>(failure: T): T {
    return { ...failure, message: failure.message.replaceAll(this.#options.stateDirectory, '<state>') };
  }
}

function succeeded(
  execution: Execution,
  { columns, form, bytesScanned, outputLocation, dataManifestLocation }: StatementResult,
  engineMilliseconds: number,
): Execution {
  return {
    ...execution,
    columns,
    form,
    status: {
      state: 'SUCCEEDED',
      statistics: { bytesScanned, engineMilliseconds, engine: ENGINE },
      outputLocation,
      ...(dataManifestLocation === undefined ? {} : { dataManifestLocation }),
    },
  };
}

/** The output location with a slash at its end; `ATHENA_INVALID_REQUEST` for what is no `s3://` path. */
function resultFolder(location: string): string {
  try {
    parseS3Uri(location);
  } catch (cause) {
    throw new AppError({
      code: 'ATHENA_INVALID_REQUEST',
      message: `The output location "${location}" is not an S3 path.`,
      remedy: 'Write it as s3://bucket/prefix/.',
      cause,
    });
  }
  return location.endsWith('/') ? location : `${location}/`;
}

/** Reads the query inside a statement for its syntax alone; what it means is found out when it runs. */
async function checkSyntax(statement: AthenaStatement, request: QueryRequest): Promise<void> {
  if (!('query' in statement)) return;
  const { sql, at } = statement.query;
  try {
    await translateQuery(sql, {
      at,
      parameters: request.parameters ?? [],
      defaultDatabase: request.database ?? 'default',
    });
  } catch (error) {
    if (isAppError(error, 'ATHENA_SYNTAX_ERROR')) throw error;
  }
}
