import { AppError } from '@lakeward/core';

/** The standing policy is no JSON document with statements. */
export function unreadablePolicy(bucket: string): AppError {
  return new AppError({
    code: 'REENC_POLICY_UNREADABLE',
    message: `The policy of bucket "${bucket}" cannot be read as a policy document.`,
    remedy: 'Look at it with "aws s3api get-bucket-policy"; nothing was changed.',
  });
}

/** With our statements the policy would exceed what S3 takes. */
export function policyTooLarge(bucket: string, bytes: number, limit: number): AppError {
  return new AppError({
    code: 'REENC_POLICY_TOO_LARGE',
    message: `The policy of bucket "${bucket}" would have ${bytes} bytes; S3 takes ${limit}.`,
    remedy:
      'Shorten the statements of others (fewer principals, wildcards, access points), then try again; nothing was changed.',
  });
}

/** Somebody changed the policy after the diff was shown. */
export function policyChanged(bucket: string, cause?: unknown): AppError {
  return new AppError({
    code: 'REENC_POLICY_CHANGED',
    message: `The policy of bucket "${bucket}" is no longer the one that the diff was made against.`,
    remedy: 'Ask for the diff again, read it, and apply it with its revision; nothing was changed.',
    cause,
  });
}
