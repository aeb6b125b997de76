import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { parseFileSchema, type InventoryColumn } from '../inventory/inventory-schema';

/** One row of an inventory, by column name; what is absent is empty. Keys are raw. */
export type InventoryRow = Readonly<Record<string, string | number | boolean | Date>>;

/** An inventory to be written as S3 delivers it. */
export interface InventoryDelivery {
  readonly format: 'CSV' | 'Parquet';
  /** In S3's spelling and in the order of the files: `Bucket`, `Key`, ... */
  readonly fields: readonly string[];
  /** Rows of each data file. */
  readonly files: readonly (readonly InventoryRow[])[];
  readonly sourceBucket: string;
  readonly destinationBucket: string;
  /** Without trailing slash; empty for none. */
  readonly prefix: string;
  readonly configuration: string;
  /** `2026-11-06T01-00Z`. */
  readonly snapshot: string;
}

/** All objects of a delivery by their key, `manifest.checksum` last. Source: "Locating your inventory list", S3 User Guide. */
export function writeInventory(delivery: InventoryDelivery): Map<string, Buffer> {
  const { format, fields, prefix, sourceBucket, configuration, snapshot } = delivery;
  const root = `${prefix === '' ? '' : `${prefix}/`}${sourceBucket}/${configuration}/`;
  const objects = new Map<string, Buffer>();
  const schema = fileSchema(format, fields);
  const { columns } = parseFileSchema(format, schema, 'the test');
  const files = delivery.files.map((rows, index) => {
    const key = `${root}data/${snapshot}-${index}.${format === 'CSV' ? 'csv.gz' : 'parquet'}`;
    const bytes = format === 'CSV' ? csvFile(rows, columns) : parquetFile(rows, columns);
    objects.set(key, bytes);
    return { key, size: bytes.length, MD5checksum: md5(bytes) };
  });
  const manifest = Buffer.from(
    JSON.stringify({
      sourceBucket,
      destinationBucket: `arn:aws:s3:::${delivery.destinationBucket}`,
      version: '2016-11-30',
      creationTimestamp: String(Date.parse(snapshot.replace(/T(\d{2})-(\d{2})Z/, 'T$1:$2:00Z'))),
      fileFormat: format,
      fileSchema: schema,
      files,
    }),
  );
  objects.set(`${root}${snapshot}/manifest.json`, manifest);
  const links = files.map(({ key }) => `s3://${delivery.destinationBucket}/${key}\n`).join('');
  objects.set(
    `${root}hive/dt=${snapshot.replace('T', '-').replace('Z', '')}/symlink.txt`,
    Buffer.from(links),
  );
  objects.set(`${root}${snapshot}/manifest.checksum`, Buffer.from(`${md5(manifest)}\n`));
  return objects;
}

/** Keys in CSV inventories: form-encoded, slashes kept. */
export function formEncoded(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/');
}

function fileSchema(format: InventoryDelivery['format'], fields: readonly string[]): string {
  if (format === 'CSV') return fields.join(', ');
  const { columns } = parseFileSchema('CSV', fields.join(', '), 'the test');
  const kinds = {
    string: (name: string) => `binary ${name} (STRING)`,
    boolean: (name: string) => `boolean ${name}`,
    bigint: (name: string) => `int64 ${name}`,
    timestamp: (name: string) => `int64 ${name} (TIMESTAMP(MILLIS,true))`,
  };
  const lines = columns.map(({ name, type }) => {
    const required = name === 'bucket' || name === 'key';
    return `${required ? 'required' : 'optional'} ${kinds[type](name)};`;
  });
  return `message s3.inventory {  ${lines.join('  ')}}`;
}

function csvFile(rows: readonly InventoryRow[], columns: readonly InventoryColumn[]): Buffer {
  const lines = rows.map((row) =>
    columns
      .map(({ name }) => {
        const value = row[name] ?? '';
        const text = value instanceof Date ? value.toISOString() : String(value);
        return `"${name === 'key' ? formEncoded(text) : text}"`;
      })
      .join(','),
  );
  return gzipSync(lines.map((line) => `${line}\n`).join(''));
}

function parquetFile(rows: readonly InventoryRow[], columns: readonly InventoryColumn[]): Buffer {
  const types = { string: 'STRING', boolean: 'BOOLEAN', bigint: 'INT64', timestamp: 'TIMESTAMP' } as const;
  const columnData = columns.map(({ name, type }) => ({
    name,
    type: types[type],
    nullable: name !== 'bucket' && name !== 'key',
    data: rows.map((row) => {
      const value = row[name];
      return value === undefined ? null : type === 'bigint' ? BigInt(value as number) : value;
    }),
  }));
  return Buffer.from(parquetWriteBuffer({ columnData }));
}

const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
