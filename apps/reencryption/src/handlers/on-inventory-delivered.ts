import { lazy } from '@lakeward/lambda';
import { createPowertoolsLog } from '@lakeward/observability';
import { APP } from '../contract';
import { awsTakeInventoryDependencies } from '../dependencies';
import { onInventoryDeliveredHandler } from '../take-inventory-handler';

const log = lazy(() => createPowertoolsLog(APP));

/** Entry point of the function `on-inventory-delivered`. */
export const handler = onInventoryDeliveredHandler({
  log,
  dependencies: lazy(() => awsTakeInventoryDependencies(log())),
});
