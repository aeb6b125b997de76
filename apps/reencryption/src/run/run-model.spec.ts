import { isAppError } from '@lakeward/core';
import fc from 'fast-check';
import { Killed } from '../testing/dying-port';
import { RunWorld, type RunProcess } from '../testing/run-world';
import { decide } from './decide';
import { remediesOf } from './follow-job';
import { sweep } from './sweep';
import { takeReport } from './take-report';
import { watchJob } from './watch-job';

const LOTS = {
  update: ['u1', 'u2', 'u3'],
  'copy.STANDARD.noncurrent': ['n1'],
  'copy.STANDARD': ['c1', 'c2'],
  'restore-first.GLACIER': ['g1'],
};
/** Old versions are copied with a tag alone. */
const copyTag = 'encrypted=true';
const SLOW = { httpStatusCode: 503, errorCode: 'SlowDown', message: 'Reduce your request rate.' };
const DENIED = { httpStatusCode: 403, errorCode: 'AccessDenied', message: 'Access Denied' };
const approve = { bucket: 'src-bucket', decision: 'approve', reason: 'tests' } as const;

const KINDS = ['approve', 'jobs', 'step', 'state', 'report', 'sweep', 'time'] as const;

/** Something that happens: a function is invoked (and may be killed), or S3 Batch goes on, all the way or by one status. */
interface Happening {
  readonly kind: (typeof KINDS)[number];
  /** Which job or report an event is about. */
  readonly pick: number;
  /** Steps that the process lives. */
  readonly steps: number;
}

const happening: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constantFrom(...KINDS),
  pick: fc.nat(20),
  steps: fc.oneof(fc.nat(60), fc.constant(1_000)),
});

/** The last status is written down, and whoever did so dies before anybody is told; steps before and after that moment too. */
const DIED_BEFORE_TELLING = Array.from({ length: 30 }, (_, index): Happening[] => [
  { kind: 'approve', pick: 0, steps: 1_000 },
  { kind: 'jobs', pick: 0, steps: 0 },
  { kind: 'report', pick: 0, steps: 40 + index },
]);

async function happen({ kind, pick, steps }: Happening, world: RunWorld): Promise<void> {
  const process = world.process(steps);
  try {
    switch (kind) {
      case 'approve':
        await decide(approve, process);
        break;
      case 'jobs':
        await world.batchJobs.settle();
        break;
      case 'step': {
        const ids = await jobIds(world);
        const id = ids[pick % Math.max(1, ids.length)];
        if (id !== undefined) await world.batchJobs.step(id);
        break;
      }
      case 'time':
        await world.clock.sleep(pick * 3_600_000);
        break;
      case 'state': {
        const ids = await jobIds(world);
        const id = ids[pick % Math.max(1, ids.length)];
        if (id !== undefined) await watchJob(id, process);
        break;
      }
      case 'report': {
        const key = world.reports[pick % Math.max(1, world.reports.length)];
        if (key !== undefined) await takeReport({ bucket: 'batch', key }, process);
        break;
      }
      case 'sweep':
        await sweep(process);
    }
  } catch (error) {
    // A killed process, or one that lost a race, is delivered its event again some time.
    if (!(error instanceof Killed) && !(isAppError(error) && error.retryable)) throw error;
  }
}

async function jobIds(world: RunWorld): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of world.batchJobs.list()) ids.push(id);
  return ids;
}

/** What comes in the end, however it began: the decision is delivered until it is carried out, and the sweep goes on. */
async function settle(world: RunWorld, process: RunProcess): Promise<void> {
  await decide(approve, process);
  for (let round = 0; round < 6; round += 1) {
    await world.batchJobs.settle();
    await sweep(process);
    await world.clock.sleep(13 * 3_600_000);
  }
}

/** One more in each of these manifests than the plan has counted: one job begins at once, the other is to cover old versions. */
const LISTED = { update: ['u1', 'u2', 'u3', 'u4'], 'copy.STANDARD': ['c1', 'c2', 'c3'] };

