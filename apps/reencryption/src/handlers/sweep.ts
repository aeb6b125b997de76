import { lazy } from '@lakeward/lambda';
import { createPowertoolsLog } from '@lakeward/observability';
import { APP } from '../contract';
import { awsFollowDependencies } from '../dependencies';
import { sweepHandler } from '../run/run-handlers';

const log = lazy(() => createPowertoolsLog(APP));

/** Entry point of the function `sweep`. */
export const handler = sweepHandler({ log, dependencies: lazy(() => awsFollowDependencies(log())) });
