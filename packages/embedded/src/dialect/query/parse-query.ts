import type { Position } from '../lexical/position';
import { TokenCursor } from '../lexical/token-cursor';
import { tokenize } from '../lexical/tokenizer';
import { notSupported } from '../lexical/errors';
import { trinoTableName } from '../statement/trino-name';
import { anyParameter, type Parameters } from './parameters';
import { expression, value } from './parse-expression';
import { alias, name, names } from './parse-name';
import { relations } from './parse-relation';
import { window } from './parse-window';
import { expressions, sortItems, type QueryReader } from './query-reader';
import type {
  CommonTable,
  Expression,
  GroupingElement,
  Query,
  QueryBody,
  Select,
  SelectItem,
} from './syntax-tree';

/**
 * Reads a query (SELECT, WITH, VALUES, TABLE, set operations) in Trino's grammar. `at` is where the text begins in its
 * statement. Throws `ATHENA_SYNTAX_ERROR`, or `NOT_SUPPORTED` for what Athena reads and the embedded runtime does not.
 * Without `parameters` any number of `?` is taken.
 */
export function parseQuery(sql: string, at: Position, parameters: Parameters = anyParameter): Query {
  const reader = readerOf(new TokenCursor(sql, tokenize(sql, 'trino', at)), parameters);
  const parsed = reader.query();
  reader.cursor.accept(';');
  reader.cursor.end();
  parameters.end(at);
  return parsed;
}

/** A reader of all that the cursor comes to. */
export function readerOf(cursor: TokenCursor, parameters: Parameters): QueryReader {
  const reader: QueryReader = {
    cursor,
    parameters,
    expression: () => expression(reader),
    value: () => value(reader),
    query: () => query(reader),
  };
  return reader;
}

function query(reader: QueryReader): Query {
  const { cursor } = reader;
  const { at } = cursor;
  const withClause = cursor.accept('WITH');
  const recursive = withClause && cursor.accept('RECURSIVE');
  const tables = withClause ? cursor.list(() => commonTable(reader)) : [];
  const body = unionOrExcept(reader);
  const orderBy = cursor.accept('ORDER', 'BY') ? sortItems(reader) : [];
  const offset = cursor.accept('OFFSET') ? { offset: rowCount(reader) } : {};
  if ('offset' in offset && !cursor.accept('ROWS')) cursor.accept('ROW');
  return { at, recursive, with: tables, body, orderBy, ...offset, ...limit(reader) };
}

function commonTable(reader: QueryReader): CommonTable {
  const { cursor } = reader;
  const tableName = name(cursor);
  const columns = cursor.sees('(') ? { columns: names(cursor) } : {};
  cursor.expect('AS', '(');
  const body = reader.query();
  cursor.expect(')');
  return { name: tableName, ...columns, query: body };
}

function limit(reader: QueryReader): Pick<Query, 'limit'> {
  const { cursor } = reader;
  if (cursor.accept('LIMIT')) return cursor.accept('ALL') ? {} : { limit: rowCount(reader) };
  if (!cursor.accept('FETCH')) return {};
  const { at } = cursor;
  cursor.expectOneOf('FIRST', 'NEXT');
  const count = cursor.seesAny('ROW', 'ROWS')
    ? ({ kind: 'integer', at, value: '1' } as const)
    : rowCount(reader);
  cursor.expectOneOf('ROW', 'ROWS');
  if (cursor.sees('WITH', 'TIES')) {
    throw notSupported(
      cursor.at,
      'FETCH FIRST ... WITH TIES is not supported by the embedded runtime',
      'Filter by rank() OVER (ORDER BY ...) in a subquery.',
    );
  }
  cursor.expect('ONLY');
  return { limit: count };
}

/** A whole number or a parameter. */
function rowCount(reader: QueryReader): NonNullable<Query['limit']> {
  const { cursor } = reader;
  const { at } = cursor;
  if (cursor.accept('?')) return reader.parameters.next(at);
  return { kind: 'integer', at, value: String(cursor.integer()) };
}

function unionOrExcept(reader: QueryReader): QueryBody {
  const { cursor } = reader;
  let left = intersect(reader);
  for (;;) {
    const { at } = cursor;
    const operator = cursor.accept('UNION') ? 'UNION' : cursor.accept('EXCEPT') ? 'EXCEPT' : undefined;
    if (operator === undefined) return left;
    const all = acceptAll(cursor);
    left = { kind: 'setOperation', at, operator, all, left, right: intersect(reader) };
  }
}

