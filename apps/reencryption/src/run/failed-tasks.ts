import type { JobOperation, ReportedTask } from '@lakeward/s3-batch';

/** Code under which failures are counted whose object is too large for S3 Batch's own copy. */
export const TOO_LARGE = 'REENC_COPY_TOO_LARGE';

/** Errors of S3 that come from load or from the service itself. Source: "Error responses", S3 API reference. */
export const RETRYABLE = [
  'SlowDown',
  'InternalError',
  'ServiceUnavailable',
  'RequestTimeout',
  'OperationAborted',
  'TemporaryFailure',
  'ThrottlingException',
];

/** True where the same task may succeed when it is tried again. */
export function isRetryable({
  httpStatusCode,
  errorCode,
}: Pick<ReportedTask, 'httpStatusCode' | 'errorCode'>): boolean {
  return httpStatusCode >= 500 || httpStatusCode === 429 || RETRYABLE.includes(errorCode);
}

/** Errors that say that an object was deleted, or written anew, since the snapshot. */
const OVERTAKEN = ['404', 'NoSuchKey', 'NoSuchVersion', 'SrcObjectNotFound', '412', 'PreconditionFailed'];

/** True for failures that nobody has to look at: the object is gone, or another by now, and the next inventory lists what there is. */
export function isOvertaken(code: string): boolean {
  return OVERTAKEN.includes(code);
}

/** What CopyObject says of a source over 5 GiB, by its words or by the number of bytes. */
const SIZE_MESSAGE = /larger than the maximum allowable size|\b5368709120\b/i;

/**
 * True where S3 Batch's own copy has refused an object for its size. S3 answers CopyObject with 400 InvalidRequest, "The specified copy
 * source is larger than the maximum allowable size for a copy source: 5368709120", which many have seen and nobody promises; how much
 * of it a completion report repeats is not known. So the message decides, whatever the code, or a code that speaks of size. An object
 * that is mistaken for a large one is copied all the same: the function copies any.
 */
export function isTooLarge(
  { errorCode, message }: Pick<ReportedTask, 'errorCode' | 'message'>,
  { name }: Pick<JobOperation, 'name'>,
): boolean {
  return name === 'S3PutObjectCopy' && (errorCode === 'EntityTooLarge' || SIZE_MESSAGE.test(message));
}
