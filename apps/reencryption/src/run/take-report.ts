import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { readText, s3Uri, type ObjectRef, type ObjectStore } from '@lakeward/s3';
import {
  jobOfReportManifest,
  parseReportManifest,
  readReport,
  writeManifest,
  type ReportedTask,
  type ReportManifest,
  type ReportResult,
} from '@lakeward/s3-batch';
import { batchReportTable } from './batch-report-table';
import { ensureTable, publishPartition } from '../inventory/ingest-inventory';
import type { WrittenManifest } from '../plan/write-manifests';
import { changeRecord } from './change-record';
import { withJob } from './decide';
import { isRetryable, isTooLarge, TOO_LARGE } from './failed-tasks';
import { followJob, type Followed } from './follow-job';
import type { FollowDependencies } from './run-dependencies';
import { reportChecksumMismatch } from './run-errors';
import { copiesOldVersions, coversOldVersions } from './left-to-try';
import { REENC_FOREIGN_JOB, REENC_REPORT_READ } from './run-log-events';
import { namesVersions, parseRequest, type JobRecord } from './run-records';

type Report = NonNullable<JobRecord['report']>;

/**
 * Takes in the completion report of a job: verifies its files, makes them a partition of the table of reports, counts failures by
 * reason, and lists those that may succeed when they are tried again, or copied in parts. It may come before the job's status, twice, or not at all.
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
  const jobs = (await remedies.read(key))?.record.jobs ?? [];
  const known = jobs.find((job) => job.name === name && job.round === round);
  if (known !== undefined && known.report === undefined) {
    const content = parseReportManifest(await readText(store, manifest), s3Uri(manifest));
    for (const result of content.results) await verify(result, store);
    const to = `${follow(dependencies).manifestPrefix}${place}/redrive/${jobId}`;
    const mayTry = copiesOldVersions(known) ? 'none' : coversOldVersions(known, jobs) ? 'all' : 'retryable';
    const report = await readFailures(manifest, content, { job: known, mayTry }, to, dependencies);
    await publishReport(place, remedy, jobId, content, manifest, dependencies);
    await changeRecord(remedies, key, (record) => withJob(record, name, round, { report }));
    const failed = Object.values(report.failures).reduce((sum, count) => sum + count, 0);
    log.write(REENC_REPORT_READ, {
      jobId,
      failed,
      retryable: report.redrive?.objects ?? 0,
      tooLarge: report.inParts?.objects ?? 0,
    });
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

/**
 * Counts the failures, and writes those that another job can do something about as manifests: what failed for the moment, and what S3
 * Batch's own copy refuses for its size. Flat memory, however many there are. Every failure of copies that cover old versions is tried
 * again: until then an old one is the current one. Copies of old versions are not tried again, since they
 * would come to lie before the current ones.
 */
async function readFailures(
  manifest: ObjectRef,
  content: ReportManifest,
  { job, mayTry }: { readonly job: JobRecord; readonly mayTry: 'none' | 'retryable' | 'all' },
  place: string,
  dependencies: FollowDependencies,
): Promise<Report> {
  const failures: Record<string, number> = {};
  const retryable: Record<string, number> = {};
  const request = parseRequest(job.request);
  const versions = namesVersions(request);
  const isOver = (task: ReportedTask): boolean => isTooLarge(task, request.operation);
  const write = (name: string, tasks: AsyncIterable<ReportedTask>): Promise<WrittenManifest> =>
    writeTasks(tasks, `${place}${name}.csv`, versions, dependencies);

  async function* counted(): AsyncGenerator<ReportedTask, void, undefined> {
    for await (const task of failedTasks(content, dependencies)) {
      const code = isOver(task) ? TOO_LARGE : task.errorCode || String(task.httpStatusCode);
      failures[code] = (failures[code] ?? 0) + 1;
      if (isOver(task) || mayTry === 'none' || (mayTry === 'retryable' && !isRetryable(task))) continue;
      retryable[code] = (retryable[code] ?? 0) + 1;
      yield task;
    }
  }
  async function* over(): AsyncGenerator<ReportedTask, void, undefined> {
    for await (const task of failedTasks(content, dependencies)) if (isOver(task)) yield task;
  }
  const redrive = await write('', counted());
  // Read once more, since hardly any report has some.
  const inParts =
    mayTry !== 'none' && failures[TOO_LARGE] !== undefined ? await write('-in-parts', over()) : undefined;
  return {
    manifest: s3Uri(manifest),
    failures,
    ...(redrive.objects === 0 ? {} : { retryable, redrive }),
    ...(inParts === undefined ? {} : { inParts }),
  };
}

async function* failedTasks(
  { results }: ReportManifest,
  { store }: Pick<FollowDependencies, 'store'>,
): AsyncGenerator<ReportedTask, void, undefined> {
  for (const { location } of results.filter(({ status }) => status === 'failed')) {
    const { body } = await store.get(location);
    for await (const tasks of readReport(body as AsyncIterable<Buffer>, s3Uri(location))) {
      yield* tasks.filter(({ status }) => status === 'failed');
    }
  }
}

/** Writes a manifest of tasks beside those of the plan. */
async function writeTasks(
  tasks: AsyncIterable<ReportedTask>,
  key: string,
  versions: boolean,
  { follow: settings, store }: FollowDependencies,
): Promise<WrittenManifest> {
  let objects = 0;
  async function* each(): AsyncGenerator<ReportedTask, void, undefined> {
    for await (const task of tasks) {
      objects += 1;
      yield task;
    }
  }
  const to = { bucket: settings.reportBucket, key };
  const body = Readable.from(writeManifest(each(), { versions }), { objectMode: false });
  const { etag } = await store.put(to, body, {
    contentType: 'text/csv',
    encryption: { algorithm: 'AES256' },
  });
  return { uri: s3Uri(to), etag, objects };
}
