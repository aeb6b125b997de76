import { gzipSync } from 'node:zlib';
import type { BasicType, ColumnSource } from 'hyparquet-writer';
import type { InventoryColumn } from './inventory-columns';
import type { InventoryRow } from './inventory-rows';

/** Rows as S3 writes them into a CSV file: gzip, no header, every field in quotes, keys form-encoded. */
export function csvFile(rows: readonly InventoryRow[], columns: readonly InventoryColumn[]): Buffer {
  const lines = rows.map((row) => `${columns.map(({ csv }) => `"${csvValue(csv, row[csv])}"`).join(',')}\n`);
  // The same rows make the same bytes: nothing of a gzip header tells the time.
  return gzipSync(lines.join(''), { level: 6 });
}

function csvValue(name: string, value: InventoryRow[string] | undefined): string {
  if (value === undefined) return '';
  if (name === 'Key') return formEncoded(String(value));
  return value instanceof Date ? value.toISOString() : String(value);
}

/** A key as inventories in CSV have it: a space is `+`, slashes stay. */
export function formEncoded(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/');
}

/** Rows as a Parquet file: Snappy, keys as they are, times in milliseconds. */
export async function parquetFile(
  rows: readonly InventoryRow[],
  columns: readonly InventoryColumn[],
): Promise<Buffer> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const columnData = columns.map((column): ColumnSource => {
    const { csv, parquet, type } = column;
    return {
      name: parquet,
      data: rows.map((row) => parquetValue(row[csv], type)),
      type: parquetTypes[type],
      nullable: parquet !== 'bucket' && parquet !== 'key',
    };
  });
  return Buffer.from(parquetWriteBuffer({ columnData, createdBy: 'S3 Inventory sample' }));
}

const parquetTypes: Readonly<Record<InventoryColumn['type'], BasicType>> = {
  string: 'STRING',
  boolean: 'BOOLEAN',
  long: 'INT64',
  timestamp: 'TIMESTAMP',
};

function parquetValue(value: InventoryRow[string] | undefined, type: InventoryColumn['type']) {
  if (value === undefined) return null;
  return type === 'long' ? BigInt(Number(value)) : value;
}
