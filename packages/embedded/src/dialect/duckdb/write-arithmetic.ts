import type { Expression } from '../query/syntax-tree';
import { formatTrinoType, scalar, UNKNOWN, type TrinoType } from '../types/trino-type';
import { commonType, typeMismatch, unexpectedParameters, type WriteContext } from './context';
import { familyOf, isInteger, type Value } from './value';
import { wallClock, withoutZone } from './time-zone';

type Arithmetic = Extract<Expression, { kind: 'arithmetic' }>;

const MIN_BIGINT_DIGITS = '9223372036854775808';

/** Writes `-x`. */
export function writeNegation(operand: Expression, context: WriteContext): Value {
  if (operand.kind === 'integer' && operand.value === MIN_BIGINT_DIGITS) {
    return { sql: `CAST('-${MIN_BIGINT_DIGITS}' AS BIGINT)`, type: scalar('bigint') };
  }
  const value = context.write(operand, context);
  const family = familyOf(value.type);
  if (family !== undefined && family !== 'number' && family !== 'interval') {
    throw typeMismatch(operand.at, `Cannot negate ${formatTrinoType(value.type)}`);
  }
  return { ...value, sql: `(-${value.sql})` };
}

/** Writes `a + b`, `a - b`, `a * b`, `a / b`, `a % b`, `a || b` with Trino's types and errors. */
export function writeArithmetic(node: Arithmetic, context: WriteContext): Value {
  const left = operand(node.left, context);
  const right = operand(node.right, context);
  if (node.operator === '||') return concatenation(node, left, right);
  if (left.type.kind === 'interval' || right.type.kind === 'interval') return withInterval(node, left, right);
  const families = [familyOf(left.type), familyOf(right.type)];
  if (families.every((family) => family === 'date and time') && node.operator === '-') {
    return difference(left, right);
  }
  if (families.some((family) => family !== undefined && family !== 'number'))
    throw mismatch(node, left, right);
  return numeric(node, left, right);
}

/** Whole numbers get the type Trino gives them: DuckDB would fit them to the other operand. */
function operand(node: Expression, context: WriteContext): Value {
  const value = context.write(node, context);
  if (node.kind !== 'integer') return value;
  return { ...value, sql: `CAST(${value.sql} AS ${formatTrinoType(value.type).toUpperCase()})` };
}

function mismatch(node: Arithmetic, left: Value, right: Value): Error {
  return typeMismatch(
    node.at,
    `Cannot apply operator: ${formatTrinoType(left.type)} ${node.operator} ${formatTrinoType(right.type)}`,
  );
}

function concatenation(node: Arithmetic, left: Value, right: Value): Value {
  const [a, b] = [familyOf(left.type), familyOf(right.type)];
  if (a === 'array' || b === 'array') {
    const asList = (value: Value, family: typeof a): string =>
      family === undefined || family === 'array' ? value.sql : `[${value.sql}]`;
    return {
      sql: `(${asList(left, a)} || ${asList(right, b)})`,
      type: a === 'array' ? left.type : right.type,
    };
  }
  const known = [a, b].filter((family) => family !== undefined);
  if (known.some((family) => family !== 'text' && family !== 'binary') || new Set(known).size > 1) {
    // Trino reads || as a call of concat, and says so.
    throw unexpectedParameters(node.at, 'concat', [left.type, right.type]);
  }
  const type: TrinoType =
    known[0] === 'binary' ? scalar('varbinary') : known.length === 0 ? UNKNOWN : { kind: 'varchar' };
  return { sql: `(${left.sql} || ${right.sql})`, type };
}

