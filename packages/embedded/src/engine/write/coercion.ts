import type { DuckDBType } from '@duckdb/node-api';
import { formatHiveType, type HiveType } from '../../dialect';
import { hiveTypeOf } from '../duckdb/hive-type-of';

/** Numbers in the order in which each can become those after it without a CAST. */
const NUMBERS = ['tinyint', 'smallint', 'int', 'bigint', 'decimal', 'float', 'double'];

/** True when Trino stores values of the query's type in a column of the other without a CAST. */
export function canBeStored(from: DuckDBType, to: HiveType): boolean {
  return isAssignable(hiveTypeOf(from), to);
}

function isAssignable(from: HiveType, to: HiveType): boolean {
  const [source, target] = [kindOf(from), kindOf(to)];
  if (isText(source) && isText(target)) return true;
  if (NUMBERS.includes(source) && NUMBERS.includes(target)) {
    return NUMBERS.indexOf(source) <= NUMBERS.indexOf(target);
  }
  if (source === 'date' && target === 'timestamp') return true;
  if (from.kind === 'array' && to.kind === 'array') return isAssignable(from.element, to.element);
  if (from.kind === 'map' && to.kind === 'map') {
    return isAssignable(from.key, to.key) && isAssignable(from.value, to.value);
  }
  if (from.kind === 'struct' && to.kind === 'struct') {
    return (
      from.fields.length === to.fields.length &&
      from.fields.every((field, index) => {
        const other = to.fields[index];
        return other !== undefined && isAssignable(field.type, other.type);
      })
    );
  }
  return formatHiveType(from) === formatHiveType(to);
}

function kindOf(type: HiveType): string {
  return type.kind === 'primitive' ? type.name : type.kind;
}

function isText(kind: string): boolean {
  return kind === 'string' || kind === 'varchar' || kind === 'char';
}
