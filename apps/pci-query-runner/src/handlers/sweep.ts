import { lazy } from '@lakeward/lambda';
import { createPowertoolsLog } from '@lakeward/observability';
import { APP } from '../contract';
import { awsDependencies } from '../dependencies';
import { sweepHandler } from '../runs/sweep-handler';

const log = lazy(() => createPowertoolsLog(APP));

/** Entry point of the function `sweep`. */
export const handler = sweepHandler({ log, dependencies: lazy(() => awsDependencies(log())) });
