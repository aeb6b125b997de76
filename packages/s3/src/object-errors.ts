import { AppError } from '@lakeward/core';
import type { ObjectRef } from './object-store';
import { s3Uri } from './s3-uri';

// The errors of the ObjectStore port, made in one place so that every adapter says the same.

/** What an error is about beside the object. */
export interface ErrorOrigin {
  readonly versionId?: string | undefined;
  readonly cause?: unknown;
}

/** `S3_OBJECT_NOT_FOUND`: no such key, or no such version of it. */
export function objectNotFound(ref: ObjectRef, { versionId, cause }: ErrorOrigin = {}): AppError {
  return new AppError({
    code: 'S3_OBJECT_NOT_FOUND',
    message:
      versionId === undefined
        ? `There is no object ${s3Uri(ref)}.`
        : `${s3Uri(ref)} has no version ${versionId}.`,
    remedy: 'Check the key, and whether the object has been deleted since it was listed.',
    cause,
  });
}

/** `S3_BUCKET_NOT_FOUND`. */
export function bucketNotFound(bucket: string, cause?: unknown): AppError {
  return new AppError({
    code: 'S3_BUCKET_NOT_FOUND',
    message: `There is no bucket "${bucket}".`,
    remedy: 'Check the name in the configuration, or create the bucket first.',
    cause,
  });
}

/** `S3_PRECONDITION_FAILED`: somebody else wrote first, or the key that was to be replaced is gone. */
export function preconditionFailed(ref: ObjectRef, cause?: unknown): AppError {
  return new AppError({
    code: 'S3_PRECONDITION_FAILED',
    message: `${s3Uri(ref)} is no longer in the state the request was made for.`,
    remedy:
      'Read the object again and decide anew; it may have been written by an earlier try of this request.',
    cause,
  });
}

/** `S3_CONFLICT`, retryable: two requests for one key met. */
export function writeConflict(ref: ObjectRef, cause?: unknown): AppError {
  return new AppError({
    code: 'S3_CONFLICT',
    message: `Another request is changing ${s3Uri(ref)}.`,
    remedy: 'Try again; if it lasts, look for a second process that works on the same key.',
    retryable: true,
    cause,
  });
}

/** `S3_OBJECT_LOCKED`: retention or a legal hold forbids it. */
export function objectLocked(ref: ObjectRef, { versionId, cause }: ErrorOrigin = {}): AppError {
  return new AppError({
    code: 'S3_OBJECT_LOCKED',
    message: `Version ${versionId ?? 'null'} of ${s3Uri(ref)} is under Object Lock.`,
    remedy: 'Wait until its retention ends and its legal hold is lifted; there is no way around either here.',
    cause,
  });
}

/** `S3_OBJECT_ARCHIVED`: it must be restored before it can be read or copied. */
export function objectArchived(ref: ObjectRef, { versionId, cause }: ErrorOrigin = {}): AppError {
  return new AppError({
    code: 'S3_OBJECT_ARCHIVED',
    message: `${versionId === undefined ? '' : `Version ${versionId} of `}${s3Uri(ref)} is archived.`,
    remedy: 'Restore the object from its archive first.',
    cause,
  });
}

/** `S3_INVALID_REQUEST`: S3 would not take it however often it is sent. */
export function invalidRequest(message: string, remedy: string, cause?: unknown): AppError {
  return new AppError({ code: 'S3_INVALID_REQUEST', message, remedy, cause });
}

/** `S3_ACCESS_DENIED`. */
export function accessDenied(message: string, remedy: string, cause?: unknown): AppError {
  return new AppError({ code: 'S3_ACCESS_DENIED', message, remedy, cause });
}

/** `S3_THROTTLED`, retryable. */
export function throttled(message: string, cause?: unknown): AppError {
  return new AppError({
    code: 'S3_THROTTLED',
    message,
    remedy: 'Try again later; spread the requests over more prefixes or lower the concurrency if it lasts.',
    retryable: true,
    cause,
  });
}

/** `S3_UNAVAILABLE`, retryable: the storage, or the way to it, is out of order. */
export function storeUnavailable(message: string, remedy: string, cause?: unknown): AppError {
  return new AppError({ code: 'S3_UNAVAILABLE', message, remedy, retryable: true, cause });
}
