import type { Readable } from 'node:stream';

/** Where an object is. `key` is the real key: never URL-encoded, at most 1,024 bytes of UTF-8. */
export interface ObjectRef {
  readonly bucket: string;
  readonly key: string;
}

/** How an object is encrypted at rest, in the words of the S3 API. `none` only for objects older than 2023. */
export type Encryption =
  | { readonly algorithm: 'AES256' }
  | { readonly algorithm: 'aws:kms'; readonly keyArn?: string; readonly bucketKey?: boolean }
  | { readonly algorithm: 'aws:kms:dsse'; readonly keyArn?: string }
  | { readonly algorithm: 'SSE-C' }
  | { readonly algorithm: 'none' };

/** Object Lock retention of one version. */
export interface ObjectRetention {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  readonly retainUntil: Date;
}

/** What is known of an object without reading it. */
export interface ObjectHead extends ObjectRef {
  readonly size: number;
  /** Without quotes. An MD5 only for plain single-part SSE-S3 objects: an opaque token otherwise. */
  readonly etag: string;
  /** Absent in a bucket that never had versioning. */
  readonly versionId?: string;
  readonly lastModified: Date;
  readonly contentType?: string;
  /** User metadata; names are lower-case. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly encryption: Encryption;
  readonly storageClass: string;
  readonly retention?: ObjectRetention;
  readonly legalHold?: boolean;
}

/** An object being read. `body` must be consumed or destroyed. */
export interface StoredObject extends ObjectHead {
  readonly body: Readable;
}

/** One line of a listing. */
export interface ObjectSummary extends ObjectRef {
  readonly size: number;
  readonly etag: string;
  readonly lastModified: Date;
  readonly storageClass: string;
}

/** One line of a version listing: newest first within a key. */
export interface ObjectVersion extends ObjectRef {
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
  readonly lastModified: Date;
  /** Zero for delete markers. */
  readonly size: number;
  /** Empty for delete markers. */
  readonly etag: string;
}

/** Bytes to write. A stream is uploaded in parts with flat memory. */
export type ObjectBody = string | Uint8Array | Readable;

/**
 * A write that must not overwrite what its author has not seen; `S3_PRECONDITION_FAILED` otherwise. When an answer is lost
 * and the request sent again, the "somebody else" who came first may be its own earlier try: read what is there.
 */
export type WriteCondition =
  /** Only if no such key exists. */
  | { readonly ifNoneMatch: '*' }
  /** Only if the key exists and its current version has this ETag. */
  | { readonly ifMatch: string };

/** How an object is written. */
export interface PutOptions {
  readonly condition?: WriteCondition;
  readonly contentType?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** The bucket's default where absent. */
  readonly encryption?: Encryption;
  readonly retention?: ObjectRetention;
  readonly legalHold?: boolean;
}

/** What a write made. */
export interface PutResult {
  readonly etag: string;
  readonly versionId?: string;
}

/** How an object is copied. Metadata, tags and content type are carried over unless given. */
export interface CopyOptions extends PutOptions {
  /** Copies this version instead of the current one. */
  readonly sourceVersionId?: string;
  /** Only if the source has this ETag. */
  readonly sourceIfMatch?: string;
}

/**
 * The lake's storage. Adapters: S3 (`@lakeward/s3/aws`), a directory (`@lakeward/embedded`), and the in-memory fake
 * (`@lakeward/s3/testing`); all pass the contract suite beside the fake.
 *
 * Errors thrown (AppError): `S3_OBJECT_NOT_FOUND`, `S3_BUCKET_NOT_FOUND`, `S3_PRECONDITION_FAILED` (somebody else wrote first),
 * `S3_CONFLICT` (retryable), `S3_THROTTLED` (retryable), `S3_ACCESS_DENIED`, `S3_OBJECT_LOCKED`, `S3_OBJECT_ARCHIVED`, `S3_INVALID_REQUEST`,
 * `S3_UNAVAILABLE` (retryable).
 */
export interface ObjectStore {
  /**
   * The object's head, or undefined when there is no such object (or version, or it is a delete marker). Also undefined
   * in a bucket that does not exist: S3 gives no reason with a HEAD.
   */
  head(ref: ObjectRef, options?: { versionId?: string }): Promise<ObjectHead | undefined>;
  /**
   * The object and its bytes. `range` is inclusive at both ends, as in HTTP, and cut at the end of the object; `size` is the
   * whole object's. A range that begins past the end is `S3_INVALID_REQUEST`.
   */
  get(
    ref: ObjectRef,
    options?: { versionId?: string; range?: { first: number; last?: number }; ifMatch?: string },
  ): Promise<StoredObject>;
  /**
   * Writes the object whole: a reader sees the old bytes or the new, never a mixture. When `body` fails, so does the write, with
   * the stream's own error and without effect; a stream that is not used up is destroyed.
   */
  put(ref: ObjectRef, body: ObjectBody, options?: PutOptions): Promise<PutResult>;
  /**
   * Copies on the server; both refs may be the same (re-encryption in place), if something changes. At most 5 GB. Encryption,
   * retention and legal hold are those of a new object: given, or the bucket's default.
   */
  copy(from: ObjectRef, to: ObjectRef, options?: CopyOptions): Promise<PutResult>;
  /**
   * Deletes the current version (a delete marker in a versioned bucket), or the named version for good. Absent keys and
   * versions are no error, except with `ifMatch`, which is always held against the current version.
   */
  delete(ref: ObjectRef, options?: { versionId?: string; ifMatch?: string }): Promise<void>;
  /** Current objects whose key begins with `prefix`, in order of their keys' UTF-8 bytes, after `startAfter`. */
  list(bucket: string, options?: { prefix?: string; startAfter?: string }): AsyncIterable<ObjectSummary>;
  /** The distinct parts of keys between `prefix` and the next `/`: the "folders" below `prefix`, each with its trailing `/`. */
  listFolders(bucket: string, prefix: string): AsyncIterable<string>;
  /**
   * All versions and delete markers whose key begins with `prefix`; the version id is `null` where the bucket had no versioning
   * yet. S3 tells times in whole seconds, so an object and a delete marker of the same second may change places.
   */
  listVersions(bucket: string, options?: { prefix?: string }): AsyncIterable<ObjectVersion>;
  /** The object's tags. */
  tags(ref: ObjectRef, options?: { versionId?: string }): Promise<Readonly<Record<string, string>>>;
}
