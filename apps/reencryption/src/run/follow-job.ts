import { isFinalStatus, type Job } from '@lakeward/s3-batch';
import type { Notice } from '@lakeward/sns';
import { ACTIONS } from '../contract';
import { changeRecord } from './change-record';
import { withJob } from './decide';
import { leftToTry } from './left-to-try';
import type { FollowJobDependencies } from './run-dependencies';
import { REENC_FOREIGN_JOB, REENC_JOB_ENDED, REENC_JOB_FAILED } from './run-log-events';
import type { JobRecord, RemedyRecord } from './run-records';
import { countedTasks, isMiscounted, miscountOf } from './task-count';

/** What came of a look at a job. */
export type Followed =
  | { readonly outcome: 'foreign' }
  | { readonly outcome: 'open' | 'ended'; readonly place: string; readonly record: RemedyRecord };

/**
 * Records how a job stands, asked of S3 itself: events come late, twice, and in any order, and none is believed. When the last job of
 * a remedy is over, a notice says how it ended; when the last of a run is, the bucket is free for the next.
 */
export async function followJob(jobId: string, dependencies: FollowJobDependencies): Promise<Followed> {
  const { jobIndex, remedies, batchJobs, log } = dependencies;
  const index = await jobIndex.read(jobId);
  if (index === undefined) {
    log.write(REENC_FOREIGN_JOB, { jobId });
    return { outcome: 'foreign' };
  }
  const { place, remedy, name, round } = index.record;
  const job = await batchJobs.describe(jobId);
  const seen = { end: false };
  const entry = await changeRecord(remedies, `${place}/${remedy}`, (record) => {
    const known = record.jobs.find((each) => each.name === name && each.round === round);
    if (known === undefined) return record;
    const change = progressOf(job, known);
    seen.end = isOver(change) && !isOver(known);
    return isSame(known, change) ? record : withJob(record, name, round, { id: jobId, ...change });
  });
  if (entry === undefined) return { outcome: 'foreign' };
  if (seen.end) {
    const { succeeded, failed } = job.progress;
    const isCountWrong = entry.record.jobs.some((each) => each.id === jobId && isMiscounted(each));
    const isWhole = job.status === 'Complete' && failed === 0 && !isCountWrong;
    log.write(isWhole ? REENC_JOB_ENDED : REENC_JOB_FAILED, {
      jobId,
      remedy,
      status: job.status,
      succeeded,
      failed,
    });
  }
  return settle(place, entry.record, dependencies);
}

/** What a record keeps of a job. A count that was told once stays, whatever S3 Batch tells of a job that is over. */
function progressOf(job: Job, { objects, tasks: told }: JobRecord): Partial<JobRecord> {
  const tasks = countedTasks(job, objects) ?? told;
  const failures = [
    ...(isMiscounted({ objects, tasks }) ? [miscountOf({ objects, tasks })] : []),
    ...job.failures.slice(0, 1).map(({ code, reason }) => `${code}: ${reason}`),
  ];
  return {
    status: job.status,
    ...(tasks === undefined ? {} : { tasks }),
    succeeded: job.progress.succeeded,
    failed: job.progress.failed,
    ...(job.endedAt === undefined ? {} : { endedAt: job.endedAt.toISOString() }),
    ...(failures.length === 0 ? {} : { failure: failures.join(' ') }),
  };
}

function isSame(known: JobRecord, change: Partial<JobRecord>): boolean {
  return Object.entries(change).every(([name, value]) => known[name as keyof JobRecord] === value);
}

/** True for a job that is over. */
export function isOver({ status }: Pick<Partial<JobRecord>, 'status'>): boolean {
  return status !== undefined && isFinalStatus(status);
}

/** True where every job of the remedy is over. */
export function hasEnded({ decision, jobs }: RemedyRecord): boolean {
  return decision === 'rejected' || jobs.every(isOver);
}

/** True where everything is known that there will be: reports are written when a job has had a task. */
export function isKnown(record: RemedyRecord): boolean {
  return (
    hasEnded(record) &&
    record.jobs.every(({ report, succeeded, failed }) => report !== undefined || succeeded + failed === 0)
  );
}

