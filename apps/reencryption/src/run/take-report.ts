import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { readText, s3Uri, type ObjectRef, type ObjectStore } from '@lakeward/s3';
import {
  jobOfReportManifest,
  parseReportManifest,
  readReport,
  writeManifest,
  type ManifestEntry,
  type ReportedTask,
  type ReportManifest,
  type ReportResult,
} from '@lakeward/s3-batch';
import { batchReportTable } from '../batch-report-table';
import { ensureTable, publishPartition } from '../ingest-inventory';
import { changeRecord } from './change-record';
import { withJob } from './decide';
import { followJob, type Followed } from './follow-job';
import type { FollowDependencies } from './run-dependencies';
import { reportChecksumMismatch } from './run-errors';
import { REENC_FOREIGN_JOB, REENC_REPORT_READ } from './run-log-events';
import { parseRequest, type JobRecord } from './run-records';

type Report = NonNullable<JobRecord['report']>;

/**
 * Takes in the completion report of a job: verifies its files, makes them a partition of the table of reports, counts failures by
 * reason, and lists those that may succeed when they are tried again. It may come before the job's status, twice, or not at all.
 */
export async function takeReport(manifest: ObjectRef, dependencies: FollowDependencies): Promise<Followed> {
  const { jobIndex, remedies, store, log } = dependencies;
  const jobId = jobOfReportManifest(manifest.key);
  const index = jobId === undefined ? undefined : await jobIndex.read(jobId);
  if (jobId === undefined || index === undefined) {
    log.write(REENC_FOREIGN_JOB, { jobId: jobId ?? 'none' });
    return { outcome: 'foreign' };
  }
  const { place, remedy, name, round } = index.record;
  const key = `${place}/${remedy}`;
  const known = (await remedies.read(key))?.record.jobs.find(
    (job) => job.name === name && job.round === round,
  );
  if (known !== undefined && known.report === undefined) {
    const content = parseReportManifest(await readText(store, manifest), s3Uri(manifest));
    for (const result of content.results) await verify(result, store);
    const to = `${follow(dependencies).manifestPrefix}${place}/redrive/${jobId}.csv`;
    const report = await readFailures(manifest, content, known, to, dependencies);
    await publishReport(place, remedy, jobId, content, manifest, dependencies);
    await changeRecord(remedies, key, (record) => withJob(record, name, round, { report }));
    const failed = Object.values(report.failures).reduce((sum, count) => sum + count, 0);
    log.write(REENC_REPORT_READ, { jobId, failed, retryable: report.redrive?.objects ?? 0 });
  }
  return followJob(jobId, dependencies);
}

const follow = ({ follow: settings }: FollowDependencies): FollowDependencies['follow'] => settings;

async function verify({ location, md5 }: ReportResult, store: ObjectStore): Promise<void> {
  const hash = createHash('md5');
  const { body } = await store.get(location);
  for await (const chunk of body) hash.update(chunk as Buffer);
  if (hash.digest('hex') !== md5) throw reportChecksumMismatch(s3Uri(location));
}

/** The result files lie in one folder, which is the partition's place. */
async function publishReport(
  place: string,
  remedy: string,
  jobId: string,
  { results }: ReportManifest,
  { bucket, key }: ObjectRef,
  { follow: settings, catalog }: FollowDependencies,
): Promise<void> {
  if (results.length === 0) return;
  const table = batchReportTable({
    database: settings.database,
    table: settings.reportTable,
    bucket: settings.reportBucket,
    prefix: settings.reportPrefix,
  });
  await ensureTable(table, catalog);
  const [sourceBucket = '', , snapshot = ''] = place.split('/');
  await publishPartition(table, catalog, {
    values: [sourceBucket, snapshot, remedy, jobId],
    location: s3Uri({ bucket, key: key.replace(/manifest\.json$/, 'results/') }),
  });
}

/** Errors of S3 that come from load or from the service itself. Source: "Error responses", S3 API reference. */
const RETRYABLE = [
  'SlowDown',
  'InternalError',
  'ServiceUnavailable',
  'RequestTimeout',
  'OperationAborted',
  'TemporaryFailure',
  'ThrottlingException',
];

/** True where the same task may succeed when it is tried again. */
export function isRetryable({
  httpStatusCode,
  errorCode,
}: Pick<ReportedTask, 'httpStatusCode' | 'errorCode'>): boolean {
  return httpStatusCode >= 500 || httpStatusCode === 429 || RETRYABLE.includes(errorCode);
}

/** Counts the failures, and writes those worth another try as a manifest; flat memory, however many there are. */
async function readFailures(
  manifest: ObjectRef,
  { results }: ReportManifest,
  job: JobRecord,
  key: string,
  { follow: settings, store }: FollowDependencies,
): Promise<Report> {
  const failures: Record<string, number> = {};
  let retryable = 0;
  const { format } = parseRequest(job.request).manifest;
  const versions = format.name === 'S3BatchOperations_CSV_20180820' && format.fields.includes('VersionId');
  async function* worthTrying(): AsyncGenerator<ManifestEntry, void, undefined> {
    for (const { location } of results.filter(({ status }) => status === 'failed')) {
      const { body } = await store.get(location);
      for await (const tasks of readReport(body as AsyncIterable<Buffer>, s3Uri(location))) {
        for (const task of tasks.filter(({ status }) => status === 'failed')) {
          const code = task.errorCode === '' ? String(task.httpStatusCode) : task.errorCode;
          failures[code] = (failures[code] ?? 0) + 1;
          if (!isRetryable(task)) continue;
          retryable += 1;
          yield task;
        }
      }
    }
  }
  const to = { bucket: settings.reportBucket, key };
  const body = Readable.from(writeManifest(worthTrying(), { versions }), { objectMode: false });
  const { etag } = await store.put(to, body, {
    contentType: 'text/csv',
    encryption: { algorithm: 'AES256' },
  });
  return {
    manifest: s3Uri(manifest),
    failures,
    ...(retryable === 0 ? {} : { redrive: { uri: s3Uri(to), etag, objects: retryable } }),
  };
}
