import { AppError } from '@lakeward/core';
import { checkQueryRequest } from '../check-query-request';
import type {
  QueryEngine,
  QueryFailure,
  QueryId,
  QueryRequest,
  QueryResults,
  QueryStatistics,
  QueryStatus,
  ResultColumn,
  ResultRow,
} from '../query-engine';

/** What a scripted statement does. With nothing given it succeeds at once and has no rows. */
export interface ScriptedQuery {
  /** Thrown by `start`; no execution comes to be and the token stays free. */
  readonly refusal?: AppError;
  /** How many looks at its status find it running before it ends; `Infinity` = until it is stopped. Default 0. */
  readonly runningLooks?: number;
  /** Done once, when the execution ends well: what the statement writes, such as the objects of an UNLOAD. */
  readonly effect?: (request: QueryRequest) => void | Promise<void>;
  /** The execution ends FAILED. */
  readonly failure?: QueryFailure;
  /** The execution ends CANCELLED for this reason, without anyone calling `stop`. */
  readonly cancellation?: string;
  readonly columns?: readonly ResultColumn[];
  readonly rows?: readonly ResultRow[];
  readonly statistics?: Partial<QueryStatistics>;
  readonly dataManifestLocation?: string;
}

/** Which requests an answer is for: the exact text, a pattern found in it, or a test. */
export type QueryMatch = string | RegExp | ((request: QueryRequest) => boolean);

interface Execution {
  readonly id: QueryId;
  readonly request: QueryRequest;
  readonly script: ScriptedQuery;
  looksLeft: number;
  /** Set once the execution is over or its effect has begun: the effect happens once, and before anyone sees the end. */
  end?: Promise<FinalStatus>;
}

type FinalStatus = Exclude<QueryStatus, { state: 'QUEUED' | 'RUNNING' }>;

/**
 * A {@link QueryEngine} that knows no SQL: it gives the answers it was told, by statement. A statement without an answer is a
 * mistake in the test and throws a plain Error that shows it.
 */
export class InMemoryQueryEngine implements QueryEngine {
  /** The requests that became executions, in order; a repeated token adds none. */
  readonly requests: QueryRequest[] = [];
  readonly #answers: { match: QueryMatch; script: (request: QueryRequest) => ScriptedQuery }[] = [];
  readonly #executions = new Map<QueryId, Execution>();
  readonly #byToken = new Map<string, Execution>();

  /** Scripts the statements that `match`; of several answers the one given last is taken. */
  answer(match: QueryMatch, script: ScriptedQuery | ((request: QueryRequest) => ScriptedQuery)): this {
    this.#answers.unshift({ match, script: typeof script === 'function' ? script : () => script });
    return this;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- throws must become rejections
  async start(request: QueryRequest): Promise<QueryId> {
    checkQueryRequest(request);
    const script = this.#scriptFor(request);
    if (script.refusal !== undefined) throw script.refusal;
    const earlier = this.#byToken.get(request.token);
    if (earlier !== undefined) {
      if (!sameWork(earlier.request, request)) throw tokenReused(earlier.id);
      return earlier.id;
    }
    const id = `00000000-0000-4000-8000-${String(this.requests.length + 1).padStart(12, '0')}`;
    const execution: Execution = { id, request, script, looksLeft: script.runningLooks ?? 0 };
    this.requests.push(request);
    this.#executions.set(id, execution);
    this.#byToken.set(request.token, execution);
    return id;
  }

  async status(id: QueryId): Promise<QueryStatus> {
    const execution = this.#execution(id);
    if (execution.end === undefined && execution.looksLeft > 0) {
      execution.looksLeft -= 1;
      return { state: 'RUNNING' };
    }
    execution.end ??= end(execution);
    return execution.end;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- throws must become rejections
  async stop(id: QueryId): Promise<void> {
    const execution = this.#execution(id);
    execution.end ??= Promise.resolve({ state: 'CANCELLED', reason: 'Query cancelled by user' });
  }

  async results(id: QueryId): Promise<QueryResults> {
    const execution = this.#execution(id);
    const running = execution.end === undefined && execution.looksLeft > 0;
    const { state } = running ? { state: 'RUNNING' as const } : await this.status(id);
    if (state !== 'SUCCEEDED') throw resultsUnavailable(id, state);
    const { columns = [], rows = [] } = execution.script;
    return {
      columns,
      rows: {
        // eslint-disable-next-line @typescript-eslint/require-await -- the port's rows are asynchronous
        async *[Symbol.asyncIterator]() {
          yield* rows;
        },
      },
    };
  }

  #scriptFor(request: QueryRequest): ScriptedQuery {
    const answer = this.#answers.find(({ match }) => matches(match, request));
    if (answer === undefined) throw new Error(`No answer is scripted for the statement: ${request.sql}`);
    return answer.script(request);
  }

  #execution(id: QueryId): Execution {
    const execution = this.#executions.get(id);
    if (execution !== undefined) return execution;
    throw new AppError({
      code: 'ATHENA_QUERY_NOT_FOUND',
      message: `There is no query ${id}.`,
      remedy: 'Use the id that start() returned.',
    });
  }
}

function matches(match: QueryMatch, request: QueryRequest): boolean {
  if (typeof match === 'string') return request.sql === match;
  return typeof match === 'function' ? match(request) : match.test(request.sql);
}

/** What Athena compares when a token comes again; parameters and workgroup are not among it (seen, not documented). */
function sameWork(left: QueryRequest, right: QueryRequest): boolean {
  return (
    left.sql === right.sql && left.database === right.database && left.outputLocation === right.outputLocation
  );
}

async function end({ id, request, script }: Execution): Promise<FinalStatus> {
  if (script.failure !== undefined) return { state: 'FAILED', failure: script.failure };
  if (script.cancellation !== undefined) return { state: 'CANCELLED', reason: script.cancellation };
  await script.effect?.(request);
  return {
    state: 'SUCCEEDED',
    statistics: { bytesScanned: 0, engineMilliseconds: 0, engine: 'in-memory fake', ...script.statistics },
    outputLocation: `${request.outputLocation ?? 's3://query-results/'}${id}.csv`,
    ...(script.dataManifestLocation === undefined
      ? {}
      : { dataManifestLocation: script.dataManifestLocation }),
  };
}

function tokenReused(id: QueryId): AppError {
  return new AppError({
    code: 'ATHENA_TOKEN_REUSED',
    message: `The token belongs to query ${id}, whose statement is another.`,
    remedy: 'Derive the token from everything the statement depends on.',
  });
}

function resultsUnavailable(id: QueryId, state: QueryStatus['state']): AppError {
  return new AppError({
    code: 'ATHENA_RESULTS_UNAVAILABLE',
    message: `Query ${id} has no results: it is ${state}.`,
    remedy: 'Wait until the query has SUCCEEDED.',
  });
}
