import { lazy } from '@lakeward/lambda';
import { createPowertoolsLog } from '@lakeward/observability';
import { APP } from '../contract';
import { awsReconcileDependencies } from '../dependencies';
import { onTagChangeHandler } from '../reconcile/on-tag-change-handler';

const log = lazy(() => createPowertoolsLog(APP));

/** Entry point of the function `on-tag-change`. */
export const handler = onTagChangeHandler({ log, dependencies: lazy(() => awsReconcileDependencies(log())) });
