import { createHash, randomUUID } from 'node:crypto';
import { systemClock, type Clock } from '@lakeward/core';
import { checkCompletion, checkPart, uploadGone, type KeptPart } from '../check-parts';
import type {
  CopiedPart,
  MultipartCopy,
  MultipartCopyOptions,
  MultipartCopyResult,
  MultipartUpload,
  ObjectProperties,
  PartSource,
} from '../multipart-copy';
import { objectNotFound } from '../object-errors';
import type { ObjectRef, ObjectStore, WriteCondition } from '../object-store';
import { readBytes } from '../read-object';
import { checkKey } from '../request-rules';

interface Upload {
  readonly to: ObjectRef;
  readonly beganAt: Date;
  readonly options: MultipartCopyOptions;
  readonly parts: Map<number, KeptPart & { readonly bytes: Buffer }>;
}

/** What an {@link ObjectStore} has no place for. */
const extraNames = [
  'cacheControl',
  'contentDisposition',
  'contentEncoding',
  'contentLanguage',
  'expires',
  'grants',
  'redirectLocation',
  'storageClass',
] as const;

/** What it has. */
const optionNames = ['contentType', 'metadata', 'tags', 'encryption', 'retention', 'legalHold'] as const;

/** A {@link MultipartCopy} in memory, of objects that any store holds. What the store has no place for, it keeps by itself. */
export class InMemoryMultipartCopy implements MultipartCopy {
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  readonly #uploads = new Map<string, Upload>();
  /** By bucket, key and ETag. */
  readonly #extras = new Map<string, Partial<ObjectProperties>>();

  constructor(store: ObjectStore, { clock = systemClock }: { clock?: Clock } = {}) {
    this.#store = store;
    this.#clock = clock;
  }

  async properties(ref: ObjectRef, options: { versionId?: string } = {}): Promise<ObjectProperties> {
    const head = await this.#store.head(ref, options);
    if (head === undefined) throw objectNotFound(ref, options);
    const { size, etag, lastModified, metadata, encryption, storageClass } = head;
    return {
      size,
      etag,
      lastModified,
      metadata,
      encryption,
      storageClass,
      ...chosen(head, ['versionId', 'contentType', 'retention', 'legalHold']),
      tags: await this.#store.tags(ref, options),
      grants: [],
      ...this.#extras.get(place(ref, etag)),
    };
  }

  async begin(to: ObjectRef, options: MultipartCopyOptions = {}): Promise<MultipartUpload> {
    checkKey(to);
    await this.#store.list(to.bucket, { prefix: to.key })[Symbol.asyncIterator]().next();
    const uploadId = randomUUID();
    this.#uploads.set(uploadId, { to, beganAt: this.#clock.now(), options, parts: new Map() });
    return { to, uploadId };
  }

  async copyPart(upload: MultipartUpload, partNumber: number, source: PartSource): Promise<CopiedPart> {
    checkPart(partNumber, source);
    const { parts } = this.#upload(upload);
    const { from, versionId, ifMatch, first, last } = source;
    const version = versionId === undefined ? {} : { versionId };
    const { size } = (await this.#store.head(from, version)) ?? {};
    checkPart(partNumber, source, size);
    const range = { first, last };
    const bytes = await readBytes(this.#store, from, {
      range,
      ...version,
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });
    const etag = createHash('md5').update(bytes).digest('hex');
    parts.set(partNumber, { partNumber, etag, size: bytes.length, bytes });
    return { partNumber, etag };
  }

  async *parts(upload: MultipartUpload): AsyncIterable<CopiedPart> {
    const { parts } = await Promise.resolve(this.#upload(upload));
    for (const { partNumber, etag, size } of inOrder(parts)) yield { partNumber, etag, size };
  }

  async *uploads(to: ObjectRef): AsyncIterable<MultipartUpload & { readonly beganAt: Date }> {
    const found = await Promise.resolve([...this.#uploads.entries()]);
    for (const [uploadId, upload] of found) {
      if (upload.to.bucket !== to.bucket || upload.to.key !== to.key) continue;
      yield { to: upload.to, uploadId, beganAt: upload.beganAt };
    }
  }

  async complete(
    upload: MultipartUpload,
    parts: readonly CopiedPart[],
    { condition }: { condition?: WriteCondition } = {},
  ): Promise<MultipartCopyResult> {
    const { to, options, parts: kept } = this.#upload(upload);
    const whole = checkCompletion(upload, inOrder(kept), parts).map(({ bytes }) => bytes);
    const result = await this.#store.put(to, Buffer.concat(whole), {
      ...(condition === undefined ? {} : { condition }),
      ...chosen(options, optionNames),
    });
    this.#uploads.delete(upload.uploadId);
    this.#extras.set(place(to, result.etag), chosen(options, extraNames));
    return result;
  }

  abort({ uploadId }: MultipartUpload): Promise<void> {
    this.#uploads.delete(uploadId);
    return Promise.resolve();
  }

  #upload(upload: MultipartUpload): Upload {
    const found = this.#uploads.get(upload.uploadId);
    if (found === undefined) throw uploadGone(upload);
    return found;
  }
}

function place({ bucket, key }: ObjectRef, etag: string): string {
  return JSON.stringify([bucket, key, etag]);
}

function inOrder<T extends KeptPart>(parts: ReadonlyMap<number, T>): T[] {
  return [...parts.values()].sort((a, b) => a.partNumber - b.partNumber);
}

/** The named entries that have a value. */
function chosen<T extends object, K extends keyof T>(from: T, names: readonly K[]): Partial<Pick<T, K>> {
  const entries = names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]);
  return Object.fromEntries(entries) as Partial<Pick<T, K>>;
}
