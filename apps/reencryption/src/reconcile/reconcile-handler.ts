import { eventHandler, type HandlerParts } from '@lakeward/lambda';
import { scheduledEvent } from '../contract';
import { reconcile, type ReconcileDependencies } from './reconcile';

/** Gives every bucket of the Region the inventory that its tag asks for. */
export const reconcileHandler = (parts: HandlerParts<ReconcileDependencies>) =>
  eventHandler({
    ...parts,
    input: scheduledEvent,
    handle: (_event, dependencies, invocation) => reconcile(dependencies, invocation),
  });
