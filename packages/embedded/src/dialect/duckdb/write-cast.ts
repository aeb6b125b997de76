import type { Expression } from '../query/syntax-tree';
import { duckDbTypeOf, formatTrinoType, UNKNOWN, type TrinoType } from '../types/trino-type';
import { typeMismatch, type WriteContext } from './context';
import { wallClock, withoutZone } from './time-zone';
import { familyOf, rowOf, type TypeFamily, type Value } from './value';

type Cast = Extract<Expression, { kind: 'cast' }>;

/** What each family may be cast to; a family that is not here goes to itself, text and JSON only. */
const CASTS: Partial<Record<TypeFamily, readonly TypeFamily[]>> = {
  number: ['number', 'text', 'boolean', 'json'],
  text: ['number', 'text', 'boolean', 'date and time', 'time', 'binary', 'json', 'uuid'],
  boolean: ['number', 'text', 'boolean', 'json'],
  'date and time': ['date and time', 'time', 'text', 'json'],
  time: ['time', 'text', 'date and time'],
  binary: ['binary', 'uuid'],
  json: ['json', 'number', 'text', 'boolean', 'array', 'map', 'row'],
  array: ['array', 'json'],
  map: ['map', 'json'],
  row: ['row', 'json'],
  uuid: ['uuid', 'text', 'binary'],
  interval: ['interval', 'text'],
};

/** Writes CAST and TRY_CAST: conversions that Trino does in its own way are macros. */
export function writeCast(node: Cast, context: WriteContext): Value {
  const { type, safe, at } = node;
  const operand = context.write(node.operand, context);
  const [from, to] = [familyOf(operand.type), familyOf(type)];
  if (from !== undefined && to !== undefined && CASTS[from]?.includes(to) === false) {
    throw typeMismatch(at, `Cannot cast ${formatTrinoType(operand.type)} to ${formatTrinoType(type)}`);
  }
  const sql = converted(node, operand, type, context);
  return { sql: safe ? `TRY(${sql})` : sql, type, ...(keepsZone(type) ? zone(operand) : {}) };
}

function keepsZone(type: TrinoType): boolean {
  return type.kind === 'timestamp' && type.zone;
}

function zone({ zone: name }: Value): { zone?: string } {
  return name === undefined ? {} : { zone: name };
}

function converted(node: Cast, operand: Value, type: TrinoType, context: WriteContext): string {
  if (type.kind === 'varchar') {
    if (type.length === undefined) return asText(operand);
    return familyOf(operand.type) === 'text'
      ? `left(${operand.sql}, ${type.length})`
      : `athena_bounded(${operand.sql}, ${asText(operand)}, ${type.length})`;
  }
  if (type.kind === 'char') return `rpad(${asText(operand)}, ${type.length}, ' ')`;
  if (type.kind === 'scalar') return scalarCast(node, operand, type);
  if (type.kind === 'timestamp') {
    if (type.zone) return `athena_cast_timestamp_with_zone(${operand.sql})`;
    return rounded(`athena_cast_timestamp(${wallClock(operand)})`, type.precision);
  }
  return restructured(withoutZone(operand, node.at).sql, operand.type, type, context.depth);
}

/**
 * Rows are cast field by field in their order, inside arrays and maps too; DuckDB would match the names of the fields. What is
 * not known to hold rows is left to DuckDB.
 */
function restructured(sql: string, from: TrinoType, to: TrinoType, depth: number): string {
  if (from.kind === 'row' && to.kind === 'row' && from.fields.length === to.fields.length) {
    const fields = to.fields.map((field, index) =>
      restructured(
        `struct_extract_at(${sql}, ${index + 1})`,
        from.fields[index]?.type ?? UNKNOWN,
        field.type,
        depth,
      ),
    );
    return `(CASE WHEN ${sql} IS NOT NULL THEN ${rowOf(
      fields,
      to.fields.map((field) => field.name),
    )} END)`;
  }
  const item = `athena_cast_${depth}`;
  if (from.kind === 'array' && to.kind === 'array' && holdsRow(to.element)) {
    return `list_transform(${sql}, lambda ${item}: ${restructured(item, from.element, to.element, depth + 1)})`;
  }
  if (from.kind === 'map' && to.kind === 'map' && holdsRow(to.value)) {
    const pair = `row(${item}.key, ${restructured(`${item}.value`, from.value, to.value, depth + 1)})`;
    return `map_from_entries(list_transform(map_entries(${sql}), lambda ${item}: ${pair}))`;
  }
  return `CAST(${sql} AS ${duckDbTypeOf(to)})`;
}

function holdsRow(type: TrinoType): boolean {
  if (type.kind === 'array') return holdsRow(type.element);
  if (type.kind === 'map') return holdsRow(type.key) || holdsRow(type.value);
  return type.kind === 'row';
}

function scalarCast(node: Cast, operand: Value, type: Extract<TrinoType, { kind: 'scalar' }>): string {
  switch (type.name) {
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'boolean':
      return `athena_cast_${type.name}(${operand.sql})`;
    case 'date':
      return `athena_cast_date(${wallClock(operand)})`;
    case 'json':
      return `to_json(${withoutZone(operand, node.at).sql})`;
    case 'varbinary':
      return familyOf(operand.type) === 'text' ? `encode(${operand.sql})` : `CAST(${operand.sql} AS BLOB)`;
    case 'real':
    case 'double':
    case 'uuid':
      return `CAST(${operand.sql} AS ${duckDbTypeOf(type)})`;
  }
}

/** DuckDB keeps microseconds; a shorter precision rounds, half up. */
function rounded(timestamp: string, precision: number): string {
  if (precision >= 6) return timestamp;
  return `athena_round_timestamp(${timestamp}, ${10 ** (6 - precision)})`;
}

/** The value as Trino casts it to varchar. */
export function asText(value: Value): string {
  const { type } = value;
  if (type.kind === 'varchar' || type.kind === 'char') return value.sql;
  if (type.kind !== 'timestamp') return `athena_text(${value.sql})`;
  const local = `athena_timestamp_text(${wallClock(value)}, ${type.precision})`;
  return type.zone ? `(${local} || ' ' || ${value.zone ?? "'UTC'"})` : local;
}
