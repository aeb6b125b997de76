import { Deadline } from '@lakeward/core';
import { openEmbeddedRuntime } from '@lakeward/embedded';
import { InMemoryKeyRing } from '@lakeward/kms/testing';
import { InMemoryBucketAdministration } from '@lakeward/s3/testing';
import { embeddedPlanning, type EmbeddedPlanning } from '../embedded-dependencies';
import { planSnapshot, type PlanDependencies } from '../plan/plan-snapshot';
import { delivery, PlanningLake, toKms } from '../testing/planning-lake';
import type { PlanChecks } from './check-plan';
import { keyUsersOf } from './key-users';

const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const users = keyUsersOf({ update: role('update'), copy: role('copy'), multipartCopy: role('multipart') });
const object = { bucket: 'src-bucket', key: 'a', is_latest: true, size: 10, encryption_status: 'SSE-S3' };

let lake: PlanningLake;
let ring: InMemoryKeyRing;
let keyArn: string;
let planning: EmbeddedPlanning;
beforeEach(async () => {
  lake = await PlanningLake.make();
  ring = new InMemoryKeyRing();
  keyArn = ring.createKey({ spec: 'SYMMETRIC_DEFAULT' });
  const manifest = await lake.deliver(delivery({ files: [[object]] }));
  const { directory, clock, log } = lake;
  const place = { region: 'eu-west-1', account: '111122223333' };
  planning = await embeddedPlanning({ lake: directory, manifest, clock, log, ...place });
});
afterEach(async () => {
  await planning.close();
  await lake.remove();
});

/** Plans as on AWS: an account is there to be asked. */
function plan(change: Partial<PlanChecks> = {}, more: Partial<PlanDependencies> = {}) {
  const bucketRegions = new InMemoryBucketAdministration({ 'src-bucket': {} });
  const checks = { bucketRegions, keys: ring, users, knowsAllKeys: true, ...change };
  const input = { ...planning.input, goal: { ...toKms, keyArn } };
  return planSnapshot(input, { ...planning, checks, ...more }, { deadline: Deadline.none(planning.clock) });
}

/** Whatever is asked of it fails. */
const untouched = new Proxy(
  {},
  {
    get: (_port, name) => () => {
      throw new Error(`${String(name)} was called.`);
    },
  },
);
const nothingRuns = { engine: untouched, catalog: untouched } as Partial<PlanDependencies>;

async function written(): Promise<string[]> {
  const keys: string[] = [];
  for (const bucket of ['evidence', 'lakeward-batch'])
    for await (const { key } of planning.store.list(bucket)) keys.push(`${bucket}/${key}`);
  return keys;
}

describe('a plan that could never be carried out is refused before anything is begun', () => {
  test.each<[string, () => Partial<PlanChecks>]>([
    [
      'REENC_BUCKET_OTHER_REGION',
      () => ({ bucketRegions: new InMemoryBucketAdministration({ 'src-bucket': { region: 'us-east-1' } }) }),
    ],
    ['REENC_BUCKET_GONE', () => ({ bucketRegions: new InMemoryBucketAdministration() })],
    ['REENC_KEY_NOT_FOUND', () => ({ keys: new InMemoryKeyRing() })],
    [
      'REENC_KEY_NOT_ENABLED',
      () => {
        ring.disableKey(keyArn);
        return {};
      },
    ],
    [
      'REENC_KEY_NOT_SYMMETRIC',
      () => {
        keyArn = ring.createKey({ spec: 'HMAC_256' });
        return {};
      },
    ],
    [
      'REENC_KEY_NOT_ADMITTED',
      () => {
        ring.putPolicy(keyArn, '{"Version":"2012-10-17","Statement":[]}');
        return {};
      },
    ],
  ])('%s', async (code, setUp) => {
    const checks = setUp();
    await expect(plan(checks, nothingRuns)).rejects.toMatchObject({
      code,
      retryable: false,
    });
    expect(await written()).toEqual([]);
    expect(lake.log.codes()).toEqual([]);
  });
});

test('what nobody could say stands in the plan', async () => {
  const bucketRegions = new InMemoryBucketAdministration({ 'src-bucket': {} });
  ring.putPolicy(keyArn, '{"Statement":[]}');
  for (const { role: grantee } of users.slice(0, 1)) ring.grant(keyArn, grantee);
  const checked = plan({ bucketRegions, users: users.slice(0, 1) });
  const { plan: made } = await checked;
  expect(made.notes[0]).toEqual({
    code: 'REENC_KEY_UNCHECKED',
    message: expect.stringContaining('has a grant'),
  });
});

test('what is planned already is told again, even if its key is of no use any more', async () => {
  const first = await plan();
  ring.disableKey(keyArn);
  const again = await plan({ bucketRegions: new InMemoryBucketAdministration() });
  expect(again).toEqual({ ...first, outcome: 'already-planned' });
});

test('on one machine any key will do that the lake does not know', async () => {
  await expect(planning.checks.keys.describe(keyArn)).rejects.toMatchObject({ code: 'KMS_KEY_NOT_FOUND' });
  const input = { ...planning.input, goal: { ...toKms, keyArn } };
  const planned = await planSnapshot(input, planning, { deadline: Deadline.none(planning.clock) });
  expect(planned.outcome).toBe('planned');
});

test('but one that the lake knows must be usable', async () => {
  const runtime = await openEmbeddedRuntime({ lake: lake.directory, clock: lake.clock });
  keyArn = await runtime.keyRing.createKey({
    spec: 'SYMMETRIC_DEFAULT',
    region: 'eu-west-1',
    account: '111122223333',
  });
  await runtime.keyRing.setEnabled(keyArn, false);
  await runtime.close();
  const input = { ...planning.input, goal: { ...toKms, keyArn } };
  const planned = planSnapshot(input, planning, { deadline: Deadline.none(planning.clock) });
  await expect(planned).rejects.toMatchObject({ code: 'REENC_KEY_NOT_ENABLED' });
});
