import { UtcDay } from '@lakeward/core';
import { eventHandler, lazy } from '@lakeward/lambda';
import { createPowertoolsLog } from '@lakeward/observability';
import { APP, reviewDayEvent } from '../contract';
import { awsDependencies } from '../dependencies';
import { reviewDay } from '../review-day';

const log = lazy(() => createPowertoolsLog(APP));
const dependencies = lazy(() => awsDependencies(log()));

/** Reviews the day before the event's time, or the day that the event names. */
export const handler = eventHandler({
  input: reviewDayEvent,
  log,
  dependencies,
  handle: async ({ time, date }, { pack, ...dependencies }, invocation) => {
    const requestedAt = new Date(time);
    const day = date === undefined ? UtcDay.before(requestedAt) : UtcDay.parse(date);
    const { outcome, manifestUri, manifest } = await reviewDay(
      { day, pack, requestedAt },
      dependencies,
      invocation,
    );
    return { outcome, date: day.date, status: manifest.status, manifest: manifestUri };
  },
});
