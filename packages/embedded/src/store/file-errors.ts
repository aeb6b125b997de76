import { accessDenied, invalidRequest, storeUnavailable } from '@lakeward/s3';
import { isNativeError } from 'node:util/types';

/** True when `error` comes from the file system and carries one of the codes, such as `ENOENT`. */
export function isFileError(error: unknown, ...codes: readonly string[]): error is NodeJS.ErrnoException {
  // jest runs tests in a realm of their own, where errors of Node are no `instanceof Error`.
  if (!isNativeError(error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return code !== undefined && codes.includes(code);
}

/** An error of the file system in the words of the port; everything else as it came. `place` says what was worked on. */
export function translateFileError(error: unknown, place: string): unknown {
  if (isFileError(error, 'EACCES', 'EPERM', 'EROFS')) {
    return accessDenied(
      `${place}: the file system refuses (${error.message}).`,
      'Give the user that runs this the right to read and write the lake directory.',
      error,
    );
  }
  if (isFileError(error, 'EXDEV')) {
    return invalidRequest(
      `${place} is not on the file system of the lake (${error.message}).`,
      'Keep the whole lake directory on one file system; a bucket that is a link to another can only be read.',
      error,
    );
  }
  if (isFileError(error, 'ENAMETOOLONG')) {
    return invalidRequest(
      `${place}: its path would become too long.`,
      'Put the lake directory nearer to the root of the disk.',
      error,
    );
  }
  if (isFileError(error, 'ENOSPC', 'EDQUOT')) {
    return storeUnavailable(
      `${place}: the disk is full.`,
      'Make room and try again; nothing was changed.',
      error,
    );
  }
  if (isFileError(error, 'EIO', 'EMFILE', 'ENFILE', 'EBUSY', 'ESTALE', 'ENOTCONN', 'ETIMEDOUT')) {
    return storeUnavailable(
      `${place}: the file system fails (${error.message}).`,
      'Try again; look at the disk and at the limit of open files if it lasts.',
      error,
    );
  }
  return error;
}
