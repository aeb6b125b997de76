import { DuckDBTypeId, type DuckDBType } from '@duckdb/node-api';
import { athenaTypeName, type HiveType } from '../../dialect';
import { EngineFailure } from '../engine-failure';

const PRIMITIVES: Partial<Record<DuckDBTypeId, Extract<HiveType, { kind: 'primitive' }>['name']>> = {
  [DuckDBTypeId.BOOLEAN]: 'boolean',
  [DuckDBTypeId.TINYINT]: 'tinyint',
  [DuckDBTypeId.SMALLINT]: 'smallint',
  [DuckDBTypeId.INTEGER]: 'int',
  [DuckDBTypeId.BIGINT]: 'bigint',
  // DuckDB sums and counts in wider types, which are bigint in Athena.
  [DuckDBTypeId.UTINYINT]: 'bigint',
  [DuckDBTypeId.USMALLINT]: 'bigint',
  [DuckDBTypeId.UINTEGER]: 'bigint',
  [DuckDBTypeId.UBIGINT]: 'bigint',
  [DuckDBTypeId.HUGEINT]: 'bigint',
  [DuckDBTypeId.FLOAT]: 'float',
  [DuckDBTypeId.DOUBLE]: 'double',
  [DuckDBTypeId.VARCHAR]: 'string',
  [DuckDBTypeId.BLOB]: 'binary',
  [DuckDBTypeId.DATE]: 'date',
  [DuckDBTypeId.TIMESTAMP]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_S]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_MS]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP_NS]: 'timestamp',
};

/** The type that a table has for a column of a query; NOT_SUPPORTED where tables have none. Field names are lower-case. */
export function hiveTypeOf(type: DuckDBType): HiveType {
  if (type.typeId === DuckDBTypeId.DECIMAL) {
    return { kind: 'decimal', precision: type.width, scale: type.scale };
  }
  if (type.typeId === DuckDBTypeId.LIST) return { kind: 'array', element: hiveTypeOf(type.valueType) };
  if (type.typeId === DuckDBTypeId.MAP) {
    return { kind: 'map', key: hiveTypeOf(type.keyType), value: hiveTypeOf(type.valueType) };
  }
  if (type.typeId === DuckDBTypeId.STRUCT) {
    return {
      kind: 'struct',
      fields: type.entryNames.map((name, index) => ({
        name: name.toLowerCase(),
        type: hiveTypeOf(type.entryTypes[index] ?? type),
      })),
    };
  }
  const name = type.alias === 'JSON' ? undefined : PRIMITIVES[type.typeId];
  if (name !== undefined) return { kind: 'primitive', name };
  throw new EngineFailure('NOT_SUPPORTED', `Unsupported Hive type: ${athenaTypeName(type)}`);
}
