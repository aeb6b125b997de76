import type { RuleSamples } from '../../query/rule';
import { call, failed, invokedBy } from './sample-events';

const lifecycle = (Rule: unknown) =>
  call('s3', 'PutBucketLifecycle', {
    bucketName: 'reports',
    lifecycle: '',
    LifecycleConfiguration: { Rule },
  });
const expiry = (Days: number, Status = 'Enabled') => ({ ID: 'r', Status, Expiration: { Days }, Filter: '' });
const retention = (retentionInDays?: number) =>
  call('logs', 'PutRetentionPolicy', { logGroupName: '/audit', retentionInDays });
const flowLogs = (unsuccessful: unknown) =>
  call(
    'ec2',
    'DeleteFlowLogs',
    { DeleteFlowLogsRequest: { FlowLogId: { tag: 1, content: 'fl-1' } } },
    { responseElements: { DeleteFlowLogsResponse: { unsuccessful } } },
  );
const versioning = (VersioningConfiguration: object) =>
  call('s3', 'PutBucketVersioning', { bucketName: 'reports', VersioningConfiguration });
const bucket = { bucketName: 'reports' };

/** Events that the rules of log-stores.ts must and must not match. */
export const logStoreSamples: Readonly<Record<string, RuleSamples>> = {
  'log-group-deleted': {
    matching: [
      call('logs', 'DeleteLogGroup', { logGroupName: '/audit' }),
      call('logs', 'DeleteLogStream', { logGroupName: '/audit' }, invokedBy('cloudformation')),
    ],
    other: [
      failed(call('logs', 'DeleteLogGroup', {}), 'ResourceNotFoundException'),
      call('logs', 'CreateLogGroup', {}),
    ],
  },
  'log-retention-short': {
    matching: [retention(1), retention(90)],
    other: [retention(365), retention(3653), failed(retention(1)), retention()],
  },
  'log-routing-change': {
    matching: [call('logs', 'DeleteMetricFilter', {}), call('logs', 'DeleteSubscriptionFilter', {})],
    other: [
      call('logs', 'DescribeMetricFilters', {}),
      failed(call('logs', 'DeleteMetricFilter', {}), 'ResourceNotFoundException'),
      call('logs', 'PutMetricFilter', {}),
    ],
  },
  'flow-logs-deleted': {
    matching: [flowLogs(''), call('ec2', 'DeleteFlowLogs', {}), flowLogs([])],
    other: [
      failed(flowLogs(''), 'Client.UnauthorizedOperation'),
      flowLogs({ item: { resourceId: 'fl-1', error: { code: 'InvalidFlowLogId.NotFound' } } }),
      call('ec2', 'CreateFlowLogs', {}),
    ],
  },
  'service-logging-disabled': {
    matching: [
      call('route53resolver', 'DeleteResolverQueryLogConfig', {}),
      call('wafv2', 'DeleteLoggingConfiguration', {}),
      call('rds', 'StopActivityStream', {}),
      call('rds', 'ModifyDBInstance', { cloudwatchLogsExportConfiguration: { disableLogTypes: ['audit'] } }),
      call('elasticloadbalancing', 'ModifyLoadBalancerAttributes', {
        attributes: [{ key: 'access_logs.s3.enabled', value: 'false' }],
      }),
      call('eks', 'UpdateClusterConfig', {
        logging: { clusterLogging: [{ types: ['api', 'audit'], enabled: false }] },
      }),
    ],
    other: [
      failed(call('wafv2', 'DeleteLoggingConfiguration', {}), 'WAFNonexistentItemException'),
      call('wafv2', 'PutLoggingConfiguration', {}),
      call('rds', 'ModifyDBInstance', { cloudwatchLogsExportConfiguration: { disableLogTypes: [] } }),
      call('rds', 'ModifyDBInstance', null),
      call('elasticloadbalancing', 'ModifyLoadBalancerAttributes', {
        attributes: [{ key: 'access_logs.s3.enabled', value: 'true' }],
      }),
    ],
  },
  'bucket-logging-change': {
    matching: [
      call('s3', 'PutBucketLogging', { ...bucket, BucketLoggingStatus: '' }),
      call('s3', 'PutBucketLogging', { ...bucket, BucketLoggingStatus: { LoggingEnabled: {} } }),
    ],
    other: [call('s3', 'GetBucketLogging', bucket), failed(call('s3', 'PutBucketLogging', bucket))],
  },
  'bucket-lifecycle-short': {
    matching: [lifecycle(expiry(1)), lifecycle([expiry(730), expiry(30)])],
    other: [
      lifecycle(expiry(730)),
      lifecycle(expiry(1, 'Disabled')),
      lifecycle({ ID: 'r', Status: 'Enabled', Transition: { Days: 30, StorageClass: 'GLACIER' } }),
      lifecycle([]),
      failed(lifecycle(expiry(1))),
      call('s3', 'DeleteBucketLifecycle', bucket),
    ],
  },
  'bucket-lifecycle-change': {
    matching: [lifecycle(expiry(730)), call('s3', 'DeleteBucketLifecycle', bucket)],
    other: [
      failed(lifecycle(expiry(730))),
      failed(call('s3', 'GetBucketLifecycle', bucket), 'NoSuchLifecycleConfiguration'),
    ],
  },
  'bucket-versioning-suspended': {
    matching: [versioning({ Status: 'Suspended' }), versioning({ Status: 'Enabled', MfaDelete: 'Disabled' })],
    other: [
      versioning({ Status: 'Enabled', MfaDelete: 'Enabled' }),
      failed(versioning({ Status: 'Suspended' })),
      call('s3', 'PutBucketVersioning', null),
    ],
  },
  'bucket-object-lock-change': {
    matching: [
      call('s3', 'PutBucketObjectLockConfiguration', bucket),
      call('s3', 'PutObjectLegalHold', { ...bucket, LegalHold: { Status: 'OFF' } }),
      call('s3', 'PutObjectRetention', { ...bucket, 'x-amz-bypass-governance-retention': 'TRUE' }),
    ],
    other: [
      call('s3', 'PutObjectLegalHold', { ...bucket, LegalHold: { Status: 'ON' } }),
      call('s3', 'PutObjectRetention', bucket),
      failed(call('s3', 'PutBucketObjectLockConfiguration', bucket)),
      call('s3', 'GetBucketObjectLockConfiguration', bucket),
    ],
  },
  'bucket-encryption-change': {
    matching: [call('s3', 'DeleteBucketEncryption', bucket), call('s3', 'PutBucketEncryption', bucket)],
    other: [call('s3', 'GetBucketEncryption', bucket), failed(call('s3', 'DeleteBucketEncryption', bucket))],
  },
  'bucket-replication-change': {
    matching: [call('s3', 'PutBucketReplication', bucket), call('s3', 'DeleteBucketReplication', bucket)],
    other: [
      failed(call('s3', 'PutBucketReplication', bucket), 'InvalidRequest'),
      failed(call('s3', 'GetBucketReplication', bucket), 'ReplicationConfigurationNotFoundError'),
    ],
  },
  'bucket-policy-change': {
    matching: [
      call('s3', 'PutBucketAcl', { ...bucket, 'x-amz-acl': ['private'] }),
      call('s3', 'DeleteBucketPolicy', bucket),
    ],
    other: [failed(call('s3', 'PutBucketAcl', bucket)), call('s3', 'GetBucketPolicy', bucket)],
  },
};
