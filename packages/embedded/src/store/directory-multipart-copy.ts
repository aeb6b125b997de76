import {
  checkCompletion,
  checkKey,
  checkPart,
  checkPutOptions,
  objectNotFound,
  partsEtag,
  preconditionFailed,
  s3Uri,
  uploadGone,
  type CopiedPart,
  type MultipartCopy,
  type MultipartCopyOptions,
  type MultipartCopyResult,
  type MultipartUpload,
  type ObjectProperties,
  type ObjectRef,
  type PartSource,
  type PutOptions,
  type WriteCondition,
} from '@lakeward/s3';
import type { DirectoryKeys } from './directory-keys';
import { checkObjectLock, replaceObject } from './key-change';
import { MultipartUploads, opaqueEtag, type KeptUpload } from './multipart-uploads';
import { checkReadable, headOf } from './object-heads';
import type { RecordEntry } from './object-record';
import { joinFiles, writeBody } from './written-file';

/**
 * The {@link MultipartCopy} of a lake in a directory. Parts lie under `<lake>/.lakeward/uploads` until they are put together, and
 * cost their room. No checksums are computed: those of sources are told, and copies have none.
 */
export class DirectoryMultipartCopy implements MultipartCopy {
  readonly #keys: DirectoryKeys;
  readonly #uploads: MultipartUploads;

  constructor(keys: DirectoryKeys) {
    this.#keys = keys;
    this.#uploads = new MultipartUploads(keys.layout);
  }

