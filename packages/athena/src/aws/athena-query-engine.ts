import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
  type GetQueryResultsCommandOutput,
  type QueryExecution,
  type Row,
} from '@aws-sdk/client-athena';
import { AppError, isAppError } from '@lakeward/core';
import { clientSettings, type AwsClientOptions } from '@lakeward/aws-client';
import { checkQueryRequest } from '../check-query-request';
import type {
  QueryEngine,
  QueryId,
  QueryRequest,
  QueryResults,
  QueryStatus,
  ResultRow,
} from '../query-engine';
import { athenaError } from './athena-error';
import { queryStatus } from './query-status';

/**
 * All calls are short: none waits for a query. A page of results may hold 1,000 rows of many kilobytes, hence 30 s. Every call may be
 * repeated (a start by its token), so brief throttling is ridden out here; what lasts is left to the caller's deadline.
 */
const PATIENCE = { connectMs: 2_000, answerMs: 30_000, attempts: 4 };

/** Rows per page, the most GetQueryResults gives. */
const PAGE = 1_000;

export interface AthenaQueryEngineOptions extends AwsClientOptions {
  /** Takes the place of a client made from the other options. */
  readonly client?: AthenaClient;
  /** Workgroup of requests that name none. */
  readonly workgroup?: string;
  /** Result location of requests that name none, where the workgroup does not enforce one. */
  readonly outputLocation?: string;
}

/** The {@link QueryEngine} that runs statements on Amazon Athena. */
export function createAthenaQueryEngine(options: AthenaQueryEngineOptions = {}): QueryEngine {
  const { client, workgroup, outputLocation, ...where } = options;
  return new AthenaQueryEngine(client ?? new AthenaClient(clientSettings(where, PATIENCE)), {
    workgroup,
    outputLocation,
  });
}

class AthenaQueryEngine implements QueryEngine {
  readonly #client: AthenaClient;
  readonly #defaults: { readonly workgroup: string | undefined; readonly outputLocation: string | undefined };

  constructor(
    client: AthenaClient,
    defaults: { workgroup: string | undefined; outputLocation: string | undefined },
  ) {
    this.#client = client;
    this.#defaults = defaults;
  }

  async start(request: QueryRequest): Promise<QueryId> {
    checkQueryRequest(request);
    const workgroup = request.workgroup ?? this.#defaults.workgroup;
    const outputLocation = request.outputLocation ?? this.#defaults.outputLocation;
    const command = new StartQueryExecutionCommand({
      QueryString: request.sql,
      ClientRequestToken: request.token,
      ...(request.database === undefined ? {} : { QueryExecutionContext: { Database: request.database } }),
      ...(workgroup === undefined ? {} : { WorkGroup: workgroup }),
      ...(outputLocation === undefined ? {} : { ResultConfiguration: { OutputLocation: outputLocation } }),
      // Athena refuses an empty list.
      ...(request.parameters?.length ? { ExecutionParameters: [...request.parameters] } : {}),
    });
    const { QueryExecutionId } = await this.#send(() => this.#client.send(command), 'starting a query');
    if (QueryExecutionId !== undefined) return QueryExecutionId;
    throw new AppError({
      code: 'ATHENA_UNAVAILABLE',
      message: 'Athena: starting a query: the answer has no id.',
      remedy: 'Try again later; the same token starts it once.',
      retryable: true,
    });
  }

  async status(id: QueryId): Promise<QueryStatus> {
    return queryStatus(id, await this.#execution(id));
  }

  async stop(id: QueryId): Promise<void> {
    const command = new StopQueryExecutionCommand({ QueryExecutionId: id });
    try {
      await this.#send(() => this.#client.send(command), `stopping query ${id}`);
    } catch (error) {
      // A query that is over in the meantime is in a state that cannot be stopped: nothing is left to do.
      if (!isAppError(error, 'ATHENA_RESULTS_UNAVAILABLE')) throw error;
    }
  }

  async results(id: QueryId): Promise<QueryResults> {
    const execution = await this.#execution(id);
    const { state } = queryStatus(id, execution);
    if (state !== 'SUCCEEDED') {
      throw new AppError({
        code: 'ATHENA_RESULTS_UNAVAILABLE',
        message: `Athena: query ${id} has no results: it is ${state}.`,
        remedy: 'Wait until the query has SUCCEEDED.',
      });
    }
    const first = await this.#page(id, undefined);
    const columns = (first.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(
      ({ Name = '', Type = '' }) => ({
        name: Name,
        type: Type,
      }),
    );
    const headers = execution?.StatementType === 'DML' ? columns.map(({ name }) => name) : undefined;
    const page = (token: string) => this.#page(id, token);
    return {
      columns,
      rows: { [Symbol.asyncIterator]: () => rowsFrom(first, headers, page) },
    };
  }

  async #execution(id: QueryId): Promise<QueryExecution | undefined> {
    const command = new GetQueryExecutionCommand({ QueryExecutionId: id });
    return (await this.#send(() => this.#client.send(command), `query ${id}`)).QueryExecution;
  }

  async #page(id: QueryId, token: string | undefined): Promise<GetQueryResultsCommandOutput> {
    const command = new GetQueryResultsCommand({
      QueryExecutionId: id,
      MaxResults: PAGE,
      ...(token === undefined ? {} : { NextToken: token }),
    });
    return this.#send(() => this.#client.send(command), `results of query ${id}`);
  }

  async #send<T>(call: () => Promise<T>, action: string): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw athenaError(error, action);
    }
  }
}

/**
 * The rows of all pages. The first row of the first page repeats the column names for DML (`headers`), and only there: SHOW and
 * DESCRIBE have no such row, and later pages have none (seen, not documented), so it is dropped only where it is one.
 */
async function* rowsFrom(
  first: GetQueryResultsCommandOutput,
  headers: readonly string[] | undefined,
  page: (token: string) => Promise<GetQueryResultsCommandOutput>,
): AsyncGenerator<ResultRow> {
  const rows = (first.ResultSet?.Rows ?? []).map(toRow);
  const isHeader =
    headers !== undefined && rows[0]?.every((value, index) => value === headers[index]) === true;
  yield* isHeader ? rows.slice(1) : rows;
  for (let token = first.NextToken; token !== undefined;) {
    const next = await page(token);
    yield* (next.ResultSet?.Rows ?? []).map(toRow);
    token = next.NextToken;
  }
}

/** A Datum without a value is NULL; an empty string has one. */
function toRow({ Data = [] }: Row): ResultRow {
  return Data.map(({ VarCharValue }) => VarCharValue ?? null);
}
