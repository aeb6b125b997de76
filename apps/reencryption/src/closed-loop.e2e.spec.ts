import { Deadline } from '@lakeward/core';
import { DirectoryKeys, plantObject, type PlantedObject } from '@lakeward/embedded/testing';
import { parseS3Uri, type Encryption } from '@lakeward/s3';
import { embeddedPlanning, embeddedRunning, type EmbeddedRunning } from './embedded-dependencies';
import { planSnapshot, type PlannedSnapshot } from './plan/plan-snapshot';
import { proveRun } from './proof/prove-run';
import { decide } from './run/decide';
import { followJob } from './run/follow-job';
import { notePlan } from './run/note-plan';
import { runToTheEnd } from './run/run-to-the-end';
import { bucketStatus } from './run/status';
import { sweep } from './run/sweep';
import type { InventoryRow } from './testing/inventory-writer';
import { ALL_FIELDS, delivery, KEY_ARN, PlanningLake, toKms } from './testing/planning-lake';

const BUCKET = 'src-bucket';
const NAMES: Record<Encryption['algorithm'], string> = {
  AES256: 'SSE-S3',
  'aws:kms': 'SSE-KMS',
  'aws:kms:dsse': 'DSSE-KMS',
  'SSE-C': 'SSE-C',
  none: 'NOT-SSE',
};

let lake: PlanningLake;
let now: string;
let running: EmbeddedRunning;

beforeEach(async () => {
  lake = await PlanningLake.make();
  now = '2026-11-06T00:00:00Z';
  const clock = { ...lake.clock, now: () => new Date(now) };
  running = await embeddedRunning({
    lake: lake.directory,
    clock,
    log: lake.log,
    confirmAboveObjects: 1_000,
    copyTag: '',
  });
});
afterEach(async () => {
  await running.close();
  await lake.remove();
});

const keys = (): DirectoryKeys =>
  new DirectoryKeys(lake.directory, { clock: { ...lake.clock, now: () => new Date(now) } });

async function plant(
  key: string,
  encryption: Encryption['algorithm'],
  more: PlantedObject = {},
): Promise<void> {
  await plantObject(keys(), { bucket: BUCKET, key }, `bytes of ${key}`, {
    encryption: { algorithm: encryption } as Encryption,
    ...more,
  });
}

/** An inventory of what is in the bucket now, begun at the given time, and its plan. */
async function planNow(snapshot: string, fields: readonly string[] = ALL_FIELDS): Promise<PlannedSnapshot> {
  const rows: InventoryRow[] = [];
  for await (const { key } of running.store.list(BUCKET)) {
    const head = await running.store.head({ bucket: BUCKET, key });
    if (head === undefined) continue;
    rows.push({
      bucket: BUCKET,
      key,
      is_latest: true,
      is_delete_marker: false,
      size: head.size,
      storage_class: head.storageClass,
      encryption_status: NAMES[head.encryption.algorithm],
    });
  }
  const manifest = await lake.deliver(delivery({ format: 'Parquet', fields, files: [rows], snapshot }));
  const clock = { ...lake.clock, now: () => new Date(now) };
  const planning = await embeddedPlanning({ lake: lake.directory, manifest, clock, log: lake.log });
  try {
    const planned = await planSnapshot({ ...planning.input, goal: toKms }, planning, {
      deadline: Deadline.none(clock),
    });
    await notePlan(planned.plan, planned.planUri, planning);
    return planned;
  } finally {
    await planning.close();
  }
}

const approve = { bucket: BUCKET, decision: 'approve', reason: 'tests' } as const;
const none = { deadline: Deadline.none({ now: () => new Date(), sleep: () => Promise.resolve() }) };
const status = async (): Promise<string> => (await bucketStatus(BUCKET, running)).state;

