import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isAppError } from '@lakeward/core';
import type { QueryId, QueryRequest, ResultRow } from '../../query-engine';
import type { InMemoryQueryEngine } from '../../testing';

/** An Athena on loopback: speaks JSON 1.1 on the wire, while a scripted engine does the work. */
export interface AthenaWireStub {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Wire names of the port's refusals: exception and AthenaErrorCode, as seen from the service. */
const WIRE_ERRORS: Readonly<Record<string, readonly [type: string, code: string]>> = {
  ATHENA_SYNTAX_ERROR: ['InvalidRequestException', 'MALFORMED_QUERY'],
  ATHENA_INVALID_REQUEST: ['InvalidRequestException', 'INVALID_INPUT'],
  ATHENA_TOKEN_REUSED: ['InvalidRequestException', 'IDEMPOTENT_PARAMETER_MISMATCH'],
  ATHENA_QUERY_NOT_FOUND: ['InvalidRequestException', 'QUERY_EXECUTION_NOT_FOUND'],
  ATHENA_RESULTS_UNAVAILABLE: ['InvalidRequestException', 'INVALID_QUERY_EXECUTION_STATE'],
  ATHENA_THROTTLED: ['TooManyRequestsException', 'TOO_MANY_REQUESTS'],
};

/** The members of Athena's requests that the stub reads. */
interface WireRequest {
  readonly QueryString?: string;
  readonly ClientRequestToken?: string;
  readonly QueryExecutionContext?: { readonly Database?: string };
  readonly WorkGroup?: string;
  readonly ResultConfiguration?: { readonly OutputLocation?: string };
  readonly ExecutionParameters?: readonly string[];
  readonly QueryExecutionId?: string;
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

/** Starts the stub on a free port. */
export async function startAthenaWireStub(engine: InMemoryQueryEngine): Promise<AthenaWireStub> {
  const operations = new Operations(engine);
  const server = createServer((request, response) => {
    void answer(operations, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  operations: Operations,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const send = (status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  };
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as WireRequest;
    send(200, await operations.run(String(request.headers['x-amz-target']), body));
  } catch (error) {
    const [type, code] = (isAppError(error) ? WIRE_ERRORS[error.code] : undefined) ?? [
      'InternalServerException',
      'INTERNAL',
    ];
    const status = type === 'InternalServerException' ? 500 : 400;
    send(status, {
      __type: type,
      AthenaErrorCode: code,
      Message: error instanceof Error ? error.message : '',
    });
  }
}

class Operations {
  readonly #engine: InMemoryQueryEngine;
  readonly #requests = new Map<QueryId, QueryRequest>();

  constructor(engine: InMemoryQueryEngine) {
    this.#engine = engine;
  }

  async run(target: string, body: WireRequest): Promise<object> {
    const id = body.QueryExecutionId ?? '';
    switch (target) {
      case 'AmazonAthena.StartQueryExecution':
        return this.#start(body);
      case 'AmazonAthena.GetQueryExecution':
        return { QueryExecution: await this.#execution(id) };
      case 'AmazonAthena.GetQueryResults':
        return this.#results(id, body);
      case 'AmazonAthena.StopQueryExecution':
        await this.#engine.stop(id);
        return {};
      default:
        throw new Error(`The stub does not know ${target}.`);
    }
  }

  async #start(body: WireRequest): Promise<object> {
    const database = body.QueryExecutionContext?.Database;
    const outputLocation = body.ResultConfiguration?.OutputLocation;
    const request: QueryRequest = {
      sql: body.QueryString ?? '',
      token: body.ClientRequestToken ?? '',
      ...(database === undefined ? {} : { database }),
      ...(outputLocation === undefined ? {} : { outputLocation }),
      ...(body.WorkGroup === undefined ? {} : { workgroup: body.WorkGroup }),
      ...(body.ExecutionParameters === undefined ? {} : { parameters: body.ExecutionParameters }),
    };
    const id = await this.#engine.start(request);
    this.#requests.set(id, request);
    return { QueryExecutionId: id };
  }

  async #execution(id: QueryId): Promise<object> {
    const status = await this.#engine.status(id);
    const sql = this.#requests.get(id)?.sql ?? '';
    const common = {
      QueryExecutionId: id,
      Query: sql,
      StatementType: statementType(sql),
      WorkGroup: 'primary',
    };
    switch (status.state) {
      case 'QUEUED':
      case 'RUNNING':
        return { ...common, Status: { State: status.state, SubmissionDateTime: 1773014400.123 } };
      case 'SUCCEEDED':
        return {
          ...common,
          Status: { State: status.state, CompletionDateTime: 1773014401.5 },
          ResultConfiguration: { OutputLocation: status.outputLocation },
          EngineVersion: { EffectiveEngineVersion: status.statistics.engine },
          Statistics: {
            DataScannedInBytes: status.statistics.bytesScanned,
            EngineExecutionTimeInMillis: status.statistics.engineMilliseconds,
            DataManifestLocation: status.dataManifestLocation,
          },
        };
      case 'FAILED': {
        const { message, category, type, retryable } = status.failure;
        const AthenaError = {
          ErrorCategory: category,
          ErrorType: type,
          Retryable: retryable,
          ErrorMessage: message,
        };
        return { ...common, Status: { State: status.state, StateChangeReason: message, AthenaError } };
      }
      case 'CANCELLED':
        return { ...common, Status: { State: status.state, StateChangeReason: status.reason } };
    }
  }

  async #results(id: QueryId, { NextToken = '0', MaxResults = 1000 }: WireRequest): Promise<object> {
    const { columns, rows } = await this.#engine.results(id);
    const all: ResultRow[] = [];
    // The header is a row like others: it takes one place of the first page.
    if (statementType(this.#requests.get(id)?.sql ?? '') === 'DML') all.push(columns.map(({ name }) => name));
    for await (const row of rows) all.push(row);
    const from = Number(NextToken);
    const to = from + MaxResults;
    return {
      UpdateCount: 0,
      ResultSet: {
        ResultSetMetadata: {
          ColumnInfo: columns.map(({ name, type }) => ({
            CatalogName: 'hive',
            Name: name,
            Label: name,
            Type: type,
            Nullable: 'UNKNOWN',
          })),
        },
        Rows: all.slice(from, to).map((row) => ({
          Data: row.map((value) => (value === null ? {} : { VarCharValue: value })),
        })),
      },
      ...(to < all.length ? { NextToken: String(to) } : {}),
    };
  }
}

function statementType(sql: string): 'DML' | 'UTILITY' | 'DDL' {
  if (/^\s*(SELECT|WITH|EXPLAIN|INSERT)\b/i.test(sql)) return 'DML';
  return /^\s*(SHOW|DESCRIBE)\b/i.test(sql) ? 'UTILITY' : 'DDL';
}
