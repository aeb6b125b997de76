import { lazy } from '@lakeward/lambda';
import { createPowertoolsLog } from '@lakeward/observability';
import { APP } from '../contract';
import { awsReconcileDependencies } from '../dependencies';
import { reconcileHandler } from '../reconcile/reconcile-handler';

const log = lazy(() => createPowertoolsLog(APP));

/** Entry point of the function `reconcile`. */
export const handler = reconcileHandler({ log, dependencies: lazy(() => awsReconcileDependencies(log())) });
