import { toDuckDbType, type HiveType } from '../../dialect';
import { quoteName } from '../duckdb/quote-name';
import { EngineFailure } from '../engine-failure';
import { fileList, SOURCE_OPTIONS } from './file-source';
import { FILE_COLUMN, usedColumns, type Reader } from './reader';

/**
 * Reads Parquet by column name, as Athena does by default: a column that a file lacks is NULL, one of another width is cast,
 * one of another kind is HIVE_BAD_DATA. Files may differ in their columns.
 */
export const readParquet: Reader = async (request) => {
  const { table, files, session } = request;
  const source = `read_parquet(${fileList(files)}, union_by_name = true, ${SOURCE_OPTIONS})`;
  const described = await session.rows(
    `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${source})`,
  );
  const present = new Map(described.map(([name, type]) => [String(name).toLowerCase(), String(type)]));
  const list = usedColumns(request).map(({ name, type }) => {
    const target = toDuckDbType(type);
    const stored = present.get(name);
    const value = stored === undefined ? 'NULL' : storedValue(quoteName(name), stored, type);
    if (value === undefined) {
      throw new EngineFailure(
        'HIVE_BAD_DATA',
        `Column '${name}' of table '${table.database}.${table.name}' is declared as ${target}, but its Parquet files ` +
          `(such as ${files[0]?.uri ?? ''}) hold ${stored ?? ''}`,
      );
    }
    return `CAST(${value} AS ${target}) AS ${quoteName(name)}`;
  });
  return { sql: `SELECT ${[...list, FILE_COLUMN].join(', ')} FROM ${source}` };
};

/** The stored value as something that can be cast to the declared type, or undefined where the two have nothing in common. */
function storedValue(column: string, stored: string, type: HiveType): string | undefined {
  const [declaredKind, storedKind] = [kindOf(toDuckDbType(type)), kindOf(stored)];
  // Old writers do not mark text as such; Athena takes bytes for text where the table says so.
  if (declaredKind === 'text' && storedKind === 'bytes') return `decode(${column})`;
  if (declaredKind === 'bytes' && storedKind === 'text') return `encode(${column})`;
  return declaredKind === storedKind ? column : undefined;
}

function kindOf(duckDbType: string): string {
  if (duckDbType.endsWith('[]')) return 'list';
  const [word = ''] = /^[A-Z]+/.exec(duckDbType) ?? [];
  switch (word) {
    case 'VARCHAR':
    case 'ENUM':
      return 'text';
    case 'BLOB':
      return 'bytes';
    case 'TINYINT':
    case 'SMALLINT':
    case 'INTEGER':
    case 'BIGINT':
    case 'HUGEINT':
    case 'UTINYINT':
    case 'USMALLINT':
    case 'UINTEGER':
    case 'UBIGINT':
    case 'FLOAT':
    case 'DOUBLE':
    case 'DECIMAL':
      return 'number';
    default:
      // TIMESTAMP, TIMESTAMP_NS and TIMESTAMP WITH TIME ZONE alike.
      return word;
  }
}
