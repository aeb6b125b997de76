import { syntaxError } from '../lexical/errors';
import { namePath } from '../query/name-path';
import type { Expression, FieldAccess, Identifier } from '../query/syntax-tree';
import { UNKNOWN, scalar, type TrinoType } from '../types/trino-type';
import { columnNotFound, commonType, requireComparable, typeMismatch, type WriteContext } from './context';
import { columnType, fieldType } from './scope';
import { atTimeZone, withoutZone } from './time-zone';
import { familyOf, identifier, rowOf, textLiteral, type Value } from './value';
import { writeArithmetic, writeNegation } from './write-arithmetic';
import { writeCall, writeExtract } from './write-call';
import { writeCast } from './write-cast';
import { writeInterval, writeLiteral, writeTypedLiteral } from './write-literal';

const BOOLEAN = scalar('boolean');

/**
 * Up to so many values of an IN are compared one after the other; more are looked up in a table. DuckDB would do that from
 * the sixth value on, with a join for each IN, which makes a statement of many conditions slow to plan and large in memory:
 * see `dialectSettings`. Lambdas hold no subqueries, so there all are compared.
 */
const LONGEST_COMPARISON = 100;

/** Writes an expression as an operand of DuckDB's SQL. */
export function writeExpression(node: Expression, context: WriteContext): Value {
  const write = (inner: Expression): Value => context.write(inner, context);
  const condition = (sql: string): Value => ({ sql: `(${sql})`, type: BOOLEAN });
  switch (node.kind) {
    case 'null':
    case 'boolean':
    case 'integer':
    case 'decimal':
    case 'double':
    case 'string':
    case 'binary':
      return writeLiteral(node);
    case 'typed':
      return writeTypedLiteral(node);
    case 'interval':
      return writeInterval(node);
    case 'identifier':
    case 'field':
      return writeName(node, context);
    case 'subscript':
      return writeSubscript(node, context);
    case 'call':
      return writeCall(node, context);
    case 'lambda':
      throw syntaxError(node.at, 'a lambda stands only as the argument of a function that takes one');
    case 'cast':
      return writeCast(node, context);
    case 'case':
      return writeCase(node, context);
    case 'row': {
      const items = node.items.map((item) => withoutZone(write(item), item.at));
      const fields = items.map(({ type }) => ({ type }));
      return { sql: rowOf(items.map((item) => item.sql)), type: { kind: 'row', fields } };
    }
    case 'array': {
      const items = node.items.map((item) => withoutZone(write(item), item.at));
      return { sql: `[${list(items)}]`, type: { kind: 'array', element: commonType(items.map(typeOf)) } };
    }
    case 'subquery': {
      const { sql, columns } = context.writeQuery(node.query, context);
      return { sql: `(${sql})`, type: columns?.[0]?.type ?? UNKNOWN };
    }
    case 'exists':
      return condition(`EXISTS (${context.writeQuery(node.query, context).sql})`);
    case 'not':
      return condition(`NOT ${write(node.operand).sql}`);
    case 'negate':
      return writeNegation(node.operand, context);
    case 'plus':
      return write(node.operand);
    case 'and':
    case 'or':
      return condition(
        node.terms.map((term) => write(term).sql).join(node.kind === 'and' ? ' AND ' : ' OR '),
      );
    case 'arithmetic':
      return writeArithmetic(node, context);
    case 'comparison':
      return condition(compared(node, node.operator, context));
    case 'isDistinct':
      return condition(compared(node, 'IS DISTINCT FROM', context));
    case 'quantified': {
      const { sql } = context.writeQuery(node.query, context);
      return condition(`${write(node.left).sql} ${node.operator} ${node.quantifier} (${sql})`);
    }
    case 'between': {
      const [operand, low, high] = [node.operand, node.low, node.high].map(write) as [Value, Value, Value];
      requireComparable(node.at, 'BETWEEN', operand, low);
      requireComparable(node.at, 'BETWEEN', operand, high);
      return condition(`${operand.sql} BETWEEN ${low.sql} AND ${high.sql}`);
    }
    case 'inList': {
      const operand = writeComparand(node.operand, context);
      const items = node.items.map((item) => writeComparand(item, context));
      for (const item of items) requireComparable(node.at, 'IN', operand, item);
      const isLong = items.length > LONGEST_COMPARISON && context.depth === 0 && node.items.every(isLiteral);
      return condition(`${operand.sql} IN (${isLong ? `SELECT unnest([${list(items)}])` : list(items)})`);
    }
    case 'inQuery':
      return condition(
        `${writeComparand(node.operand, context).sql} IN (${context.writeQuery(node.query, context).sql})`,
      );
    case 'like': {
      const [operand, pattern] = [textOperand(node.operand, context), textOperand(node.pattern, context)];
      const escape = node.escape === undefined ? '' : ` ESCAPE ${textOperand(node.escape, context)}`;
      return condition(`${operand} LIKE ${pattern}${escape}`);
    }
    case 'isNull':
      return condition(`${write(node.operand).sql} IS NULL`);
    case 'atTimeZone':
      return atTimeZone(write(node.operand), node.zone, context);
    case 'extract':
      return writeExtract(node.field, write(node.operand), node.at);
  }
}

