import type { Job, JobStatus } from '@lakeward/s3-batch';
import { RunWorld } from '../testing/run-world';
import { decide } from './decide';
import { followJob, remediesOf } from './follow-job';
import type { JobRecord } from './run-records';
import { bucketStatus } from './status';
import { sweep } from './sweep';
import { countedTasks } from './task-count';
import { watchJob } from './watch-job';

const approve = { bucket: 'src-bucket', decision: 'approve', reason: 'tests' } as const;
const LOTS = { update: ['u1', 'u2'] };
/** The plan has counted two. */
const LISTED = { update: ['u1', 'u2', 'u3'] };
const FAILURE = 'REENC_TASK_COUNT: S3 Batch counts 3 objects in the manifest, the plan 2.';

describe('what S3 Batch has counted', () => {
  const job = (status: JobStatus, total: number, tried = 0): Pick<Job, 'status' | 'progress'> => ({
    status,
    progress: { total, succeeded: tried, failed: 0, activeSeconds: 0 },
  });

  test.each<[JobStatus, number, number, number | undefined]>([
    ['New', 0, 0, undefined],
    ['Preparing', 5, 0, undefined],
    ['Suspended', 5, 0, 5],
    ['Suspended', 0, 0, undefined],
    ['Ready', 5, 0, 5],
    ['Active', 5, 0, 5],
    ['Active', 6, 0, 6],
    // Perhaps the tasks that have begun.
    ['Active', 4, 0, undefined],
    ['Active', 0, 0, undefined],
    ['Paused', 5, 2, 5],
    ['Completing', 5, 5, 5],
    ['Complete', 5, 5, 5],
    ['Complete', 0, 0, 0],
    ['Failed', 0, 0, undefined],
    // Failed in the middle of the manifest.
    ['Failed', 4, 0, undefined],
    // Ended for its failures, after the manifest had been read.
    ['Failed', 5_000, 1_000, 5_000],
    ['Cancelled', 4, 0, undefined],
    ['Cancelled', 5, 1, 5],
  ])('of a job that is %s, with a total of %d and %d tasks tried, is %p', (status, total, tried, counted) => {
    expect(countedTasks(job(status, total, tried), 5)).toBe(counted);
  });
});

async function decided(confirmAboveObjects: number) {
  const world = await RunWorld.planned(LOTS, { listed: LISTED });
  const process = world.process();
  const settings = { ...process, jobs: { ...process.jobs, confirmAboveObjects } };
  const { remedies, place } = await decide(approve, settings);
  const id = remedies[0]?.jobs[0]?.id ?? '';
  const record = async (): Promise<JobRecord | undefined> => (await remediesOf(place, process))[0]?.jobs[0];
  const state = async () => (await bucketStatus('src-bucket', { ...process, proofs: NONE })).state;
  return { world, process, settings, place, id, record, state };
}
const NONE = { read: () => Promise.resolve(undefined) } as never;

