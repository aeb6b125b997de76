import { mkdir } from 'node:fs/promises';
import {
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
  type WriteCondition,
} from '@lakeward/s3';
import { READ_CHUNK } from '../files/disk';
import { mergeBucketSettings, type BucketSettings } from './bucket-settings';
import { DirectoryKeys, type DirectoryKeysOptions } from './directory-keys';
import { translateFileError } from './file-errors';
import { stampOf } from './files';
import {
  checkCondition,
  checkObjectLock,
  coverObject,
  deleteVersion,
  removeObject,
  replaceObject,
} from './key-change';
import { KeyFiles, type KeyView } from './key-files';
import { opaqueEtag } from './multipart-uploads';
import { checkReadable, headOf, summaryOf, versionsOf } from './object-heads';
import { foldersBelow, walkKeys, type FoundKey } from './walk-keys';
import { finishedFile } from './written-file';

/** How many files a listing looks at side by side. */
const listingBatch = 32;

/**
 * An {@link ObjectStore} in a directory, the *lake*. Objects are plain files at `<lake>/s3/<bucket>/<key>` that any tool can
 * read; what a file cannot say (ETag, tags, encryption, older versions) lies under `<lake>/.lakeward` ({@link LakeLayout}).
 *
 * Files that somebody else puts under `<lake>/s3/<bucket>` are objects too, and where such a file, or a changed one, disagrees
 * with its record, the file wins. Several processes may work on one lake. A crash at any point leaves the old object or the new.
 */
export class DirectoryObjectStore implements ObjectStore {
  readonly #keys: DirectoryKeys;

  /** Nothing is created or read before the first call. `lake`: the directory, or its keys where other adapters share them. */
  constructor(lake: string | DirectoryKeys, options: DirectoryKeysOptions = {}) {
    this.#keys = typeof lake === 'string' ? new DirectoryKeys(lake, options) : lake;
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
    await this.#keys.translated(bucket, async () => {
      await mkdir(this.#keys.layout.bucket(bucket), { recursive: true });
      await this.#keys.changeSettings(bucket, (present) => mergeBucketSettings(bucket, present, settings));
    });
  }

  /**
   * Where the current object lies as a plain file, for tools that read files; undefined where there is none, or no file can
   * have its key. Read it, but write through the store.
   */
  async filePath(ref: ObjectRef): Promise<string | undefined> {
    checkKey(ref);
    const file = this.#keys.layout.plain(ref);
    const there =
      file !== undefined && (await this.#keys.translated(s3Uri(ref), () => stampOf(file))) !== undefined;
    return there ? file : undefined;
  }

  async head(ref: ObjectRef, options: { versionId?: string } = {}): Promise<ObjectHead | undefined> {
    checkKey(ref);
    return this.#keys.translated(s3Uri(ref), async () => {
      const settings = await this.#keys.settingsIfThere(ref.bucket);
      const entry = settings && (await this.#keys.find(ref, settings, options.versionId)).entry;
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
    return this.#keys.translated(s3Uri(ref), async () => {
      const settings = await this.#keys.settings(ref.bucket);
      const { entry, handle } = await this.#keys.open(ref, settings, versionId);
      try {
        checkReadable(ref, entry, this.#keys.clock.now());
        const head = headOf(ref, entry, settings);
        if (ifMatch !== undefined && ifMatch !== head.etag) throw preconditionFailed(ref);
        if (range !== undefined && range.first >= head.size) {
          throw invalidRequest(
            `${s3Uri(ref)} has ${head.size} bytes; byte ${range.first} is past its end.`,
            'Ask for bytes that exist; the head tells the size.',
          );
        }
        const body = handle.createReadStream({
          highWaterMark: READ_CHUNK,
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
      return this.#keys.translated(s3Uri(ref), async () => {
        const settings = await this.#keys.settings(ref.bucket);
        return this.#write(ref, body, checked, settings);
      });
    });
  }

  /** Makes a finished file of the lake's own disk an object, by moving it; its ETag is no MD5, for no byte of it is read. */
  async adopt(
    ref: ObjectRef,
    file: string,
    options: { condition?: WriteCondition } = {},
  ): Promise<PutResult> {
    checkKey(ref);
    const checked = checkPutOptions(ref, options);
    return this.#keys.translated(s3Uri(ref), async () => {
      const settings = await this.#keys.settings(ref.bucket);
      const written = await finishedFile(file);
      const extras = { etag: opaqueEtag(`${written.md5}-1`) };
      return this.#keys.place(ref, written, settings, (change) =>
        replaceObject(change, written, checked, extras),
      );
    });
  }

  async copy(from: ObjectRef, to: ObjectRef, options: CopyOptions = {}): Promise<PutResult> {
    const checked = checkCopy(from, to, options);
    return this.#keys.translated(s3Uri(to), async () => {
      const settings = await this.#keys.settings(to.bucket);
      const sourceSettings = await this.#keys.settings(from.bucket);
      const { entry: source, handle } = await this.#keys.open(from, sourceSettings, options.sourceVersionId);
      try {
        if (options.sourceIfMatch !== undefined && options.sourceIfMatch !== source.etag) {
          throw preconditionFailed(from);
        }
        checkReadable(from, source, this.#keys.clock.now());
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
    await this.#keys.translated(s3Uri(ref), async () => {
      const settings = await this.#keys.settings(ref.bucket);
      await this.#keys.change(ref, settings, async (change) => {
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
    const settings = await this.#keys.translated(bucket, () => this.#keys.settings(bucket));
    for await (const [ref, { state }] of this.#views(bucket, prefix, startAfter, isReadable)) {
      if (state.current !== undefined) yield summaryOf(ref, state.current, settings);
    }
  }

  async *listFolders(bucket: string, prefix: string): AsyncIterable<string> {
    const folders = await this.#keys.translated(bucket, async () => {
      await this.#keys.settings(bucket);
      return foldersBelow(this.#keys.layout, bucket, { prefix, clock: this.#keys.clock });
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
    const settings = await this.#keys.translated(bucket, () => this.#keys.settings(bucket));
    for await (const [ref, { state }] of this.#views(bucket, prefix, '', () => true)) {
      yield* versionsOf(ref, state, settings);
    }
  }

  async tags(
    ref: ObjectRef,
    options: { versionId?: string } = {},
  ): Promise<Readonly<Record<string, string>>> {
    checkKey(ref);
    return this.#keys.translated(s3Uri(ref), async () => {
      const settings = await this.#keys.settings(ref.bucket);
      const { entry } = await this.#keys.find(ref, settings, options.versionId);
      if (entry === undefined) throw objectNotFound(ref, { versionId: options.versionId });
      return entry.tags;
    });
  }

  async #write(
    ref: ObjectRef,
    body: ObjectBody,
    options: PutOptions,
    settings: BucketSettings,
  ): Promise<PutResult> {
    checkObjectLock(ref, options, { settings, now: this.#keys.clock.now() });
    return this.#keys.write(ref, body, settings, (change, written) =>
      replaceObject(change, written, options),
    );
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
      const files = new KeyFiles(this.#keys.layout, ref);
      return [ref, await (plain && !record ? files.lookUnrecorded(readAt) : files.look())];
    };
    let batch: FoundKey[] = [];
    try {
      for await (const found of walkKeys(this.#keys.layout, bucket, {
        prefix,
        startAfter,
        clock: this.#keys.clock,
      })) {
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
}

/** True for keys that have bytes; a record alone is that of a deleted object. */
function isReadable({ plain, aside }: FoundKey): boolean {
  return plain || aside;
}
