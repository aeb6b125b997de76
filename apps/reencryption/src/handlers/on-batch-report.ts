import { lazy } from '@lakeward/lambda';
import { createPowertoolsLog } from '@lakeward/observability';
import { APP } from '../contract';
import { awsFollowDependencies } from '../dependencies';
import { onBatchReportHandler } from '../run/run-handlers';

const log = lazy(() => createPowertoolsLog(APP));

/** Entry point of the function `on-batch-report`. */
export const handler = onBatchReportHandler({ log, dependencies: lazy(() => awsFollowDependencies(log())) });
