import {
  checkKey,
  invalidRequest,
  maxCopyBytes,
  objectNotFound,
  preconditionFailed,
  s3Uri,
  type ObjectRef,
  type PutOptions,
} from '@lakeward/s3';
import type { DirectoryKeys } from './directory-keys';
import { amendVersion, checkObjectLock, replaceObject } from './key-change';
import { checkReadable, isArchived } from './object-heads';
import type { RecordEntry } from './object-record';

/** A copy as a batch job makes it. */
export interface BatchCopy {
  /** Given, or the default of the bucket. Metadata, tags, content type: the source's where absent. */
  readonly options: Pick<
    PutOptions,
    'contentType' | 'encryption' | 'legalHold' | 'metadata' | 'retention' | 'tags'
  >;
  /** Headers in place of the source's. */
  readonly headers?: RecordEntry['headers'];
  readonly redirectLocation?: string;
  readonly grants?: RecordEntry['grants'];
  readonly storageClass?: string;
  readonly modifiedSince?: Date;
  readonly unmodifiedSince?: Date;
}

/** Intelligent-Tiering takes no number of days, and the other archive classes need one. Source: "RestoreObject", S3 API reference. */
const intelligentTiering = 'INTELLIGENT_TIERING';

/** What a batch job does to objects that no other caller asks for. Tasks may be repeated: each finds what it has done already. */
export class BatchObjects {
  readonly #keys: DirectoryKeys;

  constructor(keys: DirectoryKeys) {
    this.#keys = keys;
  }

  /** Copies a version; `task` names the work, so that one that was done is not done again. */
  async copy(
    from: ObjectRef,
    versionId: string | undefined,
    to: ObjectRef,
    { task, copy }: { task: string; copy: BatchCopy },
  ): Promise<void> {
    checkKey(from);
    checkKey(to);
    await this.#keys.translated(s3Uri(to), async () => {
      const settings = await this.#keys.settings(to.bucket);
      const isDone = await this.#keys.change(to, settings, ({ view }) =>
        Promise.resolve(
          [view.state.current?.entry, ...view.state.older].some((entry) => entry?.writtenBy === task),
        ),
      );
      if (isDone) return;
      const { entry: source, handle } = await this.#keys.open(
        from,
        await this.#keys.settings(from.bucket),
        versionId,
      );
      try {
        this.#checkSource(from, source, copy);
        checkObjectLock(to, copy.options, { settings, now: this.#keys.clock.now() });
        await this.#keys.write(
          to,
          handle.createReadStream({ autoClose: false }),
          settings,
          (change, written) =>
            replaceObject(change, written, carried(source, copy), {
              ...extras(source, copy),
              writtenBy: task,
            }),
        );
      } finally {
        await handle.close();
      }
    });
  }

  /**
   * Restores an archived version at once, which takes S3 hours: on one machine nothing was archived in truth. Repeated, it counts
   * the days anew.
   */
  async restore(
    ref: ObjectRef,
    versionId: string | undefined,
    { days }: { days: number | undefined },
  ): Promise<void> {
    checkKey(ref);
    await this.#keys.translated(s3Uri(ref), async () => {
      const settings = await this.#keys.settings(ref.bucket);
      await this.#keys.change(ref, settings, async (change) => {
        const restored = await amendVersion(change, versionId, (entry) =>
          restoredEntry(ref, entry, days, change.now),
        );
        if (restored === undefined) throw objectNotFound(ref, { versionId });
      });
    });
  }

  #checkSource(from: ObjectRef, source: RecordEntry, { modifiedSince, unmodifiedSince }: BatchCopy): void {
    const isTooOld = modifiedSince !== undefined && source.lastModified <= modifiedSince;
    const isTooNew = unmodifiedSince !== undefined && source.lastModified > unmodifiedSince;
    if (isTooOld || isTooNew) throw preconditionFailed(from);
    if (source.encryption.algorithm === 'SSE-C') {
      throw invalidRequest(
        `${s3Uri(from)} is encrypted with a key of its writer's (SSE-C).`,
        'Copy it by a program that has the key.',
      );
    }
    if ((source.stamp?.size ?? 0) > maxCopyBytes) {
      throw invalidRequest(
        `The specified copy source is larger than the maximum allowable size for a copy source: ${maxCopyBytes}`,
        'Copy it in parts.',
      );
    }
    checkReadable(from, source, this.#keys.clock.now());
  }
}

function carried(source: RecordEntry, { options }: BatchCopy): PutOptions {
  const { contentType = source.contentType, metadata = source.metadata, tags = source.tags } = options;
  return { ...options, metadata, tags, ...(contentType === undefined ? {} : { contentType }) };
}

/** Neither the access control list nor the class nor the redirect of the source is carried over, as on S3. */
function extras(source: RecordEntry, { headers, redirectLocation, grants, storageClass }: BatchCopy) {
  const kept = headers ?? source.headers;
  return {
    ...(kept === undefined ? {} : { headers: kept }),
    ...(redirectLocation === undefined ? {} : { redirectLocation }),
    ...(grants === undefined || grants.length === 0 ? {} : { grants }),
    ...(storageClass === undefined || storageClass === 'STANDARD' ? {} : { storageClass }),
  };
}

function restoredEntry(ref: ObjectRef, entry: RecordEntry, days: number | undefined, now: Date): RecordEntry {
  const isTiered = entry.storageClass === intelligentTiering;
  const isRestorable = isArchived(entry, now) || entry.restoredUntil !== undefined;
  if (!isRestorable) {
    throw invalidRequest(`${s3Uri(ref)} is not archived.`, 'Leave it out: it can be read as it is.');
  }
  if (isTiered !== (days === undefined)) {
    throw invalidRequest(
      `The restore of ${s3Uri(ref)} names ${isTiered ? '' : 'no '}days.`,
      'Days are for Glacier Flexible Retrieval and Deep Archive, and not for Intelligent-Tiering.',
    );
  }
  const { archiveTier, ...rest } = entry;
  if (archiveTier !== undefined || days === undefined) return rest;
  // Until the midnight that follows, as S3 counts.
  const end = new Date(now.getTime() + days * 24 * 60 * 60 * 1_000);
  end.setUTCHours(24, 0, 0, 0);
  return { ...rest, restoredUntil: end };
}
