import type { AppError } from '@lakeward/core';

/** Names one execution of one statement: a UUID on Athena. */
export type QueryId = string;

/** One statement to run. */
export interface QueryRequest {
  /** One statement in Athena's dialect (Trino for DML, Hive for DDL); at most 262,144 bytes of UTF-8. */
  readonly sql: string;
  /**
   * Values of the `?` placeholders, in order, each already a SQL literal (`'a''b'`, `42`, `DATE '2026-03-09'`):
   * what packages/sql makes of named parameters. Only for SELECT, INSERT, CTAS and UNLOAD.
   */
  readonly parameters?: readonly string[];
  /** Database that unqualified names belong to. */
  readonly database?: string;
  /** Workgroup; the engine's default where absent. */
  readonly workgroup?: string;
  /** `s3://bucket/prefix/` for the result files, where the workgroup does not enforce one. */
  readonly outputLocation?: string;
  /**
   * 32-128 characters. The same token with the same statement is the same execution: it is started once, however often
   * the call is repeated. The same token with another statement is an error (`ATHENA_TOKEN_REUSED`).
   */
  readonly token: string;
}

/** What an execution cost. */
export interface QueryStatistics {
  /** Bytes read from the store. Athena bills them with a minimum of 10 MB a query. */
  readonly bytesScanned: number;
  readonly engineMilliseconds: number;
  /** Name and version of what ran the statement, such as `Athena engine version 3`. */
  readonly engine: string;
}

/** Why a query failed, in Athena's terms ("Athena error catalog"). */
export interface QueryFailure {
  /** Leading name of the message, such as `HIVE_PATH_ALREADY_EXISTS`; `UNKNOWN` where the message has none. */
  readonly name: string;
  readonly message: string;
  /** 1 system, 2 user, 3 other. */
  readonly category: number;
  /** Number in the error catalog, such as 1006 for a syntax error; -1 where the engine gave none. */
  readonly type: number;
  readonly retryable: boolean;
}

/** Where an execution stands. CANCELLED is as final as FAILED; RUNNING may go back to QUEUED. */
export type QueryStatus =
  | { readonly state: 'QUEUED' | 'RUNNING' }
  | {
      readonly state: 'SUCCEEDED';
      readonly statistics: QueryStatistics;
      /** Full `s3://` path of the result file. */
      readonly outputLocation: string;
      /** `s3://` path of the list of objects written, for CTAS, UNLOAD and INSERT that wrote rows. */
      readonly dataManifestLocation?: string;
    }
  | { readonly state: 'FAILED'; readonly failure: QueryFailure }
  | { readonly state: 'CANCELLED'; readonly reason: string };

/** A column of a result. `type` is Athena's name for it, such as `varchar`, `bigint`, `array`. */
export interface ResultColumn {
  readonly name: string;
  readonly type: string;
}

/** One result row: every value is text as Athena prints it, `null` for NULL. */
export type ResultRow = readonly (string | null)[];

/** The rows of a finished SELECT, SHOW or DESCRIBE, without any header row. */
export interface QueryResults {
  readonly columns: readonly ResultColumn[];
  readonly rows: AsyncIterable<ResultRow>;
}

/**
 * Runs SQL over the lake. Adapters: Athena (`@lakeward/athena/aws`), DuckDB on one machine (`@lakeward/embedded`), and
 * the in-memory fake (`@lakeward/athena/testing`); all pass the contract suite beside the fake.
 *
 * Errors thrown (AppError): `ATHENA_SYNTAX_ERROR` and `ATHENA_INVALID_REQUEST` at start, `ATHENA_TOKEN_REUSED`,
 * `ATHENA_THROTTLED` (retryable), `ATHENA_QUERY_NOT_FOUND`, `ATHENA_RESULTS_UNAVAILABLE`, `ATHENA_ACCESS_DENIED`,
 * `ATHENA_UNAVAILABLE` (retryable).
 */
export interface QueryEngine {
  /** Starts the statement and returns at once. */
  start(request: QueryRequest): Promise<QueryId>;
  /** Where the execution stands now. */
  status(id: QueryId): Promise<QueryStatus>;
  /** Asks for cancellation; does nothing when the execution is over. */
  stop(id: QueryId): Promise<void>;
  /** The rows of an execution that SUCCEEDED; any other state is `ATHENA_RESULTS_UNAVAILABLE`. */
  results(id: QueryId): Promise<QueryResults>;
}

/** The end of a query as a use-case sees it. `running` means: the deadline came first, the query goes on. */
export type QueryOutcome =
  | ({ readonly outcome: 'succeeded'; readonly queryId: QueryId } & Omit<
      Extract<QueryStatus, { state: 'SUCCEEDED' }>,
      'state'
    >)
  | {
      readonly outcome: 'failed';
      readonly queryId: QueryId;
      readonly error: AppError;
      readonly failure: QueryFailure;
    }
  | { readonly outcome: 'cancelled'; readonly queryId: QueryId; readonly error: AppError }
  | { readonly outcome: 'running'; readonly queryId: QueryId };
