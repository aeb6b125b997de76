import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { systemClock, type Clock } from '@lakeward/core';
import { bodyBytes, releasing } from '../body-bytes';
import { compareKeys } from '../compare-keys';
import {
  bucketNotFound,
  invalidRequest,
  objectLocked,
  objectNotFound,
  preconditionFailed,
} from '../object-errors';
import { checkEncryptionUpdate } from '../check-encryption-update';
import type { NewObjectKey, ObjectEncryptionUpdate } from '../object-encryption-update';
import type {
  CopyOptions,
  Encryption,
  ObjectBody,
  ObjectHead,
  ObjectRef,
  ObjectStore,
  ObjectSummary,
  ObjectVersion,
  PutOptions,
  PutResult,
  StoredObject,
  WriteCondition,
} from '../object-store';
import { checkCopy, checkKey, checkPutOptions, checkRange, maxCopyBytes } from '../request-rules';

/** How a bucket of the fake is set up. */
export interface InMemoryBucketOptions {
  readonly versioning?: boolean;
  /** Takes retention and legal holds; implies versioning. */
  readonly objectLock?: boolean;
  /** What objects get that are written without saying. Default SSE-S3, as everywhere since 2023. */
  readonly defaultEncryption?: Encryption;
}

/** One call as the fake saw it. */
export interface ObjectStoreCall {
  readonly operation: keyof ObjectStore | keyof ObjectEncryptionUpdate;
  readonly bucket: string;
  /** The key, or for listings the prefix. */
  readonly key: string;
}

/** Called around every operation; what it throws is what the caller gets. */
export type ObjectStoreHook = (call: ObjectStoreCall) => void | Promise<void>;

interface Version {
  readonly versionId: string;
  readonly deleteMarker: boolean;
  readonly bytes: Buffer;
  readonly head: Omit<ObjectHead, 'bucket' | 'key' | 'versionId'>;
  readonly tags: Readonly<Record<string, string>>;
}

