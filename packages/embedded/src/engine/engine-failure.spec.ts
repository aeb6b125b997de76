import { AppError } from '@lakeward/core';
import { EngineFailure, failureOf } from './engine-failure';

describe('failureOf', () => {
  test.each<[message: string, name: string, text: string]>([
    ['Out of Memory Error: failed to pin block', 'EXCEEDED_MEMORY_LIMIT', 'failed to pin'],
    ['Invalid Input Error: HIVE_BAD_DATA: bad field', 'HIVE_BAD_DATA', 'HIVE_BAD_DATA: bad field'],
    ['Invalid Input Error: Malformed JSON in file "x"', 'HIVE_BAD_DATA', 'Malformed JSON'],
    [
      `Conversion Error: Could not convert string 'DIVISION_BY_ZERO: Division by zero' to BOOL\n\nLINE 1: SELECT ...\n   ^`,
      'DIVISION_BY_ZERO',
      'DIVISION_BY_ZERO: Division by zero',
    ],
    [
      'Binder Error: Referenced column "x" not found in FROM clause!\nCandidate bindings: "y"\n\nLINE 1: SELECT x',
      'COLUMN_NOT_FOUND',
      "Column 'x'",
    ],
    ['Parser Error: syntax error at or near "x"', 'SYNTAX_ERROR', 'syntax error'],
    ['something else', 'GENERIC_INTERNAL_ERROR', 'something else'],
  ])('%s', (message, name, text) => {
    const failure = failureOf(new Error(message));
    expect(failure.name).toBe(name);
    expect(failure.message).toContain(text);
    expect(failure.message).not.toContain('LINE 1');
    expect(failure.category).toBe(name === 'GENERIC_INTERNAL_ERROR' ? 1 : 2);
  });

  test("keeps what the engine itself says, and Athena's number", () => {
    expect(failureOf(new EngineFailure('TABLE_NOT_FOUND', 'gone'))).toEqual({
      name: 'TABLE_NOT_FOUND',
      message: 'TABLE_NOT_FOUND: gone',
      type: 1301,
      category: 2,
      retryable: false,
    });
    expect(failureOf(new EngineFailure('HIVE_FILESYSTEM_ERROR', 'x')).type).toBe(-1);
  });

  test.each([
    ['GLUE_UNAVAILABLE', 'HIVE_METASTORE_ERROR', true],
    ['S3_BUCKET_NOT_FOUND', 'HIVE_FILESYSTEM_ERROR', false],
    ['ATHENA_SYNTAX_ERROR', 'SYNTAX_ERROR', false],
    ['FUNCTION_NOT_FOUND', 'FUNCTION_NOT_FOUND', false],
    ['UNEXPECTED_ERROR', 'GENERIC_INTERNAL_ERROR', false],
  ])('translates %s, with its remedy', (code, name, retryable) => {
    expect(failureOf(new AppError({ code, message: 'What.', remedy: 'Do this.', retryable }))).toMatchObject({
      name,
      message: `${name}: What. Do this.`,
      retryable,
    });
  });
});
