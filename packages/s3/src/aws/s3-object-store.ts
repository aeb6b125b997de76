import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  S3Client,
  type CopyObjectCommandInput,
  type HeadObjectCommandOutput,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
} from '@aws-sdk/client-s3';
import { clientSettings, type AwsClientOptions } from '@lakeward/aws-client';
import { isAppError, systemClock, type AppError, type Clock } from '@lakeward/core';
import { releasing } from '../body-bytes';
import { encodeKey } from '../encoded-key';
import { objectLocked, objectNotFound, preconditionFailed } from '../object-errors';
import type {
  CopyOptions,
  ObjectBody,
  ObjectHead,
  ObjectRef,
  ObjectStore,
  ObjectSummary,
  ObjectVersion,
  PutOptions,
  PutResult,
  StoredObject,
} from '../object-store';
import { checkCopy, checkKey, checkPutOptions, checkRange } from '../request-rules';
import {
  conditionInput,
  keyDecoder,
  objectHead,
  putResult,
  quoted,
  unquoted,
  writeInput,
} from './object-mapping';
import { bodyError, copyError, isAbsent, s3Error, type RequestTarget } from './s3-error';
import { BodyError, upload } from './upload';
import { versionPage } from './version-page';

/**
 * A part of 8 MiB may take a minute on a slow line, and so may the first byte of an object in a busy bucket; an answer that has
 * begun must not stall that long either. Five tries with adaptive mode slow down together while S3 says SlowDown, as it does when
 * a prefix outgrows its partition; more tries would only hide from the caller's deadline that it takes minutes.
 */
const PATIENCE = { connectMs: 3_000, answerMs: 60_000, attempts: 5 };

/** Keys per page, the most S3 gives. */
const PAGE = 1_000;

export interface S3ObjectStoreOptions extends AwsClientOptions {
  /** Takes the place of a client made from the other options. */
  readonly client?: S3Client;
  /** Keys asked for at a time, 1 to 1,000. Default 1,000. */
  readonly pageSize?: number;
  readonly clock?: Clock;
}

/** The {@link ObjectStore} that is Amazon S3. */
export function createS3ObjectStore(options: S3ObjectStoreOptions = {}): ObjectStore {
  const { client, pageSize = PAGE, clock = systemClock, ...where } = options;
  return new S3ObjectStore(client ?? makeClient(where), { pageSize, clock });
}

function makeClient(where: AwsClientOptions): S3Client {
  const settings = clientSettings(where, PATIENCE);
  return new S3Client({
    ...settings,
    retryMode: 'adaptive',
    requestHandler: { ...settings.requestHandler, socketTimeout: PATIENCE.answerMs },
  });
}

class S3ObjectStore implements ObjectStore {
  readonly #client: S3Client;
  readonly #pageSize: number;
  readonly #clock: Clock;

  constructor(client: S3Client, { pageSize, clock }: { pageSize: number; clock: Clock }) {
    this.#client = client;
    this.#pageSize = pageSize;
    this.#clock = clock;
  }

  async head(ref: ObjectRef, { versionId }: { versionId?: string } = {}): Promise<ObjectHead | undefined> {
    checkKey(ref);
    const output = await this.#headOutput(ref, versionId);
    return output && objectHead(ref, output);
  }