/** An interval added to a date gives a date: DuckDB would give a timestamp. */
function withInterval(node: Arithmetic, left: Value, right: Value): Value {
  const { operator } = node;
  const [a, b] = [left.type.kind === 'interval', right.type.kind === 'interval'];
  if (a && b && (operator === '+' || operator === '-')) {
    return { sql: `(${left.sql} ${operator} ${right.sql})`, type: left.type };
  }
  if (operator === '*' || (operator === '/' && a)) {
    return { sql: `(${left.sql} ${operator} ${right.sql})`, type: a ? left.type : right.type };
  }
  const [moment, interval] = a ? [right, left] : [left, right];
  const family = familyOf(moment.type);
  const months = interval.type.kind === 'interval' && interval.type.unit === 'year to month';
  const fits = family === undefined || family === 'date and time' || (family === 'time' && !months);
  if (!fits || operator === '%' || operator === '/' || (operator === '-' && a)) {
    throw mismatch(node, left, right);
  }
  return shifted(moment, `${operator} ${interval.sql}`);
}

/** The moment moved by `+ interval` or `- interval`; in a zone the wall clock moves, so that days keep their hour. */
export function shifted(moment: Value, change: string): Value {
  if (moment.zone !== undefined) {
    return { ...moment, sql: `((${wallClock(moment)} ${change}) AT TIME ZONE ${moment.zone})` };
  }
  const moved = `(${moment.sql} ${change})`;
  const keepsType = moment.type.kind === 'timestamp';
  return { ...moment, sql: keepsType ? moved : `cast_to_type(${moved}, ${moment.sql})` };
}

function difference(left: Value, right: Value): Value {
  const type: TrinoType = { kind: 'interval', unit: 'day to second' };
  const dates = [left, right].every(({ type: { kind } }) => kind === 'scalar');
  if (dates) return { sql: `to_days(CAST(${left.sql} - ${right.sql} AS INTEGER))`, type };
  const asTimestamp = (value: Value): string =>
    value.type.kind === 'scalar' ? `CAST(${value.sql} AS TIMESTAMP)` : value.sql;
  return { sql: `(${asTimestamp(left)} - ${asTimestamp(right)})`, type };
}

function numeric(node: Arithmetic, left: Value, right: Value): Value {
  const { operator } = node;
  const type = resultType(operator, left.type, right.type);
  const [a, b] = [withoutZone(left, node.left.at).sql, withoutZone(right, node.right.at).sql];
  if (operator === '/') return { sql: `athena_divide(${a}, ${b})`, type };
  if (operator === '%') return { sql: `athena_modulus(${a}, ${b})`, type };
  return { sql: `(${a} ${operator} ${b})`, type };
}

const WHOLE_DIGITS: Readonly<Record<string, number>> = { tinyint: 3, smallint: 5, integer: 10, bigint: 19 };
const MAX_PRECISION = 38;

/** Decimal results as Trino defines them ("Decimal functions and operators"); other numbers widen. */
function resultType(operator: string, left: TrinoType, right: TrinoType): TrinoType {
  if (left.kind === 'unknown' || right.kind === 'unknown') return UNKNOWN;
  if (left.kind !== 'decimal' && right.kind !== 'decimal') return commonType([left, right]);
  const [a, b] = [asDecimal(left), asDecimal(right)];
  if (a === undefined || b === undefined)
    return isReal(left) || isReal(right) ? commonReal(left, right) : UNKNOWN;
  const scale = operator === '*' ? a.scale + b.scale : Math.max(a.scale, b.scale);
  const precision =
    operator === '*'
      ? a.precision + b.precision
      : Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1;
  return { kind: 'decimal', precision: Math.min(precision, MAX_PRECISION), scale };
}

function asDecimal(type: TrinoType): { precision: number; scale: number } | undefined {
  if (type.kind === 'decimal') return type;
  if (type.kind !== 'scalar' || !isInteger(type)) return undefined;
  return { precision: WHOLE_DIGITS[type.name] ?? MAX_PRECISION, scale: 0 };
}

function isReal(type: TrinoType): boolean {
  return type.kind === 'scalar' && (type.name === 'real' || type.name === 'double');
}

function commonReal(left: TrinoType, right: TrinoType): TrinoType {
  return commonType([left, right].filter(isReal));
}
