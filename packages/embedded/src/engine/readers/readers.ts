import type { CatalogTable } from '@lakeward/glue';
import { EngineFailure } from '../engine-failure';
import { readCloudTrail } from './cloudtrail-reader';
import { readJsonLines } from './json-lines-reader';
import { readLazySimple } from './lazy-simple-reader';
import { readOpenCsv } from './open-csv-reader';
import { readParquet } from './parquet-reader';
import type { Reader } from './reader';

const CLOUDTRAIL_INPUT = 'com.amazon.emr.cloudtrail.CloudTrailInputFormat';

/** Readers by the class name of the SerDe. */
const BY_SERDE: Readonly<Record<string, Reader>> = {
  'com.amazon.emr.hive.serde.CloudTrailSerde': readCloudTrail,
  'org.openx.data.jsonserde.JsonSerDe': readJsonLines,
  'org.apache.hive.hcatalog.data.JsonSerDe': readJsonLines,
  'org.apache.hadoop.hive.serde2.JsonSerDe': readJsonLines,
  'org.apache.hadoop.hive.serde2.OpenCSVSerde': readOpenCsv,
  'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe': readLazySimple,
  'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe': readParquet,
};

/** The reader of a table's files; NOT_SUPPORTED for a SerDe that the embedded runtime does not know. */
export function readerOf(table: CatalogTable): Reader {
  const { serde = '', inputFormat } = table.storage ?? {};
  const reader = inputFormat === CLOUDTRAIL_INPUT ? readCloudTrail : BY_SERDE[serde];
  if (reader === undefined) {
    throw new EngineFailure(
      'NOT_SUPPORTED',
      `the embedded runtime does not read tables of the SerDe '${serde}'; use JSON, CSV, text or Parquet, or run it on Athena`,
    );
  }
  return reader;
}

/** True where the format stores columns apart, so that a query pays for the columns it names. */
export function isColumnar(table: CatalogTable): boolean {
  return readerOf(table) === readParquet;
}
