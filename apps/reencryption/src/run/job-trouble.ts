import { isOvertaken } from './failed-tasks';
import { leftFailures } from './left-to-try';
import type { JobRecord, RemedyRecord } from './run-records';
import { isMiscounted } from './task-count';

/** How a job as a whole came to something else than the plan: failures of single tasks are no trouble of the job. */
export type JobTrouble =
  /** S3 Batch counts other objects in its manifest than the plan, whatever became of the job. */
  'miscounted' | 'failed' | 'cancelled';

/** The trouble of a job, or undefined. */
export function troubleOf(job: JobRecord): JobTrouble | undefined {
  if (isMiscounted(job)) return 'miscounted';
  const { status } = job;
  if (status === 'Failing' || status === 'Failed') return 'failed';
  return status === 'Cancelling' || status === 'Cancelled' ? 'cancelled' : undefined;
}

/** True where a job of the remedy came to something else than the plan, or left objects undone that no later job has taken up. */
export function needsAttention({ jobs }: Pick<RemedyRecord, 'jobs'>): boolean {
  return jobs.some(
    (job) => troubleOf(job) !== undefined || leftFailures(job, jobs).some(({ code }) => !isOvertaken(code)),
  );
}
