import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import type { Clock } from '@lakeward/core';
import { isFileError } from './file-errors';

/** How long a lock may stand before it counts as left behind, in milliseconds. Its holder only moves files, never bytes. */
const abandonedMs = 60_000;

/** Waits between looks at a lock that is taken, in milliseconds: short at first, some 30 seconds in all. */
const waits = [...Array<number>(20).fill(2), ...Array<number>(600).fill(50)];

/** A lock while it is held. */
export interface HeldLock {
  /** False once somebody took the lock for abandoned: then nothing may be changed any more. */
  isHeld(): Promise<boolean>;
}

/**
 * Locks as files, one per key, that processes respect which share the directory. A lock whose process is gone (same host), or
 * that has stood for a minute, is taken over; of several that want to, exactly one does, under a second lock.
 */
export class KeyLocks {
  readonly #clock: Clock;
  readonly #hostname: string;
  /** The last in line for each lock file within this process: no need to meet one's own threads at the file. */
  readonly #lines = new Map<string, Promise<void>>();

  constructor(clock: Clock, host = hostname()) {
    this.#clock = clock;
    this.#hostname = host;
  }

  /** Does `work` while the lock is held; undefined, without having begun, when it could not be had in time. */
  async run<T>(file: string, work: (lock: HeldLock) => Promise<T>): Promise<{ result: T } | undefined> {
    const before = this.#lines.get(file) ?? Promise.resolve();
    const turn = before.then(() => this.#locked(file, work));
    const done = turn.then(
      () => undefined,
      () => undefined,
    );
    this.#lines.set(file, done);
    try {
      return await turn;
    } finally {
      if (this.#lines.get(file) === done) this.#lines.delete(file);
    }
  }

  async #locked<T>(file: string, work: (lock: HeldLock) => Promise<T>): Promise<{ result: T } | undefined> {
    const claim = new Claim(file, this.#hostname);
    try {
      if (!(await this.#acquire(claim))) return undefined;
      try {
        return { result: await work({ isHeld: () => claim.isHolder() }) };
      } finally {
        await claim.release();
      }
    } finally {
      await claim.withdraw();
    }
  }

  async #acquire(claim: Claim): Promise<boolean> {
    for (const wait of waits) {
      // Anew for each try: the lock is as old as the claim it is made of.
      await claim.make();
      if ((await claim.take()) || (await claim.takeOver())) return true;
      await this.#clock.sleep(wait);
    }
    return false;
  }
}

/** One attempt to get a lock: a file of its own that is linked to the lock's name, so that a lock is never half written. */
class Claim {
  readonly #lock: string;
  readonly #own: string;
  readonly #content: string;
  readonly #hostname: string;

  constructor(lock: string, host: string) {
    const token = randomUUID();
    this.#lock = lock;
    this.#own = `${lock}.${token}`;
    this.#hostname = host;
    this.#content = `${host} ${process.pid} ${token}`;
  }

  async make(): Promise<void> {
    await mkdir(path.dirname(this.#own), { recursive: true });
    await writeFile(this.#own, this.#content);
  }

  /** Takes the lock if it is free. */
  take(): Promise<boolean> {
    return this.#linkTo(this.#lock);
  }

  /** Takes the lock from a holder that is gone. */
  async takeOver(): Promise<boolean> {
    if (!(await this.#isAbandoned(this.#lock))) return false;
    const guard = `${this.#lock}.guard`;
    if (!(await this.#linkTo(guard))) {
      if (await this.#isAbandoned(guard)) await rm(guard, { force: true });
      return false;
    }
    try {
      // Looked at again under the guard: another may have been faster, and its lock is not abandoned.
      if (!(await this.#isAbandoned(this.#lock))) return false;
      await rename(this.#own, this.#lock);
      return true;
    } finally {
      await rm(guard, { force: true });
    }
  }

  async isHolder(): Promise<boolean> {
    return (await contentOf(this.#lock)) === this.#content;
  }

  async release(): Promise<void> {
    if (await this.isHolder()) await rm(this.#lock, { force: true });
  }

  async withdraw(): Promise<void> {
    await rm(this.#own, { force: true });
  }

  async #linkTo(name: string): Promise<boolean> {
    try {
      await link(this.#own, name);
      return true;
    } catch (error) {
      if (isFileError(error, 'EEXIST')) return false;
      throw error;
    }
  }

  async #isAbandoned(file: string): Promise<boolean> {
    const content = await contentOf(file);
    if (content === undefined) return false;
    const [host, pid] = content.split(' ');
    if (host === this.#hostname && !isAlive(Number(pid))) return true;
    // The age by the file system's own clock, which is the same for all who share it.
    const [own, other] = await Promise.all([stat(this.#own), stat(file).catch(() => undefined)]);
    return other !== undefined && own.mtimeMs - other.mtimeMs > abandonedMs;
  }
}

async function contentOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, as another user.
    return isFileError(error, 'EPERM');
  }
}
