import { parseS3Uri, s3Uri, type ObjectRef } from '@lakeward/s3';
import { loadRun, type RunRecords } from './load-run';
import { runReport, type RenderedRunReport } from './run-report';

/** The report of one bucket's run, and where it lies. */
export interface WrittenRunReport extends RenderedRunReport {
  /** `s3://` URI of `report.html`. */
  readonly page: string;
  /** `s3://` URI of `report.json`. */
  readonly data: string;
}

/**
 * Writes the report of a bucket's run beside its plan, in place of an earlier one; what it said stays as an old version where the
 * bucket has them. Asked again without anything having happened it writes the same bytes.
 */
export async function writeRunReport(bucket: string, records: RunRecords): Promise<WrittenRunReport> {
  const { run, planUri } = await loadRun(bucket, records);
  const report = runReport([run]);
  const page = beside(planUri, 'report.html');
  const data = beside(planUri, 'report.json');
  // The data first: a page without its data would be a claim without its evidence.
  await records.store.put(data, report.json, { contentType: 'application/json' });
  await records.store.put(page, report.html, { contentType: 'text/html; charset=utf-8' });
  return { ...report, page: s3Uri(page), data: s3Uri(data) };
}

/** One report over the runs of several buckets; it is written nowhere. */
export async function reportRuns(
  buckets: readonly string[],
  records: RunRecords,
): Promise<RenderedRunReport> {
  const loaded = await Promise.all(buckets.map((bucket) => loadRun(bucket, records)));
  return runReport(loaded.map(({ run }) => run));
}

function beside(planUri: string, name: string): ObjectRef {
  const { bucket, key } = parseS3Uri(planUri);
  return { bucket, key: `${key.slice(0, key.lastIndexOf('/') + 1)}${name}` };
}
