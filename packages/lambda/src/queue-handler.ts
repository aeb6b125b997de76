import { parseInput } from '@lakeward/config';
import { AppError } from '@lakeward/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { GenericSchema, InferOutput } from 'valibot';
import { withInvocation, type HandlerParts, type Invocation, type InvocationContext } from './invocation';

/** A use-case behind an SQS queue whose message bodies are JSON. */
export interface QueueHandlerParts<
  Schema extends GenericSchema,
  Dependencies,
> extends HandlerParts<Dependencies> {
  readonly message: Schema;
  readonly handle: (
    message: InferOutput<Schema>,
    dependencies: Dependencies,
    invocation: Invocation,
  ) => Promise<unknown>;
}

/**
 * Handler of an SQS batch with ReportBatchItemFailures. Messages are handled one after another; each that fails, for
 * whatever reason, is reported and so stays on the queue until it succeeds or reaches the dead-letter queue: a malformed
 * message is evidence too and is never acknowledged away.
 */
export function queueHandler<Schema extends GenericSchema, Dependencies>(
  parts: QueueHandlerParts<Schema, Dependencies>,
): (event: SQSEvent, context: InvocationContext) => Promise<SQSBatchResponse> {
  return (event, context) =>
    withInvocation(context, parts, async (invocation, fail) => {
      const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
      for (const { messageId, body } of event.Records) {
        try {
          const message = parseInput(parts.message, parseJson(body), 'The message');
          await parts.handle(message, parts.dependencies(), invocation);
        } catch (error) {
          fail(error);
          batchItemFailures.push({ itemIdentifier: messageId });
        }
      }
      return { batchItemFailures };
    });
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    // The parser's own message quotes the text it failed on, so it is not passed on as the cause.
    throw new AppError({
      code: 'INVALID_INPUT',
      message: 'The message is not JSON.',
      remedy: 'Look at it in the dead-letter queue and at who sends to the queue.',
    });
  }
}
