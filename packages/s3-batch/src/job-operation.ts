import type { ObjectRetention } from '@lakeward/s3';

/**
 * Re-wraps the data key of each object under another KMS key: nothing is copied, ETag, LastModified, storage class and metadata
 * stay. Source must be SSE-S3 or SSE-KMS, without retention or legal hold. Source: "Update object encryption", S3 User Guide.
 */
export interface S3UpdateObjectEncryption {
  readonly name: 'S3UpdateObjectEncryption';
  /** The key's full ARN: S3 takes neither an alias nor an id. */
  readonly keyArn: string;
  /** False where absent, as in S3. */
  readonly bucketKey?: boolean;
}

/** Storage classes that S3 Batch copies to. Source: "S3CopyObjectOperation", S3 API reference. */
export type CopyStorageClass =
  | 'STANDARD'
  | 'STANDARD_IA'
  | 'ONEZONE_IA'
  | 'GLACIER'
  | 'INTELLIGENT_TIERING'
  | 'DEEP_ARCHIVE'
  | 'GLACIER_IR';

/** Access control lists that S3 knows by name. */
export type CannedAcl =
  | 'private'
  | 'public-read'
  | 'public-read-write'
  | 'aws-exec-read'
  | 'authenticated-read'
  | 'bucket-owner-read'
  | 'bucket-owner-full-control';

/** One grant of an access control list. */
export interface AclGrant {
  readonly grantee: {
    readonly type: 'id' | 'emailAddress' | 'uri';
    readonly identifier: string;
    readonly displayName?: string;
  };
  readonly permission: 'FULL_CONTROL' | 'READ' | 'WRITE' | 'READ_ACP' | 'WRITE_ACP';
}

/** Metadata that takes the place of the source's. */
export interface NewObjectMetadata {
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  readonly contentType?: string;
  readonly expires?: Date;
  readonly userMetadata?: Readonly<Record<string, string>>;
}

/** Checksums that a copy can be given. */
export type CopyChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256';

/** What a copy is encrypted with. SSE-C and DSSE-KMS are not to be had from S3 Batch. */
export type CopyEncryption =
  | { readonly algorithm: 'AES256' }
  /** `keyArn`: key ARN, id or alias; the account's `aws/s3` where absent. */
  | { readonly algorithm: 'aws:kms'; readonly keyArn?: string; readonly bucketKey?: boolean };

/**
 * Copies each object, at most 5 GiB of it. What a copy does not carry over unless asked: access control list, Object Lock,
 * website redirect, storage class (STANDARD otherwise). Source: "Copy objects", S3 User Guide; CopyObject.
 */
export interface S3PutObjectCopy {
  readonly name: 'S3PutObjectCopy';
  /** Name of the bucket copied to; the job runs in its Region. */
  readonly targetBucket: string;
  readonly targetKeyPrefix?: string;
  /** The default encryption of the target bucket where absent. */
  readonly encryption?: CopyEncryption;
  /** STANDARD where absent, whatever the source has. */
  readonly storageClass?: CopyStorageClass;
  /** Private where neither this nor `grants` is given. */
  readonly cannedAcl?: CannedAcl;
  readonly grants?: readonly AclGrant[];
  /** Replaces all metadata of the source; the source's is copied where absent. */
  readonly newMetadata?: NewObjectMetadata;
  /** Replaces all tags of the source, empty: with none; the source's are copied where absent. */
  readonly newTags?: Readonly<Record<string, string>>;
  readonly redirectLocation?: string;
  readonly requesterPays?: boolean;
  readonly modifiedSince?: Date;
  readonly unmodifiedSince?: Date;
  readonly retention?: ObjectRetention;
  readonly legalHold?: boolean;
  readonly checksumAlgorithm?: CopyChecksumAlgorithm;
}

/** Invokes a function for each object. Source: "Invoke AWS Lambda function", S3 User Guide. */
export interface LambdaInvoke {
  readonly name: 'LambdaInvoke';
  readonly functionArn: string;
  /** `1.0` where absent; user arguments need `2.0`. */
  readonly invocationSchemaVersion?: '1.0' | '2.0';
  /** At most 10 entries; names up to 64, values up to 1,024 characters. */
  readonly userArguments?: Readonly<Record<string, string>>;
}

/** Starts the restore of each archived object; the job is over when all are started. Source: "Restore objects", S3 User Guide. */
export interface S3InitiateRestoreObject {
  readonly name: 'S3InitiateRestoreObject';
  /** Days the restored copy stays: for Glacier Flexible Retrieval and Deep Archive; absent for archive tiers of Intelligent-Tiering. */
  readonly expirationInDays?: number;
  readonly tier: 'BULK' | 'STANDARD';
}

/** What a job does to each object of its manifest. */
export type JobOperation =
  S3UpdateObjectEncryption | S3PutObjectCopy | LambdaInvoke | S3InitiateRestoreObject;
