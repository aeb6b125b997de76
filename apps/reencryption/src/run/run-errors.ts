import { AppError } from '@lakeward/core';

/** The plan was made without a key. */
export function keyRequired(): AppError {
  return new AppError({
    code: 'REENC_KEY_REQUIRED',
    message: 'The plan names no key, so there is nothing to encrypt with.',
    remedy: 'Plan again with the full ARN of the key.',
  });
}

/** There is no plan of the bucket, or none of that snapshot. */
export function planNotFound(what: string): AppError {
  return new AppError({
    code: 'REENC_PLAN_NOT_FOUND',
    message: `There is no plan of ${what}.`,
    remedy: 'Plan first, or name the snapshot as the plan does.',
  });
}

/** A newer snapshot of the bucket has been planned. */
export function snapshotSuperseded(place: string, latest: string): AppError {
  return new AppError({
    code: 'REENC_SNAPSHOT_SUPERSEDED',
    message: `The plan ${place} is older than ${latest}.`,
    remedy: 'Decide about the newest plan; it lists what is still to be done.',
  });
}

/** Jobs of another plan are at work on the bucket. */
export function runStillOpen(open: string): AppError {
  return new AppError({
    code: 'REENC_RUN_OPEN',
    message: `Jobs of the plan ${open} are not over.`,
    remedy: 'Wait for their end, or reject that plan; two runs would handle the same objects twice.',
  });
}

/** The snapshot was taken before the last run had ended. */
export function snapshotTooOld(place: string, endedAt: string): AppError {
  return new AppError({
    code: 'REENC_SNAPSHOT_TOO_OLD',
    message: `The snapshot of ${place} began before the last run ended at ${endedAt}, and lists objects that have changed.`,
    remedy: 'Wait for the next inventory and decide about its plan.',
  });
}

/** Someone decided otherwise before. */
export function alreadyDecided(remedy: string, decision: string): AppError {
  return new AppError({
    code: 'REENC_ALREADY_DECIDED',
    message: `"${remedy}" of this plan has been ${decision} already.`,
    remedy: 'Decide about the plan of the next inventory instead.',
  });
}

/** Old versions are to be copied without a tag. */
export function copyTagRequired(): AppError {
  return new AppError({
    code: 'REENC_COPY_TAG_REQUIRED',
    message:
      'The plan copies old versions, and no tag is given by which their copies are told from what others write.',
    remedy: 'Set COPY_TAG (--copy-tag on one machine) and approve again, or plan without old versions.',
  });
}

/** Old versions are to be copied, and perhaps not the current ones that are to cover them. */
export function remediesTogether(missing: readonly string[]): AppError {
  return new AppError({
    code: 'REENC_REMEDIES_TOGETHER',
    message: `The plan copies old versions, and the current ones that cover them may be under ${missing.join(', ')}.`,
    remedy: 'Approve all remedies that copy at once, or none of them.',
  });
}

/** Nothing failed that may succeed when it is tried again. */
export function nothingToRedrive(place: string): AppError {
  return new AppError({
    code: 'REENC_NOTHING_TO_REDRIVE',
    message: `No job of ${place} has failures that may succeed when they are tried again.`,
    remedy: 'Look at the failures and their reasons; what needs a person shows up in the next plan again.',
  });
}

/** A file of a completion report is not the one its manifest describes. */
export function reportChecksumMismatch(file: string): AppError {
  return new AppError({
    code: 'REENC_REPORT_CHECKSUM',
    message: `The MD5 of ${file} is not the one in the report's manifest.`,
    remedy:
      'Nothing to do at first: it may not be whole yet, and is read again. If it lasts, somebody changed the file.',
    retryable: true,
  });
}
