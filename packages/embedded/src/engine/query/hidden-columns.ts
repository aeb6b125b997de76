import type { CatalogTable } from '@lakeward/glue';
import { HIDDEN_COLUMNS } from '../../dialect';
import { partitionName } from '../tables/partition-folder';
import type { TableObject } from '../tables/table-file';
import { bucketOfFile } from './bucket-filter';

/** DuckDB's types of the columns that every table has and no catalog lists. */
export const HIDDEN_COLUMN_TYPES: Readonly<Record<(typeof HIDDEN_COLUMNS)[number], string>> = {
  $path: 'VARCHAR',
  $bucket: 'INTEGER',
  $partition: 'VARCHAR',
  $file_size: 'BIGINT',
  $file_modified_time: 'TIMESTAMP WITH TIME ZONE',
};

/** Their values for the rows of one object, in the order of {@link HIDDEN_COLUMN_TYPES}; null is NULL. */
export function hiddenValues(table: CatalogTable, object: TableObject): (string | null)[] {
  const bucket = table.storage?.bucketCount === undefined ? undefined : bucketOfFile(object.key);
  const keys = table.partitionKeys.map(({ name }) => name);
  return [
    object.uri,
    bucket === undefined ? null : String(bucket),
    partitionName(keys, object.partition),
    String(object.size),
    object.modified.toISOString(),
  ];
}
