import { AppError } from '@lakeward/core';

// The errors of the BatchJobs port and of its files, made in one place so that every adapter says the same.

/** `S3_BATCH_JOB_NOT_FOUND`. */
export function jobNotFound(id: string, cause?: unknown): AppError {
  return new AppError({
    code: 'S3_BATCH_JOB_NOT_FOUND',
    message: `There is no S3 Batch job ${id}.`,
    remedy: 'Check the id, the account and the Region; jobs are forgotten 90 days after their end.',
    cause,
  });
}

/** `S3_BATCH_INVALID_REQUEST`: S3 Batch would not take it however often it is sent. */
export function invalidJob(message: string, remedy: string, cause?: unknown): AppError {
  return new AppError({ code: 'S3_BATCH_INVALID_REQUEST', message, remedy, cause });
}

/** `S3_BATCH_TOKEN_REUSED`: the token belongs to another job. */
export function tokenReused(cause?: unknown): AppError {
  return new AppError({
    code: 'S3_BATCH_TOKEN_REUSED',
    message: 'The token of the S3 Batch job belongs to a job with other parameters.',
    remedy: 'Derive the token from all that makes up the job, so that another job has another token.',
    cause,
  });
}

/** `S3_BATCH_STATUS_CONFLICT`: the job's status does not allow the change. */
export function statusConflict(id: string, message: string, cause?: unknown): AppError {
  return new AppError({
    code: 'S3_BATCH_STATUS_CONFLICT',
    message: `S3 Batch job ${id}: ${message}`,
    remedy: 'Ask for its status: only suspended jobs can be confirmed, and only running ones cancelled.',
    cause,
  });
}

/** `S3_BATCH_INVALID_FILE`: a manifest or report that is not as S3 Batch writes or takes it. */
export function batchFileError(place: string, problem: string, cause?: unknown): AppError {
  return new AppError({
    code: 'S3_BATCH_INVALID_FILE',
    message: `${place}: ${problem}.`,
    remedy: 'Compare the file with the format in the documentation of S3 Batch Operations, and make it anew.',
    cause,
  });
}
