import { AppError } from '@lakeward/core';
import { ShortWriteError } from '../files/line-log';
import { catalogError } from './catalog-error';

const errno = (code: string) => Object.assign(new Error(`${code}: open '/lake/x'`), { code });

test.each<[Error, string, boolean]>([
  [errno('EACCES'), 'GLUE_ACCESS_DENIED', false],
  [errno('EROFS'), 'GLUE_ACCESS_DENIED', false],
  [errno('ENOSPC'), 'GLUE_UNAVAILABLE', true],
  [new ShortWriteError('/lake/x'), 'GLUE_UNAVAILABLE', true],
  [new SyntaxError('Unexpected token'), 'UNEXPECTED_ERROR', false],
])('translates %s', (thrown, code, retryable) => {
  expect(catalogError(thrown, 'table logs.events')).toMatchObject({
    code,
    retryable,
    message: expect.stringContaining(thrown.message),
    cause: thrown,
  });
});

test('leaves an error of the catalog as it is', () => {
  const error = new AppError({ code: 'GLUE_NOT_FOUND', message: 'm', remedy: 'r' });
  expect(catalogError(error, 'table logs.events')).toBe(error);
});
