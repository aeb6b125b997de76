import { createHash } from 'node:crypto';
import type { Clock } from '@lakeward/core';
import {
  invalidRequest,
  objectNotFound,
  preconditionFailed,
  uploadGone,
  type CopiedPart,
  type CopyOptions,
  type MultipartCopy,
  type MultipartCopyOptions,
  type MultipartCopyResult,
  type MultipartUpload,
  type ObjectChecksum,
  type ObjectProperties,
  type ObjectRef,
  type ObjectStore,
  type ObjectVersion,
  type PartSource,
  type PutResult,
  type WriteCondition,
} from '@lakeward/s3';

/** One version of the world's objects. */
export interface WorldVersion {
  readonly versionId: string;
  readonly isDeleteMarker: boolean;
  readonly bytes: Buffer;
  readonly properties: ObjectProperties;
}

interface WorldUpload {
  readonly to: ObjectRef;
  readonly uploadId: string;
  readonly beganAt: Date;
  readonly options: MultipartCopyOptions;
  readonly parts: Map<number, CopiedPart & { readonly bytes: Buffer; readonly size: number }>;
}

/** A call as hooks see it. */
export type MultipartOperation = keyof MultipartCopy | 'copy' | 'listVersions';

/** Objects with all they say of themselves, versions, and uploads in parts, in memory. Parts may be as small as one likes. */
export class MultipartWorld implements MultipartCopy, Pick<ObjectStore, 'copy' | 'listVersions'> {
  /** By key, newest first. */
  readonly objects = new Map<string, WorldVersion[]>();
  readonly underWay = new Map<string, WorldUpload>();
  /** Parts copied, in order. */
  readonly copied: number[] = [];
  /** Calls that run at the same time at most. */
  mostPartsAtOnce = 0;
  before: ((operation: MultipartOperation) => void | Promise<void>) | undefined;
  after: ((operation: MultipartOperation) => void | Promise<void>) | undefined;
  readonly #clock: Clock;
  readonly #versioned: boolean;
  #ids = 0;
  #partsNow = 0;

  constructor(clock: Clock, options: { versioned: boolean }) {
    this.#clock = clock;
    this.#versioned = options.versioned;
  }

