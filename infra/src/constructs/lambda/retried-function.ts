import type { EnvironmentSchema } from '@lakeward/config';
import { arns } from '../../arns';
import type { AppStack } from '../../stacks/app-stack';
import type { DashboardFunction } from '../cloudwatch/app-dashboard';
import { FailedEventsQueue, type FailedEventsQueueProps } from '../sqs/failed-events-queue';
import { NodeFunction, type NodeFunctionProps } from './node-function';

/** Name of the queue for events that a function gave up on. */
export function failedEventsQueueName(scope: AppStack, functionId: string): string {
  return scope.name('queue', scope.part, functionId, 'failed-events');
}

/** A function whose events are tried again, and kept in a queue of its own when they fail for good; one message there is an alarm. */
export class RetriedFunction<Schema extends EnvironmentSchema> extends NodeFunction<Schema> {
  readonly failedEvents: FailedEventsQueue;
  readonly #queueName: string;

  constructor(
    scope: AppStack,
    id: string,
    props: NodeFunctionProps<Schema>,
    kept: Pick<FailedEventsQueueProps, 'senders' | 'redrivenFrom'> = {},
  ) {
    super(scope, id, props);
    this.#queueName = failedEventsQueueName(scope, id);
    this.failedEvents = new FailedEventsQueue(this, 'failed-events', {
      ...kept,
      name: this.#queueName,
      arn: arns.queue(scope.environment, this.#queueName),
      keyArn: scope.operationsKeyArn,
    });
    this.addAlarm('failed-events', {
      metric: {
        namespace: 'AWS/SQS',
        metricName: 'ApproximateNumberOfMessagesVisible',
        dimensions: { QueueName: this.failedEvents.name },
      },
      statistic: 'Maximum',
      periodSeconds: 300,
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 1,
      missingData: 'notBreaching',
    });
  }

  override get dashboard(): DashboardFunction {
    return { ...super.dashboard, failedEventsQueue: this.#queueName };
  }
}
