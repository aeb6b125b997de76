import { lazy } from '@lakeward/lambda';
import { createPowertoolsLog } from '@lakeward/observability';
import { APP } from '../contract';
import { awsMultipartCopyDependencies } from '../dependencies';
import { multipartCopyHandler } from '../multipart-copy/multipart-copy-handler';

const log = lazy(() => createPowertoolsLog(APP));

/** Entry point of the function `multipart-copy`. */
export const handler = multipartCopyHandler({
  log,
  dependencies: lazy(() => awsMultipartCopyDependencies(log())),
});
