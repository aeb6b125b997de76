import { AppError } from '@lakeward/core';
import { isFileError, translateFileError } from './file-errors';

const fileError = (code: string) => Object.assign(new Error(`${code}: it failed, open '/lake/x'`), { code });

describe('translateFileError', () => {
  test.each([
    ['EACCES', 'S3_ACCESS_DENIED', false],
    ['EPERM', 'S3_ACCESS_DENIED', false],
    ['EROFS', 'S3_ACCESS_DENIED', false],
    ['EXDEV', 'S3_INVALID_REQUEST', false],
    ['ENAMETOOLONG', 'S3_INVALID_REQUEST', false],
    ['ENOSPC', 'S3_UNAVAILABLE', true],
    ['EDQUOT', 'S3_UNAVAILABLE', true],
    ['EIO', 'S3_UNAVAILABLE', true],
    ['EMFILE', 'S3_UNAVAILABLE', true],
  ])('%s is %s', (code, expected, retryable) => {
    const error = fileError(code);
    expect(translateFileError(error, 's3://lake/x')).toMatchObject({
      code: expected,
      retryable,
      cause: error,
      message: expect.stringContaining('s3://lake/x'),
    });
  });

  test.each([
    new AppError({ code: 'S3_CONFLICT', message: 'm', remedy: 'r' }),
    new TypeError('a defect'),
    fileError('EBADF'),
    'text',
  ])('leaves %p as it came', (error) => {
    expect(translateFileError(error, 'x')).toBe(error);
  });
});

test('isFileError knows its codes', () => {
  expect(isFileError(fileError('ENOENT'), 'EACCES', 'ENOENT')).toBe(true);
  expect(isFileError(fileError('ENOENT'), 'EACCES')).toBe(false);
  expect(isFileError(new Error('no code'), 'ENOENT')).toBe(false);
  expect(isFileError(undefined, 'ENOENT')).toBe(false);
});
