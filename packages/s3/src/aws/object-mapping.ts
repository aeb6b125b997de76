import type {
  CopyObjectCommandInput,
  GetObjectCommandOutput,
  HeadObjectCommandOutput,
  PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { decodeFormKey } from '../encoded-key';
import { invalidRequest } from '../object-errors';
import type {
  Encryption,
  ObjectHead,
  ObjectRef,
  PutOptions,
  PutResult,
  WriteCondition,
} from '../object-store';
import { s3Uri } from '../s3-uri';

/** The part of a write that PutObject, CopyObject and CreateMultipartUpload share. */
export type WriteInput = Pick<
  PutObjectCommandInput & CopyObjectCommandInput,
  | 'Bucket'
  | 'BucketKeyEnabled'
  | 'ChecksumAlgorithm'
  | 'ContentType'
  | 'Key'
  | 'Metadata'
  | 'ObjectLockLegalHoldStatus'
  | 'ObjectLockMode'
  | 'ObjectLockRetainUntilDate'
  | 'SSEKMSKeyId'
  | 'ServerSideEncryption'
  | 'Tagging'
>;

/** The headers of a write, without its condition. */
export function writeInput({ bucket, key }: ObjectRef, options: PutOptions): WriteInput {
  const { contentType, metadata, tags, encryption, retention, legalHold } = options;
  return {
    Bucket: bucket,
    Key: key,
    // Said for every write, as Object Lock demands a checksum; CRC32 is what Node computes natively.
    ChecksumAlgorithm: 'CRC32',
    ...(contentType === undefined ? {} : { ContentType: contentType }),
    ...(metadata === undefined ? {} : { Metadata: { ...metadata } }),
    ...(tags === undefined ? {} : { Tagging: tagging(tags) }),
    ...(encryption === undefined ? {} : encryptionInput(encryption)),
    ...(retention === undefined
      ? {}
      : { ObjectLockMode: retention.mode, ObjectLockRetainUntilDate: retention.retainUntil }),
    ...(legalHold === undefined ? {} : { ObjectLockLegalHoldStatus: legalHold ? 'ON' : 'OFF' }),
  };
}

/** The headers of a conditional write. */
export function conditionInput(
  condition: WriteCondition | undefined,
): Pick<PutObjectCommandInput, 'IfMatch' | 'IfNoneMatch'> {
  if (condition === undefined) return {};
  return 'ifMatch' in condition ? { IfMatch: quoted(condition.ifMatch) } : { IfNoneMatch: '*' };
}

/** An ETag as HTTP writes it. */
export function quoted(etag: string): string {
  return `"${etag}"`;
}

/** An ETag as the port has it. */
export function unquoted(etag: string | undefined): string {
  return (etag ?? '').replace(/^"(.*)"$/, '$1');
}

/** Reads keys of a page of a listing, which says itself whether they are URL-encoded. */
export function keyDecoder({ EncodingType }: { EncodingType?: string | undefined }): (key: string) => string {
  return EncodingType === 'url' ? decodeFormKey : (key) => key;
}

/** What a write answered. */
export function putResult(etag: string | undefined, versionId: string | undefined): PutResult {
  return { etag: unquoted(etag), ...(versionId === undefined ? {} : { versionId }) };
}

/** What a HEAD or GET answered. */
export function objectHead(
  ref: ObjectRef,
  output: HeadObjectCommandOutput | GetObjectCommandOutput,
): ObjectHead {
  const { VersionId, ContentType, ObjectLockMode, ObjectLockRetainUntilDate, ObjectLockLegalHoldStatus } =
    output;
  return {
    bucket: ref.bucket,
    key: ref.key,
    size: wholeSize(output),
    etag: unquoted(output.ETag),
    ...(VersionId === undefined ? {} : { versionId: VersionId }),
    lastModified: output.LastModified ?? new Date(0),
    ...(ContentType === undefined ? {} : { contentType: ContentType }),
    metadata: output.Metadata ?? {},
    encryption: encryptionOf(ref, output),
    // Left out for STANDARD ("HeadObject", S3 API reference).
    storageClass: output.StorageClass ?? 'STANDARD',
    ...(ObjectLockMode === undefined || ObjectLockRetainUntilDate === undefined
      ? {}
      : { retention: { mode: ObjectLockMode, retainUntil: ObjectLockRetainUntilDate } }),
    ...(ObjectLockLegalHoldStatus === undefined ? {} : { legalHold: ObjectLockLegalHoldStatus === 'ON' }),
  };
}

/** Tags as URL query parameters; a space as %20, which reads the same by every rule. */
function tagging(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
}

function encryptionInput(
  encryption: Encryption,
): Pick<PutObjectCommandInput, 'BucketKeyEnabled' | 'SSEKMSKeyId' | 'ServerSideEncryption'> {
  switch (encryption.algorithm) {
    case 'AES256':
      return { ServerSideEncryption: 'AES256' };
    case 'aws:kms':
      return {
        ServerSideEncryption: 'aws:kms',
        ...(encryption.keyArn === undefined ? {} : { SSEKMSKeyId: encryption.keyArn }),
        ...(encryption.bucketKey === undefined ? {} : { BucketKeyEnabled: encryption.bucketKey }),
      };
    case 'aws:kms:dsse':
      return {
        ServerSideEncryption: 'aws:kms:dsse',
        ...(encryption.keyArn === undefined ? {} : { SSEKMSKeyId: encryption.keyArn }),
      };
    // Refused before a request is made.
    case 'SSE-C':
    case 'none':
      return {};
  }
}

function encryptionOf(ref: ObjectRef, output: HeadObjectCommandOutput | GetObjectCommandOutput): Encryption {
  const { ServerSideEncryption: algorithm, SSEKMSKeyId, BucketKeyEnabled, SSECustomerAlgorithm } = output;
  const keyArn = SSEKMSKeyId === undefined ? {} : { keyArn: SSEKMSKeyId };
  switch (algorithm) {
    case undefined:
      return { algorithm: SSECustomerAlgorithm === undefined ? 'none' : 'SSE-C' };
    case 'AES256':
      return { algorithm };
    case 'aws:kms':
      return { algorithm, ...keyArn, ...(BucketKeyEnabled === true ? { bucketKey: true } : {}) };
    case 'aws:kms:dsse':
      return { algorithm, ...keyArn };
    case 'aws:backup':
    case 'aws:fsx':
    default:
      throw invalidRequest(
        `${s3Uri(ref)} is encrypted by ${algorithm}.`,
        'Only objects under SSE-S3, SSE-KMS, DSSE-KMS or none of them are understood.',
      );
  }
}

/** A part of an object tells the size of the whole in its range: `bytes 0-4/10`. */
function wholeSize(output: HeadObjectCommandOutput | GetObjectCommandOutput): number {
  const total = output.ContentRange?.split('/')[1];
  return total === undefined ? (output.ContentLength ?? 0) : Number(total);
}