function intersect(reader: QueryReader): QueryBody {
  const { cursor } = reader;
  let left = term(reader);
  for (;;) {
    const { at } = cursor;
    if (!cursor.accept('INTERSECT')) return left;
    const all = acceptAll(cursor);
    left = { kind: 'setOperation', at, operator: 'INTERSECT', all, left, right: term(reader) };
  }
}

function acceptAll(cursor: TokenCursor): boolean {
  const all = cursor.accept('ALL');
  if (!all) cursor.accept('DISTINCT');
  return all;
}

function term(reader: QueryReader): QueryBody {
  const { cursor } = reader;
  const { at } = cursor;
  if (cursor.accept('SELECT')) return select(reader, at);
  if (cursor.accept('VALUES')) {
    return { kind: 'values', at, rows: cursor.list(() => valuesRow(reader)) };
  }
  if (cursor.accept('TABLE')) {
    const from = { kind: 'table', at: cursor.at, name: trinoTableName(cursor) } as const;
    return { kind: 'select', at, distinct: false, items: [{ kind: 'star', at }], from: [from], windows: [] };
  }
  if (!cursor.accept('(')) return cursor.fail('(', 'SELECT', 'TABLE', 'VALUES');
  const nested = reader.query();
  cursor.expect(')');
  return { kind: 'nested', at, query: nested };
}

/** `(a, b)` is a row of two columns; anything else a row of one. */
function valuesRow(reader: QueryReader): readonly Expression[] {
  const row = reader.expression();
  return row.kind === 'row' ? row.items : [row];
}

function select(reader: QueryReader, at: Position): Select {
  const { cursor } = reader;
  const distinct = cursor.accept('DISTINCT');
  if (!distinct) cursor.accept('ALL');
  const items = cursor.list(() => selectItem(reader));
  const from = cursor.accept('FROM') ? relations(reader) : [];
  const where = cursor.accept('WHERE') ? { where: reader.expression() } : {};
  const groupBy = cursor.accept('GROUP', 'BY') ? { groupBy: grouping(reader) } : {};
  const having = cursor.accept('HAVING') ? { having: reader.expression() } : {};
  const windows = cursor.accept('WINDOW')
    ? cursor.list(() => {
        const windowName = name(cursor);
        cursor.expect('AS', '(');
        const specification = window(reader);
        cursor.expect(')');
        return { name: windowName, window: specification };
      })
    : [];
  return { kind: 'select', at, distinct, items, from, ...where, ...groupBy, ...having, windows };
}

function selectItem(reader: QueryReader): SelectItem {
  const { cursor } = reader;
  const { at } = cursor;
  if (cursor.accept('*')) return { kind: 'star', at };
  const item = reader.expression();
  if (cursor.accept('.', '*')) {
    if (cursor.sees('AS')) {
      throw notSupported(
        cursor.at,
        'column names after .* are not supported by the embedded runtime',
        'Name the columns one by one.',
      );
    }
    return { kind: 'star', at, of: item };
  }
  const named = alias(cursor);
  return { kind: 'expression', expression: item, ...(named === undefined ? {} : { alias: named }) };
}

function grouping(reader: QueryReader): NonNullable<Select['groupBy']> {
  const { cursor } = reader;
  const distinct = cursor.accept('DISTINCT');
  if (!distinct) cursor.accept('ALL');
  return { distinct, elements: cursor.list(() => groupingElement(reader)) };
}

function groupingElement(reader: QueryReader): GroupingElement {
  const { cursor } = reader;
  if (cursor.accept('ROLLUP')) return { kind: 'rollup', expressions: groupingSet(reader) };
  if (cursor.accept('CUBE')) return { kind: 'cube', expressions: groupingSet(reader) };
  if (cursor.accept('GROUPING', 'SETS')) {
    return { kind: 'sets', sets: cursor.parenthesized(() => groupingSet(reader)) };
  }
  if (cursor.sees('(', ')')) return { kind: 'sets', sets: [groupingSet(reader)] };
  return { kind: 'simple', expression: reader.expression() };
}

/** `(a, b)`, `()` or one expression. */
function groupingSet(reader: QueryReader): readonly Expression[] {
  const { cursor } = reader;
  if (!cursor.accept('(')) return [reader.expression()];
  if (cursor.accept(')')) return [];
  const items = expressions(reader);
  cursor.expect(')');
  return items;
}
