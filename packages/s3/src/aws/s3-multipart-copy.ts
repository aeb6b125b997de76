import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectAclCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  S3Client,
  UploadPartCopyCommand,
  type Grant,
  type HeadObjectCommandOutput,
  type ListMultipartUploadsCommandOutput,
  type ListPartsCommandOutput,
  type StorageClass,
} from '@aws-sdk/client-s3';
import { clientSettings, type AwsClientOptions } from '@lakeward/aws-client';
import { checkPart, uploadGone } from '../check-parts';
import { encodeKey } from '../encoded-key';
import type {
  CopiedPart,
  MultipartCopy,
  MultipartCopyOptions,
  MultipartCopyResult,
  MultipartUpload,
  ObjectGrant,
  ObjectProperties,
  PartSource,
} from '../multipart-copy';
import { invalidRequest, objectNotFound, preconditionFailed } from '../object-errors';
import type { ObjectRef, PutOptions, WriteCondition } from '../object-store';
import { checkKey, checkPutOptions } from '../request-rules';
import { s3Uri } from '../s3-uri';
import { checksumMember, checksumOf, uploadChecksum } from './checksum-mapping';
import {
  conditionInput,
  keyDecoder,
  objectHead,
  putResult,
  quoted,
  unquoted,
  writeInput,
} from './object-mapping';
import { isAbsent, s3Error, type RequestTarget } from './s3-error';

/** Copying a part of some GiB takes S3 a minute or two, and an answer that is lost is paid for again. */
const PATIENCE = { connectMs: 3_000, answerMs: 300_000, attempts: 5 };

export interface S3MultipartCopyOptions extends AwsClientOptions {
  /** Takes the place of a client made from the other options. */
  readonly client?: S3Client;
  /** Parts or uploads asked for at a time, 1 to 1,000. Default 1,000. */
  readonly pageSize?: number;
}

/** The {@link MultipartCopy} that is Amazon S3. */
export function createS3MultipartCopy({
  client,
  pageSize = 1_000,
  ...where
}: S3MultipartCopyOptions = {}): MultipartCopy {
  const made = client ?? new S3Client({ ...clientSettings(where, PATIENCE), retryMode: 'adaptive' });
  return new S3MultipartCopy(made, pageSize);
}

class S3MultipartCopy implements MultipartCopy {
  readonly #client: S3Client;
  readonly #pageSize: number;

  constructor(client: S3Client, pageSize: number) {
    this.#client = client;
    this.#pageSize = pageSize;
  }