describe('a job whose manifest has other objects than the plan', () => {
  test('that waits for a person is cancelled, and no confirmation gets through', async () => {
    const { world, process, settings, id, record, state } = await decided(1);
    await world.batchJobs.settle();
    await expect(world.batchJobs.describe(id)).resolves.toMatchObject({
      status: 'Suspended',
      progress: { total: 3 },
    });
    // Somebody confirms before anything has looked at it.
    await decide({ ...approve, confirm: true }, settings);
    await expect(world.batchJobs.describe(id)).resolves.toMatchObject({ status: 'Suspended' });
    await expect(sweep(process)).resolves.toEqual({ runs: 1, jobs: 1, released: 0, stopped: 1 });
    await expect(record()).resolves.toMatchObject({ status: 'Suspended', tasks: 3, failure: FAILURE });
    await expect(state()).resolves.toBe('running');
    await world.batchJobs.settle();
    await expect(sweep(process)).resolves.toEqual({ runs: 1, jobs: 1, released: 0, stopped: 0 });
    await expect(record()).resolves.toMatchObject({ status: 'Cancelled', tasks: 3, failure: FAILURE });
    await expect(state()).resolves.toBe('needs-attention');
    expect(world.handled.size).toBe(0);
    expect(world.batchJobs.history(id)).toEqual(['New', 'Preparing', 'Suspended', 'Cancelling', 'Cancelled']);
    expect((await world.batchJobs.describe(id)).statusUpdateReason).toBe(FAILURE);
    expect(world.notifier.notices).toMatchObject([
      {
        subject: 'Re-encryption: update, 0 done, 0 failed, count differs',
        message: [
          'src-bucket, snapshot 2026-11-06T01-00Z: update has ended.',
          `update (try 1): Cancelled, 0 done, 0 failed; job ${id}; ${FAILURE}`,
          'The manifest of a job is not what the plan has counted: see who wrote it, and plan the next inventory.',
          'The next inventory shows whether it is so.',
        ].join('\n'),
        attributes: { status: 'failures' },
      },
    ]);
    expect(world.log.lines.filter(({ code }) => code === 'REENC_TASK_COUNT')).toEqual([
      { code: 'REENC_TASK_COUNT', fields: { jobId: id, remedy: 'update', objects: 2, tasks: 3 } },
    ]);
  });

  test('that is known to wait is not said to wait for a confirmation', async () => {
    const { world, process, id, state } = await decided(1);
    await world.batchJobs.settle();
    await followJob(id, process);
    await expect(state()).resolves.toBe('running');
  });

  test.each([
    ['Ready', 2],
    ['Active', 3],
  ])('that is %s is cancelled before it goes on', async (status, steps) => {
    const { world, process, id, record } = await decided(1_000);
    for (let step = 0; step < steps; step += 1) await world.batchJobs.step(id);
    await expect(world.batchJobs.describe(id)).resolves.toMatchObject({ status });
    await expect(sweep(process)).resolves.toMatchObject({ stopped: 1 });
    // The same again, before S3 Batch has done what it was asked for.
    await sweep(process);
    await world.batchJobs.settle();
    await sweep(process);
    await expect(record()).resolves.toMatchObject({ status: 'Cancelled', tasks: 3, failure: FAILURE });
    expect(world.handled.size).toBe(0);
    expect(world.notifier.notices).toHaveLength(1);
  });

  test('is cancelled by the event that tells of its count, once, however often that comes', async () => {
    const { world, process, id, record } = await decided(1_000);
    for (let step = 0; step < 2; step += 1) await world.batchJobs.step(id);
    await expect(watchJob(id, process)).resolves.toMatchObject({ outcome: 'open' });
    await watchJob(id, process);
    await world.batchJobs.settle();
    await expect(watchJob(id, process)).resolves.toMatchObject({ outcome: 'ended' });
    await watchJob(id, process);
    await expect(record()).resolves.toMatchObject({ status: 'Cancelled', tasks: 3, failure: FAILURE });
    expect(world.batchJobs.history(id)).toEqual(['New', 'Preparing', 'Ready', 'Cancelling', 'Cancelled']);
    expect(world.handled.size).toBe(0);
    expect(world.log.lines.filter(({ code }) => code === 'REENC_TASK_COUNT')).toHaveLength(1);
    expect(world.notifier.notices).toHaveLength(1);
    await expect(sweep(process)).resolves.toMatchObject({ stopped: 0 });
  });

  test('that is over before anybody looks is told of; its failures are not tried again', async () => {
    const { world, process, record } = await decided(1_000);
    world.failures = { u2: { httpStatusCode: 503, errorCode: 'SlowDown', message: 'Slow down.' } };
    await world.batchJobs.settle();
    await expect(sweep(process)).resolves.toMatchObject({ stopped: 0 });
    await expect(record()).resolves.toMatchObject({
      status: 'Complete',
      succeeded: 2,
      failed: 1,
      tasks: 3,
      failure: FAILURE,
    });
    expect(world.notifier.notices[0]?.subject).toBe('Re-encryption: update, 2 done, 1 failed, count differs');
    expect(world.notifier.notices[0]?.message).not.toMatch(/redrive/);
    await expect(decide({ ...approve, decision: 'redrive' }, process)).rejects.toMatchObject({
      code: 'REENC_NOTHING_TO_REDRIVE',
    });
  });

  test('ends the run, and the plan of the next inventory can be decided about', async () => {
    const { world, process } = await decided(1_000);
    await world.batchJobs.settle();
    await sweep(process);
    await world.addPlan(LOTS, '2026-11-07T01-00Z');
    await decide(approve, process);
    await world.batchJobs.settle();
    await sweep(process);
    await expect(process.buckets.read('src-bucket')).resolves.toMatchObject({
      record: { open: null, ended: { place: 'src-bucket/daily/2026-11-07T01-00Z/cafe00000000' } },
    });
  });
});

test('a job with as many objects as the plan runs, and its count is on record', async () => {
  const world = await RunWorld.planned(LOTS);
  const process = world.process();
  const { place } = await decide(approve, process);
  await world.batchJobs.settle();
  await expect(sweep(process)).resolves.toMatchObject({ stopped: 0 });
  const [job] = (await remediesOf(place, process))[0]?.jobs ?? [];
  expect(job).toMatchObject({ status: 'Complete', succeeded: 2, tasks: 2 });
  expect(job).not.toHaveProperty('failure');
});
