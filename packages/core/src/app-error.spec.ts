import { readFileSync } from 'node:fs';
import { AppError, isAppError, toAppError } from './app-error';

const known = new AppError({ code: 'S3_THROTTLED', message: 'Slow down.', remedy: 'Wait.', retryable: true });

describe('toAppError', () => {
  test('leaves an AppError as it is', () => {
    expect(toAppError(known)).toBe(known);
  });

  test('names what was not foreseen, keeps it as the cause, and does not call it retryable', () => {
    const cause = new RangeError('too far');
    expect(toAppError(cause)).toMatchObject({
      code: 'UNEXPECTED_ERROR',
      message: 'RangeError: too far',
      retryable: false,
      cause,
    });
    expect(toAppError('text').message).toBe('A string was thrown.');
  });

  test("tells the message of an error of Node's own", () => {
    const read = (): unknown => {
      try {
        return readFileSync('/no/such/file');
      } catch (error) {
        return error;
      }
    };
    expect(toAppError(read()).message).toContain('ENOENT');
  });
});

test('isAppError looks at the code where codes are given', () => {
  expect([
    isAppError(known),
    isAppError(known, 'X', 'S3_THROTTLED'),
    isAppError(known, 'X'),
    isAppError({}),
  ]).toEqual([true, true, false, false]);
});
