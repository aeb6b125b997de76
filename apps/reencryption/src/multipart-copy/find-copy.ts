import { isAppError } from '@lakeward/core';
import type { MultipartCopy, ObjectProperties, ObjectRef, ObjectStore } from '@lakeward/s3';
import { changedSinceSnapshot } from './copy-errors';
import { isAsWanted, type CopyGoal } from './copy-goal';
import type { CopyRecord } from './copy-record';

/** What looking at versions works with. */
export interface VersionLook {
  readonly copies: MultipartCopy;
  readonly store: Pick<ObjectStore, 'listVersions'>;
}

/** How far S3's clock and ours may be apart, in milliseconds. */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * The version a copy has made whose completion was not recorded, or undefined. It lies above the source, was begun when the record
 * says, and has the source's size and checksum under the wanted encryption.
 */
export async function findCopy(
  ref: ObjectRef,
  source: ObjectProperties,
  record: CopyRecord,
  goal: CopyGoal,
  { copies, store }: VersionLook,
): Promise<string | undefined> {
  const notBefore = new Date(record.beganAt).getTime() - CLOCK_TOLERANCE_MS;
  for await (const found of store.listVersions(ref.bucket, { prefix: ref.key })) {
    // In order of keys, so this key's versions come first; newest first, so what the source lies above is older.
    if (found.key !== ref.key || found.versionId === source.versionId) return undefined;
    if (found.isDeleteMarker || found.size !== source.size || found.lastModified.getTime() < notBefore)
      continue;
    const properties = await copies.properties(ref, { versionId: found.versionId });
    if (isAsWanted(properties, goal) && !checksumsDiffer(properties, source)) return found.versionId;
  }
  return undefined;
}

/** True where both have a checksum of the full object by the same algorithm, and not the same one. */
export function checksumsDiffer(
  { checksum: one }: Pick<ObjectProperties, 'checksum'>,
  { checksum: other }: Pick<ObjectProperties, 'checksum'>,
): boolean {
  if (one?.type !== 'FULL_OBJECT' || other?.type !== 'FULL_OBJECT') return false;
  return one.algorithm === other.algorithm && one.value !== other.value;
}

/**
 * ETag of the current version, which the copy will cover; the copy is completed only while it is still that. Throws
 * `REENC_CHANGED_SINCE_SNAPSHOT` where the key was deleted or written since: a copy to the front would bring the deleted back, or
 * put the old before the new.
 */
export async function currentEtag(
  ref: ObjectRef,
  source: ObjectProperties,
  goal: CopyGoal,
  copies: MultipartCopy,
): Promise<string> {
  const current = await propertiesOf(ref, undefined, copies);
  if (current === undefined) throw changedSinceSnapshot('the object was deleted');
  const isSource = (current.versionId ?? 'null') === (source.versionId ?? 'null');
  if (isSource && current.etag !== source.etag) throw changedSinceSnapshot('the object was written again');
  if (!isSource && goal.versions === 'current' && !isOwnCopy(current, goal)) {
    throw changedSinceSnapshot('the version is no longer the current one');
  }
  return current.etag;
}

/** What is known of the version; undefined where there is none, or a delete marker. */
export async function propertiesOf(
  ref: ObjectRef,
  versionId: string | undefined,
  copies: MultipartCopy,
): Promise<ObjectProperties | undefined> {
  try {
    return await copies.properties(ref, versionId === undefined ? {} : { versionId });
  } catch (error) {
    if (isAppError(error, 'S3_OBJECT_NOT_FOUND')) return undefined;
    throw error;
  }
}

/** A copy of an old version, which was made to be covered by that of the current one. Only its tag tells. */
function isOwnCopy(current: ObjectProperties, goal: CopyGoal): boolean {
  return goal.tag !== undefined && current.tags[goal.tag.key] === goal.tag.value && isAsWanted(current, goal);
}
