import type { TrinoScalar, TrinoType } from '../types/trino-type';

/** An expression in DuckDB's SQL: an operand that needs no parentheses, and its type where that can be told. */
export interface Value {
  readonly sql: string;
  readonly type: TrinoType;
  /**
   * Zone in which a timestamp with time zone is read and printed, as SQL; absent: UTC. DuckDB keeps the instant only, so
   * the zone goes along with the expression.
   */
  readonly zone?: string;
}

/** Types that compare and mix with each other. */
export type TypeFamily =
  | 'number'
  | 'text'
  | 'boolean'
  | 'date and time'
  | 'time'
  | 'binary'
  | 'interval'
  | 'json'
  | 'uuid'
  | 'array'
  | 'map'
  | 'row';

const SCALAR_FAMILIES: Readonly<Record<TrinoScalar, TypeFamily>> = {
  boolean: 'boolean',
  tinyint: 'number',
  smallint: 'number',
  integer: 'number',
  bigint: 'number',
  real: 'number',
  double: 'number',
  varbinary: 'binary',
  date: 'date and time',
  json: 'json',
  uuid: 'uuid',
};

/** The family of a type; undefined where the type is not known. */
export function familyOf(type: TrinoType): TypeFamily | undefined {
  switch (type.kind) {
    case 'scalar':
      return SCALAR_FAMILIES[type.name];
    case 'decimal':
      return 'number';
    case 'char':
    case 'varchar':
      return 'text';
    case 'time':
      return 'time';
    case 'timestamp':
      return 'date and time';
    case 'interval':
    case 'array':
    case 'map':
    case 'row':
      return type.kind;
    case 'unknown':
      return undefined;
  }
}

/** True for whole numbers. */
export function isInteger(type: TrinoType): boolean {
  return type.kind === 'scalar' && ['tinyint', 'smallint', 'integer', 'bigint'].includes(type.name);
}

/** The name as DuckDB's identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The text as DuckDB's literal; it has no escapes but the doubled quote. */
export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * A row. DuckDB's rows without names cannot be told apart from JavaScript, so that a field is called what Athena prints for
 * one without a name: `field0`.
 */
export function rowOf(items: readonly string[], names: readonly (string | undefined)[] = []): string {
  return `{${items.map((item, index) => `${textLiteral(names[index] ?? `field${index}`)}: ${item}`).join(', ')}}`;
}
