import { syntaxError } from './errors';
import type { Position } from './position';

/**
 * What to throw for an error of work that goes as deep as its statement is nested: too deep is an error of the statement, as in
 * Trino; anything else stays what it is.
 */
export function nestingError(error: unknown, at: Position): unknown {
  if (!(error instanceof RangeError)) return error;
  return syntaxError(
    at,
    'statement is too large (stack overflow)',
    'Nest it less: put long chains of operators into arrays, lists or tables.',
  );
}
