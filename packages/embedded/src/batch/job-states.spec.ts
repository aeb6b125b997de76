import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ManualClock } from '@lakeward/core';
import { JobStates } from './job-states';

const id = 'f3cc4f60-0000-4000-8000-000000000001';

describe('the jobs of a lake', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'lakeward-jobs-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  test('are none where there is no folder yet', async () => {
    expect(await new JobStates(directory, new ManualClock('2026-11-01')).all()).toEqual([]);
  });

  test.each(['../../etc/passwd', 'x', ''])('%j is no id of one', async (wrong) => {
    const states = new JobStates(directory, new ManualClock('2026-11-01'));
    await expect(states.get(wrong)).rejects.toMatchObject({ code: 'S3_BATCH_JOB_NOT_FOUND' });
  });

  test('that cannot be read are told as such', async () => {
    await mkdir(path.join(directory, 'jobs', `${id}.json`), { recursive: true });
    const states = new JobStates(directory, new ManualClock('2026-11-01'));
    await expect(states.get(id)).rejects.toMatchObject({ code: 'UNEXPECTED_ERROR' });
    await rm(path.join(directory, 'jobs'), { recursive: true });
    await writeFile(path.join(directory, 'jobs'), 'not a folder');
    await expect(states.all()).rejects.toMatchObject({ code: 'UNEXPECTED_ERROR' });
  });

  test('of two that want to run them, one does at a time', async () => {
    const lock = path.join(directory, 'run.lock');
    const order: string[] = [];
    const hold = (name: string) =>
      new JobStates(directory, {
        now: () => new Date(),
        sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
      }).hold(lock, async () => {
        order.push(`${name} in`);
        await new Promise((done) => setTimeout(done, 30));
        order.push(`${name} out`);
      });
    expect(await Promise.all([hold('a'), hold('b')])).toEqual([true, true]);
    expect(order).toHaveLength(4);
    expect(order[0]!.slice(0, 1)).toBe(order[1]!.slice(0, 1));
  });
});