  async properties(ref: ObjectRef, { versionId }: { versionId?: string } = {}): Promise<ObjectProperties> {
    checkKey(ref);
    const place = {
      Bucket: ref.bucket,
      Key: ref.key,
      ...(versionId === undefined ? {} : { VersionId: versionId }),
    };
    const head = await this.#head(ref, versionId, place);
    // Tags and grants are those of the version that was found, whatever is current by now.
    const found = head.VersionId === undefined ? place : { ...place, VersionId: head.VersionId };
    const [tagging, acl] = await this.#ask({ ref, versionId }, () =>
      Promise.all([
        this.#client.send(new GetObjectTaggingCommand(found)),
        this.#client.send(new GetObjectAclCommand(found)),
      ]),
    );
    const { size, etag, lastModified, metadata, encryption, storageClass, ...more } = objectHead(ref, head);
    const checksum = checksumOf(head);
    return {
      size,
      etag,
      lastModified,
      metadata,
      encryption,
      storageClass,
      ...(more.versionId === undefined ? {} : { versionId: more.versionId }),
      ...(more.contentType === undefined ? {} : { contentType: more.contentType }),
      ...(more.retention === undefined ? {} : { retention: more.retention }),
      ...(more.legalHold === undefined ? {} : { legalHold: more.legalHold }),
      ...headersOf(head),
      ...(head.WebsiteRedirectLocation === undefined
        ? {}
        : { redirectLocation: head.WebsiteRedirectLocation }),
      ...(checksum === undefined ? {} : { checksum }),
      tags: Object.fromEntries((tagging.TagSet ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
      grants: (acl.Grants ?? []).flatMap((grant) => grantOf(grant, acl.Owner?.ID)),
    };
  }

  async begin(to: ObjectRef, options: MultipartCopyOptions = {}): Promise<MultipartUpload> {
    checkKey(to);
    const checked = checkPutOptions(to, writeOptions(options));
    const { cacheControl, contentDisposition, contentEncoding, contentLanguage, expires } = options;
    const { redirectLocation, storageClass, grants = [], checksumAlgorithm } = options;
    const { UploadId } = await this.#ask({ ref: to }, () =>
      this.#client.send(
        new CreateMultipartUploadCommand({
          ...writeInput(to, checked),
          ...uploadChecksum(checksumAlgorithm ?? 'CRC64NVME'),
          ...(cacheControl === undefined ? {} : { CacheControl: cacheControl }),
          ...(contentDisposition === undefined ? {} : { ContentDisposition: contentDisposition }),
          ...(contentEncoding === undefined ? {} : { ContentEncoding: contentEncoding }),
          ...(contentLanguage === undefined ? {} : { ContentLanguage: contentLanguage }),
          ...(expires === undefined ? {} : { Expires: expiryOf(to, expires) }),
          ...(redirectLocation === undefined ? {} : { WebsiteRedirectLocation: redirectLocation }),
          ...(storageClass === undefined ? {} : { StorageClass: storageClass as StorageClass }),
          ...grantHeaders(to, grants),
        }),
      ),
    );
    if (UploadId !== undefined) return { to, uploadId: UploadId };
    throw uploadGone({ to, uploadId: '' });
  }

  async copyPart(upload: MultipartUpload, partNumber: number, source: PartSource): Promise<CopiedPart> {
    checkPart(partNumber, source);
    const { from, versionId, ifMatch, first, last } = source;
    const version = versionId === undefined ? '' : `?versionId=${encodeURIComponent(versionId)}`;
    const { CopyPartResult } = await this.#ask({ ref: from, versionId, to: upload.to }, () =>
      this.#client.send(
        new UploadPartCopyCommand({
          ...place(upload),
          PartNumber: partNumber,
          CopySource: `${from.bucket}/${encodeKey(from.key)}${version}`,
          CopySourceRange: `bytes=${first}-${last}`,
          ...(ifMatch === undefined ? {} : { CopySourceIfMatch: quoted(ifMatch) }),
        }),
      ),
    );
    const checksum = checksumOf(CopyPartResult ?? {})?.value;
    return {
      partNumber,
      etag: unquoted(CopyPartResult?.ETag),
      ...(checksum === undefined ? {} : { checksum }),
    };
  }

  async *parts(upload: MultipartUpload): AsyncIterable<CopiedPart> {
    for await (const page of this.#partPages(upload)) {
      for (const part of page.Parts ?? []) {
        const checksum = checksumOf(part)?.value;
        yield {
          partNumber: part.PartNumber ?? 0,
          etag: unquoted(part.ETag),
          size: part.Size ?? 0,
          ...(checksum === undefined ? {} : { checksum }),
        };
      }
    }
  }

  async *uploads(to: ObjectRef): AsyncIterable<MultipartUpload & { readonly beganAt: Date }> {
    let marker: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
    const found: (MultipartUpload & { readonly beganAt: Date })[] = [];
    while (marker !== undefined) {
      const input: ListMultipartUploadsCommand = new ListMultipartUploadsCommand({
        Bucket: to.bucket,
        Prefix: to.key,
        MaxUploads: this.#pageSize,
        EncodingType: 'url',
        ...marker,
      });
      const page: ListMultipartUploadsCommandOutput = await this.#ask({ ref: to }, () =>
        this.#client.send(input),
      );
      const decode = keyDecoder(page);
      for (const { Key = '', UploadId = '', Initiated } of page.Uploads ?? []) {
        // Prefix finds longer keys as well.
        if (decode(Key) === to.key) found.push({ to, uploadId: UploadId, beganAt: Initiated ?? new Date(0) });
      }
      const { IsTruncated, NextKeyMarker, NextUploadIdMarker } = page;
      const isMore: boolean =
        IsTruncated === true && NextKeyMarker !== undefined && decode(NextKeyMarker) === to.key;
      marker = isMore
        ? {
            KeyMarker: decode(NextKeyMarker ?? ''),
            ...(NextUploadIdMarker === undefined ? {} : { UploadIdMarker: NextUploadIdMarker }),
          }
        : undefined;
    }
    yield* found.sort((a, b) => a.beganAt.getTime() - b.beganAt.getTime());
  }

  async complete(
    upload: MultipartUpload,
    parts: readonly CopiedPart[],
    { condition }: { condition?: WriteCondition } = {},
  ): Promise<MultipartCopyResult> {
    const { to } = upload;
    const isConditional = condition !== undefined && 'ifMatch' in condition;
    const algorithm = parts.some(({ checksum }) => checksum !== undefined)
      ? await this.#algorithm(upload)
      : undefined;
    try {
      const answer = await this.#client.send(
        new CompleteMultipartUploadCommand({
          ...place(upload),
          MultipartUpload: {
            Parts: parts.map(({ partNumber, etag, checksum }) => ({
              PartNumber: partNumber,
              ETag: quoted(etag),
              ...(checksum === undefined || algorithm === undefined
                ? {}
                : checksumMember(algorithm, checksum)),
            })),
          },
          ...conditionInput(condition),
        }),
      );
      const checksum = checksumOf(answer);
      return { ...putResult(answer.ETag, answer.VersionId), ...(checksum === undefined ? {} : { checksum }) };
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      if (name === 'NoSuchUpload') throw uploadGone(upload);
      if (isConditional && isAbsent(error)) throw preconditionFailed(to, error);
      throw s3Error(error, { ref: to });
    }
  }

  async abort(upload: MultipartUpload): Promise<void> {
    try {
      await this.#client.send(new AbortMultipartUploadCommand(place(upload)));
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchUpload') return;
      throw s3Error(error, { ref: upload.to });
    }
  }

  async #head(
    ref: ObjectRef,
    versionId: string | undefined,
    input: { Bucket: string; Key: string; VersionId?: string },
  ): Promise<HeadObjectCommandOutput> {
    try {
      return await this.#client.send(new HeadObjectCommand({ ...input, ChecksumMode: 'ENABLED' }));
    } catch (error) {
      if (isAbsent(error)) throw objectNotFound(ref, { versionId, cause: error });
      throw s3Error(error, { ref, versionId });
    }
  }

  /** What the checksums of the parts are of. */
  async #algorithm(upload: MultipartUpload): Promise<Parameters<typeof checksumMember>[0] | undefined> {
    const { ChecksumAlgorithm } = await this.#ask({ ref: upload.to }, () =>
      this.#client.send(new ListPartsCommand({ ...place(upload), MaxParts: 1 })),
    );
    const known = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;
    return known.find((algorithm) => algorithm === ChecksumAlgorithm);
  }

  async *#partPages(upload: MultipartUpload): AsyncGenerator<ListPartsCommandOutput, void, undefined> {
    let marker: string | undefined;
    do {
      const input: ListPartsCommand = new ListPartsCommand({
        ...place(upload),
        MaxParts: this.#pageSize,
        ...(marker === undefined ? {} : { PartNumberMarker: marker }),
      });
      const page: ListPartsCommandOutput = await this.#ask({ ref: upload.to }, () =>
        this.#client.send(input),
      );
      yield page;
      marker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
    } while (marker !== undefined);
  }

  async #ask<T>(target: RequestTarget, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw s3Error(error, target);
    }
  }
}

