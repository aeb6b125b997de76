import { parseInput } from '@lakeward/config';
import type { GenericSchema, InferOutput } from 'valibot';
import {
  failedInvocation,
  withInvocation,
  type HandlerParts,
  type Invocation,
  type InvocationContext,
} from './invocation';

/** A use-case behind an event: EventBridge rule, EventBridge Scheduler, or an invocation by hand. */
export interface EventHandlerParts<
  Schema extends GenericSchema,
  Dependencies,
  Result,
> extends HandlerParts<Dependencies> {
  readonly input: Schema;
  readonly handle: (
    input: InferOutput<Schema>,
    dependencies: Dependencies,
    invocation: Invocation,
  ) => Promise<Result>;
}

/**
 * Handler of an asynchronous invocation. A failure is thrown: Lambda then retries as the function's event-invoke
 * configuration says and keeps the event in the on-failure destination, so no event is lost.
 */
export function eventHandler<Schema extends GenericSchema, Dependencies, Result>(
  parts: EventHandlerParts<Schema, Dependencies, Result>,
): (event: unknown, context: InvocationContext) => Promise<Result> {
  return (event, context) =>
    withInvocation(context, parts, async (invocation, fail) => {
      try {
        const input = parseInput(parts.input, event, 'The event');
        return await parts.handle(input, parts.dependencies(), invocation);
      } catch (error) {
        throw failedInvocation(fail(error), error);
      }
    });
}
