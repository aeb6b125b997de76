import type { Encryption, ObjectRef, ObjectRetention, PutResult, WriteCondition } from './object-store';

/** One grant of an object's access control list. */
export interface ObjectGrant {
  readonly grantee:
    | { readonly type: 'CanonicalUser'; readonly id: string }
    | { readonly type: 'Group'; readonly uri: string };
  readonly permission: 'FULL_CONTROL' | 'READ' | 'WRITE' | 'READ_ACP' | 'WRITE_ACP';
}

/** Checksum that S3 keeps of an object. `COMPOSITE`: one of its parts' checksums, which depends on how it was cut. */
export interface ObjectChecksum {
  readonly algorithm: 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256';
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
  /** Base64; composite ones end in `-` and the number of parts. */
  readonly value: string;
}

/** All that a copy has to say again, since a multipart upload carries nothing over. */
export interface ObjectProperties {
  readonly size: number;
  readonly etag: string;
  readonly versionId?: string;
  readonly lastModified: Date;
  readonly contentType?: string;
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  /** Text of the header, which need not be a date. */
  readonly expires?: string;
  readonly redirectLocation?: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly encryption: Encryption;
  readonly storageClass: string;
  readonly retention?: ObjectRetention;
  readonly legalHold?: boolean;
  /** Empty where access control lists are disabled in the bucket and S3 tells none. */
  readonly grants: readonly ObjectGrant[];
  readonly checksum?: ObjectChecksum;
}

/** What the copy is to be like; nothing comes from the source. */
export type MultipartCopyOptions = Partial<
  Pick<
    ObjectProperties,
    | 'cacheControl'
    | 'contentDisposition'
    | 'contentEncoding'
    | 'contentLanguage'
    | 'contentType'
    | 'encryption'
    | 'expires'
    | 'grants'
    | 'legalHold'
    | 'metadata'
    | 'redirectLocation'
    | 'retention'
    | 'storageClass'
    | 'tags'
  >
> & {
  /** CRC64NVME is of the full object, SHA1 and SHA256 are composite, the CRC32s are made as full ones. */
  readonly checksumAlgorithm?: ObjectChecksum['algorithm'];
};

/** A multipart upload that has begun. Its parts cost storage until it is completed or aborted. */
export interface MultipartUpload {
  readonly to: ObjectRef;
  readonly uploadId: string;
}

/** The bytes one part takes from the source; both ends included. */
export interface PartSource {
  readonly from: ObjectRef;
  readonly versionId?: string;
  /** Only while the source has this ETag; `S3_PRECONDITION_FAILED` otherwise. */
  readonly ifMatch?: string;
  readonly first: number;
  readonly last: number;
}

/** A part that lies ready. */
export interface CopiedPart {
  /** 1 to 10,000. */
  readonly partNumber: number;
  readonly etag: string;
  /** Bytes; only told when parts are listed. */
  readonly size?: number;
  /** Base64, of the upload's algorithm. */
  readonly checksum?: string;
}

/** What a completed copy is. */
export interface MultipartCopyResult extends PutResult {
  readonly checksum?: ObjectChecksum;
}

/**
 * Copies on the server in parts: the way for objects over 5 GiB. Parts are 5 MiB to 5 GiB (the last may be smaller), at most
 * 10,000. Source: "UploadPartCopy" and "Amazon S3 multipart upload limits". Errors thrown (AppError): as {@link ObjectStore}.
 */
export interface MultipartCopy {
  /** All that a faithful copy needs to know of a version; `S3_OBJECT_NOT_FOUND` where there is none. */
  properties(ref: ObjectRef, options?: { versionId?: string }): Promise<ObjectProperties>;
  begin(to: ObjectRef, options?: MultipartCopyOptions): Promise<MultipartUpload>;
  copyPart(upload: MultipartUpload, partNumber: number, source: PartSource): Promise<CopiedPart>;
  /** The parts that lie ready, in order: what a copy that broke off need not do again. */
  parts(upload: MultipartUpload): AsyncIterable<CopiedPart>;
  /** Uploads to this very key that were begun and neither completed nor aborted, oldest first. */
  uploads(to: ObjectRef): AsyncIterable<MultipartUpload & { readonly beganAt: Date }>;
  /** Makes the object of its parts, as one step. */
  complete(
    upload: MultipartUpload,
    parts: readonly CopiedPart[],
    options?: { condition?: WriteCondition },
  ): Promise<MultipartCopyResult>;
  /** Drops the upload and its parts; one that is gone is no error. */
  abort(upload: MultipartUpload): Promise<void>;
}
