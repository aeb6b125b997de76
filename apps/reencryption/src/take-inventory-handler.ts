import { eventHandler, type HandlerParts } from '@lakeward/lambda';
import { objectCreatedEvent } from './contract';
import { takeInventory, type TakeInventoryDependencies } from './take-inventory';

/** Takes in the inventory whose `manifest.checksum` was written: it comes last. */
export const onInventoryDeliveredHandler = (parts: HandlerParts<TakeInventoryDependencies>) =>
  eventHandler({
    ...parts,
    input: objectCreatedEvent,
    handle: ({ detail: { bucket, object } }, dependencies, invocation) =>
      takeInventory({ bucket: bucket.name, key: object.key }, dependencies, invocation),
  });
