import { createHash, randomUUID } from 'node:crypto';
import {
  invalidRequest,
  objectLocked,
  preconditionFailed,
  s3Uri,
  type Encryption,
  type ObjectRef,
  type PutOptions,
  type PutResult,
  type WriteCondition,
} from '@lakeward/s3';
import type { BucketSettings } from './bucket-settings';
import type { KeyFiles, KeyView } from './key-files';
import { currentEntry } from './object-heads';
import { isDeleteMarker, versionIdOf, type RecordEntry } from './object-record';
import { distinguish, type WrittenFile } from './written-file';

/** A key whose lock is held, and what a change to it needs. */
export interface KeyChange {
  readonly ref: ObjectRef;
  readonly settings: BucketSettings;
  readonly files: KeyFiles;
  /** The key when its lock was taken. */
  readonly view: KeyView;
  readonly now: Date;
  readonly newVersionId: () => string;
  /** Throws when the lock was lost; called right before the step that makes the change happen. */
  readonly confirm: () => Promise<void>;
}

/** Throws `S3_INVALID_REQUEST` for a retention or legal hold that the bucket does not take, or that is over. */
export function checkObjectLock(
  ref: ObjectRef,
  { retention, legalHold }: PutOptions,
  { settings, now }: { settings: BucketSettings; now: Date },
): void {
  if ((retention !== undefined || legalHold !== undefined) && !settings.objectLock) {
    throw invalidRequest(
      `"${ref.bucket}" takes no retention or legal hold.`,
      'Use a bucket that was created with Object Lock.',
    );
  }
  if (retention !== undefined && !(retention.retainUntil > now)) {
    throw invalidRequest(
      `The retention of ${s3Uri(ref)} ends before it begins.`,
      'Give a date that lies in the future.',
    );
  }
}

/** Throws `S3_PRECONDITION_FAILED` unless the current object is as the condition says. */
export function checkCondition({ ref, settings, view }: KeyChange, condition: WriteCondition): void {
  const { current } = view.state;
  const etag = current && currentEntry(current, settings).etag;
  const met = 'ifMatch' in condition ? etag === condition.ifMatch : etag === undefined;
  if (!met) throw preconditionFailed(ref);
}

/**
 * Puts the written file in the place of the current object, or before it where there is versioning. `extras`: what an entry has
 * beyond the options of a plain write.
 */
export async function replaceObject(
  change: KeyChange,
  written: WrittenFile,
  options: PutOptions,
  extras: Partial<RecordEntry> = {},
): Promise<PutResult> {
  const { settings, files, view, confirm } = change;
  const { current } = view.state;
  if (options.condition !== undefined) checkCondition(change, options.condition);
  const { stamp } = await distinguish(written, [
    current?.stamp,
    ...view.recorded.slice(0, 2).map((recorded) => recorded.stamp),
  ]);
  const entry = { ...newEntry(change, { ...written, stamp }, options), ...extras };
  const replaced = current?.entry === undefined ? [] : [current.entry];
  const planned = await files.record(view, [
    entry,
    ...(settings.versioning ? await history(change) : replaced),
  ]);
  await confirm();
  const mayOnlyCreate = options.condition !== undefined && 'ifNoneMatch' in options.condition;
  await files.install(written.file, planned, mayOnlyCreate);
  return { etag: entry.etag, ...(entry.versionId === undefined ? {} : { versionId: entry.versionId }) };
}

/**
 * Changes what is recorded of a version, the bytes and all else of it staying as they are; undefined where there is no such
 * version, or it is a delete marker. `update` may throw.
 */
export async function amendVersion(
  { settings, files, view, confirm }: KeyChange,
  versionId: string | undefined,
  update: (entry: RecordEntry) => RecordEntry,
): Promise<RecordEntry | undefined> {
  const { current, older } = view.state;
  const entry = current && currentEntry(current, settings);
  if (entry !== undefined && (versionId === undefined || versionIdOf(entry) === versionId)) {
    const amended = update(entry);
    await confirm();
    await files.record(view, [amended, ...older]);
    return amended;
  }
  const index = older.findIndex((other) => versionIdOf(other) === versionId && !isDeleteMarker(other));
  const other = older[index];
  if (other === undefined) return undefined;
  const amended = update(other);
  await confirm();
  await files.record(view, [...recordedLatest(view), ...older.with(index, amended)]);
  return amended;
}

