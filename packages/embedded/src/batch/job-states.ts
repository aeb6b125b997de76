import { mkdir, readFile, readdir, utimes } from 'node:fs/promises';
import path from 'node:path';
import { AppError, type Clock } from '@lakeward/core';
import { isFinalStatus, jobNotFound, type JobId } from '@lakeward/s3-batch';
import { fileError } from '../files/file-error';
import { createFile, isErrno, replaceFile } from '../files/whole-file';
import { KeyLocks } from '../store';
import { current, formatJobState, parseJobState, type JobState } from './job-state';

const idForm = /^[0-9a-f-]{36}$/;

/** How often a running process says that it is alive: well within the minute after which a lock counts as left behind. */
const heartbeatMs = 10_000;

/** The jobs of a lake, each a JSON file and a folder for its tasks and results; several processes may work on them. */
export class JobStates {
  readonly #directory: string;
  readonly #clock: Clock;
  readonly #locks: KeyLocks;
  /** Jobs that are over change no more, so they are read once. */
  readonly #ended = new Map<JobId, JobState>();

  constructor(directory: string, clock: Clock) {
    this.#directory = directory;
    this.#clock = clock;
    this.#locks = new KeyLocks(clock);
  }

  /** Folder of what a job works with. */
  workFolder(id: JobId): string {
    return path.join(this.#directory, 'work', id);
  }

  /** Keeps a new job; gives the one there is, where its id is taken. */
  async create(state: JobState): Promise<JobState> {
    return translated(async () => {
      await mkdir(path.join(this.#directory, 'jobs'), { recursive: true });
      if (await createFile(this.#file(state.job.id), formatJobState(state))) return state;
      return this.get(state.job.id);
    });
  }

  /** The job as it is now; `S3_BATCH_JOB_NOT_FOUND`. */
  async get(id: JobId): Promise<JobState> {
    const ended = this.#ended.get(id);
    if (ended !== undefined) return ended;
    if (!idForm.test(id)) throw jobNotFound(id);
    try {
      const state = current(parseJobState(await readFile(this.#file(id), 'utf8')), this.#clock.now());
      if (isFinalStatus(state.job.status) && state.told === state.history.length) this.#ended.set(id, state);
      return state;
    } catch (error) {
      if (isErrno(error, 'ENOENT')) throw jobNotFound(id, error);
      throw fileError(error, 'S3_BATCH', `Job ${id}`);
    }
  }

  /** All jobs, oldest first. */
  async all(): Promise<JobState[]> {
    const names = await readdir(path.join(this.#directory, 'jobs')).catch((error: unknown) => {
      if (isErrno(error, 'ENOENT')) return [];
      throw fileError(error, 'S3_BATCH', 'The jobs of the lake');
    });
    const ids = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
    const states = await Promise.all(ids.map((id) => this.get(id)));
    return states.sort(
      (a, b) => a.job.createdAt.getTime() - b.job.createdAt.getTime() || (a.job.id < b.job.id ? -1 : 1),
    );
  }

  /** Changes a job while nobody else does; what `change` throws leaves it as it is. */
  async change(id: JobId, change: (state: JobState) => JobState): Promise<JobState> {
    return this.exclusively(`${this.#file(id)}.lock`, async () => {
      const before = await this.get(id);
      const after = change(before);
      if (after !== before) await replaceFile(this.#file(id), formatJobState(after));
      return after;
    });
  }

  /** Does `work` while nobody else holds the lock of that name; `S3_BATCH_UNAVAILABLE` when it is not to be had. */
  async exclusively<T>(lock: string, work: () => Promise<T>): Promise<T> {
    const done = await translated(() => this.#locks.run(lock, work));
    if (done !== undefined) return done.result;
    throw new AppError({
      code: 'S3_BATCH_UNAVAILABLE',
      message: 'Another process holds on to a batch job of this lake.',
      remedy: 'Try again; end that process if it hangs.',
      retryable: true,
    });
  }

  /**
   * Does `work` while nobody else runs the jobs, however long it takes; false, without having begun, when somebody else does. A
   * holder that is alive keeps its lock young.
   */
  async hold(lock: string, work: () => Promise<void>): Promise<boolean> {
    const done = await this.#locks.run(lock, async () => {
      const beat = setInterval(() => {
        const now = new Date();
        utimes(lock, now, now).catch(() => undefined);
      }, heartbeatMs);
      try {
        await work();
      } finally {
        clearInterval(beat);
      }
    });
    return done !== undefined;
  }

  #file(id: JobId): string {
    return path.join(this.#directory, 'jobs', `${id}.json`);
  }
}

/** Errors of the file system in the port's words. */
async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileError(error, 'S3_BATCH', 'The jobs of the lake');
  }
}