  async get(
    ref: ObjectRef,
    options: { versionId?: string; range?: { first: number; last?: number }; ifMatch?: string } = {},
  ): Promise<StoredObject> {
    checkKey(ref);
    const { versionId, range, ifMatch } = options;
    if (range !== undefined) checkRange(range);
    const output = await this.#ask({ ref, versionId }, () =>
      this.#client.send(
        new GetObjectCommand({
          Bucket: ref.bucket,
          Key: ref.key,
          ...(versionId === undefined ? {} : { VersionId: versionId }),
          // The checksum is the whole object's.
          ...(range === undefined
            ? { ChecksumMode: 'ENABLED' }
            : { Range: `bytes=${range.first}-${range.last ?? ''}` }),
          ...(ifMatch === undefined ? {} : { IfMatch: quoted(ifMatch) }),
        }),
      ),
    );
    return { ...objectHead(ref, output), body: translatedBody(ref, output.Body as Readable) };
  }

  async put(ref: ObjectRef, body: ObjectBody, options: PutOptions = {}): Promise<PutResult> {
    return releasing(body, async () => {
      checkKey(ref);
      const checked = checkPutOptions(ref, options);
      return this.#ask({ ref, ifMatch: isIfMatch(options) }, () => upload(this.#client, ref, body, checked));
    });
  }

  async copy(from: ObjectRef, to: ObjectRef, options: CopyOptions = {}): Promise<PutResult> {
    const checked = checkCopy(from, to, options);
    const { sourceVersionId, sourceIfMatch, condition } = checked;
    const replacement = await this.#replacement(from, checked);
    const pinned = sourceIfMatch === undefined && replacement !== undefined;
    const ifSourceMatch = pinned ? replacement.etag : sourceIfMatch;
    const version = sourceVersionId === undefined ? '' : `?versionId=${encodeURIComponent(sourceVersionId)}`;
    const command = new CopyObjectCommand({
      ...writeInput(to, checked),
      ...replacement?.input,
      CopySource: `${from.bucket}/${encodeKey(from.key)}${version}`,
      ...(checked.tags === undefined ? {} : { TaggingDirective: 'REPLACE' }),
      ...(ifSourceMatch === undefined ? {} : { CopySourceIfMatch: quoted(ifSourceMatch) }),
      ...conditionInput(condition),
    });
    try {
      const { CopyObjectResult, VersionId } = await this.#client.send(command);
      return putResult(CopyObjectResult?.ETag, VersionId);
    } catch (error) {
      if (isIfMatch(checked) && isAbsent(error)) throw await this.#absentInCopy(from, to, sourceVersionId);
      throw copyError(error, {
        from,
        to,
        versionId: sourceVersionId,
        pinned,
        isConditional: condition !== undefined,
      });
    }
  }

  async delete(ref: ObjectRef, options: { versionId?: string; ifMatch?: string } = {}): Promise<void> {
    checkKey(ref);
    const { versionId, ifMatch } = options;
    const command = new DeleteObjectCommand({
      Bucket: ref.bucket,
      Key: ref.key,
      ...(versionId === undefined ? {} : { VersionId: versionId }),
      ...(ifMatch === undefined ? {} : { IfMatch: quoted(ifMatch) }),
    });
    try {
      await this.#client.send(command);
    } catch (error) {
      const translated = s3Error(error, { ref, versionId, ifMatch: ifMatch !== undefined });
      const locked = isAppError(translated, 'S3_ACCESS_DENIED') && (await this.#isLocked(ref, versionId));
      throw locked ? objectLocked(ref, { versionId, cause: error }) : translated;
    }
  }

  async *list(
    bucket: string,
    { prefix = '', startAfter }: { prefix?: string; startAfter?: string } = {},
  ): AsyncIterable<ObjectSummary> {
    const start = startAfter === undefined || startAfter === '' ? {} : { StartAfter: startAfter };
    for await (const page of this.#pages(bucket, { Prefix: prefix, ...start })) {
      const decode = keyDecoder(page);
      for (const { Key, Size, ETag, LastModified, StorageClass } of page.Contents ?? []) {
        yield {
          bucket,
          key: decode(Key ?? ''),
          size: Size ?? 0,
          etag: unquoted(ETag),
          lastModified: LastModified ?? new Date(0),
          storageClass: StorageClass ?? 'STANDARD',
        };
      }
    }
  }

  async *listFolders(bucket: string, prefix: string): AsyncIterable<string> {
    for await (const page of this.#pages(bucket, { Prefix: prefix, Delimiter: '/' })) {
      const decode = keyDecoder(page);
      for (const { Prefix } of page.CommonPrefixes ?? []) yield decode(Prefix ?? '').slice(prefix.length);
    }
  }

  async *listVersions(
    bucket: string,
    { prefix = '' }: { prefix?: string } = {},
  ): AsyncIterable<ObjectVersion> {
    let marker: Pick<ListObjectVersionsCommandInput, 'KeyMarker' | 'VersionIdMarker'> | undefined = {};
    while (marker !== undefined) {
      const command: ListObjectVersionsCommand = new ListObjectVersionsCommand({
        ...this.#pageInput(bucket),
        Prefix: prefix,
        ...marker,
      });
      const ref = { bucket, key: prefix };
      const page: ListObjectVersionsCommandOutput = await this.#ask({ ref }, () =>
        this.#client.send(command),
      );
      yield* versionPage(bucket, page);
      const { IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
      marker =
        IsTruncated === true && NextKeyMarker !== undefined
          ? { KeyMarker: keyDecoder(page)(NextKeyMarker), VersionIdMarker: NextVersionIdMarker }
          : undefined;
    }
  }

  async tags(
    ref: ObjectRef,
    { versionId }: { versionId?: string } = {},
  ): Promise<Readonly<Record<string, string>>> {
    checkKey(ref);
    const { TagSet } = await this.#ask({ ref, versionId }, () =>
      this.#client.send(
        new GetObjectTaggingCommand({
          Bucket: ref.bucket,
          Key: ref.key,
          ...(versionId === undefined ? {} : { VersionId: versionId }),
        }),
      ),
    );
    return Object.fromEntries((TagSet ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  }

  /** S3 denies the deletion of a locked version by the same name as one that is not permitted; the version itself tells. */
  async #isLocked(ref: ObjectRef, versionId: string | undefined): Promise<boolean> {
    if (versionId === undefined) return false;
    const head = await this.head(ref, { versionId }).catch(() => undefined);
    const until = head?.retention?.retainUntil;
    return head?.legalHold === true || (until !== undefined && until > this.#clock.now());
  }

  async #headOutput(
    ref: ObjectRef,
    versionId: string | undefined,
  ): Promise<HeadObjectCommandOutput | undefined> {
    try {
      return await this.#client.send(
        new HeadObjectCommand({
          Bucket: ref.bucket,
          Key: ref.key,
          ...(versionId === undefined ? {} : { VersionId: versionId }),
        }),
      );
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw s3Error(error, { ref, versionId });
    }
  }

  /**
   * S3 replaces all metadata or none. So where one of content type and metadata is given, the rest of what the source has is
   * read and sent along, and its ETag becomes a condition: it is to be the rest of the very object that is copied.
   */
  async #replacement(from: ObjectRef, options: CopyOptions): Promise<Replacement | undefined> {
    const { contentType, metadata, sourceVersionId, sourceIfMatch } = options;
    if (contentType === undefined && metadata === undefined) return undefined;
    const source = await this.#headOutput(from, sourceVersionId);
    if (source === undefined) throw objectNotFound(from, { versionId: sourceVersionId });
    const etag = unquoted(source.ETag);
    if (sourceIfMatch !== undefined && sourceIfMatch !== etag) throw preconditionFailed(from);
    const { CacheControl, ContentDisposition, ContentEncoding, ContentLanguage, ContentType, ExpiresString } =
      source;
    const expires = ExpiresString === undefined ? {} : { Expires: new Date(ExpiresString) };
    return {
      etag,
      input: {
        MetadataDirective: 'REPLACE',
        ...defined({ CacheControl, ContentDisposition, ContentEncoding, ContentLanguage }),
        ...expires,
        ...defined({ ContentType: contentType ?? ContentType, Metadata: metadata ?? source.Metadata }),
      },
    };
  }

  /** Which of the two is missing: S3 gives one answer for a source that is not there and a destination that had to be. */
  async #absentInCopy(from: ObjectRef, to: ObjectRef, versionId: string | undefined): Promise<AppError> {
    const source = await this.#headOutput(from, versionId);
    return source === undefined ? objectNotFound(from, { versionId }) : preconditionFailed(to);
  }

  async *#pages(
    bucket: string,
    input: Pick<ListObjectsV2CommandInput, 'Delimiter' | 'Prefix' | 'StartAfter'>,
  ): AsyncGenerator<ListObjectsV2CommandOutput, void, undefined> {
    const ref = { bucket, key: input.Prefix ?? '' };
    let token: string | undefined;
    do {
      const command: ListObjectsV2Command = new ListObjectsV2Command({
        ...this.#pageInput(bucket),
        ...input,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      });
      const page: ListObjectsV2CommandOutput = await this.#ask({ ref }, () => this.#client.send(command));
      yield page;
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  /** Keys are asked for URL-encoded: XML has no way to write some characters that keys may have. */
  #pageInput(bucket: string): { Bucket: string; EncodingType: 'url'; MaxKeys: number } {
    return { Bucket: bucket, EncodingType: 'url', MaxKeys: this.#pageSize };
  }

  async #ask<T>(target: RequestTarget, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof BodyError) throw error.cause;
      throw s3Error(error, target);
    }
  }
}

/** What a copy sends instead of what the source has. */
interface Replacement {
  /** The source's, when its attributes were read. */
  readonly etag: string;
  readonly input: Partial<CopyObjectCommandInput>;
}

/** The entries that have a value. */
function defined<T extends object>(input: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function isIfMatch({ condition }: PutOptions): boolean {
  return condition !== undefined && 'ifMatch' in condition;
}

/** The body with errors in the port's words. */
function translatedBody(ref: ObjectRef, body: Readable): Readable {
  async function* chunks(): AsyncGenerator<unknown, void, undefined> {
    try {
      yield* body;
    } catch (error) {
      throw bodyError(error, ref);
    }
  }
  const translated = Readable.from(chunks(), { objectMode: false });
  // Also when nothing was read: the connection is given back, or closed if there is more to come.
  translated.once('close', () => body.destroy());
  return translated;
}
