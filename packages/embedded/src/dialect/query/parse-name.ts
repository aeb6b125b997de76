import type { TokenCursor } from '../lexical/token-cursor';
import { isReservedInQueries, trinoName } from '../statement/trino-name';
import type { Name } from './syntax-tree';

/** Words that may follow a relation or a select item and are no aliases unless AS stands before them. */
const CLAUSES = ['LIMIT', 'OFFSET', 'FETCH', 'WINDOW', 'TABLESAMPLE', 'MATCH_RECOGNIZE'];

/** Reads a name and keeps the case it is written in. */
export function name(cursor: TokenCursor): Name {
  const token = cursor.peek();
  trinoName(cursor);
  return { text: token.kind === 'name' ? token.value : token.text, at: token.at };
}

/** `(a, b)`. */
export function names(cursor: TokenCursor): Name[] {
  return cursor.parenthesized(() => name(cursor));
}

/** `[AS] name`, if it is there. */
export function alias(cursor: TokenCursor): Name | undefined {
  if (cursor.accept('AS')) return name(cursor);
  const token = cursor.peek();
  const isName =
    token.kind === 'name' ||
    (token.kind === 'word' && !isReservedInQueries(token.value) && !CLAUSES.includes(token.value));
  return isName ? name(cursor) : undefined;
}
