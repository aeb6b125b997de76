import { isAppError, UtcDay } from '@lakeward/core';
import { eventHandler, type HandlerParts } from '@lakeward/lambda';
import { reviewDayEvent } from './contract';
import { reviewDay, type ReviewDependencies } from './review-day';
import { reviewRange } from './review-range';

/**
 * Reviews the day before the event's time, or the day or range that the event names. A query that outlives the invocation is
 * no failure: `on-query-state` or `sweep` goes on when it is over.
 */
export const reviewDayHandler = (parts: HandlerParts<ReviewDependencies & { readonly pack: string }>) =>
  eventHandler({
    ...parts,
    input: reviewDayEvent,
    handle: async ({ time, date, from, to }, dependencies, invocation) => {
      const requestedAt = new Date(time);
      const { pack } = dependencies;
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
