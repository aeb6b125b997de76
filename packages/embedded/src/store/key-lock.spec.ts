import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ManualClock, systemClock } from '@lakeward/core';
import { KeyLocks } from './key-lock';

/** No process has this number: it is past what Linux and macOS give out. */
const deadPid = 99_999_999;

describe('KeyLocks', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lakeward-lock-'));
    file = path.join(folder, 'locks', 'key');
    await mkdir(path.dirname(file));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const left = () => readdir(path.dirname(file));

  test('one at a time, in one process and over several stores, with nothing left behind', async () => {
    let inside = 0;
    let most = 0;
    const locks = [new KeyLocks(systemClock), new KeyLocks(systemClock)];
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await systemClock.sleep(2);
      inside -= 1;
      return most;
    };
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, index) => locks[index % 2]!.run(file, work)),
    );
    expect(results).toEqual(Array.from({ length: 10 }, () => ({ result: 1 })));
    expect(await left()).toEqual([]);
  });

  test('a failure frees the lock', async () => {
    const locks = new KeyLocks(systemClock);
    await expect(locks.run(file, () => Promise.reject(new Error('work failed')))).rejects.toThrow(
      'work failed',
    );
    expect(await locks.run(file, () => Promise.resolve('free'))).toEqual({ result: 'free' });
    expect(await left()).toEqual([]);
  });

  test('the lock of a process that is gone is taken over, by one only', async () => {
    await writeFile(file, `here ${deadPid} token`);
    let inside = 0;
    const results = await Promise.all(
      Array.from({ length: 5 }, () =>
        new KeyLocks(systemClock, 'here').run(file, async () => {
          inside += 1;
          expect(inside).toBe(1);
          await systemClock.sleep(5);
          inside -= 1;
        }),
      ),
    );
    expect(results).toHaveLength(5);
    expect(await left()).toEqual([]);
  });

  test("another host's lock is respected while it is young", async () => {
    await writeFile(file, `elsewhere ${deadPid} token`);
    const work = jest.fn(() => Promise.resolve());
    expect(await new KeyLocks(new ManualClock('2026-01-01'), 'here').run(file, work)).toBeUndefined();
    expect(work).not.toHaveBeenCalled();
    expect(await readFile(file, 'utf8')).toBe(`elsewhere ${deadPid} token`);
    expect(await left()).toEqual(['key']);
  });

  test('a lock that has stood for more than a minute is taken over, also from a living process', async () => {
    const longAgo = Date.now() / 1_000 - 61;
    for (const host of ['elsewhere', 'here']) {
      await writeFile(file, `${host} ${process.pid} token`);
      await utimes(file, longAgo, longAgo);
      expect(await new KeyLocks(systemClock, 'here').run(file, () => Promise.resolve(host))).toEqual({
        result: host,
      });
    }
    expect(await left()).toEqual([]);
  });

  test('a lock that was taken over is no longer held, and is not removed', async () => {
    const locks = new KeyLocks(systemClock, 'here');
    await locks.run(file, async (lock) => {
      expect(await lock.isHeld()).toBe(true);
      await writeFile(file, `elsewhere ${deadPid} other`);
      expect(await lock.isHeld()).toBe(false);
    });
    expect(await readFile(file, 'utf8')).toBe(`elsewhere ${deadPid} other`);
  });

  test('the guard of a take-over that was never finished does not stop the next', async () => {
    await writeFile(file, `here ${deadPid} token`);
    await writeFile(`${file}.guard`, `here ${deadPid} other`);
    expect(await new KeyLocks(systemClock, 'here').run(file, () => Promise.resolve(1))).toEqual({
      result: 1,
    });
    expect(await left()).toEqual([]);
  });
});
