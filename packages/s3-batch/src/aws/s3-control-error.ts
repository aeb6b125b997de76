import { awsFailure } from '@lakeward/aws-client';
import { AppError, toAppError } from '@lakeward/core';
import { invalidJob, jobNotFound, statusConflict, tokenReused } from '../batch-errors';

/** What the S3 Control client threw, in the port's codes; anything that did not come from AWS stays what it is. */
export function s3ControlError(error: unknown, place: string, id = ''): AppError {
  const failure = awsFailure(error);
  if (failure === undefined) return toAppError(error);
  const { kind, name } = failure;
  const message = `S3 Batch: ${place}: ${failure.message === '' ? name : failure.message}`;
  switch (kind) {
    case 'throttled':
      return new AppError({
        code: 'S3_BATCH_THROTTLED',
        message,
        remedy: 'Try again later, and ask less often.',
        retryable: true,
        cause: error,
      });
    case 'unavailable':
      return new AppError({
        code: 'S3_BATCH_UNAVAILABLE',
        message,
        remedy: 'Try again later; look at the network and the AWS Health Dashboard.',
        retryable: true,
        cause: error,
      });
    case 'denied':
      return new AppError({
        code: 'S3_BATCH_ACCESS_DENIED',
        message,
        remedy: 'Allow the s3 action of the job, and iam:PassRole for its role.',
        cause: error,
      });
    case 'refused':
      return refusal(name, message, id, error);
  }
}

/** Names are from "CreateJob", "UpdateJobStatus" and "DescribeJob", S3 API reference. */
function refusal(name: string, message: string, id: string, cause: unknown): AppError {
  switch (name) {
    // NoSuchJob is seen on the wire; the reference names NotFoundException.
    case 'NotFoundException':
    case 'NoSuchJob':
      return jobNotFound(id, cause);
    case 'IdempotencyException':
      return tokenReused(cause);
    case 'JobStatusException':
      return statusConflict(id, message, cause);
    default:
      return invalidJob(message, 'Correct the request as the message says.', cause);
  }
}
