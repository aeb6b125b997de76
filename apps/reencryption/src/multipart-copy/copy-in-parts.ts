import { isAppError, type Deadline } from '@lakeward/core';
import type { LedgerEntry } from '@lakeward/ledger';
import type {
  CopiedPart,
  MultipartCopyResult,
  MultipartUpload,
  ObjectProperties,
  ObjectRef,
} from '@lakeward/s3';
import { changedSinceSnapshot, copyContended, copyContinues, copyDiffers } from './copy-errors';
import { copyAtOnce } from './copy-at-once';
import { isAsWanted } from './copy-goal';
import { REENC_COPIED, REENC_COPY_DROPPED } from './copy-log-events';
import { copyOptions } from './copy-options';
import { copyParts } from './copy-parts';
import { copyKey, type CopyRecord } from './copy-record';
import type { CopyDependencies, CopyOutcome, CopyTask } from './copy-task';
import { checksumsDiffer, coveredVersion, findRecordedCopy, propertiesOf } from './find-copy';
import { partBytesFor, USUAL_PART_BYTES } from './part-plan';

/** Time kept for S3 to put the parts together, in milliseconds. */
const COMPLETION_MS = 60_000;

/** Errors of a completion that have to be looked into. */
const TELLING = [
  'S3_CONFLICT',
  'S3_INVALID_REQUEST',
  'S3_OBJECT_NOT_FOUND',
  'S3_PRECONDITION_FAILED',
] as const;

/**
 * Copies a version over itself in parts, with all that it says of itself, under another encryption. Called again it goes on with
 * the upload that its record names, so it may end at any moment; a version has one upload at a time, and one copy. What is no larger
 * than a part is copied at once.
 *
 * Errors: `REENC_COPY_CONTINUES` and `REENC_COPY_CONTENDED` (retryable), `REENC_CHANGED_SINCE_SNAPSHOT`, `REENC_COPY_EMPTY`,
 * `REENC_COPY_TAGS_FULL`, `REENC_COPY_DIFFERS`, and what the ports throw. After one that is not retryable nothing is left behind.
 */
export async function copyInParts(
  task: CopyTask,
  dependencies: CopyDependencies,
  { deadline }: { deadline: Deadline },
): Promise<CopyOutcome> {
  const { ref, versionId, goal } = task;
  const { copies, records, settings } = dependencies;
  const key = copyKey(ref, versionId, goal);
  const source = await propertiesOf(ref, versionId, copies);
  if (source === undefined) {
    await dropUpload(ref, key, dependencies);
    throw changedSinceSnapshot('the version was deleted');
  }
  if (source.size <= (settings.partBytes ?? USUAL_PART_BYTES)) {
    // A large object may have been replaced by this one while it was being copied.
    if ((versionId ?? 'null') === 'null') await dropUpload(ref, key, dependencies);
    if (isAsWanted(source, goal)) return { outcome: 'as-wanted' };
    checkSnapshot(source, task);
    return copyAtOnce(task, source, dependencies);
  }
  const known = await records.read(key);
  try {
    return await new Copy(task, key, dependencies, deadline).run(source, known);
  } catch (error) {
    if (!isAppError(error) || error.retryable) throw error;
    await dropUpload(ref, key, dependencies);
    throw error;
  }
}

function checkSnapshot(
  { lastModified }: ObjectProperties,
  { versionId = 'null', goal: { snapshotAt } }: CopyTask,
): void {
  // Only the null version can be written again; whether another is still the current one is looked at before it is covered.
  if (versionId !== 'null' || snapshotAt === undefined || lastModified <= snapshotAt) return;
  throw changedSinceSnapshot('the object was written again');
}

/** Aborts the upload that the record names, if one is under way, and says so in the record. */
async function dropUpload(
  ref: ObjectRef,
  key: string,
  { copies, records, log }: CopyDependencies,
): Promise<void> {
  const entry = await records.read(key);
  if (entry === undefined || entry.record.state === 'copied' || entry.record.state === 'dropped') return;
  await copies.abort({ to: ref, uploadId: entry.record.uploadId });
  await records.update(entry, { ...entry.record, state: 'dropped' });
  log.write(REENC_COPY_DROPPED, { bucket: ref.bucket });
}

type Entry = LedgerEntry<CopyRecord>;

/** One invocation's work on one version. */
class Copy {
  readonly #task: CopyTask;
  readonly #key: string;
  readonly #dependencies: CopyDependencies;
  readonly #deadline: Deadline;