describe('an estate on one machine', () => {
  beforeEach(async () => {
    await running.createBucket(BUCKET);
    await plant('plain/a b+c.txt', 'AES256');
    await plant('plain/ü,"1".txt', 'AES256');
    await plant('open/old.txt', 'none', { tags: { team: 'red' }, metadata: { note: 'kept' } });
    await plant('open/ia.txt', 'none', { storageClass: 'STANDARD_IA' });
    await plant('theirs.txt', 'SSE-C');
  });

  test('is planned, approved, re-encrypted, and proven by the next inventory', async () => {
    await planNow('2026-11-06T01-00Z');
    expect(await status()).toBe('planned');

    now = '2026-11-06T10:00:00Z';
    const { remedies } = await decide(approve, running);
    expect(
      remedies.map(({ remedy, jobs }) => [remedy, jobs.map(({ name, objects }) => [name, objects])]),
    ).toEqual([
      [
        'copy',
        [
          ['copy.STANDARD', 1],
          ['copy.STANDARD_IA', 1],
        ],
      ],
      ['update', [['update', 2]]],
    ]);
    expect(await status()).toBe('running');
    await runToTheEnd(running);
    expect(await status()).toBe('awaiting-proof');

    const head = (key: string) => running.store.head({ bucket: BUCKET, key });
    const wanted = { algorithm: 'aws:kms', keyArn: KEY_ARN, bucketKey: true };
    for (const key of ['plain/a b+c.txt', 'plain/ü,"1".txt', 'open/old.txt']) {
      expect(await head(key)).toMatchObject({ encryption: wanted, storageClass: 'STANDARD' });
    }
    expect(await head('open/old.txt')).toMatchObject({ metadata: { note: 'kept' } });
    expect(await running.store.tags({ bucket: BUCKET, key: 'open/old.txt' })).toEqual({ team: 'red' });
    expect(await head('open/ia.txt')).toMatchObject({ encryption: wanted, storageClass: 'STANDARD_IA' });
    expect(await head('theirs.txt')).toMatchObject({ encryption: { algorithm: 'SSE-C' } });

    await expect(proveRun(BUCKET, running, none)).resolves.toMatchObject({ outcome: 'awaiting-proof' });
    now = '2026-11-07T10:00:00Z';
    await plant('new.txt', 'AES256');
    await planNow('2026-11-07T01-00Z');
    await expect(proveRun(BUCKET, running, none)).resolves.toMatchObject({
      outcome: 'proven',
      proof: {
        state: 'proven',
        fixed: { objects: 4 },
        open: { objects: 0 },
        regressed: { objects: 0 },
        new: { objects: 1 },
        keysKnown: false,
      },
    });
  });

  test('has copies that get a tag beside those they have, by the function that copies in parts', async () => {
    await planNow('2026-11-06T01-00Z');
    const tagging = { ...running, jobs: { ...running.jobs, copyTag: '__ObjectEncrypted=true' } };
    await decide(approve, tagging);
    await runToTheEnd(tagging);
    const open = { bucket: BUCKET, key: 'open/old.txt' };
    expect(await running.store.tags(open)).toEqual({ team: 'red', __ObjectEncrypted: 'true' });
    expect(await running.store.head(open)).toMatchObject({
      encryption: { algorithm: 'aws:kms', keyArn: KEY_ARN },
      metadata: { note: 'kept' },
    });
    expect(await running.store.head({ bucket: BUCKET, key: 'open/ia.txt' })).toMatchObject({
      storageClass: 'STANDARD_IA',
    });
  });

  test('has copies leave alone what was written after the snapshot, which needs nobody', async () => {
    await planNow('2026-11-06T01-00Z');
    now = '2026-11-06T10:00:00Z';
    await plant('open/old.txt', 'none', { metadata: { note: 'new' } });
    await decide(approve, running);
    await runToTheEnd(running);
    const { state, remedies } = await bucketStatus(BUCKET, running);
    const [job] = remedies.find(({ remedy }) => remedy === 'copy')?.jobs ?? [];
    expect([job?.name, job?.succeeded, job?.failed, job?.report?.failures]).toEqual([
      'copy.STANDARD',
      0,
      1,
      { PreconditionFailed: 1 },
    ]);
    expect(await running.store.head({ bucket: BUCKET, key: 'open/old.txt' })).toMatchObject({
      encryption: { algorithm: 'none' },
      metadata: { note: 'new' },
    });
    expect(state).toBe('awaiting-proof');
  });

  test('is worked on by one run at a time, and never by an inventory that is out of date', async () => {
    await planNow('2026-11-07T01-00Z');
    // Yesterday's inventory is delivered after today's.
    await planNow('2026-11-06T01-00Z');
    await expect(decide({ ...approve, snapshot: '2026-11-06T01-00Z' }, running)).rejects.toMatchObject({
      code: 'REENC_SNAPSHOT_SUPERSEDED',
    });
    now = '2026-11-08T10:00:00Z';
    await decide(approve, running);
    await planNow('2026-11-08T01-00Z');
    await expect(decide(approve, running)).rejects.toMatchObject({ code: 'REENC_RUN_OPEN' });
    await runToTheEnd(running);
    await expect(decide(approve, running)).rejects.toMatchObject({ code: 'REENC_SNAPSHOT_TOO_OLD' });
    now = '2026-11-10T10:00:00Z';
    await planNow('2026-11-10T01-00Z');
    await expect(decide(approve, running)).resolves.toMatchObject({ remedies: [] });
  });

  test('has jobs that wait for a person above the threshold', async () => {
    await planNow('2026-11-06T01-00Z');
    const careful = { ...running, jobs: { ...running.jobs, confirmAboveObjects: 1 } };
    await decide(approve, careful);
    await runToTheEnd(careful);
    expect(await status()).toBe('awaiting-confirmation');
    await decide({ ...approve, confirm: true }, careful);
    await runToTheEnd(careful);
    expect(await status()).toBe('awaiting-proof');
  });

  test('is left alone where the plan is rejected', async () => {
    await planNow('2026-11-06T01-00Z');
    await decide({ ...approve, decision: 'reject' }, running);
    await runToTheEnd(running);
    expect(await status()).toBe('rejected');
    expect(await running.store.head({ bucket: BUCKET, key: 'open/old.txt' })).toMatchObject({
      encryption: { algorithm: 'none' },
    });
    await expect(decide(approve, running)).rejects.toMatchObject({ code: 'REENC_ALREADY_DECIDED' });
  });

  test('has what failed for the moment tried again, and nothing else', async () => {
    await planNow('2026-11-06T01-00Z');
    await decide(approve, running);
    await running.runJobs({
      inject: ({ key }) => {
        if (key.startsWith('plain/a'))
          return { httpStatusCode: 503, errorCode: 'SlowDown', message: 'Reduce your request rate.' };
        if (key.startsWith('plain/'))
          return { httpStatusCode: 403, errorCode: 'AccessDenied', message: 'Access Denied' };
        return undefined;
      },
    });
    await sweep(running);
    const { remedies } = await bucketStatus(BUCKET, running);
    const update = remedies.find(({ remedy }) => remedy === 'update')?.jobs[0];
    expect(update).toMatchObject({
      status: 'Complete',
      succeeded: 0,
      failed: 2,
      report: { failures: { SlowDown: 1, AccessDenied: 1 }, redrive: { objects: 1 } },
    });
    const redriven = await decide({ ...approve, decision: 'redrive' }, running);
    expect(redriven.remedies.flatMap(({ jobs }) => jobs.filter(({ round }) => round === 2))).toMatchObject([
      { name: 'update', objects: 1 },
    ]);
    await runToTheEnd(running);
    expect(await running.store.head({ bucket: BUCKET, key: 'plain/a b+c.txt' })).toMatchObject({
      encryption: { algorithm: 'aws:kms' },
    });
    await expect(decide({ ...approve, decision: 'redrive' }, running)).rejects.toMatchObject({
      code: 'REENC_NOTHING_TO_REDRIVE',
    });
  });

  test('has copies over 5 GiB, of which an inventory without sizes tells nothing, made in parts by a redrive', async () => {
    const { plan } = await planNow(
      '2026-11-06T01-00Z',
      ALL_FIELDS.filter((field) => field !== 'Size'),
    );
    expect(plan.notes.map(({ code }) => code)).toContain('REENC_SIZE_UNKNOWN');
    const open = { bucket: BUCKET, key: 'open/ia.txt' };
    const before = await running.store.head(open);
    await decide(approve, running);
    // Stands for an object of more than 5 GiB: what the store says of one is held against S3's words in its own tests.
    await running.runJobs({
      inject: ({ job, key }) =>
        job.operation.name === 'S3PutObjectCopy' && key === open.key
          ? {
              httpStatusCode: 400,
              errorCode: 'InvalidRequest',
              message:
                'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120',
            }
          : undefined,
    });
    await sweep(running);
    const copies = async () => {
      const { remedies } = await bucketStatus(BUCKET, running);
      const jobs = remedies.find(({ remedy }) => remedy === 'copy')?.jobs ?? [];
      return jobs.map(({ name, round, succeeded, failed, report }) => [
        name,
        round,
        succeeded,
        failed,
        report?.failures,
        report?.inParts?.objects,
      ]);
    };
    const first = [
      ['copy.STANDARD', 1, 1, 0, {}, undefined],
      ['copy.STANDARD_IA', 1, 0, 1, { REENC_COPY_TOO_LARGE: 1 }, 1],
    ];
    expect(await copies()).toEqual(first);
    expect(await running.store.head(open)).toEqual(before);

    await decide({ ...approve, decision: 'redrive' }, running);
    await runToTheEnd(running);
    expect(await copies()).toEqual([...first, ['copy.STANDARD_IA:in-parts', 2, 1, 0, {}, undefined]]);
    expect(await running.store.head(open)).toMatchObject({
      encryption: { algorithm: 'aws:kms', keyArn: KEY_ARN, bucketKey: true },
      storageClass: 'STANDARD_IA',
    });
    expect(await status()).toBe('awaiting-proof');
    await expect(decide({ ...approve, decision: 'redrive' }, running)).rejects.toMatchObject({
      code: 'REENC_NOTHING_TO_REDRIVE',
    });
  });

  test.each([
    ['begins at once', 1_000],
    ['waits for a person', 1],
  ])(
    'has no job work that %s and whose manifest is not what the plan has counted',
    async (_, confirmAboveObjects) => {
      const { plan, planUri } = await planNow('2026-11-06T01-00Z');
      const manifests = plan.manifests.map((manifest) =>
        manifest.remedy === 'update'
          ? { ...manifest, lots: manifest.lots.map((lot) => ({ ...lot, objects: lot.objects + 1 })) }
          : manifest,
      );
      await running.store.put(parseS3Uri(planUri), JSON.stringify({ ...plan, manifests }));
      const careful = { ...running, jobs: { ...running.jobs, confirmAboveObjects } };
      await decide(approve, careful);
      await runToTheEnd(careful);
      const { state, remedies } = await bucketStatus(BUCKET, running);
      expect(state).toBe('needs-attention');
      expect(
        remedies.flatMap(({ jobs }) =>
          jobs.map(({ name, status: ended, succeeded, failure }) => [name, ended, succeeded, failure]),
        ),
      ).toEqual([
        [
          'update',
          'Cancelled',
          0,
          'REENC_TASK_COUNT: S3 Batch counts 2 objects in the manifest, the plan 3.',
        ],
        ['copy.STANDARD', 'Complete', 1, undefined],
        ['copy.STANDARD_IA', 'Complete', 1, undefined],
      ]);
      expect(await running.store.head({ bucket: BUCKET, key: 'plain/a b+c.txt' })).toMatchObject({
        encryption: { algorithm: 'AES256' },
      });
    },
  );

  test('counts each task once, however often and in whatever order it is told', async () => {
    await planNow('2026-11-06T01-00Z');
    const first = await decide(approve, running);
    const second = await decide(approve, running);
    expect(second.remedies).toEqual(first.remedies);
    // Reports lie there before any status is told.
    await running.runJobs();
    const ids = first.remedies.flatMap(({ jobs }) => jobs.flatMap(({ id }) => id ?? []));
    await sweep(running);
    const before = await bucketStatus(BUCKET, running);
    for (const id of [...ids, ...ids].reverse()) await followJob(id, running);
    await sweep(running);
    expect(await bucketStatus(BUCKET, running)).toEqual(before);
    expect(before.remedies.flatMap(({ jobs }) => jobs.map(({ succeeded }) => succeeded))).toEqual([2, 1, 1]);
    await expect(followJob('00000000-0000-4000-8000-000000000000', running)).resolves.toEqual({
      outcome: 'foreign',
    });
  });
});
