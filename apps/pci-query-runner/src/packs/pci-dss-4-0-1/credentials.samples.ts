import type { RuleSamples } from '../../query/rule';
import { ACCOUNT, call, failed, invokedBy, OTHER, ROOT, roleSession, without } from './sample-events';

const createKey = (userName?: string, more = {}) =>
  call('iam', 'CreateAccessKey', userName === undefined ? null : { userName }, more);
const setPassword = (eventName: string, userName: string, more = {}) =>
  call('iam', eventName, { userName, passwordResetRequired: false }, more);
const QUARANTINE = 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3';

/** Events that the rules of credentials.ts must and must not match. */
export const credentialSamples: Readonly<Record<string, RuleSamples>> = {
  'access-key-change': {
    matching: [createKey(), call('iam', 'UpdateAccessKey', { status: 'Inactive' }, invokedBy('config'))],
    other: [failed(createKey('lena'), 'LimitExceededException'), call('iam', 'ListAccessKeys', {})],
  },
  'access-key-for-another': {
    matching: [
      createKey('lena'),
      createKey('lena', { userIdentity: roleSession('mira') }),
      createKey('mira', { userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::${ACCOUNT}:user/ops/mira2` } }),
    ],
    other: [
      createKey('mira'),
      createKey('mira', { userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::${ACCOUNT}:user/ops/mira` } }),
      // Without a name in the request the key is the caller's own.
      createKey(),
      failed(createKey('lena'), 'LimitExceededException'),
      without(createKey('lena'), 'userIdentity'),
    ],
  },
  'console-password-change': {
    matching: [setPassword('CreateLoginProfile', 'lena'), call('iam', 'ChangePassword')],
    other: [
      failed(call('iam', 'ChangePassword'), 'PasswordPolicyViolation'),
      failed(call('iam', 'DeleteLoginProfile', { userName: 'lena' }), 'NoSuchEntityException'),
      call('iam', 'GetLoginProfile', { userName: 'lena' }),
    ],
  },
  'console-password-for-another': {
    matching: [
      setPassword('UpdateLoginProfile', 'lena'),
      setPassword('CreateLoginProfile', 'lena', { userIdentity: roleSession('mira') }),
      call('iam', 'CreateLoginProfile', null, { userIdentity: ROOT }),
    ],
    other: [
      setPassword('UpdateLoginProfile', 'mira'),
      setPassword('UpdateLoginProfile', 'mira', { userIdentity: roleSession('mira', 'IAM') }),
      call('iam', 'DeleteLoginProfile', { userName: 'lena' }),
      failed(setPassword('CreateLoginProfile', 'lena')),
    ],
  },
  'mfa-removed': {
    matching: [
      call('iam', 'DeactivateMFADevice', { userName: 'mira' }),
      call('sso-directory', 'DeleteMfaDeviceForUser', {}),
    ],
    other: [
      failed(call('iam', 'DeactivateMFADevice', {})),
      call('iam', 'EnableMFADevice', {}),
      call('iam', 'ListMFADevices', {}),
    ],
  },
  'mfa-added': {
    matching: [call('iam', 'EnableMFADevice', {}), call('iam', 'CreateVirtualMFADevice', {})],
    other: [
      failed(call('iam', 'EnableMFADevice', {}), 'InvalidAuthenticationCode'),
      call('iam', 'DeactivateMFADevice', {}),
    ],
  },
  'other-credential-change': {
    matching: [
      call('iam', 'UploadSSHPublicKey', {}),
      call('iam', 'CreateServiceSpecificCredential', { serviceName: 'codecommit.amazonaws.com' }),
    ],
    other: [call('iam', 'ListSigningCertificates'), failed(call('iam', 'UploadSSHPublicKey', {}))],
  },
  'key-pair-change': {
    matching: [
      call('ec2', 'ImportKeyPair', { keyName: 'k' }),
      call('ec2', 'CreateKeyPair', { keyName: 'k' }),
    ],
    other: [
      failed(call('ec2', 'ImportKeyPair', {}), 'Client.InvalidKeyPair.Duplicate'),
      call('ec2', 'DescribeKeyPairs'),
    ],
  },
  'password-policy-change': {
    matching: [
      call('iam', 'UpdateAccountPasswordPolicy', { minimumPasswordLength: 6 }),
      call('iam', 'DeleteAccountPasswordPolicy'),
    ],
    other: [call('iam', 'GetAccountPasswordPolicy'), failed(call('iam', 'DeleteAccountPasswordPolicy'))],
  },
  'sign-in-settings-change': {
    matching: [
      call('iam', 'SetSecurityTokenServicePreferences', { globalEndpointTokenVersion: 'v2Token' }),
      call('iam', 'EnableOrganizationsRootSessions'),
    ],
    other: [failed(call('iam', 'CreateAccountAlias', {})), call('iam', 'ListAccountAliases')],
  },
  'compromised-key-quarantined': {
    matching: [
      call('iam', 'AttachUserPolicy', { userName: 'lena', policyArn: QUARANTINE }),
      call('iam', 'PutUserPolicy', {
        userName: 'lena',
        policyName: 'AWSExposedCredentialPolicy_DO_NOT_REMOVE',
      }),
    ],
    other: [
      call('iam', 'DetachUserPolicy', { userName: 'lena', policyArn: QUARANTINE }),
      call('iam', 'AttachUserPolicy', { policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
      call('iam', 'PutUserPolicy', { policyName: 'DenyAll' }),
      call('iam', 'PutUserPolicy', null),
    ],
  },
  'long-term-key-session': {
    matching: [
      call('sts', 'GetSessionToken', { durationSeconds: 3600 }),
      call('sts', 'GetFederationToken', {}),
    ],
    other: [
      failed(call('sts', 'GetSessionToken', {})),
      call('sts', 'GetSessionToken', {}, invokedBy('quicksight')),
      call('sts', 'AssumeRole', {}),
    ],
  },
  'role-assumed-from-outside': {
    matching: [
      call('sts', 'AssumeRole', {}, { userIdentity: { type: 'AWSAccount', accountId: OTHER } }),
      call('sts', 'AssumeRole', {}, { userIdentity: { type: 'AssumedRole', accountId: OTHER } }),
    ],
    other: [
      call('sts', 'AssumeRole', {}),
      call(
        'sts',
        'AssumeRole',
        {},
        { userIdentity: { type: 'AWSService', invokedBy: 'lambda.amazonaws.com' } },
      ),
      failed(call('sts', 'AssumeRole', {}, { userIdentity: { type: 'AWSAccount', accountId: OTHER } })),
    ],
  },
};