/** Tells once that a remedy has come to its end, and frees the bucket when all of the run have. */
export async function settle(
  place: string,
  record: RemedyRecord,
  dependencies: FollowJobDependencies,
): Promise<Followed> {
  if (!hasEnded(record)) return { outcome: 'open', place, record };
  const { remedies, follow, notifier, clock } = dependencies;
  let settled = record;
  if (isKnown(record) && record.toldAt === null) {
    if (follow.noticeTopic !== '') await notifier.publish(noticeOf(place, record, follow.noticeTopic));
    const toldAt = clock.now().toISOString();
    const entry = await changeRecord(remedies, `${place}/${record.remedy}`, (present) =>
      present.toldAt === null ? { ...present, toldAt } : present,
    );
    settled = entry?.record ?? record;
  }
  await closeRun(place, dependencies);
  return { outcome: 'ended', place, record: settled };
}

/** Remedies of a run with what was decided about them. */
export async function remediesOf(
  place: string,
  { remedies }: Pick<FollowJobDependencies, 'remedies'>,
): Promise<RemedyRecord[]> {
  const records = await Promise.all(ACTIONS.map((remedy) => remedies.read(`${place}/${remedy}`)));
  return records.flatMap((entry) => (entry === undefined ? [] : [entry.record]));
}

async function closeRun(place: string, dependencies: FollowJobDependencies): Promise<void> {
  const { buckets, clock } = dependencies;
  const records = await remediesOf(place, dependencies);
  if (!records.every(hasEnded)) return;
  const [bucket = ''] = place.split('/');
  const ends = records.flatMap(({ jobs }) => jobs.flatMap(({ endedAt }) => endedAt ?? []));
  const at = ends.sort().at(-1) ?? clock.now().toISOString();
  await changeRecord(buckets, bucket, (record) => {
    return record.open === place ? { ...record, open: null, ended: { place, at } } : record;
  });
}

/** The notice of a remedy's end: what was done, what is left, and what comes next. */
function noticeOf(place: string, record: RemedyRecord, topic: string): Notice {
  const { remedy, jobs } = record;
  const succeeded = jobs.reduce((sum, job) => sum + job.succeeded, 0);
  const failed = jobs.reduce((sum, job) => sum + job.failed, 0);
  const [bucket = '', , snapshot = ''] = place.split('/');
  const lines = jobs.map(
    ({ name, round, id = 'never made', status = 'unknown', failure, report, ...counts }) =>
      `${name} (try ${round}): ${status}, ${counts.succeeded} done, ${counts.failed} failed; job ${id}` +
      (failure === undefined ? '' : `; ${failure}`) +
      Object.entries(report?.failures ?? {})
        .map(([code, count]) => `\n  ${code}: ${count}`)
        .join(''),
  );
  const left = jobs.map(leftToTry);
  const retryable = left.reduce((sum, { again }) => sum + (again?.objects ?? 0), 0);
  const tooLarge = left.reduce((sum, { inParts }) => sum + (inParts?.objects ?? 0), 0);
  const isCountWrong = jobs.some(isMiscounted);
  return {
    topic,
    subject: `Re-encryption: ${remedy}, ${succeeded} done, ${failed} failed${isCountWrong ? ', count differs' : ''}`,
    message: [
      `${bucket}, snapshot ${snapshot}: ${remedy} has ended.`,
      ...lines,
      ...(retryable > 0
        ? [`${retryable} of the failures may succeed when they are tried again: decide "redrive".`]
        : []),
      ...(tooLarge > 0
        ? [`${tooLarge} of the failures are over 5 GiB and have to be copied in parts: decide "redrive".`]
        : []),
      ...(isCountWrong
        ? [
            'The manifest of a job is not what the plan has counted: see who wrote it, and plan the next inventory.',
          ]
        : []),
      'The next inventory shows whether it is so.',
    ].join('\n'),
    attributes: { app: 'reencryption', remedy, status: failed === 0 && !isCountWrong ? 'done' : 'failures' },
  };
}
