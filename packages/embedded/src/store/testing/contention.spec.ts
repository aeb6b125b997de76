import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { readText } from '@lakeward/s3';
import { DirectoryObjectStore } from '../directory-object-store';
import { bundleScript } from './bundle-script';
import type { ContendTask } from './contend';

const bucket = 'lake';

describe('processes that share a lake', () => {
  let lake: string;
  let script: string;
  beforeAll(async () => {
    lake = await mkdtemp(path.join(tmpdir(), 'lakeward-contention-'));
    script = await bundleScript('contend', lake);
  });
  afterAll(() => rm(lake, { recursive: true, force: true }));

  test('each key is created once, no increment is lost, no reader sees a mixture, though one of them is killed', async () => {
    const store = new DirectoryObjectStore(lake);
    await store.createBucket(bucket);
    const counter = { bucket, key: 'counter' };
    await store.put(counter, '0', { metadata: { value: '0' } });
    const task = (name: string): string =>
      JSON.stringify({ lake, bucket, name, creations: 40, increments: 25 } satisfies ContendTask);

    const doomed = spawn(process.execPath, [script, task('doomed')], { stdio: 'ignore' });
    const race = { isOn: true };
    const contenders = Promise.all(
      ['one', 'two', 'three'].map(async (name) => {
        const { stdout } = await promisify(execFile)(process.execPath, [script, task(name)]);
        return (JSON.parse(stdout) as string[]).map((key) => ({ key, name }));
      }),
    ).finally(() => (race.isOn = false));
    const killed = delay(400).then(() => doomed.kill('SIGKILL'));

    let last = 0;
    while (race.isOn) {
      const { body, ...head } = await store.get(counter);
      const chunks: Buffer[] = [];
      for await (const chunk of body) chunks.push(chunk as Buffer);
      const value = Buffer.concat(chunks).toString();
      expect(head.metadata).toEqual({ value });
      expect(Number(value)).toBeGreaterThanOrEqual(last);
      last = Number(value);
    }
    const won = (await contenders).flat();
    await killed;

    for (let n = 0; n < 40; n += 1) {
      const key = `created/${n}`;
      const owner = await readText(store, { bucket, key });
      expect(['one', 'two', 'three', 'doomed']).toContain(owner);
      expect(won.filter((creation) => creation.key === key)).toEqual(
        owner === 'doomed' ? [] : [{ key, name: owner }],
      );
    }
    // Three did all their increments; the fourth did some before it was killed.
    expect(Number(await readText(store, counter))).toBeGreaterThanOrEqual(75);
    expect(Number(await readText(store, counter))).toBeLessThanOrEqual(100);
  }, 60_000);
});
