import { AppError, isAppError, toAppError } from '@lakeward/core';
import { isErrno } from '../files/whole-file';
import { ShortWriteError } from '../files/line-log';

/** What the file system threw, in the catalog's codes. `place` says what was asked. */
export function catalogError(error: unknown, place: string): AppError {
  if (isAppError(error)) return error;
  if (isErrno(error, 'EACCES', 'EPERM', 'EROFS')) {
    return new AppError({
      code: 'GLUE_ACCESS_DENIED',
      message: `Catalog: ${place}: ${error.message}`,
      remedy: 'Give the user that runs Lakeward access to the directory of the lake.',
      cause: error,
    });
  }
  if (
    error instanceof ShortWriteError ||
    isErrno(error, 'ENOSPC', 'EDQUOT', 'EIO', 'EMFILE', 'ENFILE', 'EBUSY')
  ) {
    return new AppError({
      code: 'GLUE_UNAVAILABLE',
      message: `Catalog: ${place}: ${error.message}`,
      remedy: 'Make room on the disk of the lake, or see to the disk, and try again.',
      retryable: true,
      cause: error,
    });
  }
  return toAppError(error);
}
