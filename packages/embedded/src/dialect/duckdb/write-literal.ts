import { DAY_MS } from '@lakeward/core';
import { notSupported, syntaxError } from '../lexical/errors';
import type { Position } from '../lexical/position';
import type { Expression, IntervalUnit } from '../query/syntax-tree';
import { duckDbTypeOf, formatTrinoType, scalar, UNKNOWN, type TrinoType } from '../types/trino-type';
import { textLiteral, type Value } from './value';

type Literal = Extract<
  Expression,
  { kind: 'null' | 'boolean' | 'integer' | 'decimal' | 'double' | 'string' | 'binary' }
>;

const MAX_INTEGER = 2_147_483_647n;
const MAX_DECIMAL_DIGITS = 38;

/** Writes a plain literal. */
export function writeLiteral(literal: Literal): Value {
  switch (literal.kind) {
    case 'null':
      return { sql: 'NULL', type: UNKNOWN };
    case 'boolean':
      return { sql: literal.value ? 'TRUE' : 'FALSE', type: scalar('boolean') };
    case 'integer':
      return { sql: literal.value, type: scalar(BigInt(literal.value) > MAX_INTEGER ? 'bigint' : 'integer') };
    case 'decimal':
      return decimalLiteral(literal.value, literal.at);
    case 'double':
      return { sql: `CAST('${literal.value}' AS DOUBLE)`, type: scalar('double') };
    case 'string':
      return {
        sql: textLiteral(literal.value),
        type: { kind: 'varchar', length: Array.from(literal.value).length },
      };
    case 'binary':
      return { sql: `unhex('${literal.value}')`, type: scalar('varbinary') };
  }
}

function decimalLiteral(text: string, at: Position): Value {
  const [whole = '', fraction = ''] = text.split('.');
  const digits = whole.replace(/^0+/, '').length + fraction.length;
  if (digits > MAX_DECIMAL_DIGITS) throw syntaxError(at, `Invalid numeric literal: ${text}`);
  const type: TrinoType = { kind: 'decimal', precision: Math.max(digits, 1), scale: fraction.length };
  return { sql: `CAST('${text}' AS ${duckDbTypeOf(type)})`, type };
}

const DATE = /^\s*[+-]?\d{1,6}-\d{1,2}-\d{1,2}\s*$/;
const TIME = /^\s*\d{1,2}:\d{2}(?::\d{2}(?:\.(\d{1,12}))?)?\s*$/;
const TIMESTAMP =
  /^\s*([+-]?\d{1,6}-\d{1,2}-\d{1,2})(?: (\d{1,2}:\d{2}(?::\d{2}(?:\.(\d{1,12}))?)?)(?:\s*(Z|[+-]\d{2}:?\d{2}|[A-Za-z][A-Za-z0-9_+/-]*))?)?\s*$/;

/** Writes `DATE '..'`, `TIMESTAMP '..'`, `JSON '..'`, `DECIMAL '..'`. */
export function writeTypedLiteral(literal: Extract<Expression, { kind: 'typed' }>): Value {
  const { type, value, at } = literal;
  if (type.kind === 'timestamp') return timestampLiteral(value, at);
  if (type.kind === 'time') return timeLiteral(value, at);
  if (type.kind === 'decimal') {
    if (!/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(value)) throw invalidLiteral(at, value, type);
    return decimalLiteral(value, at);
  }
  if (type.kind === 'scalar' && type.name === 'json') return { sql: `json(${textLiteral(value)})`, type };
  if (type.kind === 'scalar' && type.name === 'date' && !DATE.test(value)) {
    throw invalidLiteral(at, value, type);
  }
  return { sql: `CAST(${textLiteral(value)} AS ${duckDbTypeOf(type)})`, type };
}

function timeLiteral(value: string, at: Position): Value {
  const parts = TIME.exec(value);
  const precision = parts?.[1]?.length ?? 0;
  const type: TrinoType = { kind: 'time', precision, zone: false };
  if (parts === null) throw invalidLiteral(at, value, type);
  return { sql: `CAST(${textLiteral(value)} AS TIME)`, type };
}

function timestampLiteral(value: string, at: Position): Value {
  const parts = TIMESTAMP.exec(value);
  const precision = parts?.[3]?.length ?? 0;
  if (parts === null) throw invalidLiteral(at, value, { kind: 'timestamp', precision: 3, zone: false });
  if (precision > 6) {
    throw notSupported(at, 'the embedded runtime keeps microseconds', 'Write at most 6 digits of a second.');
  }
  const [, day = '', time = '00:00', , zone] = parts;
  const local = `CAST('${day} ${time}' AS TIMESTAMP)`;
  if (zone === undefined) return { sql: local, type: { kind: 'timestamp', precision, zone: false } };
  return {
    sql: `(${local} AT TIME ZONE ${zoneLiteral(zone)})`,
    type: { kind: 'timestamp', precision, zone: true },
    ...namedZone(zone),
  };
}

