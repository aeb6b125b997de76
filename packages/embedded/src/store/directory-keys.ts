import { randomUUID } from 'node:crypto';
import { open, rm, stat, type FileHandle } from 'node:fs/promises';
import { systemClock, type Clock } from '@lakeward/core';
import {
  bucketNotFound,
  isBucketName,
  objectNotFound,
  writeConflict,
  type ObjectBody,
  type ObjectRef,
} from '@lakeward/s3';
import { parseBucketSettings, plainBucket, type BucketSettings } from './bucket-settings';
import { translateFileError } from './file-errors';
import { isAbsent, readIfThere, replaceFile } from './files';
import type { KeyChange } from './key-change';
import { KeyFiles } from './key-files';
import { KeyLocks } from './key-lock';
import { LakeLayout } from './lake-layout';
import { currentEntry } from './object-heads';
import { sameStamp, versionIdOf, type RecordEntry } from './object-record';
import { BodyError, sweepAbandoned, writeBody, type WrittenFile } from './written-file';

/** What a directory store may be given. */
export interface DirectoryKeysOptions {
  readonly clock?: Clock;
  /** Makes version ids: unique, and usable as file names. */
  readonly newVersionId?: () => string;
}

/** How often a read begins anew because the file it was about to read was replaced. */
const maxOpens = 100;

/**
 * The keys of a lake: where they lie, who may change them, and what each is. What every adapter over the directory is made of, so
 * that they share their locks.
 */
export class DirectoryKeys {
  readonly layout: LakeLayout;
  readonly clock: Clock;
  readonly newVersionId: () => string;
  readonly #locks: KeyLocks;
  #swept = false;

  /** Nothing is created or read before the first call. */
  constructor(lake: string, options: DirectoryKeysOptions = {}) {
    this.layout = new LakeLayout(lake);
    this.clock = options.clock ?? systemClock;
    this.#locks = new KeyLocks(this.clock);
    this.newVersionId = options.newVersionId ?? randomUUID;
  }

  /** The version asked for and its file; neither for a delete marker, or what is not there. */
  async find(
    ref: ObjectRef,
    settings: BucketSettings,
    versionId: string | undefined,
  ): Promise<{ entry?: RecordEntry; file?: string }> {
    const files = new KeyFiles(this.layout, ref);
    const { state, file } = await files.look();
    const current = state.current && currentEntry(state.current, settings);
    if (versionId === undefined || (current && versionIdOf(current) === versionId)) {
      return current === undefined || file === undefined ? {} : { entry: current, file };
    }
    const entry = state.older.find((older) => versionIdOf(older) === versionId);
    if (entry?.archive === undefined) return {};
    return { entry, file: files.archived(entry.archive) };
  }

  /** The version asked for, its file open: what is read is what `entry` tells of, whatever happens to the name. */
  async open(
    ref: ObjectRef,
    settings: BucketSettings,
    versionId: string | undefined,
  ): Promise<{ entry: RecordEntry; handle: FileHandle }> {
    for (let opens = 1; opens <= maxOpens; opens += 1) {
      const { entry, file } = await this.find(ref, settings, versionId);
      if (entry === undefined || file === undefined) throw objectNotFound(ref, { versionId });
      const handle = await openIfThere(file);
      if (handle === undefined) continue;
      const { size, mtimeNs } = await handle.stat({ bigint: true });
      if (sameStamp(entry.stamp, { size: Number(size), mtimeNs: mtimeNs.toString() }))
        return { entry, handle };
      await handle.close();
    }
    throw writeConflict(ref);
  }

  /** Does `work` while nobody else changes the key. */
  async change<T>(
    ref: ObjectRef,
    settings: BucketSettings,
    work: (change: KeyChange) => Promise<T>,
  ): Promise<T> {
    const done = await this.#locks.run(this.layout.lock(ref), async (lock) => {
      const files = new KeyFiles(this.layout, ref);
      const confirm = async () => {
        if (!(await lock.isHeld())) throw writeConflict(ref);
      };
      const view = await files.look();
      const change = { ref, settings, files, view, confirm };
      return work({ ...change, newVersionId: this.newVersionId, now: this.clock.now() });
    });
    if (done === undefined) throw writeConflict(ref);
    return done.result;
  }

  /** Writes the body aside and does `work`, which puts it in its place, while nobody else changes the key. */
  async write<T>(
    ref: ObjectRef,
    body: ObjectBody,
    settings: BucketSettings,
    work: (change: KeyChange, written: WrittenFile) => Promise<T>,
  ): Promise<T> {
    return this.place(ref, await writeBody(this.layout.temporary(), body), settings, work);
  }

  /** Does `work` with a file that lies aside, which is gone afterwards, while nobody else changes the key. */
  async place<T>(
    ref: ObjectRef,
    written: WrittenFile,
    settings: BucketSettings,
    work: (change: KeyChange, written: WrittenFile) => Promise<T>,
  ): Promise<T> {
    try {
      if (!this.#swept) await sweepAbandoned(this.layout.temporary(), written);
      this.#swept = true;
      return await this.change(ref, settings, (change) => work(change, written));
    } finally {
      await rm(written.file, { force: true });
    }
  }

  /** How the bucket is set up; `S3_BUCKET_NOT_FOUND`. */
  async settings(bucket: string): Promise<BucketSettings> {
    const settings = await this.settingsIfThere(bucket);
    if (settings === undefined) throw bucketNotFound(bucket);
    return settings;
  }

  /** The same, or undefined where there is no such bucket. */
  async settingsIfThere(bucket: string): Promise<BucketSettings | undefined> {
    if (!isBucketName(bucket)) return undefined;
    const folder = await stat(this.layout.bucket(bucket)).catch((error: unknown) => {
      if (isAbsent(error)) return undefined;
      throw error;
    });
    if (folder?.isDirectory() !== true) return undefined;
    const file = this.layout.bucketSettings(bucket);
    const text = await readIfThere(file);
    return text === undefined ? plainBucket : parseBucketSettings(text, file);
  }

  /** Sets a bucket up while nobody else does; `change` is given the present settings, undefined where none are kept. */
  async changeSettings(
    bucket: string,
    change: (present: BucketSettings | undefined) => BucketSettings,
  ): Promise<BucketSettings> {
    const done = await this.#locks.run(this.layout.settingsLock(bucket), async () => {
      const file = this.layout.bucketSettings(bucket);
      const text = await readIfThere(file);
      const settings = change(text === undefined ? undefined : parseBucketSettings(text, file));
      await replaceFile(file, `${JSON.stringify(settings, undefined, 2)}\n`, this.layout.temporary());
      return settings;
    });
    if (done === undefined) throw writeConflict({ bucket, key: '' });
    return done.result;
  }

  /** Does `work`; errors of the file system in the port's words. */
  async translated<T>(place: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof BodyError) throw error.cause;
      throw translateFileError(error, place);
    }
  }
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
