import { deterministicId } from '@lakeward/core';
import type { CatalogColumn, CatalogTable, StorageDescriptor } from '@lakeward/glue';
import { standardSchema, type InventorySchema } from './inventory-schema';

/** Where inventories are queried. */
export interface InventoryTableSettings {
  readonly database: string;
  /** Bucket with the lists of files that partitions point to. */
  readonly bucket: string;
  /** With trailing slash. */
  readonly prefix: string;
}

/** Begins the name of every inventory table; a grant can name them by it. */
export const INVENTORY_TABLE_PREFIX = 's3_inventory_';

/** Key columns of the partitions: none of these is a column of an inventory. */
export const PARTITION_KEYS: readonly CatalogColumn[] = [
  { name: 'source_bucket', type: 'string' },
  { name: 'configuration', type: 'string' },
  { name: 'snapshot', type: 'string' },
];

const SERDES = {
  CSV: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
  Parquet: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
} as const;

/**
 * The table of all snapshots that have this format and these columns in this order. Each schema has a table of its own:
 * Athena takes the columns of a CSV partition by their place, not by name, so snapshots with other columns cannot share a
 * table whatever their partitions say, and a Parquet column that a file lacks would read as NULL where nothing was listed.
 * Partitions point to a list of files, so a snapshot is read by the files of its manifest and never by the folder that all
 * days share. Source: "Querying Amazon S3 Inventory with Amazon Athena".
 */
export function inventoryTable(schema: InventorySchema, settings: InventoryTableSettings): CatalogTable {
  return {
    database: settings.database,
    name: inventoryTableName(schema),
    type: 'EXTERNAL_TABLE',
    comment: `S3 inventories in ${schema.format} with ${schema.columns.length} columns`,
    columns: schema.columns.map(({ name, type }) => ({
      name,
      // OpenCSVSerDe gives text; an empty value would be no number and no time.
      type: schema.format === 'CSV' ? 'string' : type,
    })),
    partitionKeys: PARTITION_KEYS,
    storage: storageOf(schema.format, `s3://${settings.bucket}/${settings.prefix}`),
    parameters: { EXTERNAL: 'TRUE' },
  };
}

/** The table of the inventories that the app sets up itself. */
export function standardInventoryTable(settings: InventoryTableSettings): CatalogTable {
  return inventoryTable(standardSchema(), settings);
}

/** The same name for the same format, columns and order. */
export function inventoryTableName({ format, columns }: InventorySchema): string {
  const id = deterministicId(format, ...columns.map(({ name }) => name)).slice(0, 12);
  return `${INVENTORY_TABLE_PREFIX}${format.toLowerCase()}_${id}`;
}

function storageOf(format: InventorySchema['format'], location: string): StorageDescriptor {
  return {
    location,
    inputFormat: 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat',
    outputFormat: 'org.apache.hadoop.hive.ql.io.IgnoreKeyTextOutputFormat',
    serde: SERDES[format],
    serdeParameters: {},
  };
}
