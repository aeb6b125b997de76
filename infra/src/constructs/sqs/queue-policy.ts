import { resourcePolicy } from '../iam/statement';

/** An AWS service that may send to a queue, on behalf of the named resources only. */
export interface QueueSender {
  /** Service principal, such as `events.amazonaws.com`. */
  readonly service: string;
  /** ARNs that it acts for. They hold the account, so that no other account's rule of the same name may send. */
  readonly sourceArns: readonly string[];
}

/** The policy of a queue: TLS only, and what services may send; roles send by their own policies. */
export function queuePolicy(arn: string, senders: readonly QueueSender[]): string {
  return resourcePolicy([
    {
      sid: 'DenyPlainHttp',
      effect: 'Deny',
      principal: '*',
      actions: ['sqs:*'],
      resources: [arn],
      conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    },
    ...senders.map(({ service, sourceArns }, index) => ({
      sid: `Sender${index}`,
      effect: 'Allow' as const,
      principal: { Service: service },
      actions: ['sqs:SendMessage'],
      resources: [arn],
      conditions: { ArnEquals: { 'aws:SourceArn': sourceArns } },
    })),
  ]);
}
