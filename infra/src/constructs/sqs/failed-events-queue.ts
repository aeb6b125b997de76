import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
import { Construct } from 'constructs';
import { queuePolicy, type QueueSender } from './queue-policy';

/** The longest that SQS keeps a message. Source: "SQS message quotas". */
const RETENTION_SECONDS = 14 * 24 * 60 * 60;

export interface FailedEventsQueueProps {
  readonly name: string;
  /** ARN the queue will have; its policy names it before it exists. */
  readonly arn: string;
  readonly keyArn: string;
  /** AWS services that lay down what they could not deliver; roles that send need none of this. */
  readonly senders?: readonly QueueSender[];
  /** The queue that gives up its messages into this one; no other may then. */
  readonly redrivenFrom?: string;
}

/** Where events lie that a function gave up on, until somebody has looked: encrypted, TLS only, for 14 days. */
export class FailedEventsQueue extends Construct {
  readonly arn: string;
  readonly name: string;

  constructor(scope: Construct, id: string, props: FailedEventsQueueProps) {
    super(scope, id);
    const queue = new SqsQueue(this, 'queue', {
      name: props.name,
      kmsMasterKeyId: props.keyArn,
      messageRetentionSeconds: RETENTION_SECONDS,
      ...(props.redrivenFrom === undefined
        ? {}
        : {
            redriveAllowPolicy: JSON.stringify({
              redrivePermission: 'byQueue',
              sourceQueueArns: [props.redrivenFrom],
            }),
          }),
    });
    new SqsQueuePolicy(this, 'policy', {
      queueUrl: queue.url,
      policy: queuePolicy(props.arn, props.senders ?? []),
    });
    this.arn = queue.arn;
    this.name = queue.name;
  }
}
