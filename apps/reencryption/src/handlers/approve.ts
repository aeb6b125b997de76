import { lazy } from '@lakeward/lambda';
import { createPowertoolsLog } from '@lakeward/observability';
import { APP } from '../contract';
import { awsDecideDependencies } from '../dependencies';
import { approveHandler } from '../run/run-handlers';

const log = lazy(() => createPowertoolsLog(APP));

/** Entry point of the function `approve`. */
export const handler = approveHandler({ log, dependencies: lazy(() => awsDecideDependencies(log())) });