  /** Puts a version on top. */
  put(key: string, bytes: Buffer, properties: Partial<ObjectProperties> = {}): string {
    const versionId = `v${(this.#ids += 1)}`;
    const version: WorldVersion = {
      versionId,
      isDeleteMarker: false,
      bytes,
      properties: {
        metadata: {},
        tags: {},
        grants: [],
        encryption: { algorithm: 'none' },
        storageClass: 'STANDARD',
        lastModified: this.#clock.now(),
        checksum: fullChecksum(bytes),
        ...properties,
        size: bytes.length,
        etag: `etag-${versionId}`,
        ...(this.#versioned ? { versionId } : {}),
      },
    };
    this.objects.set(key, this.#versioned ? [version, ...this.versions(key)] : [version]);
    return versionId;
  }

  /** Puts a delete marker on top, or takes the object away. */
  delete(key: string): void {
    const [current] = this.versions(key);
    if (current === undefined || !this.#versioned) this.objects.delete(key);
    else {
      const marker = { ...current, versionId: `v${(this.#ids += 1)}`, isDeleteMarker: true };
      this.objects.set(key, [marker, ...this.versions(key)]);
    }
  }

  versions(key: string): WorldVersion[] {
    return this.objects.get(key) ?? [];
  }

  properties(ref: ObjectRef, options: { versionId?: string } = {}): Promise<ObjectProperties> {
    return this.#run('properties', () => this.#find(ref, options.versionId).properties);
  }

  begin(to: ObjectRef, options: MultipartCopyOptions = {}): Promise<MultipartUpload> {
    return this.#run('begin', () => {
      const uploadId = `upload-${(this.#ids += 1)}`;
      this.underWay.set(uploadId, { to, uploadId, beganAt: this.#clock.now(), options, parts: new Map() });
      return { to, uploadId };
    });
  }

  async copyPart(upload: MultipartUpload, partNumber: number, source: PartSource): Promise<CopiedPart> {
    this.#partsNow += 1;
    this.mostPartsAtOnce = Math.max(this.mostPartsAtOnce, this.#partsNow);
    try {
      return await this.#run('copyPart', () => {
        const { parts } = this.#upload(upload);
        const version = this.#find(source.from, source.versionId);
        if (source.ifMatch !== undefined && source.ifMatch !== version.properties.etag) {
          throw preconditionFailed(source.from);
        }
        const bytes = version.bytes.subarray(source.first, source.last + 1);
        if (bytes.length !== source.last - source.first + 1)
          throw invalidRequest('The range is too long.', '');
        // As under KMS: the same bytes have another ETag every time.
        const part = { partNumber, etag: `part-${(this.#ids += 1)}`, size: bytes.length, bytes };
        parts.set(partNumber, part);
        this.copied.push(partNumber);
        return { partNumber, etag: part.etag };
      });
    } finally {
      this.#partsNow -= 1;
    }
  }

  async *parts(upload: MultipartUpload): AsyncIterable<CopiedPart> {
    const parts = await this.#run('parts', () => [...this.#upload(upload).parts.values()]);
    for (const { partNumber, etag, size } of parts.sort((a, b) => a.partNumber - b.partNumber)) {
      yield { partNumber, etag, size };
    }
  }

  async *uploads(to: ObjectRef): AsyncIterable<MultipartUpload & { readonly beganAt: Date }> {
    const all = await this.#run('uploads', () => [...this.underWay.values()]);
    for (const { to: there, uploadId, beganAt } of all) {
      if (there.bucket === to.bucket && there.key === to.key) yield { to, uploadId, beganAt };
    }
  }

  complete(
    upload: MultipartUpload,
    parts: readonly CopiedPart[],
    options: { condition?: WriteCondition } = {},
  ): Promise<MultipartCopyResult> {
    return this.#run('complete', () => {
      const { to, uploadId, options: asked, parts: ready, beganAt } = this.#upload(upload);
      const { condition } = options;
      if (condition !== undefined && 'ifMatch' in condition) {
        const [current] = this.versions(to.key);
        if (current?.isDeleteMarker !== false) throw objectNotFound(to);
        if (current.properties.etag !== condition.ifMatch) throw preconditionFailed(to);
      }
      const chosen = parts.map(({ partNumber, etag }) => {
        const part = ready.get(partNumber);
        if (part?.etag !== etag) throw invalidRequest(`Part ${partNumber} is not there.`, '');
        return part.bytes;
      });
      this.underWay.delete(uploadId);
      const { checksumAlgorithm, ...properties } = asked;
      // S3 dates an object by when its upload began.
      const versionId = this.put(to.key, Buffer.concat(chosen), { ...properties, lastModified: beganAt });
      const { etag, checksum } = this.#find(to, undefined).properties;
      return {
        etag,
        ...(this.#versioned ? { versionId } : {}),
        ...(checksumAlgorithm === 'CRC64NVME' && checksum !== undefined ? { checksum } : {}),
      };
    });
  }

  abort({ uploadId }: MultipartUpload): Promise<void> {
    return this.#run('abort', () => {
      this.underWay.delete(uploadId);
    });
  }

  copy(from: ObjectRef, to: ObjectRef, options: CopyOptions = {}): Promise<PutResult> {
    return this.#run('copy', () => {
      const { bytes, properties } = this.#find(from, options.sourceVersionId);
      if (options.sourceIfMatch !== undefined && options.sourceIfMatch !== properties.etag) {
        throw preconditionFailed(from);
      }
      const { contentType, metadata, tags } = properties;
      const { encryption, retention, legalHold } = options;
      const versionId = this.put(to.key, bytes, {
        metadata,
        tags: options.tags ?? tags,
        lastModified: this.#clock.now(),
        ...(contentType === undefined ? {} : { contentType }),
        ...(encryption === undefined ? {} : { encryption }),
        ...(retention === undefined ? {} : { retention }),
        ...(legalHold === undefined ? {} : { legalHold }),
      });
      const { etag } = this.#find(to, undefined).properties;
      return { etag, ...(this.#versioned ? { versionId } : {}) };
    });
  }

  async *listVersions(
    bucket: string,
    { prefix = '' }: { prefix?: string } = {},
  ): AsyncIterable<ObjectVersion> {
    const found = await this.#run('listVersions', () =>
      [...this.objects].filter(([key]) => key.startsWith(prefix)),
    );
    for (const [key, versions] of found.sort(([a], [b]) => (a < b ? -1 : 1))) {
      for (const [index, { versionId, isDeleteMarker, properties }] of versions.entries()) {
        const { size, etag, lastModified } = properties;
        yield { bucket, key, versionId, isLatest: index === 0, isDeleteMarker, lastModified, size, etag };
      }
    }
  }

  #find(ref: ObjectRef, versionId: string | undefined): WorldVersion {
    const versions = this.versions(ref.key);
    const version =
      versionId === undefined || !this.#versioned
        ? versions[0]
        : versions.find((one) => one.versionId === versionId);
    if (version === undefined || version.isDeleteMarker) throw objectNotFound(ref, { versionId });
    return version;
  }

  #upload({ to, uploadId }: MultipartUpload): WorldUpload {
    const upload = this.underWay.get(uploadId);
    if (upload === undefined) throw uploadGone({ to, uploadId });
    return upload;
  }

  async #run<T>(operation: MultipartOperation, work: () => T): Promise<T> {
    await this.before?.(operation);
    // A turn of the event loop, so that parallel calls interleave as they would over a network.
    await new Promise((resolve) => setImmediate(resolve));
    const result = work();
    await this.after?.(operation);
    return result;
  }
}

/** Stands for the checksum of a full object; which function makes it does not matter here. */
export function fullChecksum(bytes: Buffer): ObjectChecksum {
  const value = createHash('sha1').update(bytes).digest('base64');
  return { algorithm: 'CRC64NVME', type: 'FULL_OBJECT', value };
}