interface Bucket {
  readonly versioned: boolean;
  readonly objectLock: boolean;
  readonly defaultEncryption: Encryption;
  /** By key; newest version first, never empty. */
  readonly objects: Map<string, Version[]>;
}

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
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: { clock?: Clock; buckets?: Readonly<Record<string, InMemoryBucketOptions>> } = {}) {
    this.#clock = options.clock ?? systemClock;
    for (const [name, bucket] of Object.entries(options.buckets ?? {})) this.createBucket(name, bucket);
  }

  /** Adds an empty bucket. */
  createBucket(name: string, options: InMemoryBucketOptions = {}): this {
    this.#buckets.set(name, {
      versioned: options.versioning === true || options.objectLock === true,
      objectLock: options.objectLock === true,
      defaultEncryption: options.defaultEncryption ?? { algorithm: 'AES256' },
      objects: new Map(),
    });
    return this;
  }

  head(ref: ObjectRef, options: { versionId?: string } = {}): Promise<ObjectHead | undefined> {
    return this.#run('head', ref, () => {
      checkKey(ref);
      // A HEAD answer has no body to say why, so S3 cannot tell a missing bucket from a missing key.
      const bucket = this.#buckets.get(ref.bucket);
      if (bucket === undefined) return undefined;
      const version = find(bucket, ref, options.versionId);
      return version === undefined || version.deleteMarker ? undefined : headOf(bucket, ref, version);
    });
  }

  get(
    ref: ObjectRef,
    options: { versionId?: string; range?: { first: number; last?: number }; ifMatch?: string } = {},
  ): Promise<StoredObject> {
    return this.#run('get', ref, () => {
      checkKey(ref);
      if (options.range !== undefined) checkRange(options.range);
      const bucket = this.#bucket(ref.bucket);
      const version = existing(bucket, ref, options.versionId);
      if (options.ifMatch !== undefined && options.ifMatch !== version.head.etag)
        throw preconditionFailed(ref);
      return {
        ...headOf(bucket, ref, version),
        body: chunked(slice(ref, version.bytes, options.range)),
      };
    });
  }

  put(ref: ObjectRef, body: ObjectBody, options: PutOptions = {}): Promise<PutResult> {
    return releasing(body, () =>
      this.#run('put', ref, async () => {
        checkKey(ref);
        const checked = checkPutOptions(ref, options);
        const bucket = this.#bucket(ref.bucket);
        return this.#write(bucket, ref, await bodyBytes(body), checked);
      }),
    );
  }

  copy(from: ObjectRef, to: ObjectRef, options: CopyOptions = {}): Promise<PutResult> {
    return this.#run('copy', to, () => {
      const checked = checkCopy(from, to, options);
      const bucket = this.#bucket(to.bucket);
      const source = existingSource(this.#bucket(from.bucket), from, options);
      const { contentType = source.head.contentType, metadata = source.head.metadata } = checked;
      return this.#write(bucket, to, source.bytes, {
        ...checked,
        metadata,
        tags: checked.tags ?? source.tags,
        ...(contentType === undefined ? {} : { contentType }),
      });
    });
  }

  delete(ref: ObjectRef, options: { versionId?: string; ifMatch?: string } = {}): Promise<void> {
    return this.#run('delete', ref, () => {
      checkKey(ref);
      const bucket = this.#bucket(ref.bucket);
      // "Conditional delete evaluations only apply to the current version" ("How to perform conditional deletes").
      if (options.ifMatch !== undefined) checkCondition(bucket, ref, { ifMatch: options.ifMatch });
      if (options.versionId !== undefined) this.#deleteVersion(bucket, ref, options.versionId);
      else if (bucket.versioned) prepend(bucket, ref.key, this.#deleteMarker());
      else bucket.objects.delete(ref.key);
    });
  }

  async *list(
    bucket: string,
    { prefix = '', startAfter = '' }: { prefix?: string; startAfter?: string } = {},
  ): AsyncIterable<ObjectSummary> {
    const found = await this.#run('list', { bucket, key: prefix }, () => this.#bucket(bucket));
    for (const key of sortedKeys(found, prefix)) {
      const version = found.objects.get(key)?.[0];
      if (version === undefined || version.deleteMarker || compareKeys(key, startAfter) <= 0) continue;
      const { size, etag, lastModified, storageClass } = version.head;
      yield { bucket, key, size, etag, lastModified, storageClass };
    }
  }

  async *listFolders(bucket: string, prefix: string): AsyncIterable<string> {
    const found = await this.#run('listFolders', { bucket, key: prefix }, () => this.#bucket(bucket));
    let previous: string | undefined;
    for (const key of sortedKeys(found, prefix)) {
      const slash = key.indexOf('/', prefix.length);
      if (slash === -1 || found.objects.get(key)?.[0]?.deleteMarker !== false) continue;
      const folder = key.slice(prefix.length, slash + 1);
      if (folder !== previous) yield folder;
      previous = folder;
    }
  }

  async *listVersions(
    bucket: string,
    { prefix = '' }: { prefix?: string } = {},
  ): AsyncIterable<ObjectVersion> {
    const found = await this.#run('listVersions', { bucket, key: prefix }, () => this.#bucket(bucket));
    for (const key of sortedKeys(found, prefix)) {
      for (const [index, { versionId, deleteMarker, head }] of [
        ...(found.objects.get(key) ?? []),
      ].entries()) {
        yield {
          bucket,
          key,
          versionId,
          isLatest: index === 0,
          isDeleteMarker: deleteMarker,
          lastModified: head.lastModified,
          size: head.size,
          etag: head.etag,
        };
      }
    }
  }

  tags(ref: ObjectRef, options: { versionId?: string } = {}): Promise<Readonly<Record<string, string>>> {
    return this.#run('tags', ref, () => {
      checkKey(ref);
      return { ...existing(this.#bucket(ref.bucket), ref, options.versionId).tags };
    });
  }

  updateEncryption(ref: ObjectRef, key: NewObjectKey): Promise<void> {
    return this.#run('updateEncryption', ref, () => {
      checkKey(ref);
      const bucket = this.#bucket(ref.bucket);
      const version = existing(bucket, ref, key.versionId);
      const { retention, legalHold, encryption } = version.head;
      if (legalHold === true || (retention !== undefined && retention.retainUntil > this.#clock.now())) {
        throw objectLocked(ref, { versionId: key.versionId });
      }
      const updated = { ...version.head, encryption: checkEncryptionUpdate(ref, encryption, key) };
      const versions = bucket.objects.get(ref.key) ?? [];
      bucket.objects.set(
        ref.key,
        versions.map((each) => (each === version ? { ...each, head: updated } : each)),
      );
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

  #bucket(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) throw bucketNotFound(name);
    return bucket;
  }

  /** Without an `await`, so that of two writers one is wholly first. */
  #write(bucket: Bucket, ref: ObjectRef, bytes: Buffer, options: PutOptions): PutResult {
    const { condition, contentType, metadata = {}, tags = {}, retention, legalHold } = options;
    const now = this.#clock.now();
    if (condition !== undefined) checkCondition(bucket, ref, condition);
    if ((retention !== undefined || legalHold !== undefined) && !bucket.objectLock) {
      throw invalidRequest(
        `"${ref.bucket}" takes no retention or legal hold.`,
        'Use a bucket that was created with Object Lock.',
      );
    }
    if (retention !== undefined && !(retention.retainUntil > now)) {
      throw invalidRequest(
        `The retention of ${ref.key} ends before it begins.`,
        'Give a date that lies in the future.',
      );
    }
    const encryption = options.encryption ?? bucket.defaultEncryption;
    const version: Version = {
      versionId: bucket.versioned ? randomUUID() : 'null',
      deleteMarker: false,
      bytes,
      head: {
        size: bytes.length,
        etag: etagOf(bytes, encryption),
        lastModified: now,
        metadata,
        encryption,
        storageClass: 'STANDARD',
        ...(contentType === undefined ? {} : { contentType }),
        ...(retention === undefined ? {} : { retention }),
        ...(legalHold === undefined ? {} : { legalHold }),
      },
      tags: { ...tags },
    };
    if (bucket.versioned) prepend(bucket, ref.key, version);
    else bucket.objects.set(ref.key, [version]);
    return {
      etag: version.head.etag,
      ...(bucket.versioned ? { versionId: version.versionId } : {}),
    };
  }

  #deleteVersion(bucket: Bucket, ref: ObjectRef, versionId: string): void {
    const version = find(bucket, ref, versionId);
    if (version === undefined) return;
    const { retention, legalHold } = version.head;
    if (legalHold === true || (retention !== undefined && retention.retainUntil > this.#clock.now())) {
      throw objectLocked(ref, { versionId });
    }
    const rest = (bucket.objects.get(ref.key) ?? []).filter((other) => other !== version);
    if (rest.length > 0) bucket.objects.set(ref.key, rest);
    else bucket.objects.delete(ref.key);
  }

  #deleteMarker(): Version {
    return {
      versionId: randomUUID(),
      deleteMarker: true,
      bytes: Buffer.alloc(0),
      head: {
        size: 0,
        etag: '',
        lastModified: this.#clock.now(),
        metadata: {},
        encryption: { algorithm: 'none' },
        storageClass: 'STANDARD',
      },
      tags: {},
    };
  }
}

