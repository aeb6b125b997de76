import { notSupported, syntaxError } from '../lexical/errors';
import type { TokenCursor } from '../lexical/token-cursor';
import { trinoTableName } from '../statement/trino-name';
import { alias, names } from './parse-name';
import { attempt, expressions, queryAhead, subquery, type QueryReader } from './query-reader';
import type { Aliased, Join, Relation, RelationSource, Source } from './syntax-tree';

/** Reads the relations of FROM, with commas between. */
export function relations(reader: QueryReader): Relation[] {
  return reader.cursor.list(() => relation(reader));
}

function relation(reader: QueryReader): Relation {
  const { cursor } = reader;
  let left: Relation = sampled(reader);
  for (;;) {
    const { at } = cursor;
    if (cursor.accept('CROSS', 'JOIN')) {
      left = { kind: 'join', at, type: 'CROSS', left, right: sampled(reader) };
      continue;
    }
    if (cursor.sees('NATURAL')) {
      throw syntaxError(at, 'Natural join not supported', 'Name the columns with USING or ON.');
    }
    const type = joinType(cursor);
    if (type === undefined) return left;
    const right = relation(reader);
    left = { kind: 'join', at, type, left, right, ...joinCriteria(reader) };
  }
}

function joinType(cursor: TokenCursor): 'INNER' | 'LEFT' | 'RIGHT' | 'FULL' | undefined {
  if (cursor.accept('JOIN')) return 'INNER';
  for (const type of ['INNER', 'LEFT', 'RIGHT', 'FULL'] as const) {
    if (!cursor.accept(type)) continue;
    if (type !== 'INNER') cursor.accept('OUTER');
    cursor.expect('JOIN');
    return type;
  }
  return undefined;
}

function joinCriteria(reader: QueryReader): Pick<Join, 'on' | 'using'> {
  const { cursor } = reader;
  return cursor.expectOneOf('ON', 'USING') === 'ON' ? { on: reader.expression() } : { using: names(cursor) };
}

function sampled(reader: QueryReader): Source {
  const { cursor } = reader;
  const source = { ...primary(reader), ...aliased(cursor) };
  if (cursor.sees('MATCH_RECOGNIZE')) {
    throw notSupported(
      cursor.at,
      'MATCH_RECOGNIZE is not supported by the embedded runtime',
      'Use window functions, or run the statement on Athena.',
    );
  }
  if (!cursor.accept('TABLESAMPLE')) return source;
  const method = cursor.expectOneOf('BERNOULLI', 'SYSTEM');
  cursor.expect('(');
  const percent = reader.expression();
  cursor.expect(')');
  return { ...source, sample: { method, percent } };
}

function aliased(cursor: TokenCursor): Aliased {
  const relationName = alias(cursor);
  if (relationName === undefined) return {};
  return cursor.sees('(') ? { alias: relationName, columns: names(cursor) } : { alias: relationName };
}

function primary(reader: QueryReader): RelationSource {
  const { cursor } = reader;
  const { at } = cursor;
  if (cursor.accept('UNNEST')) {
    cursor.expect('(');
    const items = expressions(reader);
    cursor.expect(')');
    return { kind: 'unnest', at, arguments: items, ordinality: cursor.accept('WITH', 'ORDINALITY') };
  }
  if (cursor.accept('LATERAL')) {
    cursor.expect('(');
    const nested = reader.query();
    cursor.expect(')');
    return { kind: 'subquery', at, lateral: true, query: nested };
  }
  if (cursor.sees('TABLE', '(')) {
    throw notSupported(
      at,
      'table functions are not supported by the embedded runtime',
      'Use UNNEST, such as UNNEST(sequence(1, 10)).',
    );
  }
  if (cursor.sees('(')) return parenthesized(reader);
  const table = trinoTableName(cursor);
  if (cursor.seesAny('(', 'FOR')) cursor.fail('<EOF>');
  return { kind: 'table', at, name: table };
}

/** `(query)` or `(relation)`; both may begin with more parentheses. */
function parenthesized(reader: QueryReader): RelationSource {
  const { cursor } = reader;
  const { at } = cursor;
  if (queryAhead(cursor)) {
    const nested = attempt(reader, () => subquery(reader));
    if (nested !== undefined) return { kind: 'subquery', at, lateral: false, query: nested };
  }
  cursor.expect('(');
  const inner = relation(reader);
  cursor.expect(')');
  return { kind: 'group', at, relation: inner };
}
