import { isAppError, UtcDay } from '@lakeward/core';
import { eventHandler, type HandlerParts } from '@lakeward/lambda';
import type { InferOutput } from 'valibot';
import { reviewDayEvent } from '../contract';
import { PCI_SIGNED_OFF } from '../log-events';
import { reviewDay } from './review-day';
import type { ReviewDependencies } from './review';
import { reviewRange } from './review-range';
import { signOff } from '../evidence/sign-off';

type Statement = NonNullable<InferOutput<typeof reviewDayEvent>['signOff']>;

/**
 * Reviews the day before the event's time, or the day or range that the event names, or signs a day off. A query that outlives the invocation is
 * no failure: `on-query-state` or `sweep` goes on when it is over.
 */
export const reviewDayHandler = (parts: HandlerParts<ReviewDependencies & { readonly pack: string }>) =>
  eventHandler({
    ...parts,
    input: reviewDayEvent,
    handle: async ({ time, date, from, to, signOff: statement }, dependencies, invocation) => {
      const requestedAt = new Date(time);
      const { pack } = dependencies;
      if (statement !== undefined) return signOffDay(statement, requestedAt, dependencies);
      if (from !== undefined && to !== undefined) {
        const range = { from: UtcDay.parse(from), to: UtcDay.parse(to), pack, requestedAt };
        return { outcome: 'range', days: await reviewRange(range, dependencies, invocation) };
      }
      const day = date === undefined ? UtcDay.before(requestedAt) : UtcDay.parse(date);
      try {
        const reviewed = await reviewDay({ day, pack, requestedAt }, dependencies, invocation);
        const { outcome, manifestUri, manifest } = reviewed;
        return { outcome, date: day.date, status: manifest.status, manifest: manifestUri };
      } catch (error) {
        if (isAppError(error, 'PCI_QUERY_STILL_RUNNING')) return { outcome: 'query-running', date: day.date };
        throw error;
      }
    },
  });

async function signOffDay(
  { date, version, ...statement }: Statement,
  signedAt: Date,
  dependencies: ReviewDependencies & { readonly pack: string },
) {
  const { pack, log } = dependencies;
  const which = version === undefined ? {} : { version };
  const input = { ...statement, ...which, day: UtcDay.parse(date), pack, signedAt };
  const { signOffUri, sequence } = await signOff(input, dependencies);
  log.write(PCI_SIGNED_OFF, { date, pack, sequence });
  return { outcome: 'signed-off', date, sequence, signOff: signOffUri };
}
