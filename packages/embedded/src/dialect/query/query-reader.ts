import type { TokenCursor } from '../lexical/token-cursor';
import type { Parameters } from './parameters';
import type { Expression, Query, SortItem } from './syntax-tree';

/** What the parts of the query parser share, and how they read what holds them in its turn: expressions have queries in them. */
export interface QueryReader {
  readonly cursor: TokenCursor;
  readonly parameters: Parameters;
  /** Reads an expression: the loosest binding is OR. */
  readonly expression: () => Expression;
  /** Reads an operand of a comparison: `||` binds loosest among the operators on values. */
  readonly value: () => Expression;
  /** Reads the query at the cursor. */
  readonly query: () => Query;
}

/** True where a query begins, behind any opening parentheses. */
export function queryAhead(cursor: TokenCursor): boolean {
  let ahead = 0;
  while (cursor.peek(ahead).kind === 'symbol' && cursor.peek(ahead).value === '(') ahead += 1;
  const token = cursor.peek(ahead);
  return token.kind === 'word' && ['SELECT', 'WITH', 'VALUES', 'TABLE'].includes(token.value);
}

/**
 * Tries to read what begins like a query in several parentheses and may be none, such as `((SELECT 1) + 1)`. In one pair of
 * parentheses there is no doubt, and the reading's own error is the right one.
 */
export function attempt<T>(reader: QueryReader, read: () => T): T | undefined {
  const { cursor, parameters } = reader;
  const [mark, used] = [cursor.mark(), parameters.mark()];
  const isAmbiguous = cursor.sees('(', '(');
  try {
    return read();
  } catch (error) {
    if (!isAmbiguous) throw error;
    cursor.back(mark);
    parameters.back(used);
    return undefined;
  }
}

/** `(query)`. */
export function subquery(reader: QueryReader): Query {
  const { cursor } = reader;
  cursor.expect('(');
  const nested = reader.query();
  cursor.expect(')');
  return nested;
}

/** Reads one or more expressions with commas between. */
export function expressions(reader: QueryReader): Expression[] {
  return reader.cursor.list(() => reader.expression());
}

/** Reads the keys of ORDER BY. NULLs are last unless told otherwise, in either direction. */
export function sortItems(reader: QueryReader): SortItem[] {
  const { cursor } = reader;
  return cursor.list(() => {
    const key = reader.expression();
    const descending = cursor.accept('DESC');
    if (!descending) cursor.accept('ASC');
    const nullsFirst = cursor.accept('NULLS') && cursor.expectOneOf('FIRST', 'LAST') === 'FIRST';
    return { expression: key, descending, nullsFirst };
  });
}
