import { spawnSync } from 'node:child_process';
import { closeSync, fdatasyncSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { Deadline, systemClock } from '@lakeward/core';
import { CapturedLog } from '@lakeward/observability';
import { embeddedPlanning, planSnapshot } from '@lakeward/reencryption';
import { SAMPLE_BUCKET, type InventorySample } from './reencryption-sample';

/** What is measured: lines of manifests, and what it cost besides time. */
interface TaskResult {
  readonly answer: unknown;
  readonly bytesScanned: readonly number[];
}

/** The plan as the command line makes it: verified, classified, counted, manifests written. */
export async function plan(sample: InventorySample): Promise<TaskResult> {
  const lake = workDirectory();
  const planning = await embeddedPlanning({
    lake,
    manifest: sample.directory,
    clock: systemClock,
    log: new CapturedLog(),
  });
  try {
    const goal = {
      target: 'sse-kms',
      keyArn: 'arn:aws:kms:us-east-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      bucketKeys: true,
      copiesNoncurrent: false,
    } as const;
    const { plan: made } = await planSnapshot({ ...planning.input, goal }, planning, {
      deadline: Deadline.none(systemClock),
    });
    const { bytesMoved, requests, cost, copyEverything } = made.forecast;
    return {
      answer: { lines: made.forecast.objects, bytesMoved, requests, cost: cost.total, copyEverything },
      bytesScanned: made.queries.map(({ bytesScanned }) => bytesScanned),
    };
  } finally {
    await planning.close();
    rmSync(lake, { recursive: true, force: true });
  }
}

/**
 * What DuckDB alone takes to write the same manifests, by the same judgement in its own words: no verification, no counting, no
 * ledger, and a file for each thread and lot where a plan has one manifest. What it writes is put on disk at the end, as it is by a
 * plan: otherwise one would be timed with the disk and the other without.
 */
export async function plainCopy({ files, format }: InventorySample): Promise<TaskResult> {
  const folder = workDirectory();
  const database = await DuckDBInstance.create(':memory:', { memory_limit: '1GB' });
  const connection = await database.connect();
  const list = files.map((file) => `'${file}'`).join(', ');
  const columns = CSV_COLUMNS.map((name) => `'${name}': 'VARCHAR'`).join(', ');
  const source =
    format === 'CSV'
      ? `(SELECT * REPLACE (is_latest = 'true' AS is_latest, is_delete_marker = 'true' AS is_delete_marker, TRY_CAST(size AS BIGINT) AS size)
          FROM read_csv([${list}], columns = {${columns}}, auto_detect = false, header = false, quote = '"', compression = gzip))`
      : `read_parquet([${list}])`;
  const key = format === 'CSV' ? `replace(key, '+', '%20')` : `replace(url_encode(key), '%2F', '/')`;
  const result = await connection.runAndReadAll(`
    COPY (
      SELECT bucket, ${key}, coalesce(nullif(version_id, ''), 'null'),
        CASE
          WHEN is_delete_marker OR encryption_status = 'SSE-KMS' THEN NULL
          WHEN encryption_status = 'SSE-S3' THEN 'update'
          WHEN NOT is_latest THEN NULL
          WHEN storage_class IN ('GLACIER', 'DEEP_ARCHIVE') THEN concat('restore-first.', storage_class)
          WHEN size > 5368709120 THEN 'multipart-copy'
          ELSE concat('copy.', storage_class)
        END AS lot
      FROM ${source} WHERE bucket = '${SAMPLE_BUCKET}' AND lot IS NOT NULL
    ) TO '${folder}/manifests' (FORMAT csv, HEADER false, PARTITION_BY (lot))`);
  const lines = Number(result.getRows()[0]?.[0]);
  connection.closeSync();
  database.closeSync();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = openSync(path.join(entry.parentPath, entry.name), 'r');
    fdatasyncSync(file);
    closeSync(file);
  }
  rmSync(folder, { recursive: true, force: true });
  return { answer: { lines }, bytesScanned: [] };
}

const CSV_COLUMNS = [
  'bucket',
  'key',
  'version_id',
  'is_latest',
  'is_delete_marker',
  'size',
  'storage_class',
  'encryption_status',
  'e_tag',
  'last_modified_date',
];

/** The published way in Python: every line of the inventory becomes a line of the manifest. */
const ARTICLE = `
import csv, gzip, sys
lines = 0
with open(sys.argv[1], 'w', newline='', encoding='utf-8') as target:
    writer = csv.writer(target, lineterminator='\\n')
    for file in sys.argv[2:]:
        with gzip.open(file, 'rt', newline='', encoding='utf-8') as source:
            for row in csv.reader(source):
                writer.writerow((row[0], row[1], row[2] or 'null'))
                lines += 1
print(lines)
`;

/** The published way; only CSV inventories can be read by it. */
export function article({ files }: InventorySample): Promise<TaskResult> {
  const folder = workDirectory();
  const { status, stdout, stderr } = spawnSync(
    'python3',
    ['-c', ARTICLE, path.join(folder, 'manifest.csv'), ...files],
    {
      encoding: 'utf8',
    },
  );
  rmSync(folder, { recursive: true, force: true });
  if (status !== 0) throw new Error(`python3 failed: ${stderr}`);
  return Promise.resolve({ answer: { lines: Number(stdout) }, bytesScanned: [] });
}

function workDirectory(): string {
  mkdirSync('dist/bench', { recursive: true });
  return mkdtempSync(path.resolve('dist/bench', 'work-'));
}
