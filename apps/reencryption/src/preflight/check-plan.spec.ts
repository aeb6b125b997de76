import { AppError } from '@lakeward/core';
import type { KeyAdministration } from '@lakeward/kms';
import { InMemoryKeyRing } from '@lakeward/kms/testing';
import { InMemoryBucketAdministration } from '@lakeward/s3/testing';
import type { Goal } from '../plan/goal';
import { checkPlan, type PlanChecks } from './check-plan';
import { keyUsersOf } from './key-users';

const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const UNKNOWN = 'arn:aws:kms:eu-west-1:111122223333:key/ffffffff-ffff-4fff-8fff-ffffffffffff';

let ring: InMemoryKeyRing;
let buckets: InMemoryBucketAdministration;
let keyArn: string;
beforeEach(() => {
  ring = new InMemoryKeyRing();
  keyArn = ring.createKey({ spec: 'SYMMETRIC_DEFAULT' });
  buckets = new InMemoryBucketAdministration({ orders: {}, elsewhere: { region: 'us-east-1' } });
});

const users = keyUsersOf({ update: role('update'), copy: role('copy'), multipartCopy: role('multipart') });

function check(
  { bucket = 'orders', goal = {} }: { bucket?: string; goal?: Partial<Goal> } = {},
  checks: Partial<PlanChecks> = {},
) {
  const kms: Goal = { target: 'sse-kms', keyArn, bucketKeys: true, copiesNoncurrent: false };
  return checkPlan(
    { bucket, region: 'eu-west-1', goal: { ...kms, ...goal } },
    { bucketRegions: buckets, keys: ring, users, knowsAllKeys: true, ...checks },
  );
}

/** The ring, but for some answers. */
function keys(change: Partial<KeyAdministration>): KeyAdministration {
  return {
    describe: (keyId) => ring.describe(keyId),
    policy: (keyId) => ring.policy(keyId),
    isGrantee: (keyId, principal) => ring.isGrantee(keyId, principal),
    ...change,
  };
}

const failing = (code: string) => () => {
  throw new AppError({ code, message: code, remedy: 'Ask somebody.' });
};
const denied = failing('KMS_ACCESS_DENIED');

const putPolicy = (...Statement: object[]) => ring.putPolicy(keyArn, JSON.stringify({ Statement }));
const allow = (AWS: string | string[], Action: string | string[], more: object = {}) => ({
  Effect: 'Allow',
  Principal: { AWS },
  Action,
  Resource: '*',
  ...more,
});

test('a bucket that is there and a key that everybody may use are fine', async () => {
  expect(await check()).toEqual([]);
});

describe('the bucket', () => {
  test('lies elsewhere', async () => {
    await expect(check({ bucket: 'elsewhere' })).rejects.toMatchObject({
      code: 'REENC_BUCKET_OTHER_REGION',
      message: 'The bucket "elsewhere" lies in us-east-1, not in eu-west-1, where it was to be planned.',
      remedy: expect.stringContaining('us-east-1'),
      retryable: false,
    });
  });

  test('is gone', async () => {
    await expect(check({ bucket: 'dropped' })).rejects.toMatchObject({
      code: 'REENC_BUCKET_GONE',
      retryable: false,
      cause: expect.objectContaining({ code: 'S3_BUCKET_NOT_FOUND' }),
    });
  });

  test('may not be asked for', async () => {
    buckets.before = failing('S3_ACCESS_DENIED');
    expect(await check()).toEqual([
      { code: 'REENC_BUCKET_REGION_UNKNOWN', message: expect.stringContaining('s3:GetBucketLocation') },
    ]);
  });

  test('cannot be asked for just now', async () => {
    buckets.before = failing('S3_THROTTLED');
    await expect(check()).rejects.toMatchObject({ code: 'S3_THROTTLED' });
  });

  test('is nobody to ask about without an account, or without a Region', async () => {
    expect(await checkPlan({ bucket: 'elsewhere', region: undefined, goal: sse }, all())).toEqual([]);
    const { bucketRegions, ...none } = all();
    expect(bucketRegions).toBe(buckets);
    expect(await checkPlan({ bucket: 'elsewhere', region: 'eu-west-1', goal: sse }, none)).toEqual([]);
  });
  const sse: Goal = { target: 'sse-s3', bucketKeys: false, copiesNoncurrent: false };
  const all = () => ({ bucketRegions: buckets, keys: ring, users, knowsAllKeys: true });
});