function place({ to, uploadId }: MultipartUpload): { Bucket: string; Key: string; UploadId: string } {
  return { Bucket: to.bucket, Key: to.key, UploadId: uploadId };
}

function writeOptions(options: MultipartCopyOptions): PutOptions {
  const { contentType, metadata, tags, encryption, retention, legalHold } = options;
  return {
    ...(contentType === undefined ? {} : { contentType }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(tags === undefined ? {} : { tags }),
    ...(encryption === undefined ? {} : { encryption }),
    ...(retention === undefined ? {} : { retention }),
    ...(legalHold === undefined ? {} : { legalHold }),
  };
}

function headersOf(head: HeadObjectCommandOutput): Partial<ObjectProperties> {
  const { CacheControl, ContentDisposition, ContentEncoding, ContentLanguage, ExpiresString } = head;
  return {
    ...(CacheControl === undefined ? {} : { cacheControl: CacheControl }),
    ...(ContentDisposition === undefined ? {} : { contentDisposition: ContentDisposition }),
    ...(ContentEncoding === undefined ? {} : { contentEncoding: ContentEncoding }),
    ...(ContentLanguage === undefined ? {} : { contentLanguage: ContentLanguage }),
    ...(ExpiresString === undefined ? {} : { expires: ExpiresString }),
  };
}

/** The SDK sends dates only, so an Expires that is none cannot be carried over. */
function expiryOf(to: ObjectRef, expires: string): Date {
  const date = new Date(expires);
  if (!Number.isNaN(date.getTime())) return date;
  throw invalidRequest(
    `The Expires header for ${s3Uri(to)} is "${expires}", which is not a date.`,
    'Leave it out, or give it as a date.',
  );
}

/** A grant as the port has it; nothing for the owner's own, which every new object has. */
function grantOf({ Grantee, Permission }: Grant, owner: string | undefined): ObjectGrant[] {
  if (Permission === undefined) return [];
  if (Grantee?.URI !== undefined)
    return [{ grantee: { type: 'Group', uri: Grantee.URI }, permission: Permission }];
  if (Grantee?.ID === undefined || (Grantee.ID === owner && Permission === 'FULL_CONTROL')) return [];
  return [{ grantee: { type: 'CanonicalUser', id: Grantee.ID }, permission: Permission }];
}

/** S3 takes grants as headers, one for each permission; WRITE is for buckets alone. Source: "CreateMultipartUpload". */
function grantHeaders(to: ObjectRef, grants: readonly ObjectGrant[]) {
  const headers: Record<string, string> = {};
  const names = {
    FULL_CONTROL: 'GrantFullControl',
    READ: 'GrantRead',
    READ_ACP: 'GrantReadACP',
    WRITE_ACP: 'GrantWriteACP',
  } as const;
  for (const { grantee, permission } of grants) {
    if (permission === 'WRITE') {
      throw invalidRequest(
        `${s3Uri(to)} cannot grant WRITE: that is a permission of buckets.`,
        'Leave the grant out.',
      );
    }
    const who = grantee.type === 'Group' ? `uri="${grantee.uri}"` : `id="${grantee.id}"`;
    const name = names[permission];
    headers[name] = headers[name] === undefined ? who : `${headers[name]}, ${who}`;
  }
  return headers;
}
