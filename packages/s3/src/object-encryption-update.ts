import type { ObjectRef } from './object-store';

/** What an object's data key is wrapped with anew. */
export interface NewObjectKey {
  /** Full ARN: S3 takes neither an alias nor an id. */
  readonly keyArn: string;
  /** False where absent, as in S3. */
  readonly bucketKey?: boolean;
  /** This version instead of the current one. */
  readonly versionId?: string;
}

/**
 * Changes the encryption of an object in place: from SSE-S3 or SSE-KMS to SSE-KMS, without moving data. ETag, LastModified,
 * storage class, checksums and metadata stay, archived objects are not restored. Source: "UpdateObjectEncryption", S3 API reference.
 *
 * Errors thrown (AppError): as {@link ObjectStore}; `S3_INVALID_REQUEST` where the object is not encrypted, or under DSSE-KMS or
 * SSE-C, `S3_OBJECT_LOCKED` where a retention or legal hold lies on the version.
 */
export interface ObjectEncryptionUpdate {
  updateEncryption(ref: ObjectRef, key: NewObjectKey): Promise<void>;
}