/** The zone in DuckDB's words: offsets have no names there, so `+03:00` is the zone `Etc/GMT-3`. */
export function zoneLiteral(zone: string): string {
  const offset = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (zone === 'Z') return `'UTC'`;
  if (offset === null) return textLiteral(zone);
  const [, sign, hours = '', minutes] = offset;
  if (minutes === '00' && Number(hours) <= 12) {
    return `'Etc/GMT${sign === '+' ? '-' : '+'}${Number(hours)}'`;
  }
  return textLiteral(`GMT${zone}`);
}

/** Nothing for UTC, whatever it is called. */
export function namedZone(zone: string): { zone?: string } {
  const utc = ['UTC', 'Z', 'GMT', 'ETC/UTC', 'ETC/GMT', '+00:00', '-00:00'].includes(zone.toUpperCase());
  return utc ? {} : { zone: zoneLiteral(zone) };
}

function invalidLiteral(at: Position, value: string, type: TrinoType): Error {
  return syntaxError(at, `'${value}' is not a valid ${formatTrinoType(type)} literal`);
}

/** What is given for each unit, from the largest: the second pair of `DAY TO SECOND` has four numbers. */
const DAY_TIME: readonly IntervalUnit[] = ['DAY', 'HOUR', 'MINUTE', 'SECOND'];
const MILLISECONDS: Readonly<Record<string, number>> = {
  DAY: DAY_MS,
  HOUR: 3_600_000,
  MINUTE: 60_000,
  SECOND: 1_000,
};

/** Writes `INTERVAL '..' DAY [TO SECOND]`. */
export function writeInterval(literal: Extract<Expression, { kind: 'interval' }>): Value {
  const { at, value, from, to = from, negative } = literal;
  const sign = negative ? -1 : 1;
  if (from === 'YEAR' || from === 'MONTH') {
    const months = yearMonth(value, from, to);
    if (months === undefined) throw invalidInterval(at, value, from, to);
    return { sql: `to_months(${sign * months})`, type: { kind: 'interval', unit: 'year to month' } };
  }
  const milliseconds = dayTime(value, from, to);
  if (milliseconds === undefined) throw invalidInterval(at, value, from, to);
  const days = Math.trunc(milliseconds / DAY_MS);
  const rest = milliseconds - days * DAY_MS;
  const parts = [
    ...(days === 0 ? [] : [`to_days(${sign * days})`]),
    ...(rest === 0 && days !== 0 ? [] : [`to_milliseconds(${sign * rest})`]),
  ];
  return { sql: `(${parts.join(' + ')})`, type: { kind: 'interval', unit: 'day to second' } };
}

function yearMonth(value: string, from: IntervalUnit, to: IntervalUnit): number | undefined {
  const parts = /^\s*([+-]?)(\d+)(?:-(\d+))?\s*$/.exec(value);
  if (parts === null) return undefined;
  const [, sign, first = '', second] = parts;
  if ((second !== undefined) !== (from === 'YEAR' && to === 'MONTH')) return undefined;
  const months = from === 'YEAR' ? Number(first) * 12 + Number(second ?? 0) : Number(first);
  return sign === '-' ? -months : months;
}

function dayTime(value: string, from: IntervalUnit, to: IntervalUnit): number | undefined {
  const units = DAY_TIME.slice(DAY_TIME.indexOf(from), DAY_TIME.indexOf(to) + 1);
  const parts = /^\s*([+-]?)(.*\S)\s*$/.exec(value);
  const numbers = parts?.[2]?.split(/[ :]/) ?? [];
  const valid = numbers.every((number, index) =>
    (units[index] === 'SECOND' ? /^\d+(?:\.\d{1,3})?$/ : /^\d+$/).test(number),
  );
  if (numbers.length !== units.length || !valid) return undefined;
  const total = numbers.reduce(
    (sum, number, index) => sum + Number(number) * (MILLISECONDS[units[index] ?? ''] ?? 0),
    0,
  );
  return Math.round(parts?.[1] === '-' ? -total : total);
}

function invalidInterval(at: Position, value: string, from: IntervalUnit, to: IntervalUnit): Error {
  return syntaxError(
    at,
    `'${value}' is not a valid INTERVAL ${from === to ? from : `${from} TO ${to}`} literal`,
  );
}
