import { AppError } from '@lakeward/core';
import { fileError } from './file-error';
import { ShortWriteError } from './line-log';

const errno = (code: string) => Object.assign(new Error(`${code}: open '/lake/x'`), { code });

test.each<[Error, string, boolean]>([
  [errno('EACCES'), 'GLUE_ACCESS_DENIED', false],
  [errno('EROFS'), 'GLUE_ACCESS_DENIED', false],
  [errno('ENOSPC'), 'GLUE_UNAVAILABLE', true],
  [new ShortWriteError('/lake/x'), 'GLUE_UNAVAILABLE', true],
  [new SyntaxError('Unexpected token'), 'UNEXPECTED_ERROR', false],
])('translates %s', (thrown, code, retryable) => {
  expect(fileError(thrown, 'GLUE', 'table logs.events')).toMatchObject({
    code,
    retryable,
    message: expect.stringContaining(thrown.message),
    cause: thrown,
  });
});

test('leaves an error of the catalog as it is', () => {
  const error = new AppError({ code: 'GLUE_NOT_FOUND', message: 'm', remedy: 'r' });
  expect(fileError(error, 'KMS', 'key 1')).toBe(error);
});
