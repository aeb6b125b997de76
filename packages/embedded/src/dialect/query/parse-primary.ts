import { functionNotFound, syntaxError } from '../lexical/errors';
import type { Position } from '../lexical/position';
import { isReservedInQueries } from '../statement/trino-name';
import { isTypeName, trinoType } from '../types/parse-trino-type';
import { callSuffix } from './parse-call';
import { name } from './parse-name';
import { specialForm } from './parse-special-forms';
import { attempt, expressions, queryAhead, sortItems, subquery, type QueryReader } from './query-reader';
import { INTERVAL_UNITS, type Call, type Expression, type Lambda } from './syntax-tree';

const MAX_BIGINT = 9223372036854775807n;

/** Reads an operand: a literal, name, call, subquery, anything in parentheses, with what is taken out of it behind. */
export function primary(reader: QueryReader): Expression {
  const { cursor } = reader;
  let base = operand(reader);
  for (;;) {
    const { at } = cursor;
    if (cursor.accept('[')) {
      const index = reader.expression();
      cursor.expect(']');
      base = { kind: 'subscript', at, base, index };
    } else if (cursor.sees('.') && !cursor.sees('.', '*')) {
      cursor.next();
      base = { kind: 'field', at: base.at, base, name: name(cursor) };
      if (cursor.sees('(')) throw functionNotFound(base.at, base.name.text);
    } else {
      return base;
    }
  }
}

function operand(reader: QueryReader): Expression {
  const { cursor } = reader;
  const token = cursor.peek();
  const { at, value } = token;
  switch (token.kind) {
    case 'integer':
      if (BigInt(value) > MAX_BIGINT && value !== String(MAX_BIGINT + 1n)) {
        throw syntaxError(at, `Invalid numeric literal: ${value}`);
      }
      cursor.next();
      return { kind: 'integer', at, value };
    case 'decimal':
    case 'double':
    case 'binary':
    case 'string':
      cursor.next();
      return { kind: token.kind, at, value };
    case 'name':
      return named(reader);
    case 'symbol':
      if (cursor.accept('?')) return reader.parameters.next(at);
      if (value === '(') return parenthesized(reader);
      return cursor.fail('<expression>');
    case 'word':
      return word(reader);
    case 'end':
      return cursor.fail('<expression>');
  }
}

function word(reader: QueryReader): Expression {
  const { cursor } = reader;
  const { at, value } = cursor.peek();
  if (cursor.accept('NULL')) return { kind: 'null', at };
  if (cursor.accept('TRUE')) return { kind: 'boolean', at, value: true };
  if (cursor.accept('FALSE')) return { kind: 'boolean', at, value: false };
  if (cursor.accept('ARRAY', '[')) return arrayItems(reader, at);
  const literal = typedLiteral(reader) ?? interval(reader) ?? specialForm(reader);
  if (literal !== undefined) return literal;
  if (isReservedInQueries(value)) return cursor.fail('<expression>');
  return named(reader);
}

function arrayItems(reader: QueryReader, at: Position): Expression {
  const { cursor } = reader;
  if (cursor.accept(']')) return { kind: 'array', at, items: [] };
  const items = expressions(reader);
  cursor.expect(']');
  return { kind: 'array', at, items };
}

/** `DATE '..'`, `DECIMAL '..'`: the name of a type with a text behind it. */
function typedLiteral(reader: QueryReader): Expression | undefined {
  const { cursor } = reader;
  const { at, text } = cursor.peek();
  if (!isTypeName(text) || cursor.peek(1).kind !== 'string') return undefined;
  const type = trinoType(cursor);
  return { kind: 'typed', at, type, value: cursor.string() };
}

function interval(reader: QueryReader): Expression | undefined {
  const { cursor } = reader;
  const { at } = cursor;
  const signed = cursor.sees('INTERVAL', '-') || cursor.sees('INTERVAL', '+');
  if (!cursor.sees('INTERVAL') || cursor.peek(signed ? 2 : 1).kind !== 'string') return undefined;
  cursor.next();
  const negative = cursor.accept('-');
  cursor.accept('+');
  const value = cursor.string();
  const from = cursor.expectOneOf(...INTERVAL_UNITS);
  const to = cursor.accept('TO') ? { to: cursor.expectOneOf(...INTERVAL_UNITS) } : {};
  return { kind: 'interval', at, negative, value, from, ...to };
}

/** A name: of a column, of a lambda's parameter, or of a function when a parenthesis follows. */
function named(reader: QueryReader): Expression {
  const { cursor } = reader;
  const identifier = name(cursor);
  const { at } = identifier;
  if (cursor.accept('->')) return lambda(reader, at, [identifier.text.toLowerCase()]);
  if (cursor.accept('(')) return call(reader, at, identifier.text.toLowerCase());
  return { kind: 'identifier', at, name: identifier };
}

function lambda(reader: QueryReader, at: Position, parameters: readonly string[]): Lambda {
  return { kind: 'lambda', at, parameters, body: reader.expression() };
}

function call(reader: QueryReader, at: Position, functionName: string): Call {
  const { cursor } = reader;
  const star = cursor.accept('*');
  const distinct = !star && cursor.accept('DISTINCT');
  if (!star && !distinct && !cursor.sees('ALL', ')')) cursor.accept('ALL');
  const items = star || cursor.seesAny(')', 'ORDER') ? [] : expressions(reader);
  const orderBy = cursor.accept('ORDER', 'BY') ? sortItems(reader) : [];
  cursor.expect(')');
  const base: Call = { kind: 'call', at, name: functionName, arguments: items, star, distinct, orderBy };
  return callSuffix(reader, base);
}

/** A lambda with parameters in parentheses, a subquery, a row, or an expression in parentheses. */
function parenthesized(reader: QueryReader): Expression {
  const { cursor } = reader;
  const { at } = cursor;
  const parameters = lambdaParameters(reader);
  if (parameters !== undefined) return lambda(reader, at, parameters);
  if (queryAhead(cursor)) {
    const nested = attempt(reader, () => subquery(reader));
    if (nested !== undefined) return { kind: 'subquery', at, query: nested };
  }
  cursor.expect('(');
  const items = expressions(reader);
  cursor.expect(')');
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { kind: 'row', at, items };
}

function lambdaParameters(reader: QueryReader): readonly string[] | undefined {
  const { cursor } = reader;
  let ahead = 1;
  const parameters: string[] = [];
  while (cursor.peek(ahead).kind === 'word' || cursor.peek(ahead).kind === 'name') {
    const token = cursor.peek(ahead);
    parameters.push((token.kind === 'name' ? token.value : token.text).toLowerCase());
    ahead += cursor.peek(ahead + 1).value === ',' ? 2 : 1;
  }
  if (cursor.peek(ahead).value !== ')' || cursor.peek(ahead + 1).value !== '->') return undefined;
  while (!cursor.accept('->')) cursor.next();
  return parameters;
}
