import { buildReport } from './build-report';
import { loadRun, type RunRecords } from './load-run';
import type { NeedsPerson } from './report-model';

/** What needs a person in a bucket, as its report says; `REENC_PLAN_NOT_FOUND` where it was never planned. */
export async function needsPersonOfBucket(
  bucket: string,
  records: RunRecords,
): Promise<readonly NeedsPerson[]> {
  const { run } = await loadRun(bucket, records);
  return buildReport([run]).needsPerson;
}
