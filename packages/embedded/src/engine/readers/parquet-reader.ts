import { literal } from '@lakeward/sql';
import { toDuckDbType } from '../../dialect';
import { quoteName } from './json-columns';
import { FILE_COLUMN, type Reader } from './reader';

/**
 * Reads Parquet by column name, as Athena does by default: a column that a file lacks is NULL, one of another type is cast.
 * Files may differ in their columns.
 */
export const readParquet: Reader = async ({ columns, files, askValue }) => {
  const source = `read_parquet([${literal(files.map(({ file }) => file))}], union_by_name = true, filename = '${FILE_COLUMN}')`;
  const present = await askValue(
    `SELECT string_agg(column_name, chr(10)) FROM (DESCRIBE SELECT * FROM ${source})`,
  );
  const names = new Set(
    typeof present === 'string' ? present.split('\n').map((name) => name.toLowerCase()) : [],
  );
  const list = columns.map(({ name, type }) => {
    const value = names.has(name) ? quoteName(name) : 'NULL';
    return `CAST(${value} AS ${toDuckDbType(type)}) AS ${quoteName(name)}`;
  });
  return `SELECT ${[...list, FILE_COLUMN].join(', ')} FROM ${source}`;
};
