import { lazy } from '@lakeward/lambda';
import { createPowertoolsLog } from '@lakeward/observability';
import { APP } from '../contract';
import { awsFollowJobDependencies } from '../dependencies';
import { onJobStateHandler } from '../run/run-handlers';

const log = lazy(() => createPowertoolsLog(APP));

/** Entry point of the function `on-job-state`. */
export const handler = onJobStateHandler({ log, dependencies: lazy(() => awsFollowJobDependencies(log())) });
