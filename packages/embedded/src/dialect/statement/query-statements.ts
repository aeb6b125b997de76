import { notSupported, syntaxError } from '../lexical/errors';
import type { Position } from '../lexical/position';
import type { TokenCursor } from '../lexical/token-cursor';
import { ctasProperties, unloadProperties } from './output-properties';
import type { AthenaStatement, QueryText } from './statement';
import { trinoName, trinoTableName } from './trino-name';

/** After `CREATE TABLE`, where `AS` and a query follow. */
export function createTableAs(cursor: TokenCursor): AthenaStatement {
  const ifNotExists = cursor.accept('IF', 'NOT', 'EXISTS');
  const name = trinoTableName(cursor);
  if (cursor.sees('(')) {
    throw syntaxError(
      cursor.at,
      "mismatched input '('. Expecting: 'AS', 'WITH'",
      'CREATE TABLE ... AS takes its columns from the query; name them there.',
    );
  }
  const withProperties = cursor.accept('WITH');
  if (withProperties && !cursor.sees('(')) cursor.fail('(');
  const properties = ctasProperties(cursor);
  cursor.expect('AS');
  const begin = cursor.mark();
  const tail = skipToDataClause(cursor);
  return {
    kind: 'ctas',
    name,
    ifNotExists,
    properties,
    query: between(cursor, begin, tail.mark),
    withData: tail.withData,
  };
}

/** After `CREATE [OR REPLACE] VIEW`. */
export function createView(cursor: TokenCursor, orReplace: boolean): AthenaStatement {
  const name = trinoTableName(cursor);
  if (cursor.sees('(')) {
    throw syntaxError(
      cursor.at,
      "mismatched input '('. Expecting: 'AS'",
      'A view takes the names of its columns from the query; name them there.',
    );
  }
  if (cursor.accept('COMMENT')) cursor.string();
  if (cursor.accept('SECURITY')) cursor.expectOneOf('DEFINER', 'INVOKER');
  cursor.expect('AS');
  return { kind: 'createView', name, orReplace, query: rest(cursor) };
}

/** After `DROP VIEW`. */
export function dropView(cursor: TokenCursor): AthenaStatement {
  const ifExists = cursor.accept('IF', 'EXISTS');
  return { kind: 'dropView', name: trinoTableName(cursor), ifExists };
}

/** After `INSERT`. */
export function insert(cursor: TokenCursor): AthenaStatement {
  cursor.expect('INTO');
  const table = trinoTableName(cursor);
  const columns = namesColumns(cursor) ? { columns: cursor.parenthesized(() => trinoName(cursor)) } : {};
  return { kind: 'insert', table, ...columns, query: rest(cursor) };
}

/** After `UNLOAD`. */
export function unload(cursor: TokenCursor): AthenaStatement {
  cursor.expect('(');
  const begin = cursor.mark();
  skipBalanced(cursor);
  const query = between(cursor, begin, cursor.mark());
  cursor.expect(')', 'TO');
  const to = cursor.string();
  cursor.expect('WITH');
  return { kind: 'unload', query, to, properties: unloadProperties(cursor) };
}

/** After `EXPLAIN`. Options of the output form are read and do not matter here. */
export function explain(cursor: TokenCursor): AthenaStatement {
  const analyze = cursor.accept('ANALYZE');
  if (analyze) cursor.accept('VERBOSE');
  if (cursor.sees('(', 'FORMAT') || cursor.sees('(', 'TYPE')) {
    cursor.parenthesized(() => {
      if (cursor.expectOneOf('FORMAT', 'TYPE') === 'FORMAT') cursor.expectOneOf('TEXT', 'GRAPHVIZ', 'JSON');
      else cursor.expectOneOf('LOGICAL', 'DISTRIBUTED', 'VALIDATE', 'IO');
    });
  }
  if (!beginsQuery(cursor)) {
    throw notSupported(
      cursor.at,
      'the embedded runtime explains queries only',
      'Explain the SELECT alone, without the statement around it.',
    );
  }
  return { kind: 'explain', analyze, query: rest(cursor) };
}

/** A query by itself. */
export function query(cursor: TokenCursor): AthenaStatement {
  return { kind: 'query', query: rest(cursor) };
}

/** True where a query may begin. */
export function beginsQuery(cursor: TokenCursor): boolean {
  return cursor.seesAny('SELECT', 'WITH', 'VALUES', 'TABLE', '(');
}

/** `(a, b)` after the table of INSERT names columns unless a query begins there. */
function namesColumns(cursor: TokenCursor): boolean {
  let ahead = 0;
  while (cursor.peek(ahead).value === '(') ahead += 1;
  if (ahead === 0) return false;
  const token = cursor.peek(ahead);
  return !(token.kind === 'word' && ['SELECT', 'WITH', 'VALUES', 'TABLE'].includes(token.value));
}

/** Goes to the end of the query of a CTAS; `mark` is where the query ends. */
function skipToDataClause(cursor: TokenCursor): { mark: number; withData: boolean } {
  for (;;) {
    const mark = cursor.mark();
    for (const [clause, withData] of [
      [['WITH', 'NO', 'DATA'], false],
      [['WITH', 'DATA'], true],
    ] as const) {
      if (cursor.accept(...clause)) {
        if (atEnd(cursor)) return { mark, withData };
        cursor.back(mark);
      }
    }
    if (atEnd(cursor)) return { mark, withData: true };
    cursor.next();
  }
}

function rest(cursor: TokenCursor): QueryText {
  const begin = cursor.mark();
  while (!atEnd(cursor)) cursor.next();
  return between(cursor, begin, cursor.mark());
}

/** Goes to the parenthesis that closes what is open at the cursor. */
function skipBalanced(cursor: TokenCursor): void {
  for (let depth = 0; depth > 0 || !cursor.sees(')'); cursor.next()) {
    if (atEnd(cursor)) cursor.fail(')');
    if (cursor.sees('(')) depth += 1;
    if (cursor.sees(')')) depth -= 1;
  }
}

function atEnd(cursor: TokenCursor): boolean {
  return cursor.peek().kind === 'end' || cursor.sees(';');
}

/** The text from one mark to another; the cursor goes to the second. */
function between(cursor: TokenCursor, begin: number, end: number): QueryText {
  const here = cursor.mark();
  cursor.back(begin);
  const first = cursor.peek();
  if (begin === end) cursor.fail('<query>');
  cursor.back(end - 1);
  const last = cursor.peek();
  cursor.back(here);
  return { sql: cursor.text.slice(first.start, last.end), at: first.at satisfies Position };
}
