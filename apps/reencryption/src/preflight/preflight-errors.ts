import { AppError } from '@lakeward/core';

// What can be wrong with the bucket and the key of a plan: each error says the remedy, and nothing is started.

/** The bucket lies in another Region than the one that plans. */
export function bucketInOtherRegion(bucket: string, found: string, expected: string): AppError {
  return new AppError({
    code: 'REENC_BUCKET_OTHER_REGION',
    message: `The bucket "${bucket}" lies in ${found}, not in ${expected}, where it was to be planned.`,
    remedy: `Deploy Lakeward in ${found} too and have the inventory delivered there: jobs and key must be in the Region of the bucket.`,
  });
}

/** The bucket has been deleted since it was listed. */
export function bucketGone(bucket: string, cause: unknown): AppError {
  return new AppError({
    code: 'REENC_BUCKET_GONE',
    message: `The bucket "${bucket}", which the inventory lists, does not exist any more.`,
    remedy:
      'Nothing to do where it was deleted on purpose; otherwise plan from an inventory of a bucket that is there.',
    cause,
  });
}

/** There is no such key. */
export function keyNotFound(key: string, cause: unknown): AppError {
  return new AppError({
    code: 'REENC_KEY_NOT_FOUND',
    message: `There is no key ${key}.`,
    remedy: 'Give the ARN of a key that is there, as "aws kms describe-key" shows it.',
    cause,
  });
}

/** The key is there, but nobody can use it. */
export function keyNotEnabled(key: string, state: string): AppError {
  return new AppError({
    code: 'REENC_KEY_NOT_ENABLED',
    message: `The key ${key} cannot be used: its state is ${state}.`,
    remedy:
      'Enable it, cancel its deletion or import its material, as the state asks for; or choose another key. What is encrypted by a deleted key is lost.',
  });
}

/** The key is not for what S3 does with one. */
export function keyNotSymmetric(key: string, spec: string, usage: string): AppError {
  return new AppError({
    code: 'REENC_KEY_NOT_SYMMETRIC',
    message: `The key ${key} is a ${spec} key for ${usage}; S3 encrypts by symmetric keys alone.`,
    remedy: 'Choose a key of the spec SYMMETRIC_DEFAULT and the usage ENCRYPT_DECRYPT.',
  });
}

/** The key's policy keeps out roles that must use it. */
export function keyNotAdmitting(key: string, refusals: readonly string[]): AppError {
  return new AppError({
    code: 'REENC_KEY_NOT_ADMITTED',
    message: `The policy of key ${key} keeps out who must use it: ${refusals.join('; ')}.`,
    remedy:
      'Let a statement of the key policy allow kms:* to the account (IAM decides then) or these actions to these roles, and except the roles from a statement that denies them.',
  });
}
