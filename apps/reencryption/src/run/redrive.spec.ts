import { parseS3Uri, readText } from '@lakeward/s3';
import type { LambdaInvoke } from '@lakeward/s3-batch';
import { Killed } from '../testing/dying-port';
import { RunWorld } from '../testing/run-world';
import { decide } from './decide';
import { remediesOf } from './follow-job';
import { parseRequest, type JobRecord } from './run-records';
import { sweep } from './sweep';

const SLOW = { httpStatusCode: 503, errorCode: 'SlowDown', message: 'Reduce your request rate.' };
const DENIED = { httpStatusCode: 403, errorCode: 'AccessDenied', message: 'Access Denied' };
const approve = { bucket: 'src-bucket', decision: 'approve', reason: 'tests' } as const;
const redrive = { ...approve, decision: 'redrive' } as const;
const place = 'src-bucket/daily/2026-11-06T01-00Z/cafe00000000';

async function goOn(world: RunWorld): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    await world.batchJobs.settle();
    await sweep(world.process());
    await world.clock.sleep(13 * 3_600_000);
  }
}

async function jobsOf(world: RunWorld): Promise<JobRecord[]> {
  return (await remediesOf(place, world.process())).flatMap(({ jobs }) => jobs);
}

const brief = ({ name, round, status, objects, succeeded, failed, report }: JobRecord) => [
  name,
  round,
  status,
  objects,
  succeeded,
  failed,
  report?.failures,
];

