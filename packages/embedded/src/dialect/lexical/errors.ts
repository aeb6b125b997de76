import { AppError } from '@lakeward/core';
import type { Position } from './position';

const NO_ATHENA_RIGHTS =
  'Correct the statement at that place; it is written in the dialect of Athena engine version 3.';

function located(at: Position, sentence: string): string {
  return `line ${at.line}:${at.column}: ${sentence}`;
}

/** What Athena itself refuses: `ATHENA_SYNTAX_ERROR` with Athena's `line L:C: ...` form. */
export function syntaxError(at: Position, sentence: string, remedy: string = NO_ATHENA_RIGHTS): AppError {
  return new AppError({ code: 'ATHENA_SYNTAX_ERROR', message: located(at, sentence), remedy });
}

/** What Athena runs and the embedded runtime does not: `NOT_SUPPORTED`. The remedy says what to do instead. */
export function notSupported(at: Position, sentence: string, remedy: string): AppError {
  return new AppError({ code: 'NOT_SUPPORTED', message: located(at, sentence), remedy });
}

/** A call of a function that Athena does not have: `FUNCTION_NOT_FOUND`. */
export function functionNotFound(at: Position, name: string): AppError {
  return new AppError({
    code: 'FUNCTION_NOT_FOUND',
    message: located(at, `Function '${name}' not registered`),
    remedy:
      'Use a function of Athena engine version 3 (Trino); functions of other engines are not passed on.',
  });
}
