import { isAppError } from '@lakeward/core';
import type { MultipartCopyResult, ObjectProperties } from '@lakeward/s3';
import { changedSinceSnapshot, copyContended, copyDiffers, emptyWithMore } from './copy-errors';
import { copyOptions } from './copy-options';
import type { CopyDependencies, CopyOutcome, CopyTask } from './copy-task';
import { checkCovered, checksumsDiffer, findEqualCopy, isSameVersion, propertiesOf } from './find-copy';

/**
 * Copies an object that is no larger than one part. It takes no record: there is nothing to go on with, and of two that copy at
 * once the condition on the current version lets one win. What a copy carries over is the same as for large ones.
 *
 * Errors: as `copyInParts`, and `REENC_COPY_EMPTY` for an empty object with more to keep than a plain copy does.
 */
export async function copyAtOnce(
  task: CopyTask,
  source: ObjectProperties,
  dependencies: CopyDependencies,
): Promise<CopyOutcome> {
  const { ref, versionId, goal } = task;
  // Asked for the current version, the source is what the copy goes on top of.
  const current = versionId === undefined ? source : await propertiesOf(ref, undefined, dependencies.copies);
  if (current !== undefined && !isSameVersion(current, source)) {
    // What lies above it may be the copy of an earlier try, whose answer was lost.
    const earlier = await findEqualCopy(ref, source, goal, dependencies);
    if (earlier !== undefined) return copied('already-copied', earlier, source);
  }
  const { etag: ifMatch } = checkCovered(current, source, goal);
  const result =
    source.size === 0
      ? await copyEmpty(task, source, dependencies)
      : await copyAsOnePart(task, source, ifMatch, dependencies);
  if ('found' in result) return copied('already-copied', result.found, source);
  if (checksumsDiffer(result, source)) throw copyDiffers(result.versionId);
  return { ...copied('copied', result.versionId, source), parts: source.size === 0 ? 0 : 1, resumed: 0 };
}

function copied(
  outcome: CopyOutcome['outcome'],
  versionId: string | undefined,
  source: ObjectProperties,
): CopyOutcome {
  // Without versions, listings name the one there is "null".
  return { outcome, ...(versionId === undefined || source.versionId === undefined ? {} : { versionId }) };
}

/** An upload needs a part with bytes in it, so an empty object is copied as a whole. */
async function copyEmpty(
  { ref, goal }: CopyTask,
  source: ObjectProperties,
  { store, clock }: CopyDependencies,
): Promise<MultipartCopyResult> {
  const options = copyOptions(source, goal, clock.now());
  const hasMore =
    options.grants !== undefined ||
    options.redirectLocation !== undefined ||
    source.storageClass !== 'STANDARD';
  if (hasMore) throw emptyWithMore();
  const { encryption, tags, retention, legalHold } = options;
  return store.copy(ref, ref, {
    sourceIfMatch: source.etag,
    ...(source.versionId === undefined ? {} : { sourceVersionId: source.versionId }),
    ...(encryption === undefined ? {} : { encryption }),
    ...(tags === undefined ? {} : { tags }),
    ...(retention === undefined ? {} : { retention }),
    ...(legalHold === undefined ? {} : { legalHold }),
  });
}

async function copyAsOnePart(
  { ref, goal }: CopyTask,
  source: ObjectProperties,
  ifMatch: string,
  dependencies: CopyDependencies,
): Promise<MultipartCopyResult | { readonly found: string }> {
  const { copies, clock } = dependencies;
  const upload = await copies.begin(ref, copyOptions(source, goal, clock.now()));
  try {
    const version = source.versionId === undefined ? {} : { versionId: source.versionId };
    const range = { first: 0, last: source.size - 1 };
    const part = await copies.copyPart(upload, 1, { from: ref, ...version, ifMatch: source.etag, ...range });
    return await copies.complete(upload, [part], { condition: { ifMatch } });
  } catch (error) {
    // The first error says more than one of cleaning up after it.
    await copies.abort(upload).catch(() => undefined);
    if (!isAppError(error, 'S3_PRECONDITION_FAILED', 'S3_OBJECT_NOT_FOUND', 'S3_CONFLICT')) throw error;
    const found = await findEqualCopy(ref, source, goal, dependencies);
    if (found !== undefined) return { found };
    if (error.code === 'S3_CONFLICT') throw error;
    if (goal.versions === 'noncurrent') throw copyContended(error);
    throw changedSinceSnapshot('the object was written again', error);
  }
}