/** Puts a delete marker before the current version, or on a key that never was. */
export async function coverObject(change: KeyChange): Promise<void> {
  const { files, view, now, newVersionId, confirm } = change;
  const marker: RecordEntry = {
    versionId: newVersionId(),
    etag: '',
    lastModified: now,
    metadata: {},
    tags: {},
    encryption: { algorithm: 'none' },
  };
  const before = await history(change);
  await confirm();
  await files.record(view, [marker, ...before]);
  if (view.state.current !== undefined) await files.clear();
}

/** Removes the object of a bucket without versioning. */
export async function removeObject({ files, view, confirm }: KeyChange): Promise<void> {
  if (view.state.current === undefined && view.recorded.length === 0) return;
  await confirm();
  await files.clear();
  await files.record(view, []);
}

/** Removes one version for good; the one before it comes to the front where it was the latest. Absent versions are no error. */
export async function deleteVersion(change: KeyChange, versionId: string): Promise<void> {
  const { ref, settings, files, view, now, confirm } = change;
  const { current, marker, older } = view.state;
  const latest = current === undefined ? marker : currentEntry(current, settings);
  const isLatest = latest !== undefined && versionIdOf(latest) === versionId;
  const target = isLatest ? latest : older.find((entry) => versionIdOf(entry) === versionId);
  if (target === undefined) return;
  if (target.legalHold === true || (target.retention && target.retention.retainUntil > now)) {
    throw objectLocked(ref, { versionId });
  }
  if (!isLatest) {
    const left = [...recordedLatest(view), ...older.filter((entry) => entry !== target)];
    await confirm();
    await files.record(view, left);
    await files.sweepArchive(left);
    return;
  }
  // The record shows what is there and nothing else before the file changes: then each next step reads as the old or the new.
  const tidy = await files.record(view, [...recordedLatest(view), ...older]);
  const [next, ...rest] = older;
  await confirm();
  if (next === undefined || isDeleteMarker(next)) {
    if (current !== undefined) await files.clear();
    await files.record(tidy, older);
    return;
  }
  await files.record(tidy, [await files.bringBack(tidy, next), ...rest]);
  await files.sweepArchive(rest);
}

/** What stands behind the next version: the present one, its bytes kept, and all before it. */
async function history({ settings, files, view }: KeyChange): Promise<RecordEntry[]> {
  const { current, older } = view.state;
  if (current === undefined) return [...recordedLatest(view), ...older];
  const kept = await files.setAside(view, currentEntry(current, settings));
  // There is only one version called null: a new one takes the place of the old.
  const others =
    kept.versionId === undefined ? older.filter(({ versionId }) => versionId !== undefined) : older;
  return [kept, ...others];
}

/** The entry of the current object or of the delete marker, if there is one. */
function recordedLatest({ state }: KeyView): RecordEntry[] {
  const latest = state.current === undefined ? state.marker : state.current.entry;
  return latest === undefined ? [] : [latest];
}

function newEntry(
  { settings, now, newVersionId }: KeyChange,
  written: WrittenFile,
  { contentType, metadata = {}, tags = {}, encryption, retention, legalHold }: PutOptions,
): RecordEntry {
  const chosen = encryption ?? settings.defaultEncryption;
  const held = retention ?? defaultRetention(settings, now);
  return {
    ...(settings.versioning ? { versionId: newVersionId() } : {}),
    stamp: written.stamp,
    etag: etagOf(written.md5, chosen),
    lastModified: now,
    ...(contentType === undefined ? {} : { contentType }),
    metadata,
    tags,
    encryption: chosen,
    ...(held === undefined ? {} : { retention: held }),
    ...(legalHold === undefined ? {} : { legalHold }),
  };
}

/** What Object Lock gives to a version that is written without saying. */
function defaultRetention({ defaultRetention: rule }: BucketSettings, now: Date): RecordEntry['retention'] {
  if (rule === undefined) return undefined;
  const retainUntil = new Date(now);
  if ('days' in rule.period) retainUntil.setUTCDate(retainUntil.getUTCDate() + rule.period.days);
  else retainUntil.setUTCFullYear(retainUntil.getUTCFullYear() + rule.period.years);
  return { mode: rule.mode, retainUntil };
}

/** Only SSE-S3 objects have their MD5 as ETag on S3; what relies on it elsewhere is to fail here too. */
function etagOf(md5: string, { algorithm }: Encryption): string {
  return algorithm === 'AES256' ? md5 : createHash('md5').update(md5).update(randomUUID()).digest('hex');
}
