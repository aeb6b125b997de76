import { Deadline } from '@lakeward/core';
import { DirectoryKeys, plantObject } from '@lakeward/embedded/testing';
import { embeddedPlanning, embeddedProving, embeddedRunning } from '../embedded-dependencies';
import { planSnapshot } from '../plan/plan-snapshot';
import { decide } from '../run/decide';
import { notePlan } from '../run/note-plan';
import { runToTheEnd } from '../run/run-to-the-end';
import { metadataFile } from '../testing/metadata-writer';
import { delivery, KEY_ARN, PlanningLake, toKms } from '../testing/planning-lake';
import { proveRun, type Proven } from './prove-run';

const BUCKET = 'src-bucket';
const OTHER_KEY = KEY_ARN.replace('1234abcd', '9999abcd');
const none = { deadline: Deadline.none({ now: () => new Date(), sleep: () => Promise.resolve() }) };

let lake: PlanningLake;
beforeEach(async () => {
  lake = await PlanningLake.make();
});
afterEach(() => lake.remove());

const run = () => ({
  lake: lake.directory,
  clock: lake.clock,
  log: lake.log,
  confirmAboveObjects: 1_000,
  copyTag: '',
});

/** Plans by an inventory of these keys, and by metadata that names the key of each; `null`: no metadata. */
async function plan(snapshot: string, keyOf: Readonly<Record<string, string | undefined>> | null) {
  const rows = (['right', 'wrong', 'plain'] as const).map((key) => ({
    bucket: BUCKET,
    key,
    is_latest: true,
    is_delete_marker: false,
    size: 10,
    storage_class: 'STANDARD',
    encryption_status: key === 'plain' && snapshot < '2026-11-07' ? 'SSE-S3' : 'SSE-KMS',
  }));
  const manifest = await lake.deliver(delivery({ format: 'Parquet', files: [rows], snapshot }));
  const known = Object.entries(keyOf ?? {}).map(([key, keyArn = null]) => ({ key, versionId: '', keyArn }));
  await lake.writeBelow(
    lake.directory,
    new Map([[`metadata-${snapshot}.parquet`, metadataFile(BUCKET, known)]]),
  );
  const planning = await embeddedPlanning({
    lake: lake.directory,
    manifest,
    clock: lake.clock,
    log: lake.log,
    ...(keyOf === null ? {} : { metadataTable: `${lake.directory}/metadata-${snapshot}.parquet` }),
  });
  try {
    const made = await planSnapshot({ ...planning.input, goal: toKms }, planning, none);
    await notePlan(made.plan, made.planUri, planning);
    return made.plan;
  } finally {
    await planning.close();
  }
}

/** Updates what the metadata of the day shows to need it: an object under the wrong key, and one under none. */
async function update(): Promise<void> {
  const running = await embeddedRunning(run());
  try {
    await running.createBucket(BUCKET);
    const keys = new DirectoryKeys(lake.directory, { clock: lake.clock });
    for (const [key, keyArn] of Object.entries({ right: KEY_ARN, wrong: OTHER_KEY })) {
      await plantObject(keys, { bucket: BUCKET, key }, key, { encryption: { algorithm: 'aws:kms', keyArn } });
    }
    await plantObject(keys, { bucket: BUCKET, key: 'plain' }, 'plain', {
      encryption: { algorithm: 'AES256' },
    });
    const { remedies } = await plan('2026-11-06T01-00Z', { right: KEY_ARN, wrong: OTHER_KEY });
    expect(remedies.update.reasons).toEqual({
      'other-key': { objects: 1, bytes: 10 },
      'sse-s3': { objects: 1, bytes: 10 },
    });
    await decide({ bucket: BUCKET, decision: 'approve', reason: 'tests' }, running);
    await runToTheEnd(running);
  } finally {
    await running.close();
  }
}

async function prove(): Promise<Proven> {
  const running = await embeddedProving(BUCKET, run());
  try {
    return await proveRun(BUCKET, running, none);
  } finally {
    await running.close();
  }
}

const after = '2026-11-08T01-00Z';

describe('a run that changed keys', () => {
  beforeEach(update);

  test('is proven by metadata that names the right key of everything', async () => {
    await plan(after, { right: KEY_ARN, wrong: KEY_ARN, plain: KEY_ARN });
    await expect(prove()).resolves.toMatchObject({
      proof: {
        state: 'proven',
        fixed: { objects: 2 },
        open: { objects: 0 },
        new: { objects: 0 },
        keysKnown: true,
      },
    });
  });

  test('is open where metadata still names another key', async () => {
    await plan(after, { right: KEY_ARN, wrong: OTHER_KEY, plain: KEY_ARN });
    await expect(prove()).resolves.toMatchObject({
      proof: { state: 'partly-proven', fixed: { objects: 1 }, open: { objects: 1 }, keysKnown: true },
    });
  });

  test('has regressed where another key is on what was right', async () => {
    await plan(after, { right: OTHER_KEY, wrong: KEY_ARN, plain: KEY_ARN });
    await expect(prove()).resolves.toMatchObject({
      proof: { state: 'partly-proven', fixed: { objects: 2 }, regressed: { objects: 1 }, keysKnown: true },
    });
  });

  test('is proven as far as inventories go without metadata, and says so', async () => {
    await plan(after, null);
    await expect(prove()).resolves.toMatchObject({
      proof: { state: 'proven', fixed: { objects: 2 }, open: { objects: 0 }, keysKnown: false },
    });
  });
});
