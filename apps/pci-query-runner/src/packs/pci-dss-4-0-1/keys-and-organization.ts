import type { Rule } from '../../query/rule';
import { bothVersions } from '../crosswalk';
import { all, any, calls, changes, NOT_BY_SERVICE } from './conditions';

const LEAVES = ['LeaveOrganization', 'RemoveAccountFromOrganization', 'DeleteOrganization', 'CloseAccount'];

/** Encryption keys, the organization above the account, and the account's own settings (10.3.x, 10.7.x). */
export const keyAndOrganizationRules: readonly Rule[] = [
  {
    id: 'kms-key-disabled',
    title: 'Encryption key disabled or on its way to deletion',
    severity: 'critical',
    requirements: bothVersions('10.2.1.7', '10.3.2', '10.7.2'),
    predicate: changes(
      'kms',
      ...[
        'DisableKey',
        'ScheduleKeyDeletion',
        'DeleteKey',
        'DeleteImportedKeyMaterial',
        'DisableKeyRotation',
      ],
      ...['DeleteCustomKeyStore', 'DisconnectCustomKeyStore'],
    ),
    why: 'Whatever is encrypted under the key cannot be read any more, audit logs included; a deleted key never comes back.',
    action: 'Cancel the deletion within its waiting time and enable the key; find out who asked.',
    falsePositives: 'Retirement of a key that nothing uses, after the waiting time.',
  },
  {
    id: 'kms-key-policy-change',
    title: "Encryption key's policy or alias changed",
    severity: 'high',
    requirements: bothVersions('10.3.1', '10.4.1'),
    predicate: changes(
      'kms',
      'PutKeyPolicy',
      'UpdateAlias',
      'DeleteAlias',
      'ReplicateKey',
      'UpdatePrimaryRegion',
    ),
    why: 'The policy decides who can decrypt; an alias moved to another key makes writers use that one.',
    action: 'Compare the policy in the request with the approved one.',
    falsePositives: 'Deployments: except their role by name.',
  },
  {
    id: 'kms-grant-change',
    title: 'Use of an encryption key granted or a grant withdrawn',
    severity: 'medium',
    requirements: bothVersions('10.2.1.5', '10.3.1'),
    predicate: all(changes('kms', 'CreateGrant', 'RevokeGrant', 'RetireGrant'), NOT_BY_SERVICE),
    why: 'A grant lets an identity decrypt without a line in any policy.',
    action: 'Check grantee and operations in the request.',
    falsePositives:
      'Programs that hand volumes to machines. Grants that services make for somebody are left out.',
  },
  {
    id: 'kms-key-material-imported',
    title: 'Key material imported, or a key store outside KMS connected',
    severity: 'high',
    requirements: bothVersions('10.3.1', '10.4.1'),
    predicate: changes(
      'kms',
      ...['ImportKeyMaterial', 'CreateCustomKeyStore', 'ConnectCustomKeyStore', 'UpdateCustomKeyStore'],
    ),
    why: 'Material that somebody holds a copy of, or that expires or is disconnected, is how data is taken hostage.',
    action: 'Confirm with the custodians of the key.',
    falsePositives: 'Keys that are brought along by policy.',
  },
  {
    id: 'organization-left',
    title: 'Account left the organization, was removed or closed',
    severity: 'critical',
    requirements: bothVersions('10.7.1', '10.7.2'),
    predicate: changes('organizations', ...LEAVES),
    why: "The organization's guard rails and its trail no longer apply to the account.",
    action: 'Invite the account back; until then collect its logs by its own trail.',
    falsePositives: 'Sale or closing of an account.',
  },
  {
    id: 'organization-leave-failed',
    title: 'Attempt to leave the organization, or to remove an account, failed',
    severity: 'high',
    requirements: bothVersions('10.2.1.4', '10.7.2'),
    predicate: all(calls('organizations', ...LEAVES), 'errorcode IS NOT NULL'),
    why: 'Nobody tries this by accident: it is how an intruder shakes off the guard rails.',
    action: 'Treat the identity as taken over until it is explained.',
    falsePositives: 'Tests of the guard rail itself.',
  },
  {
    id: 'organization-policy-change',
    title: 'Service control policy or other guard rail changed',
    severity: 'high',
    requirements: bothVersions('10.2.1.5', '10.7.2'),
    predicate: changes(
      'organizations',
      ...['AttachPolicy', 'DetachPolicy', 'CreatePolicy', 'UpdatePolicy', 'DeletePolicy'],
      ...['EnablePolicyType', 'DisablePolicyType', 'PutResourcePolicy', 'DeleteResourcePolicy'],
    ),
    why: 'What no account may do is written there, such as stopping its trail.',
    action: 'Compare with the approved policies.',
    falsePositives: 'Approved changes of the landing zone.',
  },
  {
    id: 'organization-membership-change',
    title: 'Accounts, units or delegated administrators of the organization changed',
    severity: 'medium',
    requirements: bothVersions('10.2.1.5', '10.4.1'),
    predicate: changes(
      'organizations',
      ...[
        'CreateAccount',
        'CreateGovCloudAccount',
        'InviteAccountToOrganization',
        'AcceptHandshake',
        'MoveAccount',
      ],
      ...['RegisterDelegatedAdministrator', 'DeregisterDelegatedAdministrator', 'EnableAllFeatures'],
      ...['CreateOrganizationalUnit', 'UpdateOrganizationalUnit', 'DeleteOrganizationalUnit'],
      ...[
        'EnableAWSServiceAccess',
        'DisableAWSServiceAccess',
        'CreateOrganization',
        'InviteOrganizationToTransferResponsibility',
      ],
    ),
    why: 'An account moved to another unit has other guard rails; a delegated administrator rules a service everywhere.',
    action: 'Check it against the list of accounts in scope, and add new ones to this review.',
    falsePositives: 'Account vending.',
  },
  {
    id: 'account-settings-change',
    title: "Account's Regions, contacts or address changed",
    severity: 'medium',
    requirements: bothVersions('10.2.1.5', '10.4.1'),
    predicate: any(
      changes(
        'account',
        ...[
          'EnableRegion',
          'DisableRegion',
          'PutAlternateContact',
          'DeleteAlternateContact',
          'PutContactInformation',
        ],
        ...['StartPrimaryEmailUpdate', 'AcceptPrimaryEmailUpdate', 'PutAccountName'],
      ),
      changes('billingconsole', 'UpdateAccountPreferences'),
    ),
    why: 'A Region that nobody watches is a place to work unseen; the security contact is who AWS tells of an abuse.',
    action: 'Add new Regions to trail and review, or disable them again.',
    falsePositives: 'Approved use of a new Region.',
  },
];
