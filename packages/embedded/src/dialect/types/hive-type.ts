import { DEFAULT_PRECISION, duckDbTypeOf, formatTrinoType, scalar, type TrinoType } from './trino-type';

/** Hive types without parameters. `integer` and `real` are Trino's words; in Hive's DDL they are `int` and `float`. */
export const HIVE_PRIMITIVES = [
  'boolean',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'string',
  'binary',
  'date',
  'timestamp',
] as const;

export type HivePrimitive = (typeof HIVE_PRIMITIVES)[number];

/** A type as the catalog keeps it ("Data types in Amazon Athena"). Field names are lower-case. */
export type HiveType =
  | { readonly kind: 'primitive'; readonly name: HivePrimitive }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'char' | 'varchar'; readonly length: number }
  | { readonly kind: 'array'; readonly element: HiveType }
  | { readonly kind: 'map'; readonly key: HiveType; readonly value: HiveType }
  | { readonly kind: 'struct'; readonly fields: readonly HiveField[] };

export interface HiveField {
  readonly name: string;
  readonly type: HiveType;
}

/** The type as the catalog writes it: no white space, lower-case, `struct<a:array<string>>`. */
export function formatHiveType(type: HiveType): string {
  switch (type.kind) {
    case 'primitive':
      return type.name;
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'char':
    case 'varchar':
      return `${type.kind}(${type.length})`;
    case 'array':
      return `array<${formatHiveType(type.element)}>`;
    case 'map':
      return `map<${formatHiveType(type.key)},${formatHiveType(type.value)}>`;
    case 'struct':
      return `struct<${type.fields.map((field) => `${field.name}:${formatHiveType(field.type)}`).join(',')}>`;
  }
}

const PRIMITIVES: Readonly<Record<HivePrimitive, TrinoType>> = {
  boolean: scalar('boolean'),
  tinyint: scalar('tinyint'),
  smallint: scalar('smallint'),
  int: scalar('integer'),
  bigint: scalar('bigint'),
  float: scalar('real'),
  double: scalar('double'),
  string: { kind: 'varchar' },
  binary: scalar('varbinary'),
  date: scalar('date'),
  timestamp: { kind: 'timestamp', precision: DEFAULT_PRECISION, zone: false },
};

/** The type that a column of this Hive type has in a query. */
export function trinoTypeOf(type: HiveType): TrinoType {
  switch (type.kind) {
    case 'primitive':
      return PRIMITIVES[type.name];
    case 'decimal':
      return type;
    case 'char':
      return { kind: 'char', length: type.length };
    case 'varchar':
      return { kind: 'varchar', length: type.length };
    case 'array':
      return { kind: 'array', element: trinoTypeOf(type.element) };
    case 'map':
      return { kind: 'map', key: trinoTypeOf(type.key), value: trinoTypeOf(type.value) };
    case 'struct':
      return {
        kind: 'row',
        fields: type.fields.map((field) => ({ name: field.name, type: trinoTypeOf(field.type) })),
      };
  }
}

/** The type as a query sees it: `array(varchar)`, `row(a varchar)`, `timestamp(3)`. */
export function toTrinoType(type: HiveType): string {
  return formatTrinoType(trinoTypeOf(type));
}

/** The type in DuckDB's words. Text has no length there: CHAR(n) and VARCHAR(n) are VARCHAR. */
export function toDuckDbType(type: HiveType): string {
  return duckDbTypeOf(trinoTypeOf(type));
}
