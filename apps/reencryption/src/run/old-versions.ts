import { changeStatus } from './change-status';
import type { FollowJobDependencies } from './run-dependencies';
import { REENC_OLD_VERSIONS_LEFT } from './run-log-events';
import type { JobRecord, RemedyRecord } from './run-records';
import { isMiscounted } from './task-count';

/**
 * Whether the jobs that are to cover what a job copies stand ready: they have read their manifests, and nobody has to confirm them.
 * `gone`: one of them will not come, or has begun without waiting. Where nothing has to be covered, `ready`.
 */
export function coverOf(
  { coveredBy }: Pick<JobRecord, 'coveredBy'>,
  all: readonly JobRecord[],
): 'ready' | 'not-yet' | 'gone' {
  if (coveredBy === undefined) return 'ready';
  const covers = all.filter(({ name, round }) => round === 1 && coveredBy.includes(name));
  if (coveredBy.length === 0 || covers.some((job) => isMiscounted(job) || !isBeforeItsTurn(job)))
    return 'gone';
  const ready = covers.filter(
    ({ status, needsConfirmation }) => status === 'Suspended' && !needsConfirmation,
  );
  // A decision that died in the middle has not made them all.
  return ready.length === coveredBy.length ? 'ready' : 'not-yet';
}

function isBeforeItsTurn({ status }: JobRecord): boolean {
  return status === undefined || status === 'New' || status === 'Preparing' || status === 'Suspended';
}

const UNCOVERED = 'The current versions are not copied after these.';

/** Cancels copies of old versions that wait for jobs which will not cover them; gives their number. Done again it does nothing more. */
export async function stopUncovered(
  records: readonly RemedyRecord[],
  { batchJobs, log }: Pick<FollowJobDependencies, 'batchJobs' | 'log'>,
): Promise<number> {
  const all = records.flatMap(({ jobs }) => jobs);
  let stopped = 0;
  for (const { remedy, jobs } of records) {
    for (const job of jobs) {
      const { id, objects, status } = job;
      if (id === undefined || status !== 'Suspended' || isMiscounted(job)) continue;
      if (coverOf(job, all) !== 'gone') continue;
      if (!(await changeStatus(batchJobs, id, 'Cancelled', UNCOVERED))) continue;
      log.write(REENC_OLD_VERSIONS_LEFT, { jobId: id, remedy, objects });
      stopped += 1;
    }
  }
  return stopped;
}