function prepend(bucket: Bucket, key: string, version: Version): void {
  bucket.objects.set(key, [version, ...(bucket.objects.get(key) ?? [])]);
}

/** The named version, or the current one; a delete marker counts. */
function find(bucket: Bucket, { key }: ObjectRef, versionId: string | undefined): Version | undefined {
  const versions = bucket.objects.get(key) ?? [];
  return versionId === undefined ? versions[0] : versions.find((version) => version.versionId === versionId);
}

function existing(bucket: Bucket, ref: ObjectRef, versionId: string | undefined): Version {
  const version = find(bucket, ref, versionId);
  if (version === undefined || version.deleteMarker) throw objectNotFound(ref, { versionId });
  return version;
}

function existingSource(bucket: Bucket, from: ObjectRef, options: CopyOptions): Version {
  const source = existing(bucket, from, options.sourceVersionId);
  if (options.sourceIfMatch !== undefined && options.sourceIfMatch !== source.head.etag) {
    throw preconditionFailed(from);
  }
  if (source.bytes.length > maxCopyBytes) {
    throw invalidRequest(`${from.key} is too large for one copy.`, 'Copy it in parts.');
  }
  return source;
}

function checkCondition(bucket: Bucket, ref: ObjectRef, condition: WriteCondition): void {
  const current = find(bucket, ref, undefined);
  const etag = current === undefined || current.deleteMarker ? undefined : current.head.etag;
  const met = 'ifMatch' in condition ? etag === condition.ifMatch : etag === undefined;
  if (!met) throw preconditionFailed(ref);
}

function headOf(bucket: Bucket, { bucket: name, key }: ObjectRef, version: Version): ObjectHead {
  return {
    bucket: name,
    key,
    ...version.head,
    ...(bucket.versioned ? { versionId: version.versionId } : {}),
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

function sortedKeys(bucket: Bucket, prefix: string): string[] {
  return [...bucket.objects.keys()].filter((key) => key.startsWith(prefix)).sort(compareKeys);
}

/** Only SSE-S3 objects have their MD5 as ETag: code that takes it for one elsewhere fails here as it would on S3. */
function etagOf(bytes: Buffer, { algorithm }: Encryption): string {
  const md5 = createHash('md5').update(bytes);
  return (algorithm === 'AES256' ? md5 : md5.update(randomUUID())).digest('hex');
}