describe('copies of objects over 5 GiB, in a run by an inventory without sizes', () => {
  const LOTS = { 'copy.STANDARD': ['small', 'slow', 'large', 'denied', 'huge'] };
  const planned = async (): Promise<RunWorld> => {
    const world = await RunWorld.planned(LOTS);
    world.large = ['large', 'huge'];
    world.failures = { slow: SLOW, denied: DENIED };
    await decide(approve, world.process());
    await goOn(world);
    return world;
  };

  test('are told apart from other failures, and listed in a manifest of their own', async () => {
    const world = await planned();
    const [job] = await jobsOf(world);
    expect(job && brief(job)).toEqual([
      'copy.STANDARD',
      1,
      'Complete',
      5,
      1,
      4,
      { SlowDown: 1, REENC_COPY_TOO_LARGE: 2, AccessDenied: 1 },
    ]);
    const { redrive: again, inParts } = job?.report ?? {};
    expect([again?.objects, inParts?.objects]).toEqual([1, 2]);
    const lines = async (uri = '') => readText(world.store, parseS3Uri(uri));
    await expect(lines(again?.uri)).resolves.toBe('src-bucket,slow\n');
    await expect(lines(inParts?.uri)).resolves.toBe('src-bucket,large\nsrc-bucket,huge\n');
    await expect(world.store.head(parseS3Uri(inParts?.uri ?? ''))).resolves.toMatchObject({
      etag: inParts?.etag,
      encryption: { algorithm: 'AES256' },
    });
    expect(world.notifier.notices[0]?.message.split('\n').slice(-3)).toEqual([
      '1 of the failures may succeed when they are tried again: decide "redrive".',
      '2 of the failures are over 5 GiB and have to be copied in parts: decide "redrive".',
      'The next inventory shows whether it is so.',
    ]);
  });

  test('are copied in parts by a redrive, beside what is tried again as it was', async () => {
    const world = await planned();
    world.failures = {};
    const { remedies } = await decide(redrive, world.process());
    const made = remedies.flatMap(({ jobs }) => jobs.filter(({ round }) => round === 2));
    expect(made.map(({ name, objects }) => [name, objects])).toEqual([
      ['copy.STANDARD', 1],
      ['copy.STANDARD:in-parts', 2],
    ]);
    const request = parseRequest(made[1]?.request ?? '');
    expect(request.operation).toEqual<LambdaInvoke>({
      name: 'LambdaInvoke',
      functionArn: 'arn:aws:lambda:eu-west-1:444455556666:function:multipart-copy',
      invocationSchemaVersion: '2.0',
      userArguments: {
        target: 'sse-kms',
        keyArn: 'arn:aws:kms:eu-west-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab',
        bucketKeys: 'on',
        versions: 'current',
        snapshotAt: '2026-11-06T01:00:00.000Z',
      },
    });
    expect(request.manifest.format).toMatchObject({ fields: ['Bucket', 'Key'] });
    expect(request.roleArn).toBe('arn:aws:iam::444455556666:role/batch');
    await goOn(world);
    expect((await jobsOf(world)).slice(1).map(brief)).toEqual([
      ['copy.STANDARD', 2, 'Complete', 1, 1, 0, {}],
      ['copy.STANDARD:in-parts', 2, 'Complete', 2, 2, 0, {}],
    ]);
    expect(Object.fromEntries(world.handled)).toEqual({ small: 1, slow: 1, large: 1, huge: 1 });
    await expect(decide(redrive, world.process())).rejects.toMatchObject({
      code: 'REENC_NOTHING_TO_REDRIVE',
    });
  });

  test('are copied once, wherever the redrive dies and however often it is told', async () => {
    for (let steps = 0; ; steps += 1) {
      const world = await planned();
      world.failures = {};
      const outcome = await decide(redrive, world.process(steps)).catch((error: unknown) => error);
      if (!(outcome instanceof Killed)) {
        expect(steps).toBeGreaterThan(30);
        return;
      }
      await decide(redrive, world.process()).catch((error: unknown) => {
        // It died with all of it done.
        expect(error).toMatchObject({ code: 'REENC_NOTHING_TO_REDRIVE' });
      });
      await goOn(world);
      expect(Object.fromEntries(world.handled)).toEqual({ small: 1, slow: 1, large: 1, huge: 1 });
      expect(await jobsOf(world)).toHaveLength(3);
    }
  });

  test('that are first throttled and then refused are a job of their own in the end', async () => {
    const world = await RunWorld.planned({ 'copy.STANDARD': ['large', 'late'] });
    world.large = ['large'];
    world.failures = { late: SLOW };
    await decide(approve, world.process());
    await goOn(world);
    // Now it is looked at, and refused; and the function is throttled.
    world.large = ['large', 'late'];
    world.failures = { large: { ...SLOW, httpStatusCode: 200, errorCode: 'TemporaryFailure' } };
    await decide(redrive, world.process());
    await goOn(world);
    world.failures = {};
    await decide(redrive, world.process());
    await goOn(world);
    expect((await jobsOf(world)).map(brief)).toEqual([
      ['copy.STANDARD', 1, 'Complete', 2, 0, 2, { REENC_COPY_TOO_LARGE: 1, SlowDown: 1 }],
      ['copy.STANDARD', 2, 'Complete', 1, 0, 1, { REENC_COPY_TOO_LARGE: 1 }],
      ['copy.STANDARD:in-parts', 2, 'Complete', 1, 0, 1, { TemporaryFailure: 1 }],
      ['copy.STANDARD:in-parts-2', 3, 'Complete', 1, 1, 0, {}],
      ['copy.STANDARD:in-parts', 3, 'Complete', 1, 1, 0, {}],
    ]);
    expect(Object.fromEntries(world.handled)).toEqual({ large: 1, late: 1 });
  });

  test('that were restored are copied in parts too', async () => {
    const world = await RunWorld.planned({ 'restore-first.GLACIER': ['large'] });
    world.large = ['large'];
    await decide(approve, world.process());
    await goOn(world);
    await decide(redrive, world.process());
    await goOn(world);
    expect((await jobsOf(world)).map(brief)).toEqual([
      ['restore-first.GLACIER:restore', 1, 'Complete', 1, 1, 0, {}],
      ['restore-first.GLACIER:copy', 1, 'Complete', 1, 0, 1, { REENC_COPY_TOO_LARGE: 1 }],
      ['restore-first.GLACIER:copy:in-parts', 2, 'Complete', 1, 1, 0, {}],
    ]);
  });

  test('wait for a confirmation above the threshold, as all jobs do', async () => {
    const world = await planned();
    const process = world.process();
    const careful = { ...process, jobs: { ...process.jobs, confirmAboveObjects: 1 } };
    await decide(redrive, careful);
    await goOn(world);
    const inParts = async () => (await jobsOf(world)).find(({ name }) => name === 'copy.STANDARD:in-parts');
    await expect(inParts()).resolves.toMatchObject({ status: 'Suspended', needsConfirmation: true });
    await decide({ ...approve, confirm: true }, careful);
    await goOn(world);
    await expect(inParts()).resolves.toMatchObject({ status: 'Complete', succeeded: 2 });
  });
});

