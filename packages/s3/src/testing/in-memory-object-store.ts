import { Readable } from 'node:stream';
import type { Clock } from '@lakeward/core';
import { bodyBytes, releasing } from '../body-bytes';
import { checkEncryptionUpdate } from '../check-encryption-update';
import { compareKeys } from '../compare-keys';
import type { NewObjectKey, ObjectEncryptionUpdate } from '../object-encryption-update';
import { invalidRequest, preconditionFailed } from '../object-errors';
import type {
  CopyOptions,
  ObjectBody,
  ObjectHead,
  ObjectRef,
  ObjectStore,
  ObjectSummary,
  ObjectVersion,
  PutOptions,
  PutResult,
  StoredObject,
} from '../object-store';
import { checkCopy, checkKey, checkPutOptions, checkRange, maxCopyBytes } from '../request-rules';
import { InMemoryBuckets, type InMemoryBucketOptions, type KeptVersion } from './in-memory-buckets';

/** One call as the fake saw it. */
export interface ObjectStoreCall {
  readonly operation: keyof ObjectStore | keyof ObjectEncryptionUpdate;
  readonly bucket: string;
  /** The key, or for listings the prefix. */
  readonly key: string;
}

/** Called around every operation; what it throws is what the caller gets. */
export type ObjectStoreHook = (call: ObjectStoreCall) => void | Promise<void>;

/** How large the pieces are that bodies are read in. */
const chunkBytes = 64 * 1024;

/**
 * An {@link ObjectStore} in memory that behaves as S3 does: versions and delete markers, conditional writes, Object Lock, tags
 * and encryption heads. `before` makes operations fail without effect, `after` makes them fail although they took effect (an
 * answer lost on the way); `calls` tells what was asked.
 */
export class InMemoryObjectStore implements ObjectStore, ObjectEncryptionUpdate {
  readonly calls: ObjectStoreCall[] = [];
  before: ObjectStoreHook | undefined;
  after: ObjectStoreHook | undefined;
  /** What lies in the buckets. What tests do there is no call, and no hook hears of it. */
  readonly contents: InMemoryBuckets;

  constructor(options: { clock?: Clock; buckets?: Readonly<Record<string, InMemoryBucketOptions>> } = {}) {
    this.contents = new InMemoryBuckets(options.clock);
    for (const [name, bucket] of Object.entries(options.buckets ?? {})) this.createBucket(name, bucket);
  }

  /** Adds an empty bucket. */
  createBucket(name: string, options: InMemoryBucketOptions = {}): this {
    this.contents.create(name, options);
    return this;
  }

