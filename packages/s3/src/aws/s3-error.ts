import { awsFailure } from '@lakeward/aws-client';
import { toAppError, type AppError } from '@lakeward/core';
import {
  accessDenied,
  bucketNotFound,
  invalidRequest,
  objectArchived,
  objectNotFound,
  preconditionFailed,
  storeUnavailable,
  throttled,
  writeConflict,
} from '../object-errors';
import type { ObjectRef } from '../object-store';
import { s3Uri } from '../s3-uri';

/** What a request was about. */
export interface RequestTarget {
  /** The object, or for listings the bucket and prefix. */
  readonly ref: ObjectRef;
  readonly versionId?: string | undefined;
  /** Where the object was to be copied. */
  readonly to?: ObjectRef;
  /** The request was conditional on the state of an object that has to exist. */
  readonly ifMatch?: boolean;
}

/**
 * What the S3 client threw, in the port's codes; anything that did not come from AWS stays what it is. Names of errors are from
 * "Error responses", S3 API reference, except where stated.
 */
export function s3Error(error: unknown, target: RequestTarget): AppError {
  const failure = awsFailure(error);
  if (failure === undefined) return toAppError(error);
  const { ref, versionId } = target;
  const { name, message } = failure;
  const what = target.to === undefined ? s3Uri(ref) : `${s3Uri(ref)} to ${s3Uri(target.to)}`;
  const place = `S3: ${what}: ${message === '' ? name : message}`;

  const named = byName(name, target, place, error);
  if (named !== undefined) return named;
  // A HEAD answer has no body, so the status is all that is told.
  const status = statusOf(error);
  if (status === 404 || status === 405) return objectNotFound(ref, { versionId, cause: error });
  if (status === 412) return preconditionFailed(ref, error);
  switch (status === 401 || status === 403 ? 'denied' : failure.kind) {
    case 'throttled':
      return throttled(place, error);
    case 'unavailable':
      return storeUnavailable(
        place,
        'Try again later; look at the network and the AWS Health Dashboard.',
        error,
      );
    case 'denied':
      return accessDenied(
        place,
        'Allow the operation in the policies of role, bucket and key; without s3:ListBucket a missing object is denied, too.',
        error,
      );
    case 'refused':
      return invalidRequest(place, 'Correct the request as the message says.', error);
  }
}

/** A copy as far as its errors need it. */
export interface CopyTarget {
  readonly from: ObjectRef;
  readonly to: ObjectRef;
  readonly versionId?: string | undefined;
  /** The condition on the source is the adapter's own. */
  readonly pinned: boolean;
  /** There is a condition on the destination. */
  readonly isConditional: boolean;
}

/** The same for a copy, where two objects can be meant. */
export function copyError(
  error: unknown,
  { from, to, versionId, pinned, isConditional }: CopyTarget,
): AppError {
  if (statusOf(error) !== 412) return s3Error(error, { ref: from, versionId, to });
  // The answer names the header that was not met (seen, not documented).
  const { Condition: header } = error as { Condition?: string };
  const ofSource = header?.toLowerCase().startsWith('x-amz-copy-source') ?? !isConditional;
  if (!ofSource) return preconditionFailed(to, error);
  return pinned ? writeConflict(from, error) : preconditionFailed(from, error);
}

/** What broke while the bytes of an object were on their way: always worth another try. */
export function bodyError(error: unknown, ref: ObjectRef): AppError {
  const reason = error instanceof Error ? error.message : 'it broke off';
  return storeUnavailable(`S3: ${s3Uri(ref)}: reading failed: ${reason}`, 'Read the object again.', error);
}

/** True for answers that say that there is no such object, or that it is a delete marker (405). */
export function isAbsent(error: unknown): boolean {
  const status = statusOf(error);
  return status === 404 || status === 405;
}

function byName(name: string, { ref, versionId, ifMatch }: RequestTarget, place: string, cause: unknown) {
  switch (name) {
    case 'NoSuchBucket':
      return bucketNotFound((cause as { BucketName?: string }).BucketName ?? ref.bucket, cause);
    case 'NoSuchKey':
      return ifMatch === true ? preconditionFailed(ref, cause) : objectNotFound(ref, { versionId, cause });
    // NoSuchUpload: it has been completed or aborted, perhaps by an earlier try of this very request.
    case 'ConditionalRequestConflict':
    case 'OperationAborted':
    case 'NoSuchUpload':
      return writeConflict(ref, cause);
    case 'InvalidObjectState':
    case 'ObjectNotInActiveTierError':
      return objectArchived(ref, { versionId, cause });
    case 'PermanentRedirect':
    case 'AuthorizationHeaderMalformed':
    case 'IllegalLocationConstraintException':
      return invalidRequest(place, "Configure the bucket's own Region.", cause);
    case 'BadDigest':
    case 'XAmzContentChecksumMismatch':
    case 'XAmzContentSHA256Mismatch':
    case 'IncompleteBody':
      return storeUnavailable(place, 'The bytes were damaged on the way: send them again.', cause);
  }
  // Such as KMS.DisabledException and KMS.NotFoundException (seen, not documented).
  if (name.startsWith('KMS.') && !name.includes('Throttl')) {
    return invalidRequest(
      place,
      'Check that the key exists, is enabled and lies in the Region of the bucket.',
      cause,
    );
  }
  return undefined;
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