describe('the key', () => {
  test('is not there', async () => {
    await expect(check({ goal: { keyArn: UNKNOWN } })).rejects.toMatchObject({
      code: 'REENC_KEY_NOT_FOUND',
      message: `There is no key ${UNKNOWN}.`,
      retryable: false,
    });
  });

  test('is not known where keys may be of others', async () => {
    expect(await check({ goal: { keyArn: UNKNOWN } }, { knowsAllKeys: false, users: [] })).toEqual([]);
  });

  test('is disabled, there too', async () => {
    ring.disableKey(keyArn);
    const wrong = { code: 'REENC_KEY_NOT_ENABLED', message: expect.stringContaining('is Disabled') };
    await expect(check()).rejects.toMatchObject(wrong);
    await expect(check({}, { knowsAllKeys: false, users: [] })).rejects.toMatchObject(wrong);
  });

  test('is about to be deleted', async () => {
    const describeKey = async (keyId: string) => ({
      ...(await ring.describe(keyId)),
      enabled: false,
      state: 'PendingDeletion',
    });
    await expect(check({}, { keys: keys({ describe: describeKey }) })).rejects.toMatchObject({
      code: 'REENC_KEY_NOT_ENABLED',
      message: `The key ${keyArn} cannot be used: its state is PendingDeletion.`,
    });
  });

  test.each(['ECC_NIST_P256', 'HMAC_256'] as const)('is of %s', async (spec) => {
    const other = ring.createKey({ spec });
    await expect(check({ goal: { keyArn: other } })).rejects.toMatchObject({
      code: 'REENC_KEY_NOT_SYMMETRIC',
      message: expect.stringContaining(spec),
    });
  });

  test('is asymmetric, though it encrypts', async () => {
    const rsa = async (keyId: string) => ({ ...(await ring.describe(keyId)), spec: 'RSA_2048' });
    await expect(check({}, { keys: keys({ describe: rsa }) })).rejects.toMatchObject({
      code: 'REENC_KEY_NOT_SYMMETRIC',
    });
  });

  test('is none where there is none', async () => {
    const unasked = { describe: denied, policy: denied, isGrantee: denied };
    const goal: Goal = { target: 'sse-s3', bucketKeys: false, copiesNoncurrent: false };
    const wish = { bucket: 'orders', region: 'eu-west-1', goal };
    expect(await checkPlan(wish, { keys: unasked, users, knowsAllKeys: true })).toEqual([]);
  });

  test('cannot be asked about just now', async () => {
    const slow = keys({ describe: failing('KMS_THROTTLED') });
    await expect(check({}, { keys: slow })).rejects.toMatchObject({ code: 'KMS_THROTTLED' });
    const slower = keys({ policy: failing('KMS_UNAVAILABLE') });
    await expect(check({}, { keys: slower })).rejects.toMatchObject({ code: 'KMS_UNAVAILABLE' });
  });
});

describe('the key policy', () => {
  test('names each role for what it does, and no more', async () => {
    putPolicy(
      allow(role('update'), ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncrypt*']),
      allow(role('copy'), 'kms:GenerateDataKey'),
      allow(role('multipart'), ['kms:Decrypt', 'kms:GenerateDataKey']),
    );
    expect(await check()).toEqual([]);
  });

  test('keeps roles out: all of them are named, each with what it lacks', async () => {
    putPolicy(
      allow('arn:aws:iam::111122223333:role/admin', 'kms:*'),
      allow(role('copy'), 'kms:GenerateDataKey*'),
      allow(role('multipart'), 'kms:*'),
      { ...allow(role('multipart'), 'kms:Decrypt'), Effect: 'Deny', Sid: 'Write only' },
    );
    await expect(check()).rejects.toMatchObject({
      code: 'REENC_KEY_NOT_ADMITTED',
      message:
        `The policy of key ${keyArn} keeps out who must use it: no statement and no grant allows ` +
        `${role('update')} kms:Decrypt, kms:Encrypt, kms:GenerateDataKey, kms:ReEncryptTo; ` +
        `statement Write only denies kms:Decrypt to ${role('multipart')}.`,
      retryable: false,
    });
  });

  test('says nothing of a role that has a grant: so it is said', async () => {
    putPolicy(allow([role('copy'), role('multipart')], 'kms:*'));
    ring.grant(keyArn, role('update'));
    expect(await check()).toEqual([
      { code: 'REENC_KEY_UNCHECKED', message: expect.stringContaining(`${role('update')} has a grant`) },
    ]);
    expect(await check({}, { keys: keys({ isGrantee: denied }) })).toEqual([
      { code: 'REENC_KEY_UNCHECKED', message: expect.stringContaining('its grants may not be seen') },
    ]);
  });

  test('no grant helps against a denial', async () => {
    putPolicy(allow('111122223333', 'kms:*'), { ...allow('*', 'kms:Encrypt'), Effect: 'Deny' });
    ring.grant(keyArn, role('update'));
    await expect(check()).rejects.toMatchObject({
      code: 'REENC_KEY_NOT_ADMITTED',
      message: expect.stringContaining('statement number 2 denies kms:Encrypt'),
    });
  });

  test('depends on what nobody knows: so it is said', async () => {
    putPolicy(
      allow('*', 'kms:*', {
        Sid: 'Organization',
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
      }),
    );
    expect(await check()).toEqual([
      {
        code: 'REENC_KEY_UNCHECKED',
        message: `Whether the target key lets all jobs use it is not certain: ${[
          'update',
          'copy',
          'multipart',
        ]
          .map((name) => `for ${role(name)} it depends on statement Organization`)
          .join('; ')}.`,
      },
    ]);
  });

  test('may not be read, nor anything of the key: so it is said', async () => {
    expect(await check({}, { keys: keys({ policy: denied }) })).toEqual([
      { code: 'REENC_KEY_UNCHECKED', message: expect.stringContaining('kms:GetKeyPolicy') },
    ]);
    expect(await check({}, { keys: keys({ describe: denied }) })).toEqual([
      { code: 'REENC_KEY_UNCHECKED', message: expect.stringContaining('kms:DescribeKey') },
    ]);
  });

  test('is no policy that anybody could read', async () => {
    ring.putPolicy(keyArn, 'not JSON');
    expect(await check()).toEqual([
      { code: 'REENC_KEY_UNCHECKED', message: expect.stringContaining('cannot be read') },
    ]);
  });

  test('is not asked for where nobody is known who uses the key', async () => {
    putPolicy();
    expect(await check({}, { users: [] })).toEqual([]);
  });
});