  async properties(ref: ObjectRef, { versionId }: { versionId?: string } = {}): Promise<ObjectProperties> {
    checkKey(ref);
    return this.#keys.translated(s3Uri(ref), async () => {
      const settings = await this.#keys.settings(ref.bucket);
      const { entry } = await this.#keys.find(ref, settings, versionId);
      if (entry === undefined) throw objectNotFound(ref, { versionId });
      const { size, etag, lastModified, metadata, encryption, storageClass, ...more } = headOf(
        ref,
        entry,
        settings,
      );
      const { tags, headers, redirectLocation, grants = [], checksum } = entry;
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
        ...headers,
        tags,
        grants,
        ...(redirectLocation === undefined ? {} : { redirectLocation }),
        ...(checksum === undefined ? {} : { checksum }),
      };
    });
  }

  async begin(to: ObjectRef, options: MultipartCopyOptions = {}): Promise<MultipartUpload> {
    checkKey(to);
    checkPutOptions(to, putOptions(options));
    return this.#keys.translated(s3Uri(to), async () => {
      const settings = await this.#keys.settings(to.bucket);
      const now = this.#keys.clock.now();
      checkObjectLock(to, putOptions(options), { settings, now });
      return { to, uploadId: await this.#uploads.begin(to, options, now) };
    });
  }

  async copyPart(upload: MultipartUpload, partNumber: number, source: PartSource): Promise<CopiedPart> {
    checkPart(partNumber, source);
    const { from, versionId, ifMatch } = source;
    return this.#keys.translated(s3Uri(from), async () => {
      const kept = await this.#upload(upload);
      const settings = await this.#keys.settings(from.bucket);
      const { entry, handle } = await this.#keys.open(from, settings, versionId);
      try {
        if (ifMatch !== undefined && ifMatch !== entry.etag) throw preconditionFailed(from);
        checkReadable(from, entry, this.#keys.clock.now());
        checkPart(partNumber, source, entry.stamp?.size ?? 0);
        const pinned = await this.#pinned(kept, partNumber, source, entry);
        if (pinned !== undefined) return { partNumber, etag: pinned };
        const { first, last } = source;
        const bytes = handle.createReadStream({ autoClose: false, start: first, end: last });
        const written = await writeBody(this.#keys.layout.temporary(), bytes);
        return { partNumber, etag: await this.#uploads.keep(kept, partNumber, written) };
      } finally {
        await handle.close();
      }
    });
  }

  async *parts(upload: MultipartUpload): AsyncIterable<CopiedPart> {
    const parts = await this.#keys.translated(s3Uri(upload.to), async () =>
      this.#uploads.parts(await this.#upload(upload)),
    );
    for (const { partNumber, etag, size } of parts) yield { partNumber, etag, size };
  }

  async *uploads(to: ObjectRef): AsyncIterable<MultipartUpload & { readonly beganAt: Date }> {
    const uploads = await this.#keys.translated(s3Uri(to), () => this.#uploads.ofKey(to));
    for (const { uploadId, beganAt } of uploads) yield { to, uploadId, beganAt };
  }

  async complete(
    upload: MultipartUpload,
    parts: readonly CopiedPart[],
    { condition }: { condition?: WriteCondition } = {},
  ): Promise<MultipartCopyResult> {
    const { to, uploadId } = upload;
    return this.#keys.translated(s3Uri(to), async () => {
      const { options } = await this.#upload(upload);
      const chosen = checkCompletion(upload, await this.#uploads.parts(await this.#upload(upload)), parts);
      const settings = await this.#keys.settings(to.bucket);
      const algorithm = (options.encryption ?? settings.defaultEncryption).algorithm;
      const etag = algorithm === 'AES256' ? partsEtag(chosen) : opaqueEtag(partsEtag(chosen));
      const put = {
        ...checkPutOptions(to, putOptions(options)),
        ...(condition === undefined ? {} : { condition }),
      };
      const extras = { ...extrasOf(options), etag, writtenBy: `upload ${uploadId}` };
      const result = await this.#keys.place(
        to,
        await joinFiles(
          this.#keys.layout.temporary(),
          chosen.map(({ file }) => file),
        ),
        settings,
        (change, written) => {
          // An upload that was completed by a process that died before it could drop it.
          const done = [change.view.state.current?.entry, ...change.view.state.older].find(
            (entry) => entry?.writtenBy === extras.writtenBy,
          );
          if (done !== undefined) return Promise.resolve(resultOf(done));
          return replaceObject(change, written, put, extras);
        },
      );
      await this.#uploads.drop(to, uploadId);
      return result;
    });
  }

  async abort({ to, uploadId }: MultipartUpload): Promise<void> {
    await this.#keys.translated(s3Uri(to), async () => {
      if ((await this.#uploads.find(to, uploadId)) !== undefined) await this.#uploads.drop(to, uploadId);
    });
  }

  /** A part that is a whole object takes no copy of it; undefined where it is not whole, or cannot be kept so. */
  async #pinned(
    upload: KeptUpload,
    partNumber: number,
    { from, versionId, first, last }: PartSource,
    { stamp, etag }: RecordEntry,
  ): Promise<string | undefined> {
    if (stamp === undefined || first !== 0 || last + 1 !== stamp.size) return undefined;
    const settings = await this.#keys.settings(from.bucket);
    const { file } = await this.#keys.find(from, settings, versionId);
    return file === undefined ? undefined : this.#uploads.pin(upload, partNumber, file, { stamp, etag });
  }

  async #upload(upload: MultipartUpload): Promise<KeptUpload> {
    const found = await this.#uploads.find(upload.to, upload.uploadId);
    if (found === undefined) throw uploadGone(upload);
    return found;
  }
}

function resultOf({ etag, versionId }: RecordEntry): MultipartCopyResult {
  return { etag, ...(versionId === undefined ? {} : { versionId }) };
}

/** What any write may be given. */
function putOptions(options: MultipartCopyOptions): PutOptions {
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

/** What an entry has beyond that. */
function extrasOf(options: MultipartCopyOptions): Partial<RecordEntry> {
  const { cacheControl, contentDisposition, contentEncoding, contentLanguage, expires } = options;
  const { grants = [], redirectLocation, storageClass = 'STANDARD' } = options;
  const headers = {
    ...(cacheControl === undefined ? {} : { cacheControl }),
    ...(contentDisposition === undefined ? {} : { contentDisposition }),
    ...(contentEncoding === undefined ? {} : { contentEncoding }),
    ...(contentLanguage === undefined ? {} : { contentLanguage }),
    ...(expires === undefined ? {} : { expires }),
  };
  return {
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(grants.length === 0 ? {} : { grants }),
    ...(redirectLocation === undefined ? {} : { redirectLocation }),
    ...(storageClass === 'STANDARD' ? {} : { storageClass }),
  };
}
