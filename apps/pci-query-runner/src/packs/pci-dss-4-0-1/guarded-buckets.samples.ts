import type { RuleSamples, SampleEvent } from '../../query/rule';
import { call, failed, invokedBy, OTHER, roleSession } from './sample-events';

const s3 = (eventName: string, bucketName: string, more: SampleEvent = {}) =>
  call('s3', eventName, { bucketName, key: 'AWSLogs/444455556666/CloudTrail/a.json.gz' }, more);
const copy = (source: string) =>
  call('s3', 'CopyObject', { bucketName: 'elsewhere', key: 'a', 'x-amz-copy-source': source });
const delivery = {
  userIdentity: { type: 'AWSService', invokedBy: 'cloudtrail.amazonaws.com' },
  sourceIPAddress: 'cloudtrail.amazonaws.com',
};

/** Events that the rules of guarded-buckets.ts must and must not match; the bucket `audit-logs` is guarded. */
export const guardedBucketSamples: Readonly<Record<string, RuleSamples>> = {
  'guarded-object-read': {
    matching: [
      s3('GetObject', 'audit-logs'),
      s3('GetObject', 'audit-logs', {
        userIdentity: { type: 'AWSAccount', principalId: 'AIDA', accountId: OTHER },
      }),
      s3('SelectObjectContent', 'audit-logs', { userIdentity: roleSession('mira') }),
      copy('audit-logs/AWSLogs/a.json.gz'),
      copy('/audit-logs/AWSLogs/a.json.gz'),
    ],
    other: [
      s3('GetObject', 'audit-logs-copy'),
      call('s3', 'GetObject', { bucketName: 'reports', key: 'copies/audit-logs/a.json.gz' }),
      s3('GetObject', 'audit-logs', { sourceIPAddress: 'athena.amazonaws.com' }),
      failed(s3('GetObject', 'audit-logs')),
      copy('reports/audit-logs/a.json.gz'),
      call('s3', 'GetObject', null),
    ],
  },
  'guarded-bucket-listed': {
    matching: [s3('ListObjects', 'audit-logs'), s3('ListObjectVersions', 'audit-logs')],
    other: [
      s3('ListObjects', 'reports'),
      failed(s3('ListObjects', 'audit-logs')),
      s3('ListObjects', 'audit-logs', invokedBy('athena')),
    ],
  },
  'guarded-object-changed': {
    matching: [
      s3('DeleteObject', 'audit-logs'),
      s3('PutObject', 'audit-logs'),
      s3('PutObjectRetention', 'audit-logs', { userIdentity: roleSession('mira') }),
    ],
    other: [
      s3('PutObject', 'audit-logs', delivery),
      s3('DeleteObject', 'reports'),
      failed(s3('DeleteObject', 'audit-logs')),
      s3('GetObject', 'audit-logs'),
    ],
  },
  'guarded-bucket-configuration': {
    matching: [
      s3('PutBucketPolicy', 'audit-logs'),
      s3('DeleteBucketEncryption', 'audit-logs'),
      s3('PutBucketLifecycle', 'audit-logs', invokedBy('cloudformation')),
      s3('PutBucketObjectLockConfiguration', 'audit-logs'),
      s3('DeleteBucket', 'audit-logs'),
    ],
    other: [
      s3('PutBucketPolicy', 'reports'),
      s3('PutBucketTagging', 'audit-logs'),
      failed(s3('DeleteBucketPolicy', 'audit-logs')),
      s3('GetBucketPolicy', 'audit-logs'),
    ],
  },
  'guarded-access-refused': {
    matching: [
      failed(s3('GetObject', 'audit-logs')),
      failed(s3('PutBucketPolicy', 'audit-logs')),
      failed(s3('ListObjects', 'audit-logs'), 'VpceAccessDenied'),
    ],
    other: [
      s3('GetObject', 'audit-logs'),
      failed(s3('GetObject', 'audit-logs'), 'NoSuchKey'),
      failed(s3('GetObject', 'reports')),
    ],
  },
};
