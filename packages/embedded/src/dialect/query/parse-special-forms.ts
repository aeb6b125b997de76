import type { Position } from '../lexical/position';
import { trinoType } from '../types/parse-trino-type';
import { callSuffix, unsupportedForm } from './parse-call';
import { expressions, sortItems, subquery, type QueryReader } from './query-reader';
import { EXTRACT_FIELDS, type Call, type Expression } from './syntax-tree';

/** Functions that are called without parentheses, and their names as functions. */
const BARE: Readonly<Record<string, string>> = {
  CURRENT_DATE: 'current_date',
  CURRENT_TIME: 'current_time',
  CURRENT_TIMESTAMP: 'current_timestamp',
  LOCALTIME: 'localtime',
  LOCALTIMESTAMP: 'localtimestamp',
};

const SESSION = ['CURRENT_USER', 'CURRENT_CATALOG', 'CURRENT_SCHEMA', 'CURRENT_PATH'];
const SQL_JSON = ['JSON_EXISTS', 'JSON_VALUE', 'JSON_QUERY', 'JSON_OBJECT', 'JSON_ARRAY', 'JSON_TABLE'];

/** Reads a form that starts with a keyword of its own, or gives undefined and moves nothing. */
export function specialForm(reader: QueryReader): Expression | undefined {
  const { cursor } = reader;
  const { at, value: keyword } = cursor.peek();
  const bare = BARE[keyword];
  if (bare !== undefined) {
    cursor.next();
    return currentTime(reader, at, bare);
  }
  if (SESSION.includes(keyword)) unsupportedForm(at, keyword, 'Write the value itself.');
  if (SQL_JSON.includes(keyword) && cursor.sees(keyword, '(')) {
    unsupportedForm(at, keyword, 'Use json_extract, json_extract_scalar, json_parse and CAST(... AS JSON).');
  }
  if (keyword === 'CASE') return caseExpression(reader);
  if (cursor.accept('EXISTS')) return { kind: 'exists', at, query: subquery(reader) };
  if (cursor.peek(1).value !== '(') return undefined;
  switch (keyword) {
    case 'CAST':
    case 'TRY_CAST':
      return cast(reader);
    case 'EXTRACT':
      return extract(reader);
    case 'ROW':
      cursor.next();
      return { kind: 'row', at, items: cursor.parenthesized(() => reader.expression()) };
    case 'TRIM':
      return trim(reader);
    case 'SUBSTRING':
      return substring(reader);
    case 'POSITION':
      return position(reader);
    case 'NORMALIZE':
      return normalize(reader);
    case 'LISTAGG':
      return listagg(reader);
    case 'GROUPING':
      cursor.next();
      return callOf(at, 'grouping', ...cursor.parenthesized(() => reader.expression()));
    default:
      return undefined;
  }
}

function callOf(at: Position, name: string, ...items: readonly Expression[]): Call {
  return { kind: 'call', at, name, arguments: items, star: false, distinct: false, orderBy: [] };
}

/** A precision may follow: the embedded runtime keeps milliseconds, as Athena does by default. */
function currentTime(reader: QueryReader, at: Position, name: string): Expression {
  const { cursor } = reader;
  if (cursor.accept('(')) {
    const precision = cursor.integer();
    cursor.expect(')');
    if (precision !== 3) unsupportedForm(at, `${name}(${precision})`, `Write ${name} without a precision.`);
  }
  return callOf(at, name);
}

function caseExpression(reader: QueryReader): Expression {
  const { cursor } = reader;
  const { at } = cursor;
  cursor.expect('CASE');
  const operand = cursor.sees('WHEN') ? {} : { operand: reader.expression() };
  const branches = [];
  do {
    cursor.expect('WHEN');
    const when = reader.expression();
    cursor.expect('THEN');
    branches.push({ when, then: reader.expression() });
  } while (cursor.sees('WHEN'));
  const otherwise = cursor.accept('ELSE') ? { otherwise: reader.expression() } : {};
  cursor.expect('END');
  return { kind: 'case', at, ...operand, branches, ...otherwise };
}

