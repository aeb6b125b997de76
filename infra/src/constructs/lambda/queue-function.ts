import { LambdaEventSourceMapping } from '@cdktf/provider-aws/lib/lambda-event-source-mapping';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
import type { EnvironmentSchema } from '@lakeward/config';
import { AppError } from '@lakeward/core';
import { arns } from '../../arns';
import type { AppStack } from '../../stacks/app-stack';
import { mayReceive } from '../iam/grants';
import { queuePolicy, type QueueSender } from '../sqs/queue-policy';
import type { NodeFunctionProps } from './node-function';
import { RetriedFunction } from './retried-function';

/** A message stays hidden for one run and the tries Lambda makes when it is throttled. Source: "Using Lambda with Amazon SQS". */
const VISIBILITY_FACTOR = 6;
/** Receives before a message is given up; below five, throttling alone could do it. Source: same page. */
const MOST_RECEIVES = 5;
/** Fewest and most functions that Lambda lets one queue drive. Source: "Configuring scaling behavior for SQS event source mappings". */
const LEAST_CONCURRENCY = 2;
const MOST_CONCURRENCY = 1_000;
/** Messages a function may be handed at once without a batching window. Source: "Using Lambda with Amazon SQS". */
const MOST_MESSAGES = 10;

export interface QueueFunctionProps<Schema extends EnvironmentSchema> extends NodeFunctionProps<Schema> {
  /** Messages handed over at once, 1 to 10. */
  readonly batchSize: number;
  /** Services that send; roles send by `maySend`. */
  readonly senders: readonly QueueSender[];
}

/**
 * A function fed by a queue. It reports which messages of a batch failed: only these come again, and after some tries they lie
 * in the queue of failed events. Its reserved concurrency is also the limit for the queue, so that no message is used up by
 * throttling.
 */
export class QueueFunction<Schema extends EnvironmentSchema> extends RetriedFunction<Schema> {
  constructor(scope: AppStack, id: string, props: QueueFunctionProps<Schema>) {
    const { environment: place, part: app, operationsKeyArn: keyArn } = scope;
    const name = scope.name('queue', app, id);
    const arn = arns.queue(place, name);
    checkFeed(name, props);
    super(
      scope,
      id,
      { ...props, grants: [...props.grants, mayReceive(place, { name, keyArn })] },
      { redrivenFrom: arn },
    );
    const queue = new SqsQueue(this, 'queue', {
      name,
      kmsMasterKeyId: keyArn,
      visibilityTimeoutSeconds: props.timeoutSeconds * VISIBILITY_FACTOR,
      redrivePolicy: JSON.stringify({
        deadLetterTargetArn: this.failedEvents.arn,
        maxReceiveCount: MOST_RECEIVES,
      }),
    });
    new SqsQueuePolicy(this, 'queue-policy', {
      queueUrl: queue.url,
      policy: queuePolicy(arn, props.senders),
    });
    new LambdaEventSourceMapping(this, 'feed', {
      eventSourceArn: queue.arn,
      functionName: this.deployed.arn,
      batchSize: props.batchSize,
      functionResponseTypes: ['ReportBatchItemFailures'],
      scalingConfig: { maximumConcurrency: props.reservedConcurrency },
    });
  }
}

function checkFeed(
  name: string,
  { batchSize, reservedConcurrency }: Pick<QueueFunctionProps<never>, 'batchSize' | 'reservedConcurrency'>,
): void {
  const wrong = [
    ...(batchSize >= 1 && batchSize <= MOST_MESSAGES
      ? []
      : [`hands over ${batchSize} messages at once, not 1 to ${MOST_MESSAGES}`]),
    ...(reservedConcurrency >= LEAST_CONCURRENCY && reservedConcurrency <= MOST_CONCURRENCY
      ? []
      : [`drives ${reservedConcurrency} runs at a time, not ${LEAST_CONCURRENCY} to ${MOST_CONCURRENCY}`]),
  ];
  if (wrong.length === 0) return;
  throw new AppError({
    code: 'INFRA_INVALID_QUEUE',
    message: `The queue ${name} ${wrong.join(' and ')}.`,
    remedy: 'Change batchSize or reservedConcurrency where the function is declared.',
  });
}
