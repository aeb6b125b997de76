import { inParallel, isAppError, retry, type AppError, type Clock, type Deadline } from '@lakeward/core';
import type { CopiedPart, MultipartCopy, MultipartUpload, ObjectProperties } from '@lakeward/s3';
import { copyContinues } from './copy-errors';
import { planParts, type PlannedPart } from './part-plan';

/** What a part is expected to take before one has been timed, in milliseconds. */
const FIRST_GUESS_MS = 20_000;

/** What copying parts works with. */
export interface PartCopying {
  readonly copies: MultipartCopy;
  readonly clock: Clock;
  readonly deadline: Deadline;
  readonly partsInParallel: number;
}

/** All parts of an upload, and how many of them lay ready before. */
export interface ReadyParts {
  readonly parts: readonly CopiedPart[];
  readonly resumed: number;
}

/**
 * Copies what is missing of an upload, a bounded number of parts at a time, each only while the source is what it was. No part is
 * begun that would not be over in time: `REENC_COPY_CONTINUES` (retryable) then. Other errors are those of the port.
 */
export async function copyParts(
  upload: MultipartUpload,
  source: ObjectProperties,
  partBytes: number,
  { copies, clock, deadline, partsInParallel }: PartCopying,
): Promise<ReadyParts> {
  const planned = planParts(source.size, partBytes);
  const ready = await readyParts(upload, planned, copies);
  const resumed = ready.size;
  let longestMs = FIRST_GUESS_MS;
  let timed = false;
  const copyOne = async ({ partNumber, first, last }: PlannedPart) => {
    if (deadline.remaining() <= longestMs) return;
    const began = clock.now().getTime();
    const version = source.versionId === undefined ? {} : { versionId: source.versionId };
    const from = { from: upload.to, ...version, ifMatch: source.etag, first, last };
    const part = await patiently(() => copies.copyPart(upload, partNumber, from), clock, deadline);
    if (part === undefined) return;
    const took = clock.now().getTime() - began;
    longestMs = timed ? Math.max(longestMs, took) : took;
    timed = true;
    ready.set(partNumber, part);
  };
  await inParallel(
    planned.filter(({ partNumber }) => !ready.has(partNumber)),
    partsInParallel,
    copyOne,
  );
  if (ready.size < planned.length) throw copyContinues(ready.size, planned.length);
  return { parts: [...ready.values()].sort((a, b) => a.partNumber - b.partNumber), resumed };
}

/** Parts that lie ready. One of another size than planned is copied again. */
async function readyParts(
  upload: MultipartUpload,
  planned: readonly PlannedPart[],
  copies: MultipartCopy,
): Promise<Map<number, CopiedPart>> {
  const ready = new Map<number, CopiedPart>();
  for await (const part of copies.parts(upload)) {
    const plan = planned[part.partNumber - 1];
    if (plan !== undefined && (part.size ?? 0) === plan.last - plan.first + 1)
      ready.set(part.partNumber, part);
  }
  return ready;
}

/**
 * The part, tried again while S3 asks to; undefined where it still does when time is up. A conflict is left to the next try: it may
 * mean that the upload is gone, which no patience brings back.
 */
async function patiently(
  work: () => Promise<CopiedPart>,
  clock: Clock,
  deadline: Deadline,
): Promise<CopiedPart | undefined> {
  try {
    const result = await retry(() => work().catch(conflictAside), { clock, deadline });
    if ('conflict' in result) throw result.conflict;
    return result;
  } catch (error) {
    if (isAppError(error) && error.retryable && error.code !== 'S3_CONFLICT') return undefined;
    throw error;
  }
}

function conflictAside(error: unknown): { readonly conflict: AppError } {
  if (isAppError(error, 'S3_CONFLICT')) return { conflict: error };
  throw error;
}