  constructor(task: CopyTask, key: string, dependencies: CopyDependencies, deadline: Deadline) {
    this.#task = task;
    this.#key = key;
    this.#dependencies = dependencies;
    this.#deadline = deadline;
  }

  async run(source: ObjectProperties, known: Entry | undefined): Promise<CopyOutcome> {
    const { goal } = this.#task;
    if (isAsWanted(source, goal)) return this.#asWanted(known);
    const earlier = await this.#earlierCopy(source, known);
    if (earlier !== undefined) return earlier;
    checkSnapshot(source, this.#task);
    const entry = (await this.#underWay(source, known)) ?? (await this.#begin(source, known));
    return this.#finish(source, entry);
  }

  /** Without versions the copy takes the place of the source, so this is also how a copy is found whose end was not recorded. */
  async #asWanted(known: Entry | undefined): Promise<CopyOutcome> {
    const state = known?.record.state;
    if (known === undefined || (state !== 'copying' && state !== 'completing'))
      return { outcome: 'as-wanted' };
    const { copies, records } = this.#dependencies;
    await copies.abort(this.#upload(known.record));
    const isOurs = state === 'completing';
    await records.update(known, { ...known.record, state: isOurs ? 'copied' : 'dropped' });
    return { outcome: isOurs ? 'already-copied' : 'as-wanted' };
  }

  /** The copy that an earlier try has made, whether or not it came to record it. */
  async #earlierCopy(source: ObjectProperties, known: Entry | undefined): Promise<CopyOutcome | undefined> {
    if (known === undefined || source.versionId === undefined) return undefined;
    const { ref, goal } = this.#task;
    const { copies, records } = this.#dependencies;
    const { record } = known;
    if (record.state === 'copied' && record.versionId !== null) {
      const copy = await propertiesOf(ref, record.versionId, copies);
      return copy === undefined ? undefined : { outcome: 'already-copied', versionId: record.versionId };
    }
    if (record.state !== 'completing' || (await this.#isListed(record))) return undefined;
    const versionId = await findRecordedCopy(ref, source, record, goal, this.#dependencies);
    if (versionId === undefined) return undefined;
    await records.update(known, { ...record, state: 'copied', versionId });
    return { outcome: 'already-copied', versionId };
  }

  /** The upload that the record names, if it can be gone on with. */
  async #underWay(source: ObjectProperties, known: Entry | undefined): Promise<Entry | undefined> {
    if (known === undefined) return undefined;
    const { state, etag, size } = known.record;
    if (state !== 'copying' && state !== 'completing') return undefined;
    if (etag !== source.etag || size !== source.size) {
      await this.#dependencies.copies.abort(this.#upload(known.record));
      // Held against a snapshot, the object is what the plan knows: then it is the upload that is of another time.
      if (this.#task.goal.snapshotAt !== undefined) return undefined;
      throw changedSinceSnapshot('the object was written again');
    }
    return (await this.#isListed(known.record)) ? known : undefined;
  }

  /** Begins an upload and puts it on record; of two that begin at once, the one on record stays. */
  async #begin(source: ObjectProperties, known: Entry | undefined): Promise<Entry> {
    const { ref, goal } = this.#task;
    const { copies, records, clock, settings } = this.#dependencies;
    await coveredVersion(ref, source, goal, copies);
    const now = clock.now();
    const upload = await copies.begin(ref, copyOptions(source, goal, now));
    const record: CopyRecord = {
      state: 'copying',
      uploadId: upload.uploadId,
      etag: source.etag,
      size: source.size,
      partBytes: partBytesFor(source.size, settings.partBytes),
      beganAt: now.toISOString(),
      covers: null,
      versionId: null,
    };
    try {
      if (known !== undefined) return await records.update(known, record);
      const created = await records.create(this.#key, record);
      if (created.outcome === 'created') return created.entry;
    } catch (error) {
      // Whether it is on record is not known after a lost answer; then the next try finds it, or begins another.
      if (isAppError(error, 'LEDGER_CONFLICT')) await this.#abortUnlessOnRecord(upload);
      throw error;
    }
    await this.#abortUnlessOnRecord(upload);
    throw copyContended();
  }

  /** An answer that was lost on the way may have put our own upload on record. */
  async #abortUnlessOnRecord(upload: MultipartUpload): Promise<void> {
    const { copies, records } = this.#dependencies;
    const entry = await records.read(this.#key);
    if (entry?.record.uploadId !== upload.uploadId) await copies.abort(upload);
  }

  async #finish(source: ObjectProperties, entry: Entry): Promise<CopyOutcome> {
    const { ref, goal } = this.#task;
    const { copies, records, clock, log, settings } = this.#dependencies;
    const upload = this.#upload(entry.record);
    const { parts, resumed } = await this.#whileSourceIs(() =>
      copyParts(upload, source, entry.record.partBytes, {
        copies,
        clock,
        deadline: this.#deadline,
        partsInParallel: settings.partsInParallel,
      }),
    );
    if (this.#deadline.remaining() <= COMPLETION_MS) throw copyContinues(parts.length, parts.length);
    const covered = await coveredVersion(ref, source, goal, copies);
    const completing = await this.#advance(entry, {
      ...entry.record,
      state: 'completing',
      covers: covered.versionId,
    });
    const result = await this.#complete(upload, parts, covered.etag, source, completing);
    const versionId = result.versionId ?? null;
    if (checksumsDiffer(result, source)) throw copyDiffers(result.versionId);
    await records.update(completing, { ...completing.record, state: 'copied', versionId });
    log.write(REENC_COPIED, { bucket: ref.bucket, bytes: source.size, parts: parts.length, resumed });
    return {
      outcome: 'copied',
      parts: parts.length,
      resumed,
      ...(versionId === null ? {} : { versionId }),
    };
  }

  async #complete(
    upload: MultipartUpload,
    parts: readonly CopiedPart[],
    ifMatch: string,
    source: ObjectProperties,
    { record }: Entry,
  ): Promise<MultipartCopyResult> {
    const { copies } = this.#dependencies;
    const { ref, goal } = this.#task;
    try {
      return await copies.complete(upload, parts, { condition: { ifMatch } });
    } catch (error) {
      if (!isAppError(error, ...TELLING)) throw error;
      // The answer to an earlier request for the same may have been lost, or another invocation was first.
      if (!(await this.#isListed(record))) {
        const versionId = await findRecordedCopy(ref, source, record, goal, this.#dependencies);
        if (versionId === undefined) throw copyContended(error);
        return { etag: '', ...(source.versionId === undefined ? {} : { versionId }) };
      }
      if (error.code === 'S3_CONFLICT') throw error;
      if (error.code === 'S3_INVALID_REQUEST') {
        throw (await this.#partsChanged(upload, parts)) ? copyContended(error) : error;
      }
      // An old version is covered by others of the same job; a current one only by somebody else.
      if (goal.versions === 'noncurrent') throw copyContended(error);
      throw changedSinceSnapshot('the object was written again', error);
    }
  }

  /** True where another invocation has copied a part again: under KMS the same bytes have another ETag. */
  async #partsChanged(upload: MultipartUpload, parts: readonly CopiedPart[]): Promise<boolean> {
    const sent = new Map(parts.map(({ partNumber, etag }) => [partNumber, etag]));
    for await (const { partNumber, etag } of this.#dependencies.copies.parts(upload)) {
      if (sent.get(partNumber) !== etag) return true;
    }
    return false;
  }

  /** Says what it means that the source is not what it was, or is no more. */
  async #whileSourceIs<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (isAppError(error, 'S3_PRECONDITION_FAILED')) {
        throw changedSinceSnapshot('the object was written again', error);
      }
      if (isAppError(error, 'S3_OBJECT_NOT_FOUND')) {
        throw changedSinceSnapshot('the version was deleted', error);
      }
      throw error;
    }
  }

  /** The record in its next state; where another invocation has put another upload on it, ours is aborted. */
  async #advance(entry: Entry, record: CopyRecord): Promise<Entry> {
    try {
      return await this.#dependencies.records.update(entry, record);
    } catch (error) {
      if (isAppError(error, 'LEDGER_CONFLICT')) await this.#abortUnlessOnRecord(this.#upload(record));
      throw error;
    }
  }

  async #isListed({ uploadId }: { uploadId: string }): Promise<boolean> {
    for await (const upload of this.#dependencies.copies.uploads(this.#task.ref)) {
      if (upload.uploadId === uploadId) return true;
    }
    return false;
  }

  #upload({ uploadId }: Pick<CopyRecord, 'uploadId'>): MultipartUpload {
    return { to: this.#task.ref, uploadId };
  }
}
