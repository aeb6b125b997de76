import { evaluateBucketPolicy, type ObjectRequest } from '../testing/policy-evaluator';
import { guardStatements, isGuardSid, type Guard, type GuardSettings } from './guard-statements';

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const copyRole = 'arn:aws:iam::111122223333:role/lakeward/copy';
const analyst = 'arn:aws:iam::111122223333:role/analyst';
const settings: GuardSettings = {
  partition: 'aws',
  target: 'sse-kms',
  keyArn,
  tag: { key: '__ObjectEncrypted', value: 'true' },
  jobRoles: [copyRole, 'arn:aws:iam::111122223333:role/lakeward/update'],
};

const policyOf = (guards: readonly Guard[], change: Partial<GuardSettings> = {}) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::lake/*' },
      ...guardStatements('lake', guards, { ...settings, ...change }),
    ],
  });

const request = (
  action: string,
  context: ObjectRequest['context'] = {},
  principal = analyst,
): ObjectRequest => ({
  action: `s3:${action}`,
  resource: 'arn:aws:s3:::lake/year=2020/a b.parquet',
  principal,
  context,
});

const tagged = { 's3:ExistingObjectTag/__ObjectEncrypted': 'true' };
const taggedFalse = { 's3:ExistingObjectTag/__ObjectEncrypted': 'false' };
const otherTag = { 's3:ExistingObjectTag/team': 'true' };

describe('deny-reads', () => {
  test.each<[string, ObjectRequest, 'allow' | 'deny']>([
    ['a tagged object', request('GetObject', tagged), 'allow'],
    ['a tagged version by its id', request('GetObjectVersion', tagged), 'allow'],
    ['an object without tags', request('GetObject'), 'deny'],
    ['a version without tags by its id', request('GetObjectVersion'), 'deny'],
    ['an object with another tag', request('GetObject', otherTag), 'deny'],
    ['an object whose tag has another value', request('GetObjectVersion', taggedFalse), 'deny'],
    ['an object without tags, by a job', request('GetObject', {}, copyRole), 'allow'],
    ['a version without tags, by a job', request('GetObjectVersion', {}, copyRole), 'allow'],
    [
      'an object without tags, by a role of a similar name',
      request('GetObject', {}, `${copyRole}-2`),
      'deny',
    ],
    ['an object without tags, by a service', request('GetObject', {}, 'cloudfront.amazonaws.com'), 'deny'],
    ['uploads', request('PutObject'), 'allow'],
    ['tags of an object', request('GetObjectTagging'), 'allow'],
    ['deletions', request('DeleteObjectVersion'), 'allow'],
    [
      'the tag put onto an old version',
      request('PutObjectVersionTagging', { 's3:RequestObjectTagKeys': ['team', '__ObjectEncrypted'] }),
      'deny',
    ],
    [
      'the tag put onto an old version by a job',
      request('PutObjectVersionTagging', { 's3:RequestObjectTagKeys': ['__ObjectEncrypted'] }, copyRole),
      'allow',
    ],
    [
      'other tags put onto an old version',
      request('PutObjectVersionTagging', { 's3:RequestObjectTagKeys': ['team'] }),
      'allow',
    ],
    [
      'an upload that brings the tag',
      request('PutObjectTagging', { 's3:RequestObjectTagKeys': ['__ObjectEncrypted'] }),
      'allow',
    ],
  ])('%s', (_what, asked, verdict) => {
    expect(evaluateBucketPolicy(policyOf(['deny-reads']), asked)).toBe(verdict);
  });

  test("the article's policy, which names s3:GetObject alone, lets an old version be read by its id", () => {
    const article = JSON.stringify({
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::lake/*',
          Condition: { StringNotEquals: { 's3:ExistingObjectTag/__ObjectEncrypted': 'true' } },
        },
      ],
    });
    expect(evaluateBucketPolicy(article, request('GetObjectVersion'))).toBe('silent');
    expect(evaluateBucketPolicy(article, request('GetObject', {}, copyRole))).toBe('deny');
  });

  test('other buckets are not its business', () => {
    const [reads] = guardStatements('lake', ['deny-reads'], settings);
    expect(reads).toMatchObject({ Resource: 'arn:aws:s3:::lake/*' });
    expect(guardStatements('lake', ['deny-reads'], { ...settings, partition: 'aws-cn' })[0]).toMatchObject({
      Resource: 'arn:aws-cn:s3:::lake/*',
    });
  });
});

describe('deny-version-reads', () => {
  test.each<[string, ObjectRequest, 'allow' | 'deny']>([
    ['a current object without tags', request('GetObject'), 'allow'],
    ['a version without tags by its id', request('GetObjectVersion'), 'deny'],
    ['a tagged version by its id', request('GetObjectVersion', tagged), 'allow'],
    ['a version without tags, by a job', request('GetObjectVersion', {}, copyRole), 'allow'],
  ])('%s', (_what, asked, verdict) => {
    expect(evaluateBucketPolicy(policyOf(['deny-version-reads']), asked)).toBe(verdict);
  });

  test('together with deny-reads it says nothing more', () => {
    expect(guardStatements('lake', ['deny-version-reads', 'deny-reads'], settings)).toEqual(
      guardStatements('lake', ['deny-reads'], settings),
    );
  });
});

const sse = 's3:x-amz-server-side-encryption';
const key = 's3:x-amz-server-side-encryption-aws-kms-key-id';
const otherKey = keyArn.replace('1234abcd', '9876abcd');

describe('deny-uploads to sse-kms', () => {
  test.each<[string, ObjectRequest['context'], 'allow' | 'deny']>([
    ['no headers: the default of the bucket', {}, 'allow'],
    ['the key of the target', { [sse]: 'aws:kms', [key]: keyArn }, 'allow'],
    ['SSE-S3', { [sse]: 'AES256' }, 'deny'],
    ['DSSE-KMS with the key', { [sse]: 'aws:kms:dsse', [key]: keyArn }, 'deny'],
    ['another key', { [sse]: 'aws:kms', [key]: otherKey }, 'deny'],
    ['an alias of the key, which may be moved', { [sse]: 'aws:kms', [key]: 'alias/lake' }, 'deny'],
    ['KMS without a key, which is aws/s3', { [sse]: 'aws:kms' }, 'deny'],
    ["a key of one's own", { 's3:x-amz-server-side-encryption-customer-algorithm': 'AES256' }, 'deny'],
    [
      'a part of a multipart upload, which has no headers',
      { 's3:ObjectCreationOperation': 'false' },
      'allow',
    ],
  ])('%s', (_what, context, verdict) => {
    const policy = policyOf(['deny-uploads']);
    // S3 Batch gets no exception: what it writes is the target.
    for (const principal of [analyst, copyRole, 'logging.s3.amazonaws.com']) {
      expect(evaluateBucketPolicy(policy, request('PutObject', context, principal))).toBe(verdict);
    }
    expect(evaluateBucketPolicy(policy, request('GetObject', context))).toBe('allow');
  });
});

describe('deny-uploads to sse-s3', () => {
  test.each<[string, ObjectRequest['context'], 'allow' | 'deny']>([
    ['no headers', {}, 'allow'],
    ['SSE-S3', { [sse]: 'AES256' }, 'allow'],
    ['a KMS key', { [sse]: 'aws:kms', [key]: keyArn }, 'deny'],
    ["a key of one's own", { 's3:x-amz-server-side-encryption-customer-algorithm': 'AES256' }, 'deny'],
  ])('%s', (_what, context, verdict) => {
    const policy = policyOf(['deny-uploads'], { target: 'sse-s3', keyArn: undefined });
    expect(evaluateBucketPolicy(policy, request('PutObject', context))).toBe(verdict);
  });
});

describe('the statements', () => {
  test('all have names of their own, by which they are known as ours', () => {
    const sids = guardStatements('lake', ['deny-reads', 'deny-uploads'], settings).map(({ Sid }) =>
      String(Sid),
    );
    expect(sids).toEqual([
      'LakewardGuardReads',
      'LakewardGuardTag',
      'LakewardGuardUploadsAlgorithm',
      'LakewardGuardUploadsCustomerKey',
      'LakewardGuardUploadsOtherKey',
      'LakewardGuardUploadsNoKey',
    ]);
    expect(sids.every(isGuardSid)).toBe(true);
    expect(isGuardSid('LakewardInventoryDelivery')).toBe(false);
  });

  test('none touches the policy itself: a guard can always be taken away', () => {
    const policy = policyOf(['deny-reads', 'deny-uploads']);
    expect(
      evaluateBucketPolicy(policy, { ...request('PutBucketPolicy'), resource: 'arn:aws:s3:::lake' }),
    ).toBe('silent');
  });
});
