import type { CatalogTable } from '@lakeward/glue';

/** Where completion reports are queried. */
export interface BatchReportTableSettings {
  readonly database: string;
  readonly table: string;
  /** Bucket of the reports. */
  readonly bucket: string;
  /** Without trailing slash. */
  readonly prefix: string;
}

/**
 * Columns in the order that reports really have; their own `ReportSchema` names error code and status the other way round.
 * Source: example rows of "Examples: S3 Batch Operations completion reports", S3 User Guide.
 */
const COLUMNS = [
  'bucket',
  'key',
  'version_id',
  'task_status',
  'http_status_code',
  'error_code',
  'result_message',
];

/** The table over all completion reports: one partition for each job, so that no task is counted twice. */
export function batchReportTable(settings: BatchReportTableSettings): CatalogTable {
  return {
    database: settings.database,
    name: settings.table,
    type: 'EXTERNAL_TABLE',
    comment: 'Completion reports of S3 Batch jobs; keys are URL-encoded',
    columns: COLUMNS.map((name) => ({ name, type: 'string' })),
    partitionKeys: [
      { name: 'source_bucket', type: 'string' },
      { name: 'snapshot', type: 'string' },
      { name: 'remedy', type: 'string' },
      { name: 'job', type: 'string' },
    ],
    storage: {
      location: `s3://${settings.bucket}/${settings.prefix}/`,
      inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
      outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
      serde: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
      serdeParameters: { separatorChar: ',', quoteChar: '"', escapeChar: '\\' },
    },
    parameters: { classification: 'csv', EXTERNAL: 'TRUE' },
  };
}
