import { UtcDay } from '@lakeward/core';
import { eventHandler, type HandlerParts } from '@lakeward/lambda';
import { reviewDayEvent } from './contract';
import { reviewDay, type ReviewDependencies } from './review-day';

/** Reviews the day before the event's time, or the day that the event names. */
export const reviewDayHandler = (parts: HandlerParts<ReviewDependencies & { readonly pack: string }>) =>
  eventHandler({
    ...parts,
    input: reviewDayEvent,
    handle: async ({ time, date }, dependencies, invocation) => {
      const requestedAt = new Date(time);
      const day = date === undefined ? UtcDay.before(requestedAt) : UtcDay.parse(date);
      const input = { day, pack: dependencies.pack, requestedAt };
      const { outcome, manifestUri, manifest } = await reviewDay(input, dependencies, invocation);
      return { outcome, date: day.date, status: manifest.status, manifest: manifestUri };
    },
  });
