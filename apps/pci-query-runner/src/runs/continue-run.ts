import { isAppError, toAppError, type Deadline } from '@lakeward/core';
import { finishPublished } from '../announce/announce';
import { reviewDay } from '../review/review-day';
import type { ReviewDependencies, ReviewedDay } from '../review/review';
import type { RunRecord } from './run-record';
import { amend, inputOf, type RunEntry } from './runs';

/** Tries in a row that are made without anybody asking; the same error again and again is for a person. */
const MOST_TRIES = 5;

/** Why a run needs no one now: it is done, somebody is at it, or it ended with an error that no repetition mends. */
export type AtRest = 'finished' | 'busy' | 'failed';

/** Whether the run is to be left alone at that instant, and why. */
export function atRest(record: RunRecord, now: Date): AtRest | undefined {
  const instant = now.toISOString();
  switch (record.state) {
    case 'finished':
      return 'finished';
    case 'announcing':
      return record.claimedUntil > instant ? 'busy' : undefined;
    case 'started': {
      if (record.busyUntil > instant) return 'busy';
      const { failure } = record;
      return failure !== undefined && (!failure.retryable || failure.times >= MOST_TRIES)
        ? 'failed'
        : undefined;
    }
  }
}

/** Goes on with a run where it stopped: undefined where its query still runs. Errors are those of the review. */
export async function continueRun(
  entry: RunEntry,
  dependencies: ReviewDependencies,
  time: { readonly deadline: Deadline },
): Promise<ReviewedDay | undefined> {
  const { record } = entry;
  if (record.state !== 'started') return finishPublished({ ...entry, record }, dependencies);
  try {
    const reviewed = await reviewDay(inputOf(record), dependencies, time);
    // Settings or exceptions may have changed since, and the request been another run for it: this one is done too.
    await amend(dependencies.ledger, entry, (now) => {
      if (now.state !== 'started') return undefined;
      const { runKey, pack, date, requestedAt, startedAt } = now;
      return {
        runKey,
        pack,
        date,
        requestedAt,
        startedAt,
        state: 'finished',
        manifest: reviewed.manifestUri,
      };
    });
    return reviewed;
  } catch (error) {
    if (isAppError(error, 'PCI_QUERY_STILL_RUNNING')) return undefined;
    // Where the request has become another run, or none, this record does not know of the failure yet.
    const { code, retryable } = toAppError(error);
    const failure = { code, retryable, times: (record.failure?.times ?? 0) + 1 };
    await dependencies.ledger.update(entry, { ...record, failure }).catch((conflict: unknown) => {
      if (!isAppError(conflict, 'LEDGER_CONFLICT')) throw conflict;
    });
    throw error;
  }
}
