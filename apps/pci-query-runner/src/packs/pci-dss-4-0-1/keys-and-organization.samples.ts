import type { RuleSamples } from '../../query/rule';
import { call, failed, invokedBy, OTHER } from './sample-events';

/** Events that the rules of keys-and-organization.ts must and must not match. */
export const keyAndOrganizationSamples: Readonly<Record<string, RuleSamples>> = {
  'kms-key-disabled': {
    matching: [
      call('kms', 'ScheduleKeyDeletion', { keyId: 'k', pendingWindowInDays: 7 }),
      call('kms', 'DisableKey', { keyId: 'k' }, { resources: null }),
      // KMS itself deletes the key when the waiting time is over.
      call('kms', 'DeleteKey', null, {
        eventType: 'AwsServiceEvent',
        userIdentity: { accountId: '444455556666', invokedBy: 'AWS Internal' },
      }),
    ],
    other: [
      failed(call('kms', 'DisableKey', { keyId: 'k' }), 'NotFoundException'),
      call('kms', 'CancelKeyDeletion', { keyId: 'k' }),
      call('iam', 'DeleteKey', {}),
    ],
  },
  'kms-key-policy-change': {
    matching: [call('kms', 'PutKeyPolicy', { policyName: 'default' }), call('kms', 'UpdateAlias', {})],
    other: [
      failed(call('kms', 'PutKeyPolicy', {}), 'MalformedPolicyDocumentException'),
      call('kms', 'GetKeyPolicy', {}),
    ],
  },
  'kms-grant-change': {
    matching: [
      call('kms', 'CreateGrant', { operations: ['Decrypt'] }),
      call('kms', 'RevokeGrant', { grantId: 'g' }),
    ],
    other: [
      call('kms', 'CreateGrant', {}, invokedBy('ec2')),
      failed(call('kms', 'CreateGrant', {})),
      call('kms', 'ListGrants', {}),
    ],
  },
  'kms-key-material-imported': {
    matching: [
      call('kms', 'ImportKeyMaterial', { expirationModel: 'KEY_MATERIAL_EXPIRES' }),
      call('kms', 'ConnectCustomKeyStore', { customKeyStoreId: 'cks-1' }),
    ],
    other: [
      failed(call('kms', 'ImportKeyMaterial', {}), 'ExpiredImportTokenException'),
      call('kms', 'GetParametersForImport', {}),
    ],
  },
  'organization-left': {
    matching: [
      call('organizations', 'LeaveOrganization'),
      call('organizations', 'RemoveAccountFromOrganization', { accountId: OTHER }),
    ],
    other: [
      failed(call('organizations', 'LeaveOrganization')),
      call('organizations', 'DescribeOrganization'),
    ],
  },
  'organization-leave-failed': {
    matching: [
      failed(call('organizations', 'LeaveOrganization')),
      failed(call('organizations', 'CloseAccount', {}), 'ConstraintViolationException'),
    ],
    other: [call('organizations', 'LeaveOrganization'), failed(call('organizations', 'ListAccounts'))],
  },
  'organization-policy-change': {
    matching: [call('organizations', 'DetachPolicy', {}), call('organizations', 'UpdatePolicy', {})],
    other: [
      failed(call('organizations', 'DetachPolicy', {}), 'PolicyNotAttachedException'),
      call('organizations', 'ListPolicies', {}),
      call('iam', 'CreatePolicy', {}),
    ],
  },
  'organization-membership-change': {
    matching: [
      call('organizations', 'MoveAccount', {}),
      call('organizations', 'RegisterDelegatedAdministrator', {}),
    ],
    other: [
      failed(call('organizations', 'CreateAccount', {})),
      call('organizations', 'ListDelegatedAdministrators'),
    ],
  },
  'account-settings-change': {
    matching: [
      call('account', 'EnableRegion', { RegionName: 'af-south-1' }),
      call('account', 'PutAlternateContact', { AlternateContactType: 'SECURITY' }),
    ],
    other: [call('account', 'GetRegionOptStatus', {}), failed(call('account', 'EnableRegion', {}))],
  },
};
