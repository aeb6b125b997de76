import { lazy } from '@lakeward/lambda';
import { createPowertoolsLog } from '@lakeward/observability';
import { APP } from '../contract';
import { awsDependencies } from '../dependencies';
import { onQueryStateHandler } from '../runs/on-query-state-handler';

const log = lazy(() => createPowertoolsLog(APP));

/** Entry point of the function `on-query-state`. */
export const handler = onQueryStateHandler({ log, dependencies: lazy(() => awsDependencies(log())) });
