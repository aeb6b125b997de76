import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config';
import type { EnvironmentSchema } from '@lakeward/config';
import type { AppStack } from '../../stacks/app-stack';
import { maySend } from '../iam/grants';
import type { QueueSender } from '../sqs/queue-policy';
import type { NodeFunctionProps } from './node-function';
import { failedEventsQueueName, RetriedFunction } from './retried-function';

/** Lambda tries a failed asynchronous event this often again, and keeps it this long. Most that Lambda allows: 2 and 6 h. */
const RETRIES = 2;
const EVENT_AGE_SECONDS = 6 * 60 * 60;

/**
 * A function that is handed events without anybody waiting for the answer: by schedules, by rules, or by hand. Lambda tries a
 * failed one again; what fails for good lies in the function's queue, with the reason.
 */
export class AsynchronousFunction<Schema extends EnvironmentSchema> extends RetriedFunction<Schema> {
  constructor(
    scope: AppStack,
    id: string,
    props: NodeFunctionProps<Schema>,
    /** Services that lay down in the function's queue what they could not hand over. */
    senders: readonly QueueSender[] = [],
  ) {
    const mayKeepFailedEvents = maySend(scope.environment, {
      name: failedEventsQueueName(scope, id),
      keyArn: scope.operationsKeyArn,
    });
    super(scope, id, { ...props, grants: [...props.grants, mayKeepFailedEvents] }, { senders });
    new LambdaFunctionEventInvokeConfig(this, 'retries', {
      functionName: this.deployed.name,
      maximumRetryAttempts: RETRIES,
      maximumEventAgeInSeconds: EVENT_AGE_SECONDS,
      destinationConfig: { onFailure: { destination: this.failedEvents.arn } },
    });
  }
}
