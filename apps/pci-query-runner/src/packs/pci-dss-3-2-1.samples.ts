import type { RuleSamples, SampleEvent } from '../query/rule';

const base = {
  eventVersion: '1.11',
  eventTime: '2026-03-09T10:00:00Z',
  awsRegion: 'eu-west-1',
  sourceIPAddress: '198.51.100.7',
  eventType: 'AwsApiCall',
  recipientAccountId: '444455556666',
  userIdentity: {
    type: 'IAMUser',
    arn: 'arn:aws:iam::444455556666:user/mira',
    accountId: '444455556666',
    userName: 'mira',
  },
};

function s3Read(bucketName: string, extra: SampleEvent = {}): SampleEvent {
  return {
    ...base,
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    requestParameters: { bucketName, key: 'AWSLogs/444455556666/CloudTrail/a.json.gz' },
    ...extra,
  };
}

function signIn(outcome: string, extra: SampleEvent = {}): SampleEvent {
  return {
    ...base,
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    eventType: 'AwsConsoleSignIn',
    requestParameters: null,
    responseElements: { ConsoleLogin: outcome },
    ...extra,
  };
}

function call(eventSource: string, eventName: string, requestParameters: unknown = null): SampleEvent {
  return { ...base, eventSource: `${eventSource}.amazonaws.com`, eventName, requestParameters };
}

/** Buckets that the samples are reviewed with. */
export const SAMPLE_GUARDED_BUCKETS = ['audit-logs'];

/** Events that each rule of the pack must and must not match. */
export const pciDss321Samples: Readonly<Record<string, RuleSamples>> = {
  '10.2.1-10.2.3-log-access': {
    matching: [
      s3Read('audit-logs'),
      s3Read('audit-logs', { errorCode: 'AccessDenied', responseElements: null }),
      s3Read('audit-logs', {
        userIdentity: { type: 'AWSAccount', principalId: 'AIDA', accountId: '777788889999' },
      }),
    ],
    other: [
      // The published query counts these two: the bucket's name is part of another name, or of a key.
      s3Read('audit-logs-copy'),
      s3Read('reports', { requestParameters: { bucketName: 'reports', key: 'copies/audit-logs/a.json.gz' } }),
      s3Read('audit-logs', { sourceIPAddress: 'cloudtrail.amazonaws.com' }),
      s3Read('audit-logs', { sourceIPAddress: 'athena.amazonaws.com' }),
      { ...s3Read('audit-logs'), eventName: 'ListObjects' },
      s3Read('audit-logs', { requestParameters: null }),
    ],
  },
  '10.2.2-root': {
    matching: [
      {
        // The published query misses this one: the root user has no session issuer.
        ...call('iam', 'CreateAccessKey'),
        userIdentity: { type: 'Root', principalId: '444455556666', arn: 'arn:aws:iam::444455556666:root' },
      },
      signIn('Success', { userIdentity: { type: 'Root', accountId: '444455556666', accessKeyId: '' } }),
      {
        ...call('s3', 'DeleteBucketPolicy'),
        userIdentity: {
          type: 'AssumedRole',
          arn: 'arn:aws:sts::444455556666:assumed-root',
          sessionContext: { sessionIssuer: { type: 'Root', accountId: '444455556666' }, assumedRoot: 'true' },
        },
      },
    ],
    other: [
      {
        // The published query counts this one: a role with "root" in its name.
        ...call('ec2', 'DescribeInstances'),
        userIdentity: {
          type: 'AssumedRole',
          sessionContext: { sessionIssuer: { type: 'Role', userName: 'rootless-build' } },
        },
      },
      {
        ...call('kms', 'Decrypt'),
        userIdentity: { type: 'Root', accountId: '444455556666', invokedBy: 'dynamodb.amazonaws.com' },
      },
      { ...call('s3', 'JobCreated'), eventType: 'AwsServiceEvent', userIdentity: { type: 'Root' } },
      {
        ...call('iam', 'GetUser'),
        userIdentity: { accountId: '444455556666', invokedBy: 's3.amazonaws.com' },
      },
    ],
  },
  '10.2.4-failed-logon': {
    matching: [
      signIn('Failure', { errorMessage: 'Failed authentication' }),
      signIn('Failure', {
        errorMessage: 'No username found in supplied account',
        userIdentity: {
          type: 'IAMUser',
          accountId: '444455556666',
          userName: 'HIDDEN_DUE_TO_SECURITY_REASONS',
        },
      }),
    ],
    other: [
      signIn('Success'),
      signIn('Success', { additionalEventData: { note: 'Failure' } }),
      { ...signIn('Success'), eventName: 'CheckMfa', responseElements: { CheckMfa: 'Failure' } },
      { ...signIn('Failure'), responseElements: null },
    ],
  },
  '10.2.5-privilege-change': {
    matching: [
      call('iam', 'AddUserToGroup', { userName: 'lena', groupName: 'Administrators' }),
      call('iam', 'AddUserToGroup', { userName: 'lena', groupName: 'DatabaseAdmin' }),
    ],
    other: [
      call('iam', 'AddUserToGroup', { userName: 'lena', groupName: 'Readers' }),
      call('iam', 'RemoveUserFromGroup', { userName: 'lena', groupName: 'Administrators' }),
      call('iam', 'AddUserToGroup'),
    ],
  },
  '10.2.6-audit-log-start-stop': {
    matching: [
      call('cloudtrail', 'StopLogging', { name: 'audit' }),
      call('cloudtrail', 'StartLogging', { name: 'audit' }),
      { ...call('cloudtrail', 'StopLogging', { name: 'audit' }), errorCode: 'TrailNotFoundException' },
    ],
    other: [call('cloudtrail', 'GetTrailStatus', { name: 'audit' }), call('cloudtrail', 'LookupEvents')],
  },
  '10.6-security-groups': {
    matching: [
      call('ec2', 'AuthorizeSecurityGroupIngress', { groupId: 'sg-1' }),
      call('ec2', 'AuthorizeSecurityGroupEgress', { groupId: 'sg-1' }),
      call('ec2', 'CreateSecurityGroup', { groupName: 'open' }),
      call('ec2', 'DeleteSecurityGroup', { groupId: 'sg-1' }),
      call('ec2', 'UpdateSecurityGroupRuleDescriptionsIngress', { groupId: 'sg-1' }),
    ],
    other: [
      call('ec2', 'DescribeSecurityGroups'),
      call('ec2', 'RevokeSecurityGroupIngress', { groupId: 'sg-1' }),
    ],
  },
  '10.6-subnets': {
    matching: [
      call('ec2', 'CreateSubnet', { vpcId: 'vpc-1' }),
      call('ec2', 'ModifySubnetAttribute', { subnetId: 'subnet-1' }),
      call('rds', 'CreateDBSubnetGroup', { dBSubnetGroupName: 'g' }),
    ],
    other: [call('ec2', 'DescribeSubnets'), call('ec2', 'CreateVpc')],
  },
};
