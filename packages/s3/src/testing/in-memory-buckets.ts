import { createHash, randomUUID } from 'node:crypto';
import { systemClock, type Clock } from '@lakeward/core';
import { compareKeys } from '../compare-keys';
import type { ObjectChecksum, ObjectProperties } from '../multipart-copy';
import {
  bucketNotFound,
  invalidRequest,
  objectLocked,
  objectNotFound,
  preconditionFailed,
} from '../object-errors';
import type { Encryption, ObjectRef, PutResult, WriteCondition } from '../object-store';
import { standInChecksum } from './stand-in-checksum';

/** How a bucket of the fakes is set up. */
export interface InMemoryBucketOptions {
  readonly versioning?: boolean;
  /** Takes retention and legal holds; implies versioning. */
  readonly objectLock?: boolean;
  /** What objects get that are written without saying. Default SSE-S3, as everywhere since 2023. */
  readonly defaultEncryption?: Encryption;
}

/** One version as it lies in a bucket. */
export interface KeptVersion {
  /** `null` in a bucket without versions. */
  readonly versionId: string;
  readonly isDeleteMarker: boolean;
  readonly bytes: Buffer;
  /** Without a `versionId` in a bucket without versions. */
  readonly properties: ObjectProperties;
}

/** All that may be said of an object that is put: also what only a copy in parts can say, or S3 by itself. */
export type KeptOptions = Partial<Omit<ObjectProperties, 'checksum' | 'size' | 'versionId'>> & {
  readonly condition?: WriteCondition;
  /** Default one of the full object; `none` as objects older than 2024 have. */
  readonly checksum?: ObjectChecksum | 'none';
};

interface Bucket {
  readonly versioned: boolean;
  readonly objectLock: boolean;
  readonly defaultEncryption: Encryption;
  /** By key; newest version first, never empty. */
  readonly objects: Map<string, KeptVersion[]>;
}

/**
 * What lies in the buckets of the fakes, by S3's rules for versions, delete markers, conditions and Object Lock. No call waits, so of
 * two writers one is wholly first; tests use it to look at objects, and to write some between two calls of a port.
 */
