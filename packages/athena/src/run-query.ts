import { AppError, retry, type Clock, type Deadline } from '@lakeward/core';
import type { QueryEngine, QueryId, QueryOutcome, QueryRequest } from './query-engine';

/**
 * Pause between looks at a running query: short at first, for metadata statements that take no time, then a tenth of the
 * time waited so far, so that no more than that is lost at the end.
 */
const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/** What waiting needs. */
export interface QueryDependencies {
  readonly engine: QueryEngine;
  readonly clock: Clock;
  readonly deadline: Deadline;
  /** Told the query's id as soon as it runs, before anybody waits for it. */
  readonly started?: (queryId: QueryId) => Promise<void>;
}

/** Starts a statement (throttling is retried until the deadline) and waits for its end. */
export async function runQuery(
  request: QueryRequest,
  dependencies: QueryDependencies,
): Promise<QueryOutcome> {
  const queryId = await retry(() => dependencies.engine.start(request), dependencies);
  await dependencies.started?.(queryId);
  return awaitQuery(queryId, dependencies);
}

/** Waits until the query is over or the deadline has passed. A passed deadline does not stop the query. */
export async function awaitQuery(queryId: QueryId, dependencies: QueryDependencies): Promise<QueryOutcome> {
  const { engine, clock, deadline } = dependencies;
  let waited = 0;
  for (;;) {
    const status = await retry(() => engine.status(queryId), dependencies);
    switch (status.state) {
      case 'SUCCEEDED': {
        const { statistics, outputLocation, dataManifestLocation } = status;
        return {
          outcome: 'succeeded',
          queryId,
          statistics,
          outputLocation,
          ...(dataManifestLocation === undefined ? {} : { dataManifestLocation }),
        };
      }
      case 'FAILED':
        return {
          outcome: 'failed',
          queryId,
          failure: status.failure,
          error: queryFailed(queryId, status.failure),
        };
      case 'CANCELLED':
        return { outcome: 'cancelled', queryId, error: queryCancelled(queryId, status.reason) };
      case 'QUEUED':
      case 'RUNNING': {
        const tenth = Math.max(SHORTEST_PAUSE_MS, Math.trunc(waited / 10));
        const pause = Math.min(tenth, LONGEST_PAUSE_MS, deadline.remaining());
        if (pause === 0) return { outcome: 'running', queryId };
        await clock.sleep(pause);
        waited += pause;
      }
    }
  }
}

function queryFailed(
  queryId: QueryId,
  failure: { name: string; message: string; retryable: boolean },
): AppError {
  return new AppError({
    code: failure.name === 'UNKNOWN' ? 'ATHENA_QUERY_FAILED' : failure.name,
    message: `Query ${queryId} failed: ${failure.message}`,
    remedy: failure.retryable
      ? 'Run it again; the engine says that a later try may succeed.'
      : 'Read the message, correct the statement or the data it names, and run it again.',
    retryable: failure.retryable,
  });
}

function queryCancelled(queryId: QueryId, reason: string): AppError {
  return new AppError({
    code: 'ATHENA_QUERY_CANCELLED',
    message: `Query ${queryId} was cancelled: ${reason}`,
    remedy: 'Run it again if the cancellation was not meant; a workgroup byte limit also cancels queries.',
  });
}
