import { Killed } from '../testing/dying-port';
import { RunWorld } from '../testing/run-world';
import { decide } from './decide';
import { remediesOf } from './follow-job';
import type { JobRecord } from './run-records';
import { sweep } from './sweep';

const approve = { bucket: 'src-bucket', decision: 'approve', reason: 'tests' } as const;
const place = 'src-bucket/daily/2026-11-06T01-00Z/cafe00000000';
const LOTS = {
  'copy.STANDARD.noncurrent': ['old'],
  'copy.STANDARD': ['new'],
  'multipart-copy': ['large'],
};
const OLD = 'copy.STANDARD.noncurrent';

async function approved(confirmAboveObjects: number, listed = {}) {
  const world = await RunWorld.planned(LOTS, { listed, copyTag: 'encrypted=true' });
  const process = world.process();
  const settings = { ...process, jobs: { ...process.jobs, confirmAboveObjects } };
  await decide(approve, settings);
  const jobs = async (): Promise<Readonly<Record<string, JobRecord>>> =>
    Object.fromEntries(
      (await remediesOf(place, process)).flatMap((remedy) => remedy.jobs.map((job) => [job.name, job])),
    );
  const goOn = async (): Promise<void> => {
    for (let round = 0; round < 4; round += 1) {
      await world.batchJobs.settle();
      await sweep(process);
    }
  };
  const statuses = async () =>
    Object.fromEntries(Object.entries(await jobs()).map(([name, { status }]) => [name, status]));
  return { world, process, settings, jobs, goOn, statuses };
}

describe('copies of old versions', () => {
  test('begin when the jobs of the current ones stand ready, and those after them', async () => {
    const { world, process, goOn, statuses } = await approved(1_000);
    await expect(sweep(process)).resolves.toMatchObject({ released: 0 });
    await world.batchJobs.settle();
    expect(world.handled.size).toBe(0);
    await expect(sweep(process)).resolves.toMatchObject({ released: 1 });
    await world.batchJobs.settle();
    expect([...world.handled.keys()]).toEqual(['old']);
    await goOn();
    expect([...world.handled.keys()]).toEqual(['old', 'new', 'large']);
    await expect(statuses()).resolves.toEqual({
      [OLD]: 'Complete',
      'copy.STANDARD': 'Complete',
      'multipart-copy': 'Complete',
    });
  });

  test('wait until somebody has confirmed the jobs that cover them', async () => {
    const { world, goOn, settings, statuses } = await approved(0);
    await goOn();
    expect(world.handled.size).toBe(0);
    await decide({ ...approve, confirm: true }, settings);
    await goOn();
    expect([...world.handled.keys()]).toEqual(['old', 'new', 'large']);
    await expect(statuses()).resolves.toMatchObject({ [OLD]: 'Complete' });
  });

  test.each(['copy.STANDARD', 'multipart-copy'])(
    'are cancelled where %s is, which would cover them',
    async (name) => {
      const { world, jobs, goOn, statuses, process } = await approved(1_000);
      await world.batchJobs.settle();
      await world.batchJobs.updateStatus((await jobs())[name]?.id ?? '', 'Cancelled', 'by hand');
      await goOn();
      await expect(statuses()).resolves.toEqual({
        [OLD]: 'Cancelled',
        'copy.STANDARD': 'Complete',
        'multipart-copy': 'Complete',
        [name]: 'Cancelled',
      });
      expect(world.handled.has('old')).toBe(false);
      expect(world.log.lines.filter(({ code }) => code === 'REENC_OLD_VERSIONS_LEFT')).toEqual([
        {
          code: 'REENC_OLD_VERSIONS_LEFT',
          fields: { jobId: (await jobs())[OLD]?.id, remedy: 'copy', objects: 1 },
        },
      ]);
      await expect(process.buckets.read('src-bucket')).resolves.toMatchObject({ record: { open: null } });
    },
  );

  test.each([
    ['are miscounted', { [OLD]: ['old', 'other'] }, undefined],
    ['fail', {}, { httpStatusCode: 403, errorCode: 'AccessDenied', message: 'Access Denied' }],
  ])('that %s do not keep the current ones from being copied', async (_, listed, failure) => {
    const { world, goOn } = await approved(1_000, listed);
    if (failure !== undefined) world.failures = { old: failure };
    await goOn();
    expect([...world.handled.keys()]).toEqual(['new', 'large']);
  });

  test('want all remedies that copy to be approved at once', async () => {
    const world = await RunWorld.planned({ ...LOTS, update: ['u1'] }, { copyTag: 'encrypted=true' });
    const process = world.process();
    await expect(decide({ ...approve, remedies: ['copy'] }, process)).rejects.toMatchObject({
      code: 'REENC_REMEDIES_TOGETHER',
      message: expect.stringContaining('multipart-copy') as string,
    });
    expect(await remediesOf(place, process)).toEqual([]);
    await expect(decide({ ...approve, remedies: ['update'] }, process)).resolves.toMatchObject({
      remedies: [{ remedy: 'update' }],
    });
  });

  test('are not begun by half a decision', async () => {
    const world = await RunWorld.planned(LOTS, { copyTag: 'encrypted=true' });
    const process = world.process();
    const made = async () =>
      (await remediesOf(place, process)).flatMap(({ jobs }) => jobs.map(({ id }) => id));
    for (let steps = 1; (await made()).length < 3; steps += 1) {
      await decide(approve, world.process(steps)).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
      if ((await made()).includes(undefined)) continue;
      await world.batchJobs.settle();
      await sweep(process);
      await world.batchJobs.settle();
      if ((await made()).length < 3) expect(world.handled.size).toBe(0);
    }
    await decide(approve, process);
    for (let round = 0; round < 4; round += 1) {
      await world.batchJobs.settle();
      await sweep(process);
    }
    expect([...world.handled.keys()]).toEqual(['old', 'new', 'large']);
  });

  test('are not copied where one of the remedies has been rejected', async () => {
    const process = (await RunWorld.planned(LOTS, { copyTag: 'encrypted=true' })).process();
    await decide({ ...approve, decision: 'reject', remedies: ['multipart-copy'] }, process);
    await expect(decide(approve, process)).rejects.toMatchObject({ code: 'REENC_ALREADY_DECIDED' });
    expect((await remediesOf(place, process)).flatMap(({ jobs }) => jobs)).toEqual([]);
  });

  test('want a tag, without which the function cannot tell its own copies from what others write', async () => {
    const process = (await RunWorld.planned(LOTS)).process();
    await expect(decide(approve, process)).rejects.toMatchObject({ code: 'REENC_COPY_TAG_REQUIRED' });
    expect(await remediesOf(place, process)).toEqual([]);
  });
});