export class InMemoryBuckets {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** Adds an empty bucket, or empties one that is there. */
  create(name: string, options: InMemoryBucketOptions = {}): void {
    this.#buckets.set(name, {
      versioned: options.versioning === true || options.objectLock === true,
      objectLock: options.objectLock === true,
      defaultEncryption: options.defaultEncryption ?? { algorithm: 'AES256' },
      objects: new Map(),
    });
  }

  has(name: string): boolean {
    return this.#buckets.has(name);
  }

  defaultEncryption(bucket: string): Encryption {
    return this.#bucket(bucket).defaultEncryption;
  }

  /** Keys that begin so, of objects and of delete markers, in S3's order. */
  keys(bucket: string, prefix: string): string[] {
    const keys = [...this.#bucket(bucket).objects.keys()];
    return keys.filter((key) => key.startsWith(prefix)).sort(compareKeys);
  }

  /** All versions of the key, newest first. */
  versions({ bucket, key }: ObjectRef): readonly KeptVersion[] {
    return this.#bucket(bucket).objects.get(key) ?? [];
  }

  /** The named version, or the current one; a delete marker counts. */
  find(ref: ObjectRef, versionId?: string): KeptVersion | undefined {
    const versions = this.versions(ref);
    return versionId === undefined
      ? versions[0]
      : versions.find((version) => version.versionId === versionId);
  }

  /** The named version, or the current one, which must be there and no delete marker. */
  existing(ref: ObjectRef, versionId?: string): KeptVersion {
    const version = this.find(ref, versionId);
    if (version === undefined || version.isDeleteMarker) throw objectNotFound(ref, { versionId });
    return version;
  }

  /** Puts a version on top, or replaces the object where there are no versions. */
  put(ref: ObjectRef, bytes: Buffer, options: KeptOptions = {}): PutResult {
    const bucket = this.#bucket(ref.bucket);
    const { condition, checksum = standInChecksum(bytes), ...said } = options;
    if (condition !== undefined) this.checkCondition(ref, condition);
    this.#checkLock(ref, bucket, said);
    const encryption = said.encryption ?? bucket.defaultEncryption;
    const versionId = bucket.versioned ? randomUUID() : 'null';
    const properties: ObjectProperties = {
      etag: inMemoryEtag(bytes, encryption),
      lastModified: this.#clock.now(),
      metadata: {},
      storageClass: 'STANDARD',
      grants: [],
      ...said,
      size: bytes.length,
      encryption,
      tags: { ...said.tags },
      ...(checksum === 'none' ? {} : { checksum }),
      ...(bucket.versioned ? { versionId } : {}),
    };
    this.#prepend(bucket, ref.key, { versionId, isDeleteMarker: false, bytes, properties });
    return { etag: properties.etag, ...(bucket.versioned ? { versionId } : {}) };
  }

  /** Says something else of a version that is there. */
  change(ref: ObjectRef, versionId: string, change: Partial<ObjectProperties>): void {
    const changed = this.versions(ref).map((version) =>
      version.versionId === versionId
        ? { ...version, properties: { ...version.properties, ...change } }
        : version,
    );
    this.#bucket(ref.bucket).objects.set(ref.key, changed);
  }

  /** Puts a delete marker on top, or takes the object away where there are no versions. */
  delete({ bucket: name, key }: ObjectRef): void {
    const bucket = this.#bucket(name);
    if (bucket.versioned) this.#prepend(bucket, key, this.#deleteMarker());
    else bucket.objects.delete(key);
  }

  /** Takes a version away for good, if no lock keeps it. */
  deleteVersion(ref: ObjectRef, versionId: string): void {
    const version = this.find(ref, versionId);
    if (version === undefined) return;
    this.checkUnlocked(ref, version);
    const { objects } = this.#bucket(ref.bucket);
    const rest = this.versions(ref).filter((other) => other !== version);
    if (rest.length > 0) objects.set(ref.key, rest);
    else objects.delete(ref.key);
  }

  /** Takes the object and all its versions away for good, locked or not. */
  erase({ bucket, key }: ObjectRef): void {
    this.#bucket(bucket).objects.delete(key);
  }

  /** Throws `S3_PRECONDITION_FAILED` where the condition is not met. */
  checkCondition(ref: ObjectRef, condition: WriteCondition): void {
    const current = this.find(ref);
    const etag = current?.isDeleteMarker === false ? current.properties.etag : undefined;
    const met = 'ifMatch' in condition ? etag === condition.ifMatch : etag === undefined;
    if (!met) throw preconditionFailed(ref);
  }

  /** Throws `S3_OBJECT_LOCKED` while retention or a legal hold keep the version as it is. */
  checkUnlocked(ref: ObjectRef, { versionId, properties: { retention, legalHold } }: KeptVersion): void {
    if (legalHold === true || (retention !== undefined && retention.retainUntil > this.#clock.now())) {
      throw objectLocked(ref, { versionId });
    }
  }

  #checkLock(
    ref: ObjectRef,
    { objectLock }: Bucket,
    { retention, legalHold }: Pick<KeptOptions, 'legalHold' | 'retention'>,
  ): void {
    if ((retention !== undefined || legalHold !== undefined) && !objectLock) {
      throw invalidRequest(
        `"${ref.bucket}" takes no retention or legal hold.`,
        'Use a bucket that was created with Object Lock.',
      );
    }
    if (retention !== undefined && !(retention.retainUntil > this.#clock.now())) {
      throw invalidRequest(
        `The retention of ${ref.key} ends before it begins.`,
        'Give a date that lies in the future.',
      );
    }
  }

  #bucket(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) throw bucketNotFound(name);
    return bucket;
  }

  #prepend({ versioned, objects }: Bucket, key: string, version: KeptVersion): void {
    objects.set(key, versioned ? [version, ...(objects.get(key) ?? [])] : [version]);
  }

  #deleteMarker(): KeptVersion {
    const versionId = randomUUID();
    return {
      versionId,
      isDeleteMarker: true,
      bytes: Buffer.alloc(0),
      properties: {
        size: 0,
        etag: '',
        versionId,
        lastModified: this.#clock.now(),
        metadata: {},
        tags: {},
        grants: [],
        encryption: { algorithm: 'none' },
        storageClass: 'STANDARD',
      },
    };
  }
}

/**
 * An ETag as S3 would give. Only what SSE-S3 encrypts has its MD5: code that takes an ETag for one elsewhere, or for the same of the
 * same bytes, fails here as it would on S3.
 */
export function inMemoryEtag(bytes: Buffer, { algorithm }: Encryption): string {
  const md5 = createHash('md5').update(bytes);
  return (algorithm === 'AES256' ? md5 : md5.update(randomUUID())).digest('hex');
}
