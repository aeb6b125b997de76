import type { Rule } from '../../query/rule';
import { bothVersions } from '../crosswalk';
import { all, any, ofService, REFUSED, request, SUCCEEDED } from './conditions';

const IN_GUARDED_BUCKET = `${ofService('s3')}\n  AND ${request('$.bucketName')} IN (:guarded_buckets)`;

/** What delivers logs or works on them for AWS, by where the call comes from. */
const LOG_DELIVERY =
  "coalesce(sourceipaddress, '') IN ('cloudtrail.amazonaws.com', 'athena.amazonaws.com', 'config.amazonaws.com', 'delivery.logs.amazonaws.com')";

/** A copy reads the source, which is named in a header: `bucket/key`, with or without a slash before it. */
const COPIED_FROM_GUARDED_BUCKET = `${ofService('s3')}
  AND eventname IN ('CopyObject', 'UploadPartCopy')
  AND regexp_extract(requestparameters, '"x-amz-copy-source"\\s*:\\s*"/?([a-z0-9.-]+)/', 1) IN (:guarded_buckets)`;

/**
 * The buckets with audit logs or cardholder data (10.2.1.1, 10.2.1.3, 10.3.x, 10.5.1). Reads and writes of objects are
 * only in the log if the trail records S3 data events for these buckets.
 */
export const guardedBucketRules: readonly Rule[] = [
  {
    id: 'guarded-object-read',
    title: 'Objects read from guarded buckets',
    severity: 'medium',
    requirements: bothVersions('10.2.1.1', '10.2.1.3', '10.3.1'),
    predicate: all(
      any(
        all(
          IN_GUARDED_BUCKET,
          "eventname IN ('GetObject', 'GetObjectTorrent', 'SelectObjectContent', 'GetObjectVersion')",
        ),
        COPIED_FROM_GUARDED_BUCKET,
      ),
      SUCCEEDED,
      `NOT ${LOG_DELIVERY}`,
    ),
    why: 'Who reads audit trails or cardholder data must be known by name.',
    action:
      'Ask the reader for the reason; if there is none, treat the data as disclosed and rotate the credentials used.',
    falsePositives:
      'Scheduled readers such as this review itself: grant them a role of their own and except it by name.',
  },
  {
    id: 'guarded-bucket-listed',
    title: 'Guarded buckets listed',
    severity: 'low',
    requirements: bothVersions('10.2.1.1', '10.2.1.3'),
    predicate: all(
      IN_GUARDED_BUCKET,
      "eventname IN ('ListObjects', 'ListObjectsV2', 'ListObjectVersions', 'ListMultipartUploads', 'ListVersions')",
      SUCCEEDED,
      `NOT ${LOG_DELIVERY}`,
    ),
    why: 'Names of objects come before their content.',
    action: 'Read together with reads by the same identity.',
    falsePositives: 'Scheduled readers such as this review itself.',
  },
  {
    id: 'guarded-object-changed',
    title: 'Objects written or deleted in guarded buckets, not by log delivery',
    severity: 'high',
    requirements: bothVersions('10.3.2', '10.3.4', '10.5.1'),
    predicate: all(
      IN_GUARDED_BUCKET,
      `eventname IN ('PutObject', 'CopyObject', 'UploadPartCopy', 'CompleteMultipartUpload', 'DeleteObject', 'DeleteObjects',
    'PutObjectAcl', 'PutObjectRetention', 'PutObjectLegalHold', 'PutObjectTagging', 'RenameObject', 'RestoreObject')`,
      SUCCEEDED,
      `NOT ${LOG_DELIVERY}`,
    ),
    why: 'Audit logs must not be altered, whether by a deletion, a new version in their place, or a shorter lock.',
    action: 'Restore the version before it and verify the digest chain over that time.',
    falsePositives:
      'Writers of evidence into the same bucket: give evidence a bucket of its own, or except its role.',
  },
  {
    id: 'guarded-bucket-configuration',
    title: "Guarded bucket's protection changed",
    severity: 'critical',
    requirements: bothVersions('10.3.1', '10.3.2', '10.5.1'),
    predicate: all(
      IN_GUARDED_BUCKET,
      any(
        "eventname LIKE 'PutBucket%'",
        "eventname LIKE 'DeleteBucket%'",
        "eventname = 'PutObjectLockConfiguration'",
      ),
      "eventname NOT IN ('PutBucketTagging', 'DeleteBucketTagging', 'PutBucketMetricsConfiguration')",
      SUCCEEDED,
    ),
    why: 'Policy, lifecycle, versioning, encryption, lock and replication are what keeps the logs for a year and away from others.',
    action: 'Compare with the deployed configuration, put it back, and find out who changed it.',
    falsePositives: 'Approved deployments of the log bucket.',
  },
  {
    id: 'guarded-access-refused',
    title: 'Access to a guarded bucket refused',
    severity: 'high',
    requirements: bothVersions('10.2.1.1', '10.2.1.4', '10.3.1'),
    predicate: all(IN_GUARDED_BUCKET, REFUSED),
    why: 'Somebody looks for cardholder data or audit logs without the right to.',
    action: 'Ask the caller; several in a row by the same identity are an incident.',
    falsePositives: 'Scanners of configuration, and consoles that ask for all settings of a bucket.',
  },
];
