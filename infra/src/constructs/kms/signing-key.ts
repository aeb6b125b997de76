import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { Construct } from 'constructs';
import { arns, type Place } from '../../arns';
import { resourcePolicy } from '../iam/statement';
import { administration } from './key-administration';

export interface SigningKeyProps {
  readonly place: Place;
  /** With `alias/`. */
  readonly alias: string;
  readonly description: string;
  /** Roles that administer the key; empty leaves it to IAM policies of the account. */
  readonly administrators: readonly string[];
  readonly deletionWindowDays: number;
  readonly protected: boolean;
  /** Roles that sign, as a pattern of their ARNs: they need not be there yet. */
  readonly signers: string;
}

/**
 * An elliptic-curve key (P-256) whose private half never leaves KMS. The named roles sign digests with it, nobody else, not even
 * its administrators; everybody in the account may fetch the public half, since whoever checks evidence needs it. KMS
 * rotates no asymmetric key: a new one is a new resource beside this one, and old signatures stay checkable.
 */
export class SigningKey extends Construct {
  constructor(scope: Construct, id: string, props: SigningKeyProps) {
    super(scope, id);
    const { place, administrators } = props;
    const account = { AWS: [arns.accountRoot(place)] };
    const key = new KmsKey(this, 'key', {
      description: props.description,
      keyUsage: 'SIGN_VERIFY',
      customerMasterKeySpec: 'ECC_NIST_P256',
      deletionWindowInDays: props.deletionWindowDays,
      policy: resourcePolicy([
        ...administration(place, administrators),
        {
          sid: 'Signatures',
          effect: 'Allow',
          principal: account,
          actions: ['kms:Sign'],
          resources: ['*'],
          conditions: {
            StringEquals: {
              'kms:CallerAccount': place.account,
              'kms:MessageType': 'DIGEST',
              'kms:SigningAlgorithm': 'ECDSA_SHA_256',
            },
            ArnLike: { 'aws:PrincipalArn': props.signers },
          },
        },
        {
          sid: 'PublicHalf',
          effect: 'Allow',
          principal: account,
          actions: ['kms:GetPublicKey', 'kms:Verify'],
          resources: ['*'],
          conditions: { StringEquals: { 'kms:CallerAccount': place.account } },
        },
      ]),
      lifecycle: { preventDestroy: props.protected },
    });
    new KmsAlias(this, 'alias', { name: props.alias, targetKeyId: key.keyId });
  }
}
