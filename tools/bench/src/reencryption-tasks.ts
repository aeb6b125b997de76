import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { Deadline, systemClock } from '@lakeward/core';
import { CapturedLog } from '@lakeward/observability';
import { embeddedPlanning, planSnapshot } from '@lakeward/reencryption';
import type { InventorySample } from './reencryption-sample';

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
      answer: { lines: made.forecast.objects, bytesMoved, requests, cost: cost.total.high, copyEverything },
      bytesScanned: made.queries.map(({ bytesScanned }) => bytesScanned),
    };
  } finally {
    await planning.close();
    rmSync(lake, { recursive: true, force: true });
  }
}

/** What DuckDB alone takes to write the same manifests: no verification, no counting, no ledger. */
export async function plainCopy({ file, format }: InventorySample): Promise<TaskResult> {
  const folder = workDirectory();
  const database = await DuckDBInstance.create(':memory:', { memory_limit: '1GB' });
  const connection = await database.connect();
  const names = [
    'bucket',
    'key',
    'version_id',
    'latest',
    'marker',
    'size',
    'class',
    'encryption',
    'etag',
    'modified',
  ];
  const columns = names.map((name) => `'${name}': 'VARCHAR'`).join(', ');
  const source =
    format === 'CSV'
      ? `(SELECT *, encryption AS encryption_status FROM read_csv('${file}', columns = {${columns}}, auto_detect = false, header = false, compression = gzip))`
      : `read_parquet('${file}')`;
  const key = format === 'CSV' ? `replace(key, '+', '%20')` : `replace(url_encode(key), '%2F', '/')`;
  const result = await connection.runAndReadAll(`
    COPY (
      SELECT bucket, ${key}, coalesce(nullif(version_id, ''), 'null'),
        CASE encryption_status WHEN 'SSE-S3' THEN 'update' ELSE 'copy' END AS remedy
      FROM ${source} WHERE encryption_status IN ('SSE-S3', 'NOT-SSE')
    ) TO '${folder}/manifests' (FORMAT csv, HEADER false, PARTITION_BY (remedy))`);
  const lines = Number(result.getRows()[0]?.[0]);
  connection.closeSync();
  database.closeSync();
  rmSync(folder, { recursive: true, force: true });
  return { answer: { lines }, bytesScanned: [] };
}

/** The published way in Python: every line of the inventory becomes a line of the manifest. */
const ARTICLE = `
import csv, gzip, sys
lines = 0
with gzip.open(sys.argv[1], 'rt', newline='', encoding='utf-8') as source, open(sys.argv[2], 'w', newline='', encoding='utf-8') as target:
    writer = csv.writer(target, lineterminator='\\n')
    for row in csv.reader(source):
        writer.writerow((row[0], row[1], row[2] or 'null'))
        lines += 1
print(lines)
`;

/** The published way; only CSV inventories can be read by it. */
export function article({ file }: InventorySample): Promise<TaskResult> {
  const folder = workDirectory();
  const { status, stdout, stderr } = spawnSync(
    'python3',
    ['-c', ARTICLE, file, path.join(folder, 'manifest.csv')],
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
