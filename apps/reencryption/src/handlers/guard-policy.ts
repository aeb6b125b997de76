import { lazy } from '@lakeward/lambda';
import { createPowertoolsLog } from '@lakeward/observability';
import { APP } from '../contract';
import { awsGuardDependencies } from '../dependencies';
import { guardPolicyHandler } from '../guard/guard-policy-handler';

const log = lazy(() => createPowertoolsLog(APP));

/** Entry point of the function `guard-policy`. */
export const handler = guardPolicyHandler({ log, dependencies: lazy(() => awsGuardDependencies(log())) });
