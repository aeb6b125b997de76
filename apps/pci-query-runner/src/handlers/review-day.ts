import { lazy } from '@lakeward/lambda';
import { createPowertoolsLog } from '@lakeward/observability';
import { APP } from '../contract';
import { awsDependencies } from '../dependencies';
import { reviewDayHandler } from '../review/review-day-handler';

const log = lazy(() => createPowertoolsLog(APP));

/** Entry point of the function `review-day`. */
export const handler = reviewDayHandler({ log, dependencies: lazy(() => awsDependencies(log())) });
