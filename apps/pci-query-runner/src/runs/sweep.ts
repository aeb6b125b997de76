import { toAppError, UtcDay, type Deadline } from '@lakeward/core';
import { atRest, continueRun } from './continue-run';
import { PCI_RUN_FAILED } from '../log-events';
import type { ReviewDependencies } from '../review/review';

/** Runs are looked for by the day they were asked for; what is older than this was given up long ago. */
const DAYS_BACK = 8;

/** Nothing is begun any more when less time than this is left. */
export const LEAST_TIME_MS = 60_000;

/** What a sweep did. */
export interface SweepResult {
  /** Days of the reviews that were finished. */
  readonly finished: readonly string[];
  /** Reviews whose query still runs, or that somebody else is at. */
  readonly underWay: number;
  /** Reviews that ended with an error, now or before. */
  readonly failed: number;
  /** Reviews that there was no time for: the next sweep's. */
  readonly left: number;
}

/** Finishes every run that nobody is at: back-stop for events that did not come, and for reviews of ranges. */
export async function sweep(
  dependencies: ReviewDependencies,
  { deadline }: { readonly deadline: Deadline },
): Promise<SweepResult> {
  const { ledger, clock, log } = dependencies;
  const finished: string[] = [];
  let [underWay, failed, left] = [0, 0, 0];
  for (let days = DAYS_BACK; days >= 0; days -= 1) {
    const asked = UtcDay.of(clock.now()).plus(-days).date;
    for await (const key of ledger.keys(`${asked}/`)) {
      const run = await ledger.read(key);
      if (run === undefined) continue;
      const rest = atRest(run.record, clock.now());
      if (rest === 'finished') continue;
      if (rest === 'busy') underWay += 1;
      else if (rest === 'failed') failed += 1;
      else if (deadline.remaining() < LEAST_TIME_MS) left += 1;
      else {
        const { date, pack } = run.record;
        try {
          if ((await continueRun(run, dependencies, { deadline })) === undefined) underWay += 1;
          else finished.push(date);
        } catch (error) {
          // One review that fails must not keep the others waiting.
          log.write(PCI_RUN_FAILED, { date, pack, errorCode: toAppError(error).code });
          failed += 1;
        }
      }
    }
  }
  return { finished, underWay, failed, left };
}
