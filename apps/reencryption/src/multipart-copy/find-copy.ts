import { isAppError } from '@lakeward/core';
import type { MultipartCopy, ObjectProperties, ObjectRef, ObjectStore, ObjectVersion } from '@lakeward/s3';
import { changedSinceSnapshot } from './copy-errors';
import { isAsWanted, type CopyGoal } from './copy-goal';
import type { CopyRecord } from './copy-record';

/** What looking at versions works with. */
export interface VersionLook {
  readonly copies: Pick<MultipartCopy, 'properties'>;
  readonly store: Pick<ObjectStore, 'listVersions'>;
}

/** How far S3's clock and ours may be apart, in milliseconds. */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * The version that a copy on record has made whose end was not recorded, or undefined. It was completed only on top of the version
 * that the record says it covers, so it is the one right above that; and it has the source's size and checksum under the wanted
 * encryption.
 */
export async function findRecordedCopy(
  ref: ObjectRef,
  source: ObjectProperties,
  record: Pick<CopyRecord, 'beganAt' | 'covers'>,
  goal: CopyGoal,
  look: VersionLook,
): Promise<string | undefined> {
  const notBefore = new Date(record.beganAt).getTime() - CLOCK_TOLERANCE_MS;
  let above: ObjectVersion | undefined;
  for await (const found of versionsOf(ref, look)) {
    if (found.versionId === record.covers) break;
    above = found;
  }
  if (above === undefined || above.lastModified.getTime() < notBefore) return undefined;
  return (await isCopy(ref, source, above, goal, look)) ? above.versionId : undefined;
}

/**
 * A version above the source that is a copy of it by its checksum, or undefined. Without checksums of the full object nothing tells
 * a copy of this version from one of another, and none is found.
 */
export async function findEqualCopy(
  ref: ObjectRef,
  source: ObjectProperties,
  goal: CopyGoal,
  look: VersionLook,
): Promise<string | undefined> {
  for await (const found of versionsOf(ref, look)) {
    if (found.versionId === source.versionId) return undefined;
    const isEqual = await isCopy(ref, source, found, goal, look, { needsChecksum: true });
    if (isEqual) return found.versionId;
  }
  return undefined;
}

async function isCopy(
  ref: ObjectRef,
  source: ObjectProperties,
  { versionId, isDeleteMarker, size }: ObjectVersion,
  goal: CopyGoal,
  { copies }: VersionLook,
  { needsChecksum = false } = {},
): Promise<boolean> {
  if (isDeleteMarker || size !== source.size) return false;
  const properties = await copies.properties(ref, { versionId });
  if (!isAsWanted(properties, goal)) return false;
  return needsChecksum ? checksumsEqual(properties, source) : !checksumsDiffer(properties, source);
}

/** Versions of this very key, newest first: they come first among those whose keys begin so. */
async function* versionsOf({ bucket, key }: ObjectRef, { store }: VersionLook): AsyncIterable<ObjectVersion> {
  for await (const version of store.listVersions(bucket, { prefix: key })) {
    if (version.key !== key) return;
    yield version;
  }
}

type Checked = Pick<ObjectProperties, 'checksum'>;

/** True where both have a checksum of the full object by the same algorithm, and not the same one. */
export function checksumsDiffer({ checksum: one }: Checked, { checksum: other }: Checked): boolean {
  return areComparable(one, other) && one?.value !== other?.value;
}

function checksumsEqual({ checksum: one }: Checked, { checksum: other }: Checked): boolean {
  return areComparable(one, other) && one?.value === other?.value;
}

function areComparable(one: Checked['checksum'], other: Checked['checksum']): boolean {
  return one?.type === 'FULL_OBJECT' && other?.type === 'FULL_OBJECT' && one.algorithm === other.algorithm;
}

/** The version that a copy goes on top of. */
export interface CoveredVersion {
  readonly etag: string;
  /** As listings name it: `null` in a bucket without versions. */
  readonly versionId: string;
}

/** The current version, which the copy will cover; see {@link checkCovered}. */
export async function coveredVersion(
  ref: ObjectRef,
  source: ObjectProperties,
  goal: CopyGoal,
  copies: MultipartCopy,
): Promise<CoveredVersion> {
  return checkCovered(await propertiesOf(ref, undefined, copies), source, goal);
}

/**
 * What a copy may go on top of; it is completed only while it is still that. Throws `REENC_CHANGED_SINCE_SNAPSHOT` where the key was
 * deleted or written since: a copy to the front would bring the deleted back, or put the old before the new.
 */
export function checkCovered(
  current: ObjectProperties | undefined,
  source: ObjectProperties,
  goal: CopyGoal,
): CoveredVersion {
  if (current === undefined) throw changedSinceSnapshot('the object was deleted');
  const isSource = isSameVersion(current, source);
  if (isSource && current.etag !== source.etag) throw changedSinceSnapshot('the object was written again');
  if (!isSource && goal.versions === 'current' && !isOwnCopy(current, goal)) {
    throw changedSinceSnapshot('the version is no longer the current one');
  }
  const isLater = goal.snapshotAt !== undefined && current.lastModified > goal.snapshotAt;
  // An old version that covered it would never be covered in its turn: nobody copies what the plan does not know.
  if (!isSource && goal.versions === 'noncurrent' && isLater && !isOwnCopy(current, goal)) {
    throw changedSinceSnapshot('the object was written again');
  }
  return { etag: current.etag, versionId: current.versionId ?? 'null' };
}

/** True for two looks at one version. */
export function isSameVersion(one: ObjectProperties, other: ObjectProperties): boolean {
  return (one.versionId ?? 'null') === (other.versionId ?? 'null');
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
