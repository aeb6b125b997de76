import { randomUUID } from 'node:crypto';
import { mkdir, open, rm, stat, type FileHandle } from 'node:fs/promises';
import { systemClock, type Clock } from '@lakeward/core';
import {
  bucketNotFound,
  checkCopy,
  checkKey,
  checkPutOptions,
  checkRange,
  invalidRequest,
  isBucketName,
  maxCopyBytes,
  objectNotFound,
  preconditionFailed,
  releasing,
  s3Uri,
  writeConflict,
  type CopyOptions,
  type ObjectBody,
  type ObjectHead,
  type ObjectRef,
  type ObjectStore,
  type ObjectSummary,
  type ObjectVersion,
  type PutOptions,
  type PutResult,
  type StoredObject,
} from '@lakeward/s3';
import {
  mergeBucketSettings,
  parseBucketSettings,
  plainBucket,
  type BucketSettings,
} from './bucket-settings';
import { translateFileError } from './file-errors';
import { isAbsent, readIfThere, replaceFile, stampOf } from './files';
import {
  checkCondition,
  checkObjectLock,
  coverObject,
  deleteVersion,
  removeObject,
  replaceObject,
  type KeyChange,
} from './key-change';
import { KeyFiles, type KeyView } from './key-files';
import { KeyLocks } from './key-lock';
import { LakeLayout } from './lake-layout';
import { currentEntry, headOf, summaryOf, versionsOf } from './object-heads';
import { sameStamp, versionIdOf, type RecordEntry } from './object-record';
import { foldersBelow, walkKeys, type FoundKey } from './walk-keys';
import { BodyError, sweepAbandoned, writeBody } from './written-file';

/** What a directory store may be given. */
export interface DirectoryObjectStoreOptions {
  readonly clock?: Clock;
  /** Makes version ids: unique, and usable as file names. */
  readonly newVersionId?: () => string;
}

/** How many files a listing looks at side by side. */
const listingBatch = 32;

/** How often a read begins anew because the file it was about to read was replaced. */
const maxOpens = 100;

/**
 * An {@link ObjectStore} in a directory, the *lake*. Objects are plain files at `<lake>/s3/<bucket>/<key>` that any tool can
 * read; what a file cannot say (ETag, tags, encryption, older versions) lies under `<lake>/.lakeward` ({@link LakeLayout}).
 *
 * Files that somebody else puts under `<lake>/s3/<bucket>` are objects too, and where such a file, or a changed one, disagrees
 * with its record, the file wins. Several processes may work on one lake. A crash at any point leaves the old object or the new.
 */
export class DirectoryObjectStore implements ObjectStore {
  readonly #layout: LakeLayout;
  readonly #clock: Clock;
  readonly #locks: KeyLocks;
  readonly #newVersionId: () => string;
  #swept = false;

  /** Nothing is created or read before the first call. */
  constructor(lake: string, options: DirectoryObjectStoreOptions = {}) {
    this.#layout = new LakeLayout(lake);
    this.#clock = options.clock ?? systemClock;
    this.#locks = new KeyLocks(this.#clock);
    this.#newVersionId = options.newVersionId ?? randomUUID;
  }

  /**
   * Makes the bucket, or sets an existing one up: what is not given stays as it is. Versioning and Object Lock cannot be taken
   * away again (`S3_INVALID_REQUEST`). Object Lock brings versioning with it.
   */
  async createBucket(bucket: string, settings: Partial<BucketSettings> = {}): Promise<void> {
    if (!isBucketName(bucket)) {
      throw invalidRequest(
        `"${bucket}" cannot be the name of a bucket.`,
        'Use 3 to 63 lower-case letters, digits, dots and hyphens.',
      );
    }
    await this.#translated(bucket, async () => {
      const file = this.#layout.bucketSettings(bucket);
      const text = await readIfThere(file);
      const present = text === undefined ? undefined : parseBucketSettings(text, file);
      const merged = mergeBucketSettings(bucket, present, settings);
      await mkdir(this.#layout.bucket(bucket), { recursive: true });
      await replaceFile(file, `${JSON.stringify(merged, undefined, 2)}\n`, this.#layout.temporary());
    });
  }

  /**
   * Where the current object lies as a plain file, for tools that read files; undefined where there is none, or no file can
   * have its key. Read it, but write through the store.
   */
  async filePath(ref: ObjectRef): Promise<string | undefined> {
    checkKey(ref);
    const file = this.#layout.plain(ref);
    const there =
      file !== undefined && (await this.#translated(s3Uri(ref), () => stampOf(file))) !== undefined;
    return there ? file : undefined;
  }

  async head(ref: ObjectRef, options: { versionId?: string } = {}): Promise<ObjectHead | undefined> {
    checkKey(ref);
    return this.#translated(s3Uri(ref), async () => {
      const settings = await this.#settingsIfThere(ref.bucket);
      const entry = settings && (await this.#find(ref, settings, options.versionId)).entry;
      return settings && entry && headOf(ref, entry, settings);
    });
  }

