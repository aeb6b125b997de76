import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import { Construct } from 'constructs';
import { resourcePolicy, type ResourceStatement } from '../iam/statement';

export interface EncryptedTopicProps {
  readonly name: string;
  /** ARN the topic will have; its policy names it before it exists. */
  readonly arn: string;
  readonly keyArn: string;
  /** Addresses that AWS asks to confirm. */
  readonly emails: readonly string[];
  readonly statements?: readonly ResourceStatement[];
}

/** A topic encrypted by a KMS key, published to over TLS only, with its e-mail subscribers. */
export class EncryptedTopic extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: EncryptedTopicProps) {
    super(scope, id);
    const topic = new SnsTopic(this, 'topic', { name: props.name, kmsMasterKeyId: props.keyArn });
    this.arn = topic.arn;
    new SnsTopicPolicy(this, 'policy', {
      arn: topic.arn,
      policy: resourcePolicy([
        {
          sid: 'DenyPlainHttp',
          effect: 'Deny',
          principal: '*',
          actions: ['sns:Publish'],
          resources: [props.arn],
          conditions: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        ...(props.statements ?? []),
      ]),
    });
    for (const email of props.emails) {
      new SnsTopicSubscription(this, `mail-${email}`, {
        topicArn: topic.arn,
        protocol: 'email',
        endpoint: email,
      });
    }
  }
}