const place = 'src-bucket/daily/2026-11-06T01-00Z/cafe00000000';

describe('a run that is killed anywhere, and told everything late, twice and out of order', () => {
  test('handles every object once, and ends in the same state', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 25 }), async (happenings) => {
        const world = await RunWorld.planned(LOTS, { copyTag });
        world.failures = { u2: SLOW, u3: DENIED };
        for (const each of happenings) await happen(each, world);
        const process = world.process();
        await settle(world, process);

        expect(Object.fromEntries([...world.handled].sort())).toEqual({ c1: 1, c2: 1, g1: 2, n1: 1, u1: 1 });
        const records = await remediesOf(place, process);
        expect(
          records.map(({ remedy, toldAt, jobs }) => [
            remedy,
            toldAt !== null,
            jobs.map(({ name, status, succeeded, failed, report }) => [
              name,
              status,
              succeeded,
              failed,
              report?.failures,
            ]),
          ]),
        ).toEqual([
          ['update', true, [['update', 'Complete', 1, 2, { SlowDown: 1, AccessDenied: 1 }]]],
          [
            'copy',
            true,
            [
              ['copy.STANDARD.noncurrent', 'Complete', 1, 0, {}],
              ['copy.STANDARD', 'Complete', 2, 0, {}],
            ],
          ],
          [
            'restore-first',
            true,
            [
              ['restore-first.GLACIER:restore', 'Complete', 1, 0, {}],
              ['restore-first.GLACIER:copy', 'Complete', 1, 0, {}],
            ],
          ],
        ]);
        expect((await process.buckets.read('src-bucket'))?.record).toMatchObject({
          open: null,
          ended: { place },
        });
        const partitions: string[] = [];
        for await (const { values } of world.catalog.partitions('lake', 's3_batch_reports'))
          partitions.push(values.join('/'));
        expect(new Set(partitions).size).toBe(5);
        expect(partitions).toHaveLength(5);
      }),
      { numRuns: 150, examples: DIED_BEFORE_TELLING.map((each) => [each]) },
    );
  });

  test('never lets a job work, or go on working, whose manifest is not what the plan has counted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 25 }), async (happenings) => {
        const world = await RunWorld.planned(LOTS, { listed: LISTED, copyTag });
        world.failures = { u2: SLOW };
        for (const each of happenings) await happen(each, world);
        const process = world.process();
        await settle(world, process);

        const jobs = (await remediesOf(place, process)).flatMap((remedy) => remedy.jobs);
        const told = Object.fromEntries(
          jobs.map(({ name, status, tasks, failure }) => [name, [status, tasks, failure]]),
        );
        // Whoever looks late finds the job over: then the record says so, and that is all there is to do.
        expect(['Cancelled', 'Complete']).toContain(told['update']?.[0]);
        expect(told).toEqual({
          update: [
            told['update']?.[0],
            4,
            'REENC_TASK_COUNT: S3 Batch counts 4 objects in the manifest, the plan 3.',
          ],
          // Nothing would cover it.
          'copy.STANDARD.noncurrent': ['Cancelled', 1, undefined],
          'copy.STANDARD': [
            'Cancelled',
            3,
            'REENC_TASK_COUNT: S3 Batch counts 3 objects in the manifest, the plan 2.',
          ],
          'restore-first.GLACIER:restore': ['Complete', 1, undefined],
          'restore-first.GLACIER:copy': ['Complete', 1, undefined],
        });
        for (const key of LISTED['copy.STANDARD']) expect(world.handled.has(key)).toBe(false);
        expect(world.handled.get('u1') ?? 1).toBe(1);
        expect(world.handled.has('n1')).toBe(false);
        const cancelled = jobs.filter(({ status }) => status === 'Cancelled');
        for (const { id = '', failure = 'The current versions are not copied after these.' } of cancelled)
          expect((await world.batchJobs.describe(id)).statusUpdateReason).toBe(failure);

        // The run is over and told of, and whatever is delivered again changes nothing.
        expect((await process.buckets.read('src-bucket'))?.record).toMatchObject({ open: null });
        expect((await remediesOf(place, process)).every(({ toldAt }) => toldAt !== null)).toBe(true);
        const before = await remediesOf(place, process);
        const notices = world.notifier.notices.length;
        await decide(approve, process);
        await expect(sweep(process)).resolves.toMatchObject({ released: 0, stopped: 0 });
        expect(await remediesOf(place, process)).toEqual(before);
        expect(world.notifier.notices).toHaveLength(notices);
        await expect(decide({ ...approve, decision: 'redrive' }, process)).rejects.toMatchObject({
          code: 'REENC_NOTHING_TO_REDRIVE',
        });
      }),
      { numRuns: 150 },
    );
  });

  test('does so at every single step of a decision', async () => {
    for (let steps = 0; ; steps += 1) {
      const world = await RunWorld.planned(LOTS, { copyTag });
      const outcome = await decide(approve, world.process(steps)).catch((error: unknown) => error);
      if (!(outcome instanceof Killed)) {
        expect(steps).toBeGreaterThan(30);
        return;
      }
      await settle(world, world.process());
      expect([...world.handled.values()].sort()).toEqual([1, 1, 1, 1, 1, 1, 2]);
      expect(await jobIds(world)).toHaveLength(5);
    }
  });
});

