import { arns } from '../arns';
import { dataLakeOf } from '../data-lake';
import type { Resource, SynthesizedStack } from '../testing/synthesized-stack';
import {
  at,
  failing,
  forEach,
  permitting,
  statementsOf,
  present,
  referring,
  removing,
  setting,
  adding,
  type Policy,
} from './policy';

const ENCRYPTION = 'aws_s3_bucket_server_side_encryption_configuration';
const DEFAULT_ENCRYPTION = 'rule.0.apply_server_side_encryption_by_default';
const LOCK = 'aws_s3_bucket_object_lock_configuration';
const PUBLIC_ACCESS = [
  'block_public_acls',
  'block_public_policy',
  'ignore_public_acls',
  'restrict_public_buckets',
];

/** A bucket has a companion resource for which all of the checks hold. */
const companion = (
  type: string,
  holds: (values: Readonly<Record<string, unknown>>) => boolean = () => true,
) =>
  failing('aws_s3_bucket', (bucket, stack) =>
    referring(stack, type, 'bucket', bucket).some(({ values }) => holds(values)),
  );

const DELIVERED_LOGS =
  'S3 delivers its access logs only to buckets under SSE-S3, and not about the target itself';

export const bucketPolicies: readonly Policy[] = [
  {
    id: 'CKV_AWS_18',
    says: 'buckets log access',
    offenders: companion('aws_s3_bucket_logging'),
    exceptions: { 'access-logs': DELIVERED_LOGS },
    spoil: removing('aws_s3_bucket_logging'),
  },
  {
    id: 'CKV_AWS_19',
    says: 'buckets are encrypted',
    offenders: companion(ENCRYPTION),
    spoil: removing(ENCRYPTION),
  },
  {
    id: 'CKV_AWS_20, CKV_AWS_57',
    says: 'no ACLs',
    offenders: present('aws_s3_bucket_acl'),
    spoil: adding('aws_s3_bucket_acl', { acl: 'public-read' }),
  },
  {
    id: 'CKV_AWS_21',
    says: 'buckets are versioned',
    offenders: companion(
      'aws_s3_bucket_versioning',
      (values) => at(values, 'versioning_configuration.status') === 'Enabled',
    ),
    spoil: setting('aws_s3_bucket_versioning', 'versioning_configuration.status', 'Suspended'),
  },
  {
    id: 'CKV_AWS_53 to 56, CKV2_AWS_6',
    says: 'public access is blocked in all four ways',
    offenders: companion('aws_s3_bucket_public_access_block', (values) =>
      PUBLIC_ACCESS.every((way) => values[way] === true),
    ),
    spoil: setting('aws_s3_bucket_public_access_block', 'block_public_policy', false),
  },
  {
    id: 'CKV_AWS_143',
    says: 'buckets have Object Lock',
    offenders: failing('aws_s3_bucket', ({ values }) => values['object_lock_enabled'] === true),
    exceptions: {
      results: 'query results can be made again, and expire',
      'access-logs': 'S3 delivers no access logs into buckets with a default lock; they expire',
      inventory: 'S3 lists the buckets anew each day or week; old lists expire',
      batch:
        'S3 Batch Operations writes no report under a default lock; what is evidence goes to its own bucket',
    },
    spoil: setting('aws_s3_bucket', 'object_lock_enabled', false),
  },
  {
    id: 'CKV_AWS_144',
    says: 'buckets are replicated to another Region',
    offenders: companion('aws_s3_bucket_replication_configuration'),
    exceptions: forEach(
      ['evidence', 'results', 'access-logs', 'inventory', 'batch'],
      'data stays in its Region; a second one is a decision of its own, with a key and a price',
    ),
    spoil: adding('aws_s3_bucket', { bucket: 'alone' }),
  },
  {
    id: 'CKV_AWS_145',
    says: 'buckets are under a KMS key, with a Bucket Key',
    offenders: companion(
      ENCRYPTION,
      (values) =>
        at(values, `${DEFAULT_ENCRYPTION}.sse_algorithm`) === 'aws:kms' &&
        at(values, 'rule.0.bucket_key_enabled') === true,
    ),
    exceptions: {
      'access-logs': DELIVERED_LOGS,
      batch: 'S3 Batch Operations reads manifests and writes reports under SSE-S3 only',
      inventory:
        'S3 delivers as a service: a key would have to admit S3 itself, for names of objects and not their data',
    },
    spoil: setting(ENCRYPTION, `${DEFAULT_ENCRYPTION}.sse_algorithm`, 'AES256'),
  },
  {
    id: 'CKV2_AWS_61, CKV_AWS_300',
    says: 'buckets have a lifecycle that ends abandoned uploads',
    offenders: companion('aws_s3_bucket_lifecycle_configuration', ({ rule }) =>
      (rule as { abort_incomplete_multipart_upload?: unknown }[]).some(
        (each) => each.abort_incomplete_multipart_upload !== undefined,
      ),
    ),
    spoil: removing('aws_s3_bucket_lifecycle_configuration'),
  },
  {
    id: 'LAKE_OWNERSHIP',
    says: 'the bucket owner owns every object',
    offenders: companion(
      'aws_s3_bucket_ownership_controls',
      (values) => at(values, 'rule.object_ownership') === 'BucketOwnerEnforced',
    ),
    spoil: setting('aws_s3_bucket_ownership_controls', 'rule.object_ownership', 'ObjectWriter'),
  },
  {
    id: 'LAKE_BATCH_MANIFESTS',
    says: 'buckets of Batch manifests are under SSE-S3: S3 Batch Operations reads no manifest under SSE-KMS',
    offenders: failing(
      'aws_s3_bucket',
      (bucket, stack) =>
        !isBatchBucket(bucket, stack) ||
        referring(stack, ENCRYPTION, 'bucket', bucket).every(
          ({ values }) => at(values, `${DEFAULT_ENCRYPTION}.sse_algorithm`) === 'AES256',
        ),
    ),
    spoil: setting(ENCRYPTION, `${DEFAULT_ENCRYPTION}.sse_algorithm`, 'aws:kms'),
  },
  {
    id: 'LAKE_BATCH_REPORTS',
    says: 'buckets of Batch reports have no default lock: S3 Batch Operations writes no report under one',
    offenders: failing(
      'aws_s3_bucket',
      (bucket, stack) =>
        !isBatchBucket(bucket, stack) || referring(stack, LOCK, 'bucket', bucket).length === 0,
    ),
    spoil: (stack) => {
      for (const { id } of stack.resources('aws_s3_bucket')) {
        adding(LOCK, { bucket: `\${aws_s3_bucket.${id}.bucket}` })(stack, id);
      }
    },
  },
  {
    id: 'LAKE_BATCH_PLACES',
    says: 'jobs of S3 Batch Operations read manifests and write reports in the bucket that the two checks above watch',
    offenders: failing('aws_iam_role_policy', (resource, { environment }) =>
      statementsOf(resource)
        .filter(({ Sid }) => Sid === 'ReadManifests' || Sid === 'WriteReports')
        .flatMap(({ Resource = [] }) => Resource)
        .every((arn) => arn.startsWith(`${arns.bucket(dataLakeOf(environment).batchBucket)}/`)),
    ),
    spoil: permitting('aws_iam_role_policy', {
      Sid: 'ReadManifests',
      Action: ['s3:GetObject'],
      Resource: ['arn:aws:s3:::elsewhere/manifests/*'],
    }),
  },
];

/** The bucket that jobs of S3 Batch Operations read from and write to. */
function isBatchBucket({ values }: Resource, { environment }: SynthesizedStack): boolean {
  return values['bucket'] === dataLakeOf(environment).batchBucket;
}
