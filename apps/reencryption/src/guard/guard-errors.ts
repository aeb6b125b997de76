import { AppError } from '@lakeward/core';

/** A guard cannot be put up as things stand. */
export function guardBlocked(bucket: string, blockers: readonly string[]): AppError {
  return new AppError({
    code: 'REENC_GUARD_BLOCKED',
    message: `The guards of bucket "${bucket}" cannot be put up: ${blockers.join(' ')}`,
    remedy: 'Set right what it names, ask for the diff again, and apply that; nothing was changed.',
  });
}

/** `apply` without the revision of a diff. */
export function revisionMissing(bucket: string): AppError {
  return new AppError({
    code: 'REENC_GUARD_REVISION_MISSING',
    message: `The change of the policy of bucket "${bucket}" names no revision.`,
    remedy: 'Ask for the diff first, read it, and apply it with the revision that it shows.',
  });
}
