import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { systemClock, type Clock } from '@lakeward/core';
import {
  checkCompletion,
  checkPart,
  minPartBytes,
  partsEtag,
  uploadGone,
  type KeptPart,
} from '../check-parts';
import type {
  CopiedPart,
  MultipartCopy,
  MultipartCopyOptions,
  MultipartCopyResult,
  MultipartUpload,
  ObjectProperties,
  PartSource,
} from '../multipart-copy';
import { preconditionFailed } from '../object-errors';
import type { Encryption, ObjectRef, WriteCondition } from '../object-store';
import { checkKey } from '../request-rules';
import { inMemoryEtag, type InMemoryBuckets } from './in-memory-buckets';
import type { InMemoryObjectStore } from './in-memory-object-store';
import { standInChecksumOfParts } from './stand-in-checksum';

/** One call as the fake saw it. */
export interface MultipartCopyCall extends ObjectRef {
  readonly operation: keyof MultipartCopy;
}

/** An upload that is neither completed nor aborted. */
export interface UploadUnderWay extends MultipartUpload {
  readonly beganAt: Date;
  readonly options: MultipartCopyOptions;
  /** By number. */
  readonly parts: ReadonlyMap<number, KeptPart>;
}

interface Upload extends UploadUnderWay {
  readonly options: MultipartCopyOptions & { readonly encryption: Encryption };
  readonly parts: Map<number, KeptPart & { readonly bytes: Buffer }>;
}

/**
 * A {@link MultipartCopy} in memory, of the objects of an {@link InMemoryObjectStore}. `before` makes calls fail without effect,
 * `after` although they took effect.
 */
export class InMemoryMultipartCopy implements MultipartCopy {
  before: ((call: MultipartCopyCall) => void | Promise<void>) | undefined;
  after: ((call: MultipartCopyCall) => void | Promise<void>) | undefined;
  /** Numbers of the parts that were copied, in order. */
  readonly copiedParts: number[] = [];
  readonly #contents: InMemoryBuckets;
  readonly #clock: Clock;
  readonly #minPartBytes: number;
  readonly #uploads = new Map<string, Upload>();

  /** `smallestPart`: bytes of a part that is not the last, for tests that would do without parts of 5 MiB. */
  constructor(
    store: InMemoryObjectStore,
    { clock = systemClock, smallestPart = minPartBytes }: { clock?: Clock; smallestPart?: number } = {},
  ) {
    this.#contents = store.contents;
    this.#clock = clock;
    this.#minPartBytes = smallestPart;
  }

  /** Uploads to all keys, oldest first. */
  underWay(): UploadUnderWay[] {
    return [...this.#uploads.values()];
  }

  /** Drops all uploads, as a lifecycle rule would. */
  dropUploads(): void {
    this.#uploads.clear();
  }

  properties(ref: ObjectRef, options: { versionId?: string } = {}): Promise<ObjectProperties> {
    return this.#run('properties', ref, () => this.#contents.existing(ref, options.versionId).properties);
  }

  begin(to: ObjectRef, options: MultipartCopyOptions = {}): Promise<MultipartUpload> {
    return this.#run('begin', to, () => {
      checkKey(to);
      const encryption = options.encryption ?? this.#contents.defaultEncryption(to.bucket);
      const uploadId = randomUUID();
      const beganAt = this.#clock.now();
      this.#uploads.set(uploadId, {
        to,
        uploadId,
        beganAt,
        options: { ...options, encryption },
        parts: new Map(),
      });
      return { to, uploadId };
    });
  }

  copyPart(upload: MultipartUpload, partNumber: number, source: PartSource): Promise<CopiedPart> {
    return this.#run('copyPart', upload.to, () => {
      checkPart(partNumber, source);
      const { parts, options } = this.#upload(upload);
      const { from, versionId, ifMatch, first, last } = source;
      const version = this.#contents.existing(from, versionId);
      // As in all of HTTP, conditions come before ranges.
      if (ifMatch !== undefined && ifMatch !== version.properties.etag) throw preconditionFailed(from);
      checkPart(partNumber, source, version.bytes.length);
      const bytes = version.bytes.subarray(first, last + 1);
      const etag = inMemoryEtag(bytes, options.encryption);
      parts.set(partNumber, { partNumber, etag, size: bytes.length, bytes });
      this.copiedParts.push(partNumber);
      return { partNumber, etag };
    });
  }

  async *parts(upload: MultipartUpload): AsyncIterable<CopiedPart> {
    const found = await this.#run('parts', upload.to, () => inOrder(this.#upload(upload).parts));
    for (const { partNumber, etag, size } of found) yield { partNumber, etag, size };
  }

  async *uploads(to: ObjectRef): AsyncIterable<MultipartUpload & { readonly beganAt: Date }> {
    const all = await this.#run('uploads', to, () => this.underWay());
    for (const { to: there, uploadId, beganAt } of all) {
      if (there.bucket === to.bucket && there.key === to.key) yield { to: there, uploadId, beganAt };
    }
  }

  complete(
    upload: MultipartUpload,
    parts: readonly CopiedPart[],
    { condition }: { condition?: WriteCondition } = {},
  ): Promise<MultipartCopyResult> {
    return this.#run('complete', upload.to, () => {
      const { to, uploadId, options, parts: kept, beganAt } = this.#upload(upload);
      const { checksumAlgorithm, ...said } = options;
      const chosen = checkCompletion(upload, inOrder(kept), parts, this.#minPartBytes);
      const whole = chosen.map(({ bytes }) => bytes);
      const checksum = standInChecksumOfParts(whole, checksumAlgorithm);
      const result = this.#contents.put(to, Buffer.concat(whole), {
        ...said,
        ...(condition === undefined ? {} : { condition }),
        etag: partsEtag(chosen),
        checksum,
        // S3 dates an object by when its upload began.
        lastModified: beganAt,
      });
      this.#uploads.delete(uploadId);
      return { ...result, checksum };
    });
  }

  abort({ to, uploadId }: MultipartUpload): Promise<void> {
    return this.#run('abort', to, () => {
      this.#uploads.delete(uploadId);
    });
  }

  #upload(upload: MultipartUpload): Upload {
    const found = this.#uploads.get(upload.uploadId);
    if (found === undefined) throw uploadGone(upload);
    return found;
  }

  async #run<T>(operation: MultipartCopyCall['operation'], ref: ObjectRef, work: () => T): Promise<T> {
    const call = { operation, bucket: ref.bucket, key: ref.key };
    await this.before?.(call);
    // A turn of the event loop, so that parallel calls interleave as they would over a network.
    await setImmediate();
    const result = work();
    await this.after?.(call);
    return result;
  }
}

function inOrder<T extends KeptPart>(parts: ReadonlyMap<number, T>): T[] {
  return [...parts.values()].sort((a, b) => a.partNumber - b.partNumber);
}