test('a redrive that comes with a confirmation has its jobs confirmed when they have read their manifest', async () => {
  const world = await RunWorld.planned({ 'copy.STANDARD': ['a', 'b'] });
  world.failures = { a: SLOW, b: SLOW };
  await decide(approve, world.process());
  await goOn(world);
  world.failures = {};
  const process = world.process();
  const careful = { ...process, jobs: { ...process.jobs, confirmAboveObjects: 1 } };
  await decide({ ...redrive, confirm: true }, careful);
  await goOn(world);
  expect(Object.fromEntries(world.handled)).toEqual({ a: 1, b: 1 });
});

test('copies of old versions are not tried again: they would come to lie before the current ones', async () => {
  const world = await RunWorld.planned(
    {
      'copy.STANDARD.noncurrent': ['old'],
      'copy.STANDARD': ['new'],
      'restore-first.GLACIER.noncurrent': ['old-archived'],
    },
    { copyTag: 'encrypted=true' },
  );
  world.failures = { old: SLOW, 'old-archived': SLOW };
  await decide(approve, world.process());
  await goOn(world);
  const jobs = await jobsOf(world);
  expect(
    jobs.map(({ name, report }) => [name, report?.failures, report?.redrive?.objects, report?.retryable]),
  ).toEqual([
    ['copy.STANDARD.noncurrent', { SlowDown: 1 }, undefined, undefined],
    ['copy.STANDARD', {}, undefined, undefined],
    // To order them back once more does no harm.
    ['restore-first.GLACIER.noncurrent:restore', { SlowDown: 1 }, 1, { SlowDown: 1 }],
    ['restore-first.GLACIER.noncurrent:copy', { SlowDown: 1 }, undefined, undefined],
  ]);
  await decide(redrive, world.process());
  expect((await jobsOf(world)).map(({ name, round }) => [name, round]).slice(jobs.length)).toEqual([
    ['restore-first.GLACIER.noncurrent:restore', 2],
  ]);
});

test('what is to cover old versions is tried again whatever it failed of, as often as it takes', async () => {
  const world = await RunWorld.planned(
    { 'copy.STANDARD.noncurrent': ['old'], 'copy.STANDARD': ['new'] },
    { copyTag: 'encrypted=true' },
  );
  world.failures = { new: DENIED };
  await decide(approve, world.process());
  await goOn(world);
  await decide(redrive, world.process());
  await goOn(world);
  world.failures = {};
  await decide(redrive, world.process());
  await goOn(world);
  expect((await jobsOf(world)).map(brief)).toEqual([
    ['copy.STANDARD.noncurrent', 1, 'Complete', 1, 1, 0, {}],
    ['copy.STANDARD', 1, 'Complete', 1, 0, 1, { AccessDenied: 1 }],
    ['copy.STANDARD', 2, 'Complete', 1, 0, 1, { AccessDenied: 1 }],
    ['copy.STANDARD', 3, 'Complete', 1, 1, 0, {}],
  ]);
});