function cast(reader: QueryReader): Expression {
  const { cursor } = reader;
  const { at, value: keyword } = cursor.next();
  cursor.expect('(');
  const operand = reader.expression();
  cursor.expect('AS');
  const type = trinoType(cursor);
  cursor.expect(')');
  return { kind: 'cast', at, operand, type, safe: keyword === 'TRY_CAST' };
}

function extract(reader: QueryReader): Expression {
  const { cursor } = reader;
  const { at } = cursor.next();
  cursor.expect('(');
  const field = cursor.expectOneOf(...EXTRACT_FIELDS);
  cursor.expect('FROM');
  const operand = reader.expression();
  cursor.expect(')');
  return { kind: 'extract', at, field, operand };
}

/** `TRIM([LEADING | TRAILING | BOTH] [characters] FROM text)`, `TRIM(text)` and `TRIM(text, characters)`. */
function trim(reader: QueryReader): Expression {
  const { cursor } = reader;
  const { at } = cursor.next();
  cursor.expect('(');
  const side = (['LEADING', 'TRAILING', 'BOTH'] as const).find((word) => cursor.accept(word));
  const name = side === 'LEADING' ? 'ltrim' : side === 'TRAILING' ? 'rtrim' : 'trim';
  const first = cursor.sees('FROM') ? undefined : reader.expression();
  let items: Expression[];
  if (cursor.accept('FROM')) {
    const text = reader.expression();
    items = first === undefined ? [text] : [text, first];
  } else if (first === undefined || side !== undefined) {
    return cursor.fail('FROM');
  } else {
    items = cursor.accept(',') ? [first, reader.expression()] : [first];
  }
  cursor.expect(')');
  return callOf(at, name, ...items);
}

function substring(reader: QueryReader): Expression {
  const { cursor } = reader;
  const { at } = cursor.next();
  cursor.expect('(');
  const items = expressions(reader);
  if (items.length === 1 && cursor.accept('FROM')) {
    items.push(reader.expression());
    if (cursor.accept('FOR')) items.push(reader.expression());
  }
  cursor.expect(')');
  return callOf(at, 'substring', ...items);
}

/** `POSITION(part IN text)`. */
function position(reader: QueryReader): Expression {
  const { cursor } = reader;
  const { at } = cursor.next();
  cursor.expect('(');
  const part = reader.value();
  cursor.expect('IN');
  const text = reader.value();
  cursor.expect(')');
  return callOf(at, 'strpos', text, part);
}

function normalize(reader: QueryReader): Expression {
  const { cursor } = reader;
  const { at } = cursor.next();
  cursor.expect('(');
  const text = reader.expression();
  const form = cursor.accept(',') ? cursor.expectOneOf('NFC', 'NFD', 'NFKC', 'NFKD') : 'NFC';
  cursor.expect(')');
  if (form !== 'NFC') unsupportedForm(at, `normalize(..., ${form})`, 'Use the form NFC.');
  return callOf(at, 'normalize', text);
}

/** `LISTAGG([DISTINCT] text [, separator]) WITHIN GROUP (ORDER BY ...)`. */
function listagg(reader: QueryReader): Expression {
  const { cursor } = reader;
  const { at } = cursor.next();
  cursor.expect('(');
  const distinct = cursor.accept('DISTINCT');
  const items = expressions(reader);
  if (cursor.accept('ON', 'OVERFLOW') && cursor.expectOneOf('ERROR', 'TRUNCATE') === 'TRUNCATE') {
    unsupportedForm(at, 'LISTAGG ... ON OVERFLOW TRUNCATE', 'Leave ON OVERFLOW out.');
  }
  cursor.expect(')', 'WITHIN', 'GROUP', '(', 'ORDER', 'BY');
  const orderBy = sortItems(reader);
  cursor.expect(')');
  return callSuffix(reader, { ...callOf(at, 'listagg', ...items), distinct, orderBy });
}
