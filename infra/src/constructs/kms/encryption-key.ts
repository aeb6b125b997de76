import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { Construct } from 'constructs';
import { arns, type Place } from '../../arns';
import { resourcePolicy, type ResourceStatement } from '../iam/statement';
import { administration } from './key-administration';

export interface EncryptionKeyProps {
  readonly place: Place;
  /** With `alias/`. */
  readonly alias: string;
  readonly description: string;
  /** Roles that administer the key; empty leaves it to IAM policies of the account. */
  readonly administrators: readonly string[];
  readonly deletionWindowDays: number;
  readonly protected: boolean;
  /** Services through which principals of the account may use the key, where their own policies allow it: `s3`, `sqs`, ... */
  readonly usedThrough: readonly string[];
  /** What AWS services may do with the key on their own account. */
  readonly serviceStatements?: readonly ResourceStatement[];
}

/**
 * A symmetric key that rotates every year. Its policy lets nobody use it directly: only through the named services, and
 * only those principals of this account whose own policies say so.
 */
export class EncryptionKey extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    const key = new KmsKey(this, 'key', {
      description: props.description,
      enableKeyRotation: true,
      deletionWindowInDays: props.deletionWindowDays,
      policy: resourcePolicy(keyPolicy(props)),
      lifecycle: { preventDestroy: props.protected },
    });
    new KmsAlias(this, 'alias', { name: props.alias, targetKeyId: key.keyId });
    this.arn = key.arn;
  }
}

function keyPolicy(props: EncryptionKeyProps): ResourceStatement[] {
  const { place, administrators, usedThrough, serviceStatements = [] } = props;
  const account = { AWS: [arns.accountRoot(place)] };
  return [
    ...administration(place, administrators),
    {
      sid: 'UseThroughServices',
      effect: 'Allow',
      principal: account,
      actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: {
        StringEquals: {
          'kms:CallerAccount': place.account,
          'kms:ViaService': usedThrough.map((service) => `${service}.${place.region}.amazonaws.com`),
        },
      },
    },
    ...serviceStatements,
  ];
}