  async get(
    ref: ObjectRef,
    options: { versionId?: string; range?: { first: number; last?: number }; ifMatch?: string } = {},
  ): Promise<StoredObject> {
    checkKey(ref);
    const { versionId, range, ifMatch } = options;
    if (range !== undefined) checkRange(range);
    return this.#translated(s3Uri(ref), async () => {
      const settings = await this.#settings(ref.bucket);
      const { entry, handle } = await this.#open(ref, settings, versionId);
      try {
        const head = headOf(ref, entry, settings);
        if (ifMatch !== undefined && ifMatch !== head.etag) throw preconditionFailed(ref);
        if (range !== undefined && range.first >= head.size) {
          throw invalidRequest(
            `${s3Uri(ref)} has ${head.size} bytes; byte ${range.first} is past its end.`,
            'Ask for bytes that exist; the head tells the size.',
          );
        }
        const body = handle.createReadStream({
          start: range?.first ?? 0,
          ...(range?.last === undefined ? {} : { end: range.last }),
        });
        return { ...head, body };
      } catch (error) {
        await handle.close();
        throw error;
      }
    });
  }

  async put(ref: ObjectRef, body: ObjectBody, options: PutOptions = {}): Promise<PutResult> {
    return releasing(body, async () => {
      checkKey(ref);
      const checked = checkPutOptions(ref, options);
      return this.#translated(s3Uri(ref), async () => {
        const settings = await this.#settings(ref.bucket);
        return this.#write(ref, body, checked, settings);
      });
    });
  }

  async copy(from: ObjectRef, to: ObjectRef, options: CopyOptions = {}): Promise<PutResult> {
    const checked = checkCopy(from, to, options);
    return this.#translated(s3Uri(to), async () => {
      const settings = await this.#settings(to.bucket);
      const sourceSettings = await this.#settings(from.bucket);
      const { entry: source, handle } = await this.#open(from, sourceSettings, options.sourceVersionId);
      try {
        if (options.sourceIfMatch !== undefined && options.sourceIfMatch !== source.etag) {
          throw preconditionFailed(from);
        }
        if ((source.stamp?.size ?? 0) > maxCopyBytes) {
          throw invalidRequest(`${s3Uri(from)} is too large for one copy.`, 'Copy it in parts.');
        }
        const { contentType = source.contentType, metadata = source.metadata, tags = source.tags } = checked;
        const carried = { ...checked, metadata, tags, ...(contentType === undefined ? {} : { contentType }) };
        return await this.#write(to, handle.createReadStream({ autoClose: false }), carried, settings);
      } finally {
        await handle.close();
      }
    });
  }

  async delete(ref: ObjectRef, options: { versionId?: string; ifMatch?: string } = {}): Promise<void> {
    checkKey(ref);
    await this.#translated(s3Uri(ref), async () => {
      const settings = await this.#settings(ref.bucket);
      await this.#change(ref, settings, async (change) => {
        if (options.ifMatch !== undefined) checkCondition(change, { ifMatch: options.ifMatch });
        if (options.versionId !== undefined) await deleteVersion(change, options.versionId);
        else if (settings.versioning) await coverObject(change);
        else await removeObject(change);
      });
    });
  }

  async *list(
    bucket: string,
    { prefix = '', startAfter = '' }: { prefix?: string; startAfter?: string } = {},
  ): AsyncIterable<ObjectSummary> {
    const settings = await this.#translated(bucket, () => this.#settings(bucket));
    for await (const [ref, { state }] of this.#views(bucket, prefix, startAfter, isReadable)) {
      if (state.current !== undefined) yield summaryOf(ref, state.current, settings);
    }
  }

  async *listFolders(bucket: string, prefix: string): AsyncIterable<string> {
    const folders = await this.#translated(bucket, async () => {
      await this.#settings(bucket);
      return foldersBelow(this.#layout, bucket, { prefix, clock: this.#clock });
    });
    for (const folder of folders) {
      for await (const [, { state }] of this.#views(bucket, folder, '', isReadable)) {
        if (state.current === undefined) continue;
        yield folder.slice(prefix.length);
        break;
      }
    }
  }

  async *listVersions(
    bucket: string,
    { prefix = '' }: { prefix?: string } = {},
  ): AsyncIterable<ObjectVersion> {
    const settings = await this.#translated(bucket, () => this.#settings(bucket));
    for await (const [ref, { state }] of this.#views(bucket, prefix, '', () => true)) {
      yield* versionsOf(ref, state, settings);
    }
  }

  async tags(
    ref: ObjectRef,
    options: { versionId?: string } = {},
  ): Promise<Readonly<Record<string, string>>> {
    checkKey(ref);
    return this.#translated(s3Uri(ref), async () => {
      const settings = await this.#settings(ref.bucket);
      const { entry } = await this.#find(ref, settings, options.versionId);
      if (entry === undefined) throw objectNotFound(ref, { versionId: options.versionId });
      return entry.tags;
    });
  }

  /** The version asked for and its file; neither for a delete marker, or what is not there. */
  async #find(
    ref: ObjectRef,
    settings: BucketSettings,
    versionId: string | undefined,
  ): Promise<{ entry?: RecordEntry; file?: string }> {
    const files = new KeyFiles(this.#layout, ref);
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
  async #open(
    ref: ObjectRef,
    settings: BucketSettings,
    versionId: string | undefined,
  ): Promise<{ entry: RecordEntry; handle: FileHandle }> {
    for (let opens = 1; opens <= maxOpens; opens += 1) {
      const { entry, file } = await this.#find(ref, settings, versionId);
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

  async #write(
    ref: ObjectRef,
    body: ObjectBody,
    options: PutOptions,
    settings: BucketSettings,
  ): Promise<PutResult> {
    checkObjectLock(ref, options, { settings, now: this.#clock.now() });
    const temporary = this.#layout.temporary();
    const written = await writeBody(temporary, body);
    try {
      if (!this.#swept) await sweepAbandoned(temporary, written);
      this.#swept = true;
      return await this.#change(ref, settings, (change) => replaceObject(change, written, options));
    } finally {
      await rm(written.file, { force: true });
    }
  }

  /** Does `work` while nobody else changes the key. */
  async #change<T>(
    ref: ObjectRef,
    settings: BucketSettings,
    work: (change: KeyChange) => Promise<T>,
  ): Promise<T> {
    const done = await this.#locks.run(this.#layout.lock(ref), async (lock) => {
      const files = new KeyFiles(this.#layout, ref);
      const confirm = async () => {
        if (!(await lock.isHeld())) throw writeConflict(ref);
      };
      const view = await files.look();
      const change = { ref, settings, files, view, confirm };
      return work({ ...change, newVersionId: this.#newVersionId, now: this.#clock.now() });
    });
    if (done === undefined) throw writeConflict(ref);
    return done.result;
  }

  async #settings(bucket: string): Promise<BucketSettings> {
    const settings = await this.#settingsIfThere(bucket);
    if (settings === undefined) throw bucketNotFound(bucket);
    return settings;
  }

  async #settingsIfThere(bucket: string): Promise<BucketSettings | undefined> {
    if (!isBucketName(bucket)) return undefined;
    const folder = await stat(this.#layout.bucket(bucket)).catch((error: unknown) => {
      if (isAbsent(error)) return undefined;
      throw error;
    });
    if (folder?.isDirectory() !== true) return undefined;
    const file = this.#layout.bucketSettings(bucket);
    const text = await readIfThere(file);
    return text === undefined ? plainBucket : parseBucketSettings(text, file);
  }

  /** The keys of a walk with what they are, in order; looked at in batches. */
  async *#views(
    bucket: string,
    prefix: string,
    startAfter: string,
    wanted: (found: FoundKey) => boolean,
  ): AsyncGenerator<[ObjectRef, KeyView], void, undefined> {
    const look = async ({ key, plain, record, readAt }: FoundKey): Promise<[ObjectRef, KeyView]> => {
      const ref = { bucket, key };
      const files = new KeyFiles(this.#layout, ref);
      return [ref, await (plain && !record ? files.lookUnrecorded(readAt) : files.look())];
    };
    let batch: FoundKey[] = [];
    try {
      for await (const found of walkKeys(this.#layout, bucket, { prefix, startAfter, clock: this.#clock })) {
        if (!wanted(found)) continue;
        batch.push(found);
        if (batch.length < listingBatch) continue;
        yield* await Promise.all(batch.map(look));
        batch = [];
      }
      yield* await Promise.all(batch.map(look));
    } catch (error) {
      throw translateFileError(error, s3Uri({ bucket, key: prefix }));
    }
  }

  async #translated<T>(place: string, work: () => Promise<T>): Promise<T> {
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

/** True for keys that have bytes; a record alone is that of a deleted object. */
function isReadable({ plain, aside }: FoundKey): boolean {
  return plain || aside;
}
