import { arns, type Place } from '../../arns';
import type { ResourceStatement } from '../iam/statement';

/** What the administrators of a key may do: everything but use it. */
const ACTIONS = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:DisableKeyRotation',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListGrants',
  'kms:ListKeyPolicies',
  'kms:ListKeyRotations',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:RevokeGrant',
  'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
] as const;

/**
 * What stands in the policy of every key: the named roles administer it, or IAM of the account where none is named; and the account
 * may look at its description, since app stacks find keys by alias.
 */
export function administration(place: Place, administrators: readonly string[]): ResourceStatement[] {
  const account = { AWS: [arns.accountRoot(place)] };
  return [
    {
      sid: 'Administration',
      effect: 'Allow',
      principal: administrators.length === 0 ? account : { AWS: administrators },
      actions: ACTIONS,
      resources: ['*'],
    },
    {
      sid: 'Description',
      effect: 'Allow',
      principal: account,
      actions: ['kms:DescribeKey'],
      resources: ['*'],
    },
  ];
}
