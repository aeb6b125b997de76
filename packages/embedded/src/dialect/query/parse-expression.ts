import { notSupported } from '../lexical/errors';
import type { Position } from '../lexical/position';
import type { TokenCursor } from '../lexical/token-cursor';
import { primary } from './parse-primary';
import { queryAhead, subquery, type QueryReader } from './query-reader';
import type { ArithmeticOperator, ComparisonOperator, Expression } from './syntax-tree';

const COMPARISONS: Readonly<Record<string, ComparisonOperator>> = {
  '=': '=',
  '<>': '<>',
  '!=': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

/** Reads an expression: the loosest binding is OR. */
export function expression(reader: QueryReader): Expression {
  return logical(reader, 'OR', 'or', () => logical(reader, 'AND', 'and', () => negation(reader)));
}

function logical(
  reader: QueryReader,
  keyword: 'AND' | 'OR',
  kind: 'and' | 'or',
  operand: () => Expression,
): Expression {
  const { cursor } = reader;
  const { at } = cursor;
  const terms = [operand()];
  while (cursor.accept(keyword)) terms.push(operand());
  const [only] = terms;
  return terms.length === 1 && only !== undefined ? only : { kind, at, terms };
}

function negation(reader: QueryReader): Expression {
  const { cursor } = reader;
  const { at } = cursor;
  if (cursor.accept('NOT')) return { kind: 'not', at, operand: negation(reader) };
  return predicate(reader);
}

/** A value, or one comparison of values: comparisons do not chain. Its place is that of its operator. */
function predicate(reader: QueryReader): Expression {
  const { cursor } = reader;
  const left = value(reader);
  const { at } = cursor;
  const operator = cursor.peek().kind === 'symbol' ? COMPARISONS[cursor.peek().value] : undefined;
  if (operator !== undefined) {
    cursor.next();
    return comparison(reader, at, left, operator);
  }
  if (cursor.accept('IS')) return isPredicate(reader, at, left);
  const negated = cursor.accept('NOT');
  const test = membership(reader, at, left);
  if (test === undefined) return negated ? cursor.fail('BETWEEN', 'IN', 'LIKE') : left;
  return negated ? { kind: 'not', at, operand: test } : test;
}

function comparison(
  reader: QueryReader,
  at: Position,
  left: Expression,
  operator: ComparisonOperator,
): Expression {
  const { cursor } = reader;
  if (cursor.seesAny('ALL', 'ANY', 'SOME') && cursor.peek(1).value === '(') {
    const quantifier = cursor.expectOneOf('ALL', 'ANY', 'SOME') === 'ALL' ? 'ALL' : 'ANY';
    return { kind: 'quantified', at, operator, quantifier, left, query: subquery(reader) };
  }
  return { kind: 'comparison', at, operator, left, right: value(reader) };
}

function isPredicate(reader: QueryReader, at: Position, left: Expression): Expression {
  const { cursor } = reader;
  const negated = cursor.accept('NOT');
  const test: Expression =
    cursor.expectOneOf('NULL', 'DISTINCT') === 'NULL'
      ? { kind: 'isNull', at, operand: left }
      : (cursor.expect('FROM'), { kind: 'isDistinct', at, left, right: value(reader) });
  return negated ? { kind: 'not', at, operand: test } : test;
}

function membership(reader: QueryReader, at: Position, operand: Expression): Expression | undefined {
  const { cursor } = reader;
  if (cursor.accept('BETWEEN')) {
    const low = value(reader);
    cursor.expect('AND');
    return { kind: 'between', at, operand, low, high: value(reader) };
  }
  if (cursor.accept('LIKE')) {
    const pattern = value(reader);
    const escape = cursor.accept('ESCAPE') ? { escape: value(reader) } : {};
    return { kind: 'like', at, operand, pattern, ...escape };
  }
  if (!cursor.accept('IN')) return undefined;
  if (cursor.sees('(') && queryAhead(cursor) && !parenthesizedValue(reader)) {
    return { kind: 'inQuery', at, operand, query: subquery(reader) };
  }
  return { kind: 'inList', at, operand, items: cursor.parenthesized(() => expression(reader)) };
}

/** True for `((SELECT 1), 2)`: a list whose first item is a subquery. */
function parenthesizedValue(reader: QueryReader): boolean {
  const { cursor } = reader;
  if (!cursor.sees('(', '(')) return false;
  const mark = cursor.mark();
  let depth = 0;
  let list = false;
  do {
    const token = cursor.next();
    if (token.kind === 'end') break;
    if (token.value === '(' && token.kind === 'symbol') depth += 1;
    if (token.value === ')' && token.kind === 'symbol') depth -= 1;
    list ||= depth === 1 && token.value === ',' && token.kind === 'symbol';
  } while (depth > 0);
  cursor.back(mark);
  return list;
}

/** Reads an operand of a comparison: `||` binds loosest among the operators on values. */
export function value(reader: QueryReader): Expression {
  return binary(reader, ['||'], () =>
    binary(reader, ['+', '-'], () => binary(reader, ['*', '/', '%'], () => signed(reader))),
  );
}

function binary(
  reader: QueryReader,
  operators: readonly ArithmeticOperator[],
  operand: () => Expression,
): Expression {
  const { cursor } = reader;
  let left = operand();
  for (;;) {
    const { at } = cursor;
    const operator = operators.find((candidate) => cursor.accept(candidate));
    if (operator === undefined) return left;
    left = { kind: 'arithmetic', at, operator, left, right: operand() };
  }
}

function signed(reader: QueryReader): Expression {
  const { cursor } = reader;
  const { at } = cursor;
  if (cursor.accept('-')) return { kind: 'negate', at, operand: signed(reader) };
  if (cursor.accept('+')) return { kind: 'plus', at, operand: signed(reader) };
  let operand = primary(reader);
  while (cursor.accept('AT')) operand = atTimeZone(reader, operand, cursor);
  return operand;
}

function atTimeZone(reader: QueryReader, operand: Expression, cursor: TokenCursor): Expression {
  const { at } = operand;
  if (cursor.sees('LOCAL')) {
    throw notSupported(
      cursor.at,
      'AT LOCAL is not supported by the embedded runtime',
      "Write AT TIME ZONE 'UTC'.",
    );
  }
  cursor.expect('TIME', 'ZONE');
  return { kind: 'atTimeZone', at, operand, zone: primary(reader) };
}
