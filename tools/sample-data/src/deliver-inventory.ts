import { createHash } from 'node:crypto';
import type { InventoryConfiguration, ObjectRef, ObjectStore } from '@lakeward/s3';
import { fileSchema, inventoryColumns } from './inventory-columns';
import { csvFile, parquetFile } from './inventory-files';
import { inventoryRows, type InventoryRow, type InventorySource } from './inventory-rows';

/** A delivery to be made. */
export interface InventoryDelivery {
  readonly bucket: string;
  readonly configuration: InventoryConfiguration;
  /** When the scan began; names the delivery, to the minute. */
  readonly at: Date;
  /** Rows of a data file at most. Default 1,000. */
  readonly rowsPerFile?: number;
}

/**
 * Writes the inventory of a bucket as S3 delivers it: data files, `symlink.txt`, `manifest.json` and, last of all,
 * `manifest.checksum`. Gives the place of the manifest. ORC is not written.
 */
export async function deliverInventory(
  source: InventorySource & { readonly store: ObjectStore },
  { bucket, configuration, at, rowsPerFile = 1_000 }: InventoryDelivery,
): Promise<ObjectRef> {
  const { id, fields, includedVersions, destination, keyPrefix } = configuration;
  const format = destination.format;
  if (format === 'ORC') throw new Error('Samples come in CSV and Parquet.');
  const columns = inventoryColumns(fields, includedVersions);
  const root = `${destination.prefix === undefined ? '' : `${destination.prefix}/`}${bucket}/${id}/`;
  const minute = at.toISOString().slice(0, 16).replace(':', '-');
  const put = (key: string, body: Buffer | string) =>
    source.store.put({ bucket: destination.bucket, key }, body);

  const files: { key: string; size: number; MD5checksum: string }[] = [];
  const write = async (rows: readonly InventoryRow[]): Promise<void> => {
    const name = uuid(`${bucket} ${id} ${minute} ${files.length}`);
    const key = `${root}data/${name}.${format === 'CSV' ? 'csv.gz' : 'parquet'}`;
    const bytes = format === 'CSV' ? csvFile(rows, columns) : await parquetFile(rows, columns);
    await put(key, bytes);
    files.push({ key, size: bytes.length, MD5checksum: md5(bytes) });
  };
  let rows: InventoryRow[] = [];
  const scope = { includedVersions, ...(keyPrefix === undefined ? {} : { keyPrefix }) };
  for await (const row of inventoryRows(source, bucket, scope)) {
    rows.push(row);
    if (rows.length < rowsPerFile) continue;
    await write(rows);
    rows = [];
  }
  if (rows.length > 0) await write(rows);

  const links = files.map(({ key }) => `s3://${destination.bucket}/${key}\n`).join('');
  await put(`${root}hive/dt=${minute.replace('T', '-')}/symlink.txt`, links);
  const manifest = JSON.stringify(
    {
      sourceBucket: bucket,
      destinationBucket: `arn:aws:s3:::${destination.bucket}`,
      version: '2016-11-30',
      creationTimestamp: String(at.getTime()),
      fileFormat: format,
      fileSchema: fileSchema(columns, format),
      files,
    },
    undefined,
    2,
  );
  const place = { bucket: destination.bucket, key: `${root}${minute}Z/manifest.json` };
  await put(place.key, manifest);
  await put(`${root}${minute}Z/manifest.checksum`, `${md5(Buffer.from(manifest))}\n`);
  return place;
}

function md5(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex');
}

/** In the form of a UUID, so that the same delivery has the same files. */
function uuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}
