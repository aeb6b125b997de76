import { evaluatePolicy } from '../../testing/policy-evaluator';
import {
  mayCreateBatchJobs,
  mayFollowBatchJobs,
  mayReadManifests,
  mayRestore,
  mayRewrite,
  maySteerBatchJobs,
  mayUpdateEncryption,
  mayWriteReports,
} from './batch-grants';
import type { Grant } from './grants';
import { identityPolicy } from './statement';

const place = { account: '111122223333', region: 'eu-west-1' } as const;
const NEW_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/new';
const OLD_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/old';
const estate = { buckets: ['acme-*'], targetKeyArn: NEW_KEY, sourceKeyArns: [OLD_KEY, NEW_KEY] };
const OBJECT = 'arn:aws:s3:::acme-orders/2026/a b.csv';
const ours = { 'aws:ResourceAccount': '111122223333' };
const throughS3 = { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' };

const ask = (grant: Grant) => (action: string, resource: string, context?: Record<string, string>) =>
  evaluatePolicy(identityPolicy(grant.statements), {
    action,
    resource,
    ...(context === undefined ? {} : { context }),
  }) === 'allow';

/** Rows: action, resource, context of the request, and the remedies that may do it. */
const UPDATE = 'update';
const REWRITE = 'rewrite';
const RESTORE = 'restore';
const may = {
  [UPDATE]: ask(mayUpdateEncryption(place, estate)),
  [REWRITE]: ask(mayRewrite(place, estate)),
  [RESTORE]: ask(mayRestore(place, estate)),
};

describe('what the jobs of each remedy may do', () => {
  test.each<[string, string, Record<string, string> | undefined, readonly string[]]>([
    ['s3:UpdateObjectEncryption', OBJECT, ours, [UPDATE]],
    ['s3:GetObjectVersion', OBJECT, ours, [UPDATE, REWRITE]],
    ['s3:PutObject', OBJECT, ours, [UPDATE, REWRITE]],
    ['s3:PutObjectTagging', OBJECT, ours, [REWRITE]],
    ['s3:PutObjectAcl', OBJECT, ours, [REWRITE]],
    ['s3:PutObjectRetention', OBJECT, ours, [REWRITE]],
    ['s3:GetObjectVersionAcl', OBJECT, ours, [REWRITE]],
    ['s3:AbortMultipartUpload', OBJECT, ours, [REWRITE]],
    ['s3:ListBucketVersions', 'arn:aws:s3:::acme-orders', ours, [REWRITE]],
    ['s3:RestoreObject', OBJECT, ours, [RESTORE]],
    ['s3:DeleteObject', OBJECT, ours, []],
    ['s3:DeleteObjectVersion', OBJECT, ours, []],
    ['s3:BypassGovernanceRetention', OBJECT, ours, []],
    ['s3:PutObject', 'arn:aws:s3:::other/x', ours, []],
    // A bucket of that name in another account.
    ['s3:PutObject', OBJECT, { 'aws:ResourceAccount': '999988887777' }, []],
    ['kms:ReEncryptFrom', OLD_KEY, throughS3, [UPDATE]],
    ['kms:ReEncryptTo', OLD_KEY, throughS3, []],
    ['kms:ReEncryptTo', NEW_KEY, throughS3, [UPDATE]],
    ['kms:Decrypt', OLD_KEY, throughS3, [UPDATE, REWRITE]],
    ['kms:GenerateDataKey', NEW_KEY, throughS3, [UPDATE, REWRITE]],
    ['kms:GenerateDataKey', OLD_KEY, throughS3, []],
    // Never directly.
    ['kms:Decrypt', NEW_KEY, undefined, []],
  ])('%s on %s with %j: %j', (action, resource, context, remedies) => {
    const allowed = Object.entries(may)
      .filter(([, allows]) => allows(action, resource, context))
      .map(([remedy]) => remedy);
    expect(allowed).toEqual(remedies);
  });

  test('no key is used where objects come under SSE-S3 and none is under a key', () => {
    const plain = { buckets: ['acme-*'], targetKeyArn: undefined, sourceKeyArns: [] };
    expect(identityPolicy(mayRewrite(place, plain).statements)).not.toContain('kms:');
  });

  test('manifests are read and reports written below their prefixes', () => {
    const read = ask(mayReadManifests({ bucket: 'lists', prefix: 'm/' }));
    expect(read('s3:GetObjectVersion', 'arn:aws:s3:::lists/m/x.csv')).toBe(true);
    expect(read('s3:GetObject', 'arn:aws:s3:::lists/other.csv')).toBe(false);
    expect(read('s3:PutObject', 'arn:aws:s3:::lists/m/x.csv')).toBe(false);
    const write = ask(mayWriteReports({ bucket: 'lists', prefix: 'r/' }));
    expect(write('s3:PutObject', 'arn:aws:s3:::lists/r/job-1/manifest.json')).toBe(true);
    expect(write('s3:PutObject', 'arn:aws:s3:::lists/m/x.csv')).toBe(false);
  });

  test('jobs are followed, steered and made by grants of their own', () => {
    const job = 'arn:aws:s3:eu-west-1:111122223333:job/1b2c';
    const roles = ['arn:aws:iam::111122223333:role/lakeward-dev-reencryption-batch-update'];
    const grants = {
      follow: ask(mayFollowBatchJobs(place)),
      steer: ask(maySteerBatchJobs(place)),
      create: ask(mayCreateBatchJobs(place, roles)),
    };
    const who = (action: string, resource: string) =>
      Object.entries(grants)
        .filter(([, may]) => may(action, resource))
        .map(([name]) => name);
    expect(who('s3:DescribeJob', job)).toEqual(['follow']);
    expect(who('s3:UpdateJobStatus', job)).toEqual(['steer']);
    expect(who('s3:CreateJob', '*')).toEqual(['create']);
    expect(who('s3:PutJobTagging', job)).toEqual(['create']);
    expect(who('s3:UpdateJobStatus', 'arn:aws:s3:eu-west-1:999988887777:job/1b2c')).toEqual([]);
  });

  test('a role is handed to S3 Batch Operations alone, and only the named ones', () => {
    const role = 'arn:aws:iam::111122223333:role/lakeward-dev-reencryption-batch-update';
    const create = ask(mayCreateBatchJobs(place, [role]));
    const toBatch = { 'iam:PassedToService': 'batchoperations.s3.amazonaws.com' };
    expect(create('iam:PassRole', role, toBatch)).toBe(true);
    expect(create('iam:PassRole', role, { 'iam:PassedToService': 'lambda.amazonaws.com' })).toBe(false);
    expect(create('iam:PassRole', `${role}-2`, toBatch)).toBe(false);
  });
});
