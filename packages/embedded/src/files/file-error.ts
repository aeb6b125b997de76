import { AppError, isAppError, toAppError } from '@lakeward/core';
import { ShortWriteError } from './line-log';
import { isErrno } from './whole-file';

/**
 * What the file system threw, in the codes of the port whose prefix is given: `<PREFIX>_ACCESS_DENIED` or `<PREFIX>_UNAVAILABLE`. `place`
 * says what was asked.
 */
export function fileError(
  error: unknown,
  prefix: 'EVENTS' | 'GLUE' | 'KMS' | 'S3_BATCH' | 'SNS',
  place: string,
): AppError {
  if (isAppError(error)) return error;
  if (isErrno(error, 'EACCES', 'EPERM', 'EROFS')) {
    return new AppError({
      code: `${prefix}_ACCESS_DENIED`,
      message: `${place}: ${error.message}`,
      remedy: 'Give the user that runs Lakeward access to the directory of the lake.',
      cause: error,
    });
  }
  if (
    error instanceof ShortWriteError ||
    isErrno(error, 'ENOSPC', 'EDQUOT', 'EIO', 'EMFILE', 'ENFILE', 'EBUSY')
  ) {
    return new AppError({
      code: `${prefix}_UNAVAILABLE`,
      message: `${place}: ${error.message}`,
      remedy: 'Make room on the disk of the lake, or see to the disk, and try again.',
      retryable: true,
      cause: error,
    });
  }
  return toAppError(error);
}