  head(ref: ObjectRef, options: { versionId?: string } = {}): Promise<ObjectHead | undefined> {
    return this.#run('head', ref, () => {
      checkKey(ref);
      // A HEAD answer has no body to say why, so S3 cannot tell a missing bucket from a missing key.
      if (!this.contents.has(ref.bucket)) return undefined;
      const version = this.contents.find(ref, options.versionId);
      return version === undefined || version.isDeleteMarker ? undefined : headOf(ref, version);
    });
  }

  get(
    ref: ObjectRef,
    options: { versionId?: string; range?: { first: number; last?: number }; ifMatch?: string } = {},
  ): Promise<StoredObject> {
    return this.#run('get', ref, () => {
      checkKey(ref);
      if (options.range !== undefined) checkRange(options.range);
      const version = this.contents.existing(ref, options.versionId);
      if (options.ifMatch !== undefined && options.ifMatch !== version.properties.etag)
        throw preconditionFailed(ref);
      return { ...headOf(ref, version), body: chunked(slice(ref, version.bytes, options.range)) };
    });
  }

  put(ref: ObjectRef, body: ObjectBody, options: PutOptions = {}): Promise<PutResult> {
    return releasing(body, () =>
      this.#run('put', ref, async () => {
        checkKey(ref);
        const checked = checkPutOptions(ref, options);
        return this.contents.put(ref, await bodyBytes(body), checked);
      }),
    );
  }

  copy(from: ObjectRef, to: ObjectRef, options: CopyOptions = {}): Promise<PutResult> {
    return this.#run('copy', to, () => {
      const { sourceVersionId, sourceIfMatch, ...checked } = checkCopy(from, to, options);
      const { bytes, properties: source } = this.contents.existing(from, sourceVersionId);
      if (sourceIfMatch !== undefined && sourceIfMatch !== source.etag) throw preconditionFailed(from);
      if (bytes.length > maxCopyBytes) {
        throw invalidRequest(`${from.key} is too large for one copy.`, 'Copy it in parts.');
      }
      const { contentType, metadata, tags } = source;
      return this.contents.put(to, bytes, {
        ...(contentType === undefined ? {} : { contentType }),
        metadata,
        tags,
        ...checked,
      });
    });
  }

  delete(ref: ObjectRef, options: { versionId?: string; ifMatch?: string } = {}): Promise<void> {
    return this.#run('delete', ref, () => {
      checkKey(ref);
      // "Conditional delete evaluations only apply to the current version" ("How to perform conditional deletes").
      if (options.ifMatch !== undefined) this.contents.checkCondition(ref, { ifMatch: options.ifMatch });
      if (options.versionId === undefined) this.contents.delete(ref);
      else this.contents.deleteVersion(ref, options.versionId);
    });
  }

  async *list(
    bucket: string,
    { prefix = '', startAfter = '' }: { prefix?: string; startAfter?: string } = {},
  ): AsyncIterable<ObjectSummary> {
    const keys = await this.#run('list', { bucket, key: prefix }, () => this.contents.keys(bucket, prefix));
    for (const key of keys) {
      const version = this.contents.find({ bucket, key });
      if (version === undefined || version.isDeleteMarker || compareKeys(key, startAfter) <= 0) continue;
      const { size, etag, lastModified, storageClass } = version.properties;
      yield { bucket, key, size, etag, lastModified, storageClass };
    }
  }

  async *listFolders(bucket: string, prefix: string): AsyncIterable<string> {
    const call = { bucket, key: prefix };
    const keys = await this.#run('listFolders', call, () => this.contents.keys(bucket, prefix));
    let previous: string | undefined;
    for (const key of keys) {
      const slash = key.indexOf('/', prefix.length);
      if (slash === -1 || this.contents.find({ bucket, key })?.isDeleteMarker !== false) continue;
      const folder = key.slice(prefix.length, slash + 1);
      if (folder !== previous) yield folder;
      previous = folder;
    }
  }

  async *listVersions(
    bucket: string,
    { prefix = '' }: { prefix?: string } = {},
  ): AsyncIterable<ObjectVersion> {
    const call = { bucket, key: prefix };
    const keys = await this.#run('listVersions', call, () => this.contents.keys(bucket, prefix));
    for (const key of keys) {
      const versions = this.contents.versions({ bucket, key });
      for (const [index, { versionId, isDeleteMarker, properties }] of versions.entries()) {
        const { lastModified, size, etag } = properties;
        yield { bucket, key, versionId, isLatest: index === 0, isDeleteMarker, lastModified, size, etag };
      }
    }
  }

  tags(ref: ObjectRef, options: { versionId?: string } = {}): Promise<Readonly<Record<string, string>>> {
    return this.#run('tags', ref, () => {
      checkKey(ref);
      return { ...this.contents.existing(ref, options.versionId).properties.tags };
    });
  }

  updateEncryption(ref: ObjectRef, key: NewObjectKey): Promise<void> {
    return this.#run('updateEncryption', ref, () => {
      checkKey(ref);
      const version = this.contents.existing(ref, key.versionId);
      this.contents.checkUnlocked(ref, version);
      const encryption = checkEncryptionUpdate(ref, version.properties.encryption, key);
      this.contents.change(ref, version.versionId, { encryption });
    });
  }

  async #run<T>(
    operation: ObjectStoreCall['operation'],
    { bucket, key }: ObjectRef,
    work: () => T | Promise<T>,
  ): Promise<T> {
    const call = { operation, bucket, key };
    this.calls.push(call);
    await this.before?.(call);
    const result = await work();
    await this.after?.(call);
    return result;
  }
}

function headOf({ bucket, key }: ObjectRef, { properties }: KeptVersion): ObjectHead {
  const { size, etag, versionId, lastModified, contentType, metadata, encryption, storageClass } = properties;
  const { retention, legalHold } = properties;
  return {
    bucket,
    key,
    size,
    etag,
    lastModified,
    metadata,
    encryption,
    storageClass,
    ...(versionId === undefined ? {} : { versionId }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(retention === undefined ? {} : { retention }),
    ...(legalHold === undefined ? {} : { legalHold }),
  };
}

function slice(ref: ObjectRef, bytes: Buffer, range: { first: number; last?: number } | undefined): Buffer {
  if (range === undefined) return bytes;
  if (range.first >= bytes.length) {
    throw invalidRequest(
      `${ref.key} has ${bytes.length} bytes; byte ${range.first} is past its end.`,
      'Ask for bytes that exist; the head tells the size.',
    );
  }
  return bytes.subarray(range.first, range.last === undefined ? undefined : range.last + 1);
}

function chunked(bytes: Buffer): Readable {
  return Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    })(),
    { objectMode: false },
  );
}
