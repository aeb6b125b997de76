import {
  objectArchived,
  type ObjectHead,
  type ObjectRef,
  type ObjectSummary,
  type ObjectVersion,
} from '@lakeward/s3';
import type { BucketSettings } from './bucket-settings';
import { stampTime } from './files';
import type { CurrentObject, KeyState } from './key-state';
import { isDeleteMarker, versionIdOf, type RecordEntry, type Stamp } from './object-record';

/** Everything lies on one disk; the class is what a real bucket would charge for, and whether it must be restored first. */
const defaultClass = 'STANDARD';
const archiveClasses: ReadonlySet<string> = new Set(['GLACIER', 'DEEP_ARCHIVE']);

/** True for what must be restored before it can be read or copied, at the given time. */
export function isArchived(
  { storageClass = defaultClass, archiveTier, restoredUntil }: RecordEntry,
  now: Date,
): boolean {
  if (archiveTier !== undefined) return true;
  return archiveClasses.has(storageClass) && !(restoredUntil !== undefined && now < restoredUntil);
}

/** Throws `S3_OBJECT_ARCHIVED` for what cannot be read now. */
export function checkReadable(ref: ObjectRef, entry: RecordEntry, now: Date): void {
  if (isArchived(entry, now)) throw objectArchived(ref, { versionId: entry.versionId });
}

/**
 * What is known of a file that somebody else put there, or changed: what S3 would have made of it. Its ETag is made of time
 * and size, so that a listing need not read it; it has a hyphen and is no MD5, like that of a multipart upload.
 */
export function foreignEntry(stamp: Stamp, { defaultEncryption }: BucketSettings): RecordEntry {
  return {
    stamp,
    etag: `${BigInt(stamp.mtimeNs).toString(16)}-${stamp.size.toString(16)}`,
    lastModified: stampTime(stamp),
    metadata: {},
    tags: {},
    encryption: defaultEncryption,
  };
}

/** What is known of the current object. */
export function currentEntry(current: CurrentObject, settings: BucketSettings): RecordEntry {
  return current.entry ?? foreignEntry(current.stamp, settings);
}

/** The entry as a head. */
export function headOf(ref: ObjectRef, entry: RecordEntry, settings: BucketSettings): ObjectHead {
  const { etag, lastModified, contentType, metadata, encryption, retention, legalHold } = entry;
  const { storageClass = defaultClass } = entry;
  return {
    bucket: ref.bucket,
    key: ref.key,
    size: entry.stamp?.size ?? 0,
    etag,
    ...(settings.versioning ? { versionId: versionIdOf(entry) } : {}),
    lastModified,
    ...(contentType === undefined ? {} : { contentType }),
    metadata,
    encryption,
    storageClass,
    ...(retention === undefined ? {} : { retention }),
    ...(legalHold === undefined ? {} : { legalHold }),
  };
}

/** The current object as a line of a listing. */
export function summaryOf(ref: ObjectRef, current: CurrentObject, settings: BucketSettings): ObjectSummary {
  const { etag, lastModified, storageClass = defaultClass } = currentEntry(current, settings);
  return { ...ref, size: current.stamp.size, etag, lastModified, storageClass };
}

/** All versions of a key as lines of a listing, newest first. */
export function versionsOf(ref: ObjectRef, state: KeyState, settings: BucketSettings): ObjectVersion[] {
  const latest = state.current === undefined ? state.marker : currentEntry(state.current, settings);
  return [...(latest === undefined ? [] : [latest]), ...state.older].map((entry) => ({
    ...ref,
    versionId: versionIdOf(entry),
    isLatest: entry === latest,
    isDeleteMarker: isDeleteMarker(entry),
    lastModified: entry.lastModified,
    size: entry.stamp?.size ?? 0,
    etag: entry.etag,
  }));
}
