import type { RuleSamples } from '../../query/rule';
import { call, failed, invokedBy, OTHER, roleSession } from './sample-events';

const anonymous = (more: object = {}) =>
  call(
    's3',
    'GetObject',
    { bucketName: 'reports' },
    {
      userIdentity: { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL', ...more },
    },
  );

/** Events that the rules of invalid-access.ts must and must not match. */
export const invalidAccessSamples: Readonly<Record<string, RuleSamples>> = {
  'access-denied': {
    matching: [
      failed(call('iam', 'ListUsers')),
      failed(call('ec2', 'DescribeInstances'), 'Client.UnauthorizedOperation'),
      // The console of older records.
      failed(
        call('iam', 'CreateServiceLinkedRole', null, {
          userIdentity: { type: 'IAMUser', userName: 'mira', invokedBy: 'signin.amazonaws.com' },
        }),
      ),
    ],
    other: [
      call('iam', 'ListUsers'),
      failed(call('s3', 'GetObject', {}), 'NoSuchKey'),
      failed(call('iam', 'ListUsers', null, invokedBy('sqs'))),
      failed(
        call(
          'sts',
          'AssumeRole',
          {},
          { userIdentity: { type: 'AWSService', invokedBy: 'ecs.amazonaws.com' } },
        ),
      ),
    ],
  },
  'identity-change-refused': {
    matching: [
      failed(call('iam', 'AttachUserPolicy', {})),
      failed(call('organizations', 'LeaveOrganization'), 'AccessDeniedException'),
    ],
    other: [
      failed(call('iam', 'ListUsers')),
      failed(call('iam', 'CreateUser', {}), 'EntityAlreadyExistsException'),
      call('iam', 'AttachUserPolicy', {}),
    ],
  },
  'role-assumption-refused': {
    matching: [
      failed(call('sts', 'AssumeRole', null)),
      failed(
        call('sts', 'AssumeRoleWithWebIdentity', {}, { userIdentity: { type: 'WebIdentityUser' } }),
        'ExpiredTokenException',
      ),
    ],
    other: [
      call('sts', 'AssumeRole', {}),
      failed(call('sts', 'GetCallerIdentity')),
      failed(call('sts', 'AssumeRole', {}, { userIdentity: { type: 'AWSService' } })),
    ],
  },
  'invalid-credentials': {
    matching: [
      failed(call('ec2', 'DescribeInstances'), 'Client.AuthFailure'),
      failed(call('s3', 'GetObject', {}), 'InvalidAccessKeyId'),
      failed(call('sts', 'AssumeRoleWithWebIdentity', {}), 'ExpiredTokenException'),
    ],
    other: [failed(call('s3', 'GetObject', {})), call('s3', 'GetObject', {})],
  },
  'permission-probed': {
    matching: [
      failed(call('ec2', 'RunInstances', {}), 'Client.DryRunOperation'),
      failed(call('ec2', 'StopInstances', {}), 'DryRunOperation'),
    ],
    other: [
      call('ec2', 'RunInstances', {}),
      failed(call('ec2', 'RunInstances', {}), 'Client.UnauthorizedOperation'),
    ],
  },
  'anonymous-access': {
    matching: [anonymous(), failed(anonymous()), anonymous({ accountId: OTHER, principalId: 'anonymous' })],
    other: [
      call(
        's3',
        'GetObject',
        {},
        { userIdentity: { type: 'AWSAccount', principalId: 'AIDA', accountId: OTHER } },
      ),
      call('s3', 'GetObject', {}, { userIdentity: roleSession('anonymous') }),
    ],
  },
  'network-access-refused': {
    matching: [
      failed(
        call('s3', 'PutObject', {}, { eventCategory: 'NetworkActivity', eventType: 'AwsVpceEvents' }),
        'VpceAccessDenied',
      ),
      failed(call('kms', 'Decrypt', {}, { eventType: 'AwsVpceEvent' }), 'VpceAccessDenied'),
    ],
    other: [
      failed(call('s3', 'PutObject', {}, { eventCategory: 'NetworkActivity' })),
      call('s3', 'PutObject', {}, { eventCategory: 'NetworkActivity' }),
    ],
  },
};
