import { isAppError, toAppError, type Deadline, type UtcDay } from '@lakeward/core';
import { checkDay, daysOf } from './days';
import { PCI_RUN_FAILED } from '../log-events';
import type { ReviewStatus } from './review-problem';
import { openRun, reviewDay } from './review-day';
import type { ReviewDependencies } from './review';
import { LEAST_TIME_MS } from '../runs/sweep';

/** Days to review, both ends included. */
export interface ReviewRangeInput {
  readonly from: UtcDay;
  readonly to: UtcDay;
  readonly pack: string;
  readonly requestedAt: Date;
}

/** What became of one day. `waiting`: it is in the ledger, and a sweep goes on with it. */
export type RangeDay =
  | {
      readonly date: string;
      readonly outcome: 'reviewed';
      readonly status: ReviewStatus;
      readonly manifest: string;
    }
  | { readonly date: string; readonly outcome: 'failed'; readonly errorCode: string }
  | { readonly date: string; readonly outcome: 'waiting' };

/**
 * Reviews every day of a range, each a run of its own. All days are written into the ledger before the first is reviewed, so
 * none is lost whatever happens: what there is no time for is finished by sweeps. A day that fails does not keep the others.
 *
 * Errors: `PCI_INVALID_RANGE`, `PCI_DAY_NOT_OVER`, `PCI_DAY_OUTSIDE_RETENTION` (then nothing is begun), and those that all
 * days have in common.
 */
export async function reviewRange(
  { from, to, pack, requestedAt }: ReviewRangeInput,
  dependencies: ReviewDependencies,
  { deadline }: { readonly deadline: Deadline },
): Promise<RangeDay[]> {
  const { settings, clock } = dependencies;
  const inputs = daysOf(from, to).map((day) => ({ day, pack, requestedAt }));
  // The ends stand for all days between.
  for (const end of [from, to]) checkDay(end, clock.now(), settings.logRetentionDays);
  for (const input of inputs) await openRun(input, dependencies, { busyUntil: requestedAt.toISOString() });
  const days: RangeDay[] = [];
  for (const input of inputs) {
    const { date } = input.day;
    if (deadline.remaining() < LEAST_TIME_MS) {
      days.push({ date, outcome: 'waiting' });
      continue;
    }
    try {
      const { manifest, manifestUri } = await reviewDay(input, dependencies, { deadline });
      days.push({ date, outcome: 'reviewed', status: manifest.status, manifest: manifestUri });
    } catch (error) {
      const { code: errorCode } = toAppError(error);
      if (isAppError(error, 'PCI_QUERY_STILL_RUNNING')) days.push({ date, outcome: 'waiting' });
      else {
        dependencies.log.write(PCI_RUN_FAILED, { date, pack, errorCode });
        days.push({ date, outcome: 'failed', errorCode });
      }
    }
  }
  return days;
}
