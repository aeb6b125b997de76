import type { Clock } from '@lakeward/core';
import { reportLocation } from '@lakeward/s3-batch';
import { changeStatus } from './change-status';
import { followJob, hasEnded, isKnown, isOver, remediesOf, settle } from './follow-job';
import { coverOf, stopUncovered } from './old-versions';
import type { FollowDependencies } from './run-dependencies';
import type { JobRecord, RemedyRecord } from './run-records';
import { takeReport } from './take-report';
import { isMiscounted, stopMiscounted } from './task-count';

/** What a sweep did. */
export interface Swept {
  /** Runs that were looked at. */
  readonly runs: number;
  /** Jobs that were asked about. */
  readonly jobs: number;
  /** Jobs whose turn had come. */
  readonly released: number;
  /** Jobs that were cancelled: S3 Batch counts other objects in their manifest than the plan, or nothing would cover their copies. */
  readonly stopped: number;
}

/**
 * Looks after all runs that are open: asks how their jobs stand, takes in reports whose event never came, tells of ends that nobody
 * has told of, cancels jobs whose manifest is not what the plan has counted, and lets those begin that waited for others. Events are
 * best effort; this is what makes sure.
 */
export async function sweep(dependencies: FollowDependencies): Promise<Swept> {
  const { buckets } = dependencies;
  let [runs, jobs, released, stopped] = [0, 0, 0, 0];
  for await (const bucket of buckets.keys()) {
    const record = (await buckets.read(bucket))?.record;
    // The last run stays in sight, since its reports may come after its end.
    const places = new Set([record?.open, record?.ended?.place].filter((place) => place != null));
    for (const place of places) {
      const before = await remediesOf(place, dependencies);
      const toAsk = before.flatMap((remedy) => remedy.jobs.filter((job) => needsLook(job)));
      if (toAsk.length > 0) runs += 1;
      for (const job of toAsk) {
        jobs += 1;
        await look(job, dependencies);
      }
      const after = await remediesOf(place, dependencies);
      for (const remedy of after.filter((each) => isUnsettled(each, place === record?.open)))
        await settle(place, remedy, dependencies);
      stopped += await stopMiscounted(after, dependencies);
      stopped += await stopUncovered(after, dependencies);
      released += await releaseWaiting(after, dependencies);
    }
  }
  return { runs, jobs, released, stopped };
}

/** True where the last job's end is on record, but whoever wrote it down died before telling, or before freeing the bucket. */
function isUnsettled(remedy: RemedyRecord, isOpen: boolean): boolean {
  if (remedy.decision === 'rejected' || !hasEnded(remedy)) return false;
  return isOpen || (isKnown(remedy) && remedy.toldAt === null);
}

/** True for a job that is not over, or whose report has not been seen though there must be one. */
function needsLook(job: JobRecord): boolean {
  if (job.id === undefined) return false;
  return !isOver(job) || (job.report === undefined && job.succeeded + job.failed > 0);
}

async function look(job: JobRecord, dependencies: FollowDependencies): Promise<void> {
  const { id } = job;
  if (id === undefined) return;
  const { follow, store } = dependencies;
  const { manifest } = reportLocation({ bucket: follow.reportBucket, prefix: follow.reportPrefix }, id);
  if (job.report === undefined && (await store.head(manifest)) !== undefined)
    await takeReport(manifest, dependencies);
  else await followJob(id, dependencies);
}

/**
 * Confirms jobs that waited for others and whose time has come: copies after their restore, current versions after old ones, and
 * old ones when the jobs of the current ones stand ready. A job whose predecessors failed begins all the same, since what they did
 * not restore fails as a task and is told so.
 */
export async function releaseWaiting(
  records: readonly RemedyRecord[],
  { batchJobs, clock }: Pick<FollowDependencies, 'batchJobs' | 'clock'>,
): Promise<number> {
  const all = records.flatMap(({ jobs }) => jobs);
  let released = 0;
  for (const job of all) {
    if (job.id === undefined || job.status !== 'Suspended' || job.needsConfirmation) continue;
    if (isMiscounted(job)) continue;
    if (coverOf(job, all) !== 'ready') continue;
    const before = all.filter(({ name }) => job.waitsFor.includes(name));
    if (!before.every(isOver) || !hasWaited(job, before, clock)) continue;
    if (!(await changeStatus(batchJobs, job.id, 'Ready', 'The jobs it waited for are over.'))) continue;
    released += 1;
  }
  return released;
}

function hasWaited({ waitsHours }: JobRecord, before: readonly JobRecord[], clock: Clock): boolean {
  if (waitsHours === 0) return true;
  const ends = before.map(({ endedAt }) => (endedAt === undefined ? Infinity : Date.parse(endedAt)));
  return clock.now().getTime() >= Math.max(0, ...ends) + waitsHours * 3_600_000;
}
