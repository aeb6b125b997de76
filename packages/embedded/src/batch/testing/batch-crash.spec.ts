import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ManualClock } from '@lakeward/core';
import { bundleScript } from '../../store/testing/bundle-script';
import { BatchLake } from './batch-lake';
import type { RunJobsTask } from './run-jobs';

const time = '2026-11-02T13:00:00.000Z';
const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:f';
const keys = ['a b', 'c+d', 'e,"f"', 'ü😀'];
/** Moments at which the process dies, spread over all it does. */
const deaths = 24;

/** A lake with a job of each kind, all of them ready to run. */
async function prepare(folder: string): Promise<{ lake: BatchLake; ids: string[] }> {
  const lake = BatchLake.at(
    await mkdtemp(path.join(folder, 'lake-')),
    new ManualClock('2026-11-02T12:00:00.000Z'),
  );
  await lake.makeBuckets();
  const copied = keys.map((key) => ({ bucket: 'lake', key }));
  const updated = keys.map((key) => ({ bucket: 'plain', key }));
  for (const ref of [...copied, ...updated]) await lake.store.put(ref, `bytes of ${ref.key}`);
  const gone = { bucket: 'plain', key: 'gone' };
  const requests = [
    await lake.request(copied, {
      operation: { name: 'S3PutObjectCopy', targetBucket: 'lake', newTags: { done: 'true' } },
      priority: 3,
    }),
    await lake.request([...updated, gone], { priority: 2 }),
    await lake.request(updated, { operation: { name: 'LambdaInvoke', functionArn }, priority: 1 }),
  ];
  const ids = [];
  for (const request of requests) ids.push(await lake.jobs.createJob(request));
  return { lake, ids };
}

describe('a process that dies while it runs jobs', () => {
  let folder: string;
  let script: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lakeward-batch-crash-'));
    script = await bundleScript(
      path.relative(path.join(__dirname, '../../store/testing'), path.join(__dirname, 'run-jobs')),
      folder,
    );
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('is gone on from: no task is lost, none is done twice', async () => {
    const first = await prepare(folder);
    const whole = await run(script, task(first.lake, 0));
    expect(whole.died).toBe(false);
    await expectDone(first, { mayRepeat: false });
    const total = Number(whole.output);
    expect(total).toBeGreaterThan(deaths);

    for (let n = 0; n < deaths; n += 1) {
      const next = await prepare(folder);
      const dieAt = 1 + Math.trunc((n * total) / deaths);
      expect(await run(script, task(next.lake, dieAt))).toMatchObject({ died: true });
      expect(await run(script, task(next.lake, 0))).toMatchObject({ died: false });
      await expectDone(next, { mayRepeat: true });
      await rm(next.lake.directory, { recursive: true, force: true });
    }
  }, 600_000);

  function task({ directory }: BatchLake, dieAt: number): RunJobsTask {
    return { lake: directory, time, functionArn, callsFile: path.join(directory, 'calls'), dieAt };
  }

  async function expectDone(
    { lake, ids: [copy, update, invoke] }: Awaited<ReturnType<typeof prepare>>,
    { mayRepeat }: { mayRepeat: boolean },
  ): Promise<void> {
    const reported = async (id: string) =>
      (await lake.report(id)).map(({ key, status }) => `${key} ${status}`).sort();
    const succeeded = keys.map((key) => `${key} succeeded`).sort();
    expect(await reported(copy!)).toEqual(succeeded);
    expect(await reported(update!)).toEqual([...succeeded, 'gone failed'].sort());
    expect(await reported(invoke!)).toEqual(succeeded);
    for (const [id, failed] of [
      [copy!, 0],
      [update!, 1],
      [invoke!, 0],
    ] as const) {
      expect(await lake.jobs.describe(id)).toMatchObject({
        status: 'Complete',
        progress: { total: 4 + failed, succeeded: 4, failed },
      });
    }
    const versions = [];
    for await (const { key } of lake.store.listVersions('lake')) versions.push(key);
    // The original and one copy of each.
    expect(versions.sort()).toEqual([...keys, ...keys].sort());
    for (const key of keys) {
      expect(await lake.store.tags({ bucket: 'lake', key })).toEqual({ done: 'true' });
      expect((await lake.store.head({ bucket: 'plain', key }))!.encryption.algorithm).toBe('aws:kms');
    }
    const file = path.join(lake.directory, 'calls');
    const calls = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    expect(new Set(calls).size).toBe(keys.length);
    // A function is called again for what was under way, as on S3.
    if (!mayRepeat) expect(calls).toHaveLength(keys.length);
    expect(calls.length).toBeLessThanOrEqual(2 * keys.length);
  }
});

/** Runs the script; tells whether it died, and what it wrote. */
async function run(script: string, task: RunJobsTask): Promise<{ died: boolean; output: string }> {
  const child = spawn(process.execPath, [script, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.on('close', (...how) => resolve(how)),
  );
  if (signal === 'SIGKILL') return { died: true, output };
  expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
  return { died: false, output };
}