describe('a run', () => {
  test('tries again what may succeed, once, and only that', async () => {
    const world = await RunWorld.planned(LOTS, { copyTag });
    world.failures = { u2: SLOW, u3: DENIED };
    await settle(world, world.process());
    world.failures = {};
    for (const steps of [5, 12, 20, Infinity]) {
      await decide({ ...approve, decision: 'redrive' }, world.process(steps)).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
    }
    for (let round = 0; round < 2; round += 1) {
      await world.batchJobs.settle();
      await sweep(world.process());
    }
    expect(world.handled.get('u2')).toBe(1);
    expect(world.handled.get('u3')).toBeUndefined();
    await expect(decide({ ...approve, decision: 'redrive' }, world.process())).rejects.toMatchObject({
      code: 'REENC_NOTHING_TO_REDRIVE',
    });
  });

  test('lets copies wait for restores and for old versions', async () => {
    const world = await RunWorld.planned(LOTS, { copyTag });
    await decide(approve, world.process());
    for (let round = 0; round < 2; round += 1) {
      await world.batchJobs.settle();
      await sweep(world.process());
    }
    await world.batchJobs.settle();
    expect([...world.handled.keys()].sort()).toEqual(['g1', 'n1', 'u1', 'u2', 'u3', 'c1', 'c2'].sort());
    expect(world.handled.get('g1')).toBe(1);
    await world.clock.sleep(11 * 3_600_000);
    await expect(sweep(world.process())).resolves.toMatchObject({ released: 0 });
    await world.clock.sleep(2 * 3_600_000);
    await expect(sweep(world.process())).resolves.toMatchObject({ released: 1 });
    await world.batchJobs.settle();
    expect(world.handled.get('g1')).toBe(2);
  });

  test('says how each remedy ended, with reasons and what comes next', async () => {
    const world = await RunWorld.planned({ update: ['u1', 'u2', 'u3'] });
    world.failures = { u2: SLOW, u3: DENIED };
    await settle(world, world.process());
    expect(world.notifier.notices.map(({ subject }) => subject)).toEqual([
      'Re-encryption: update, 1 done, 2 failed',
    ]);
    expect(world.notifier.notices[0]?.message).toMatch(
      /SlowDown: 1\n +AccessDenied: 1\n1 of the failures may succeed/,
    );
  });
});
