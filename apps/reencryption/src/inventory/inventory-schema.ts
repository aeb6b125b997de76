import { inventoryFields, type InventoryField } from '@lakeward/s3';
import { unreadableSchema, unsupportedFormat } from './inventory-errors';

/** Formats of inventories that can be read. */
export type InventoryFormat = 'CSV' | 'Parquet';

/** A column of an inventory. */
export interface InventoryColumn {
  /** As in Parquet files and tables: `is_delete_marker` for `IsDeleteMarker`. */
  readonly name: string;
  /** Hive type of the values in Parquet; in CSV everything is text. */
  readonly type: 'string' | 'boolean' | 'bigint' | 'timestamp';
}

/** What the files of a snapshot hold, as its manifest's `fileSchema` says. */
export interface InventorySchema {
  readonly format: InventoryFormat;
  /** In the order of the files. */
  readonly columns: readonly InventoryColumn[];
}

/** Optional fields of the inventories that the app sets up: all that a plan can make use of. */
export const STANDARD_FIELDS: readonly InventoryField[] = inventoryFields.filter(
  (field) =>
    !['ChecksumAlgorithm', 'ObjectAccessControlList', 'ObjectOwner', 'LifecycleExpirationDate'].includes(
      field,
    ),
);

/** Columns that are no text. Source: "Querying Amazon S3 Inventory with Amazon Athena", S3 User Guide. */
const TYPES: Readonly<Record<string, InventoryColumn['type']>> = {
  size: 'bigint',
  last_modified_date: 'timestamp',
  object_lock_retain_until_date: 'timestamp',
  lifecycle_expiration_date: 'timestamp',
  is_latest: 'boolean',
  is_delete_marker: 'boolean',
  is_multipart_uploaded: 'boolean',
};

/** Schema of the inventories that the app sets up: Parquet with all versions. */
export function standardSchema(): InventorySchema {
  const fields = ['Bucket', 'Key', 'VersionId', 'IsLatest', 'IsDeleteMarker', ...STANDARD_FIELDS];
  return { format: 'Parquet', columns: fields.map(snakeCase).map(knownColumn) };
}

/**
 * Reads `fileFormat` and `fileSchema` of a manifest: any columns in any order, columns that came up later included. Errors:
 * `REENC_FORMAT_UNSUPPORTED` for ORC and formats nobody knows, `REENC_SCHEMA_UNREADABLE`.
 */
export function parseFileSchema(fileFormat: string, fileSchema: string, place: string): InventorySchema {
  const format = formatOf(fileFormat, place);
  const columns = format === 'CSV' ? csvColumns(fileSchema) : parquetColumns(fileSchema, place);
  const names = columns.map(({ name }) => name);
  const wrong = names.find((name, index) => !/^[a-z]\w*$/.test(name) || names.indexOf(name) !== index);
  if (wrong !== undefined)
    throw unreadableSchema(place, `has the column "${wrong}", which is no name or there twice`);
  return { format, columns };
}

/** True where the files have the column. */
export function hasColumn({ columns }: InventorySchema, name: string): boolean {
  return columns.some((column) => column.name === name);
}

function formatOf(fileFormat: string, place: string): InventoryFormat {
  switch (fileFormat.toUpperCase()) {
    case 'CSV':
      return 'CSV';
    case 'PARQUET':
      return 'Parquet';
    default:
      throw unsupportedFormat(fileFormat, place);
  }
}

function csvColumns(fileSchema: string): InventoryColumn[] {
  return fileSchema.split(',').map((name) => knownColumn(snakeCase(name.trim())));
}

/** A field of a Parquet message: its kind, name, and an annotation that older and newer writers spell differently. */
const PARQUET_FIELD = /^(?:required|optional)\s+(\w+)(?:\(\d+\))?\s+(\w+)\s*(\(.*\))?$/;

function parquetColumns(fileSchema: string, place: string): InventoryColumn[] {
  const body = /^\s*message\s+[\w.]+\s*\{(.*)\}\s*$/s.exec(fileSchema)?.[1];
  if (body === undefined) throw unreadableSchema(place, 'is no Parquet message');
  const fields = body.split(';').map((field) => field.trim());
  return fields
    .filter((field) => field !== '')
    .map((field) => {
      const [, kind, name, annotation = ''] = PARQUET_FIELD.exec(field) ?? [];
      if (kind === undefined || name === undefined)
        throw unreadableSchema(place, 'has a field that cannot be read');
      return { name, type: parquetType(kind, annotation) };
    });
}

function parquetType(kind: string, annotation: string): InventoryColumn['type'] {
  if (kind === 'boolean') return 'boolean';
  if (kind === 'int64' || kind === 'int32') return annotation.includes('TIMESTAMP') ? 'timestamp' : 'bigint';
  return kind === 'int96' ? 'timestamp' : 'string';
}

function knownColumn(name: string): InventoryColumn {
  return { name, type: TYPES[name] ?? 'string' };
}

/** `IsDeleteMarker` is `is_delete_marker`, `ETag` is `e_tag`. */
function snakeCase(field: string): string {
  return field.replace(/(?<!^)([A-Z])/g, '_$1').toLowerCase();
}