function isLiteral({ kind }: Expression): boolean {
  return kind === 'string' || kind === 'integer';
}

function typeOf(value: Value): TrinoType {
  return value.type;
}

function list(items: readonly Value[]): string {
  return items.map((item) => item.sql).join(', ');
}

function compared(
  node: Extract<Expression, { kind: 'comparison' | 'isDistinct' }>,
  operator: string,
  context: WriteContext,
): string {
  const [a, b] = [writeComparand(node.left, context), writeComparand(node.right, context)];
  requireComparable(node.at, operator, a, b);
  return `${a.sql} ${operator} ${b.sql}`;
}

/** An operand of a comparison: rows compare by position, which in DuckDB only those without names do. */
function writeComparand(node: Expression, context: WriteContext): Value {
  const value = context.write(node, context);
  if (node.kind !== 'row') return value;
  return { ...value, sql: `row(${list(node.items.map((item) => context.write(item, context)))})` };
}

function textOperand(node: Expression, context: WriteContext): string {
  const value = context.write(node, context);
  const family = familyOf(value.type);
  if (family !== undefined && family !== 'text') {
    throw typeMismatch(node.at, `LIKE takes text, this is ${family}`);
  }
  return value.sql;
}

/** A column, a parameter of a lambda, or a field of either. */
function writeName(node: Identifier | FieldAccess, context: WriteContext): Value {
  const path = namePath(node);
  const [first, ...rest] = path ?? [];
  if (first === undefined) return writeField(node as FieldAccess, context);
  const parameter = context.lambdas.get(first.toLowerCase());
  if (parameter !== undefined) return rest.reduce(takeField, parameter);
  const names = path ?? [];
  const lower = names.map((part) => part.toLowerCase());
  const type = columnType(context.scope, lower);
  if (type === undefined) throw columnNotFound(node.at, names.join('.'));
  return { sql: names.map(identifier).join('.'), type };
}

function writeField(node: FieldAccess, context: WriteContext): Value {
  return takeField(context.write(node.base, context), node.name.text);
}

function takeField(base: Value, name: string): Value {
  return {
    sql: `struct_extract(${base.sql}, ${textLiteral(name)})`,
    type: fieldType(base.type, name.toLowerCase()),
  };
}

/** `a[i]` fails beyond the end of an array and on a key that a map does not have; fields of a row count from 1. */
function writeSubscript(node: Extract<Expression, { kind: 'subscript' }>, context: WriteContext): Value {
  const base = context.write(node.base, context);
  const index = context.write(node.index, context);
  const { type } = base;
  if (type.kind === 'row') {
    const field = node.index.kind === 'integer' ? type.fields[Number(node.index.value) - 1] : undefined;
    if (field === undefined) throw syntaxError(node.at, 'Invalid subscript expression for ROW');
    return { sql: `struct_extract_at(${base.sql}, ${index.sql})`, type: field.type };
  }
  if (type.kind === 'map' || (type.kind === 'unknown' && familyOf(index.type) === 'text')) {
    return {
      sql: `athena_map_at(${base.sql}, ${index.sql})`,
      type: type.kind === 'map' ? type.value : UNKNOWN,
    };
  }
  if (type.kind !== 'array' && type.kind !== 'unknown') {
    throw typeMismatch(node.at, `Cannot use a subscript on ${familyOf(type) ?? 'this'}`);
  }
  return {
    sql: `athena_array_at(${base.sql}, ${index.sql})`,
    type: type.kind === 'array' ? type.element : UNKNOWN,
  };
}

function writeCase(node: Extract<Expression, { kind: 'case' }>, context: WriteContext): Value {
  const write = (inner: Expression): Value => withoutZone(context.write(inner, context), inner.at);
  const operand = node.operand === undefined ? undefined : write(node.operand);
  const branches = node.branches.map(({ when, then }) => {
    const test = write(when);
    if (operand !== undefined) requireComparable(when.at, '=', operand, test);
    return { when: test, then: write(then) };
  });
  const otherwise = node.otherwise === undefined ? undefined : write(node.otherwise);
  const text = [
    operand === undefined ? 'CASE' : `CASE ${operand.sql}`,
    ...branches.map(({ when, then }) => `WHEN ${when.sql} THEN ${then.sql}`),
    ...(otherwise === undefined ? [] : [`ELSE ${otherwise.sql}`]),
    'END',
  ];
  const results = [
    ...branches.map(({ then }) => then.type),
    ...(otherwise === undefined ? [] : [otherwise.type]),
  ];
  return { sql: `(${text.join(' ')})`, type: commonType(results) };
}
