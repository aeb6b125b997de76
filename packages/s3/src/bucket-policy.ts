import { createHash } from 'node:crypto';
import { AppError } from '@lakeward/core';
import { noPolicy, type BucketPolicy } from './bucket-administration';
import { invalidRequest } from './object-errors';

/** Longest bucket policy, in bytes. Source: "Bucket policies for Amazon S3", S3 User Guide. */
export const maxPolicyBytes = 20 * 1_024;

/** The policy with its revision: a hash of the text, since S3 gives policies no ETag. */
export function bucketPolicy(text: string): BucketPolicy {
  return { text, revision: createHash('sha256').update(text).digest('hex') };
}

/** Throws `S3_INVALID_REQUEST` for what is not a JSON object with statements, or too long. */
export function checkPolicyText(bucket: string, text: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes > maxPolicyBytes) {
    throw invalidRequest(
      `The policy of "${bucket}" has ${bytes} bytes; S3 takes ${maxPolicyBytes}.`,
      'Merge statements, or use wildcards where they grant nothing more.',
    );
  }
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch (cause) {
    throw invalidRequest(`The policy of "${bucket}" is not JSON.`, 'Correct it.', cause);
  }
  if (typeof policy !== 'object' || policy === null || !('Statement' in policy)) {
    throw invalidRequest(`The policy of "${bucket}" has no statements.`, 'Give Version and Statement.');
  }
}

/** Throws `S3_PRECONDITION_FAILED` where the present policy is not of the revision it was meant for. */
export function checkRevision(
  bucket: string,
  present: BucketPolicy | undefined,
  ifRevision: string | undefined,
): void {
  if (ifRevision === undefined || ifRevision === (present?.revision ?? noPolicy)) return;
  throw new AppError({
    code: 'S3_PRECONDITION_FAILED',
    message: `The policy of bucket "${bucket}" has been changed by somebody else.`,
    remedy: 'Read it again and merge anew.',
  });
}
