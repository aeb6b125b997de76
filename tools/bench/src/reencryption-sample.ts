import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DuckDBInstance } from '@duckdb/node-api';

/** A generated inventory. */
export interface InventorySample {
  readonly directory: string;
  readonly format: 'CSV' | 'Parquet';
  /** Absolute paths of the data files. */
  readonly files: readonly string[];
  readonly bytes: number;
}

/** S3 delivers large inventories in many files. */
const ROWS_OF_A_FILE = 1_000_000;

/** Bucket that the sample lists. */
export const SAMPLE_BUCKET = 'src-bucket';

const COLUMNS =
  'Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, StorageClass, EncryptionStatus, ETag, LastModifiedDate';

const PARQUET_SCHEMA =
  'message s3.inventory {  required binary bucket (STRING);  required binary key (STRING);  optional binary version_id (STRING);  ' +
  'optional boolean is_latest;  optional boolean is_delete_marker;  optional int64 size;  optional binary storage_class (STRING);  ' +
  'optional binary encryption_status (STRING);  optional binary e_tag (STRING);  optional int64 last_modified_date (TIMESTAMP(MILLIS,true));}';

/** Seven of ten under SSE-S3, two under KMS, one not encrypted; one key of fifty wants encoding. */
const rowsOf = (first: number, end: number): string => `
  SELECT
    '${SAMPLE_BUCKET}' AS bucket,
    concat('events/year=2026/month=', 1 + i % 12, '/', md5(CAST(i AS VARCHAR)), IF(i % 50 = 0, '-a b+c', ''), '.json.gz') AS key,
    IF(i % 7 = 0, '', concat('v', md5(CAST(i + 1 AS VARCHAR)))) AS version_id,
    TRUE AS is_latest,
    FALSE AS is_delete_marker,
    (i * 7919) % 1000000 AS size,
    IF(i % 20 = 3, 'STANDARD_IA', 'STANDARD') AS storage_class,
    CASE i % 10 WHEN 0 THEN 'NOT-SSE' WHEN 1 THEN 'SSE-KMS' WHEN 2 THEN 'SSE-KMS' ELSE 'SSE-S3' END AS encryption_status,
    md5(CAST(i + 2 AS VARCHAR)) AS e_tag,
    make_timestamp_ms(1700000000000 + i) AS last_modified_date
  FROM range(${first}, ${end}) AS t (i)`;

/** Generates an inventory of that many rows as S3 delivers it: csv.gz with every value quoted, or Parquet with Snappy. */
export async function writeInventorySample(
  count: number,
  format: InventorySample['format'],
): Promise<InventorySample> {
  const directory = path.resolve('dist/bench', `inventory-${format}-${count}`);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(path.join(directory, 'data'), { recursive: true });
  const database = await DuckDBInstance.create(':memory:', {
    memory_limit: '1GB',
    preserve_insertion_order: 'false',
  });
  const connection = await database.connect();
  const files: { key: string; size: number; MD5checksum: string }[] = [];
  for (let first = 0; first < count; first += ROWS_OF_A_FILE) {
    const key = `data/inventory-${files.length}.${format === 'CSV' ? 'csv.gz' : 'parquet'}`;
    const file = path.join(directory, key);
    const rows = rowsOf(first, Math.min(count, first + ROWS_OF_A_FILE));
    await connection.run(
      format === 'CSV'
        ? `COPY (SELECT bucket, replace(replace(url_encode(key), '%20', '+'), '%2F', '/'), version_id, is_latest, is_delete_marker, size,
             storage_class, encryption_status, e_tag, strftime(last_modified_date, '%Y-%m-%dT%H:%M:%S.%gZ') FROM (${rows}))
           TO '${file}' (FORMAT csv, HEADER false, FORCE_QUOTE *, COMPRESSION gzip)`
        : `COPY (${rows}) TO '${file}' (FORMAT parquet, COMPRESSION snappy)`,
    );
    const hash = createHash('md5');
    await pipeline(createReadStream(file), hash);
    files.push({ key, size: statSync(file).size, MD5checksum: hash.digest('hex') });
  }
  connection.closeSync();
  database.closeSync();
  const manifest = {
    sourceBucket: SAMPLE_BUCKET,
    destinationBucket: 'arn:aws:s3:::inventories',
    version: '2016-11-30',
    creationTimestamp: '1793926800000',
    fileFormat: format,
    fileSchema: format === 'CSV' ? COLUMNS : PARQUET_SCHEMA,
    files,
  };
  writeFileSync(path.join(directory, 'manifest.json'), JSON.stringify(manifest));
  return {
    directory,
    format,
    files: files.map(({ key }) => path.join(directory, key)),
    bytes: files.reduce((sum, { size }) => sum + size, 0),
  };
}
