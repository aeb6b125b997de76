/** Trino types without parameters. */
export const TRINO_SCALARS = [
  'boolean',
  'tinyint',
  'smallint',
  'integer',
  'bigint',
  'real',
  'double',
  'varbinary',
  'date',
  'json',
  'uuid',
] as const;

export type TrinoScalar = (typeof TRINO_SCALARS)[number];

/** A type as a query sees it. `unknown` is what could not be told without running the query (and the type of NULL). */
export type TrinoType =
  | { readonly kind: 'scalar'; readonly name: TrinoScalar }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'char'; readonly length: number }
  | { readonly kind: 'varchar'; readonly length?: number }
  | { readonly kind: 'time' | 'timestamp'; readonly precision: number; readonly zone: boolean }
  | { readonly kind: 'interval'; readonly unit: 'year to month' | 'day to second' }
  | { readonly kind: 'array'; readonly element: TrinoType }
  | { readonly kind: 'map'; readonly key: TrinoType; readonly value: TrinoType }
  | { readonly kind: 'row'; readonly fields: readonly TrinoField[] }
  | { readonly kind: 'unknown' };

/** A field of a row; anonymous where `name` is absent. */
export interface TrinoField {
  readonly name?: string;
  readonly type: TrinoType;
}

export const UNKNOWN: TrinoType = { kind: 'unknown' };

/** TIMESTAMP without a precision is milliseconds. */
export const DEFAULT_PRECISION = 3;

/** A scalar by its name. */
export function scalar(name: TrinoScalar): TrinoType {
  return { kind: 'scalar', name };
}

/** The type as `typeof` and error messages write it: `array(varchar(3))`, `timestamp(3) with time zone`. */
export function formatTrinoType(type: TrinoType): string {
  switch (type.kind) {
    case 'scalar':
      return type.name;
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'char':
      return `char(${type.length})`;
    case 'varchar':
      return type.length === undefined ? 'varchar' : `varchar(${type.length})`;
    case 'time':
    case 'timestamp':
      return `${type.kind}(${type.precision})${type.zone ? ' with time zone' : ''}`;
    case 'interval':
      return `interval ${type.unit}`;
    case 'array':
      return `array(${formatTrinoType(type.element)})`;
    case 'map':
      return `map(${formatTrinoType(type.key)}, ${formatTrinoType(type.value)})`;
    case 'row':
      return `row(${type.fields.map(formatField).join(', ')})`;
    case 'unknown':
      return 'unknown';
  }
}

function formatField(field: TrinoField): string {
  const type = formatTrinoType(field.type);
  if (field.name === undefined) return type;
  const plain = /^[a-z_][a-z0-9_]*$/.test(field.name);
  return `${plain ? field.name : `"${field.name.replaceAll('"', '""')}"`} ${type}`;
}

/** True when no part of the type is unknown. */
export function isFullyKnown(type: TrinoType): boolean {
  if (type.kind === 'array') return isFullyKnown(type.element);
  if (type.kind === 'map') return isFullyKnown(type.key) && isFullyKnown(type.value);
  if (type.kind === 'row') return type.fields.every((field) => isFullyKnown(field.type));
  return type.kind !== 'unknown';
}

const SCALARS_IN_DUCKDB: Readonly<Record<TrinoScalar, string>> = {
  boolean: 'BOOLEAN',
  tinyint: 'TINYINT',
  smallint: 'SMALLINT',
  integer: 'INTEGER',
  bigint: 'BIGINT',
  real: 'FLOAT',
  double: 'DOUBLE',
  varbinary: 'BLOB',
  date: 'DATE',
  json: 'JSON',
  uuid: 'UUID',
};

/** The type in DuckDB's words. Text has no length there, time and timestamps are microseconds. */
export function duckDbTypeOf(type: TrinoType): string {
  switch (type.kind) {
    case 'scalar':
      return SCALARS_IN_DUCKDB[type.name];
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'char':
    case 'varchar':
      return 'VARCHAR';
    case 'time':
    case 'timestamp':
      return `${type.kind.toUpperCase()}${type.zone ? ' WITH TIME ZONE' : ''}`;
    case 'interval':
      return 'INTERVAL';
    case 'array':
      return `${duckDbTypeOf(type.element)}[]`;
    case 'map':
      return `MAP(${duckDbTypeOf(type.key)}, ${duckDbTypeOf(type.value)})`;
    case 'row':
      return `STRUCT(${type.fields.map(duckDbField).join(', ')})`;
    case 'unknown':
      return '"NULL"';
  }
}

/** DuckDB's STRUCT type names every field; an anonymous one is called as Athena prints it. */
function duckDbField(field: TrinoField, index: number): string {
  const name = field.name ?? `field${index}`;
  return `"${name.replaceAll('"', '""')}" ${duckDbTypeOf(field.type)}`;
}
