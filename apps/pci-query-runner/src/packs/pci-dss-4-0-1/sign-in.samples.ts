import type { RuleSamples } from '../../query/rule';
import { call, failed, invokedBy, ROOT, roleSession, signIn, without } from './sample-events';

const withoutMfa = { additionalEventData: { MobileVersion: 'No', MFAUsed: 'No' } };
const byRoot = { userIdentity: ROOT };
const byInstance = { userIdentity: roleSession('i-0dbc91f429e48eeed') };
const assumedRoot = {
  type: 'AssumedRole',
  sessionContext: { sessionIssuer: { type: 'Root', accountId: '444455556666' } },
};
const identityCenter = (eventName: string, outcome: string) =>
  call('signin', eventName, null, {
    eventType: 'AwsServiceEvent',
    userIdentity: { type: 'Unknown', accountId: '444455556666', arn: '', accessKeyId: '' },
    serviceEventDetails: { [eventName]: outcome },
  });

/** Events that the rules of sign-in.ts must and must not match. */
export const signInSamples: Readonly<Record<string, RuleSamples>> = {
  'root-change': {
    matching: [
      call('iam', 'CreateAccessKey', null, { ...byRoot, readOnly: false }),
      without(call('s3', 'PutBucketVersioning', {}, byRoot), 'readOnly', 'eventType'),
      // The console marks its own calls like those of a service.
      call(
        'ec2',
        'RunInstances',
        {},
        { userIdentity: { ...ROOT, invokedBy: 'AWS Internal' }, readOnly: false },
      ),
      call('iam', 'DeactivateMFADevice', {}, { userIdentity: assumedRoot, readOnly: false }),
    ],
    other: [
      call('iam', 'ListUsers', null, { ...byRoot, readOnly: true }),
      call('kms', 'Encrypt', {}, { userIdentity: { ...ROOT, invokedBy: 'dynamodb.amazonaws.com' } }),
      call('s3', 'JobCreated', null, { ...byRoot, eventType: 'AwsServiceEvent' }),
      call('iam', 'CreateUser', {}, { userIdentity: roleSession('run', 'rootless-build') }),
      signIn('ConsoleLogin', 'Success', byRoot),
    ],
  },
  'root-read': {
    matching: [
      call('iam', 'ListUsers', null, { ...byRoot, readOnly: true }),
      call('s3', 'ListBuckets', null, { userIdentity: assumedRoot, readOnly: true }),
    ],
    other: [
      call('iam', 'ListUsers', null, { readOnly: true }),
      call('iam', 'CreateUser', {}, { ...byRoot, readOnly: false }),
      call('iam', 'ListUsers', null, byRoot),
    ],
  },
  'root-sign-in': {
    matching: [
      signIn('ConsoleLogin', 'Success', byRoot),
      signIn('ConsoleLogin', 'Success', { userIdentity: { type: 'Root', accessKeyId: '' }, ...withoutMfa }),
    ],
    other: [signIn('ConsoleLogin', 'Failure', byRoot), signIn('ConsoleLogin', 'Success')],
  },
  'root-sign-in-failed': {
    matching: [
      signIn('ConsoleLogin', 'Failure', byRoot),
      signIn('ExternalIdPDirectoryLogin', 'Failure', byRoot),
      without(
        signIn('ConsoleLogin', 'Failure', { ...byRoot, errorMessage: 'Failed authentication' }),
        'responseElements',
      ),
    ],
    other: [
      signIn('ConsoleLogin', 'Failure'),
      signIn('ConsoleLogin', 'Success', byRoot),
      call('iam', 'ListUsers', null, byRoot),
    ],
  },
  'root-recovery': {
    matching: [
      signIn('PasswordRecoveryRequested', 'Success', byRoot),
      signIn('PasswordUpdated', 'Success', byRoot),
      signIn('PasswordRecoveryCompleted', 'Success', byRoot),
    ],
    other: [signIn('PasswordRecoveryRequested', 'Failure', byRoot), call('iam', 'ChangePassword')],
  },
  'root-session-assumed': {
    matching: [
      call('sts', 'AssumeRoot', { targetPrincipal: '777788889999' }),
      call('sts', 'AssumeRoot', null, { userIdentity: roleSession('central') }),
    ],
    other: [failed(call('sts', 'AssumeRoot', {})), call('sts', 'AssumeRole', {})],
  },
  'console-sign-in-without-mfa': {
    matching: [
      signIn('ConsoleLogin', 'Success', withoutMfa),
      signIn('ConsoleLogin', 'Success', { ...withoutMfa, ...byRoot }),
      signIn('ConsoleLogin', 'Success', { ...withoutMfa, eventType: 'AwsConsoleSignin' }),
    ],
    other: [
      signIn('ConsoleLogin', 'Success'),
      signIn('ConsoleLogin', 'Failure', withoutMfa),
      signIn('ConsoleLogin', 'Success', { ...withoutMfa, userIdentity: roleSession('mira@example.com') }),
      signIn('ConsoleLogin', 'Success', {
        additionalEventData: {
          MFAUsed: 'No',
          SamlProviderArn: 'arn:aws:iam::444455556666:saml-provider/idp',
        },
      }),
      signIn('ConsoleLogin', 'Success', { additionalEventData: null }),
    ],
  },
  'console-sign-in': {
    matching: [
      signIn('ConsoleLogin', 'Success'),
      signIn('ConsoleLogin', 'Success', { userIdentity: roleSession('mira') }),
    ],
    other: [signIn('ConsoleLogin', 'Failure'), signIn('CheckMfa', 'Success')],
  },
  'failed-sign-in': {
    matching: [
      signIn('ConsoleLogin', 'Failure', { errorMessage: 'Failed authentication' }),
      signIn('ConsoleLogin', 'Failure', {
        errorMessage: 'No username found in supplied account',
        userIdentity: { type: 'IAMUser', userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
      }),
      without(signIn('ConsoleLogin', '', { errorMessage: 'Failed authentication' }), 'responseElements'),
      signIn('SwitchRole', 'Failure'),
    ],
    other: [
      signIn('ConsoleLogin', 'Success'),
      signIn('ConsoleLogin', 'Success', { additionalEventData: { note: 'Failure' } }),
      signIn('CheckMfa', 'Success'),
      without(signIn('ConsoleLogin', 'Failure'), 'responseElements'),
    ],
  },
  'identity-center-sign-in-failed': {
    matching: [
      identityCenter('CredentialVerification', 'Failure'),
      { ...identityCenter('UserAuthentication', 'Failure'), eventType: 'AWSServiceEvent' },
    ],
    other: [
      identityCenter('CredentialVerification', 'Success'),
      identityCenter('CredentialChallenge', 'Failure'),
      without(identityCenter('UserAuthentication', 'Failure'), 'serviceEventDetails'),
    ],
  },
  'console-session-from-keys': {
    matching: [
      call('signin', 'GetSigninToken', null, { userIdentity: roleSession('run-17') }),
      without(call('signin', 'GetSigninToken', null, { userIdentity: roleSession('run-18') }), 'userAgent'),
      call('signin', 'GetSigninToken', null, {
        ...{
          userAgent: 'python-requests/2.28.0',
          userIdentity: roleSession('mira', 'AWSReservedSSO_Admin_1a2b'),
        },
      }),
    ],
    other: [
      call('signin', 'GetSigninToken', null, {
        userAgent: 'Jersey/${project.version} (HttpUrlConnection 1.8.0)',
      }),
      call('signin', 'GetSigninToken', null, {
        ...{
          userAgent: 'Go-http-client/2.0',
          userIdentity: roleSession('mira', 'AWSReservedSSO_Admin_1a2b'),
        },
      }),
      failed(call('signin', 'GetSigninToken')),
    ],
  },
  'console-role-switch': {
    matching: [
      signIn('SwitchRole', 'Success', { userIdentity: roleSession('mira') }),
      signIn('SwitchRole', 'Success', {
        additionalEventData: { SwitchFrom: 'arn:aws:iam::444455556666:user/mira' },
      }),
    ],
    other: [signIn('SwitchRole', 'Failure'), call('sts', 'AssumeRole', {})],
  },
  'console-sign-in-by-instance': {
    matching: [
      signIn('ConsoleLogin', 'Success', byInstance),
      call('signin', 'GetSigninToken', null, byInstance),
    ],
    other: [
      signIn('ConsoleLogin', 'Success', { userIdentity: roleSession('i-love-aws') }),
      signIn('ConsoleLogin', 'Failure', byInstance),
      call('ec2', 'DescribeInstances', null, byInstance),
      call('kms', 'Decrypt', null, invokedBy('ec2')),
    ],
  },
};
