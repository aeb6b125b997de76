import type { Job } from '@lakeward/s3-batch';
import { changeStatus } from './change-status';
import type { FollowJobDependencies } from './run-dependencies';
import { REENC_TASK_COUNT } from './run-log-events';
import type { JobRecord, RemedyRecord } from './run-records';

/**
 * Tasks that S3 Batch has counted in the manifest of a job, or undefined where it has not said: before it has read the manifest
 * through, and of a job that ended without a task, which may never have. Zero says nothing either, since no documentation tells which
 * states know the number, except of a complete job: there was nothing in its manifest. While tasks run, a number below the `objects`
 * of the plan may be that of the tasks begun, as one page of the API has it, and says nothing.
 */
export function countedTasks(
  { status, progress }: Pick<Job, 'status' | 'progress'>,
  objects: number,
): number | undefined {
  const { total, succeeded, failed } = progress;
  switch (status) {
    case 'New':
    case 'Preparing':
      return undefined;
    case 'Complete':
      return total;
    case 'Suspended':
    case 'Ready':
      return total > 0 ? total : undefined;
    case 'Active':
    case 'Pausing':
    case 'Paused':
    case 'Completing':
      return total >= objects ? total : undefined;
    case 'Cancelling':
    case 'Cancelled':
    case 'Failing':
    case 'Failed':
      return succeeded + failed > 0 && total >= objects ? total : undefined;
  }
}

/** True where S3 Batch has counted other objects in the manifest of a job than the plan: it is not the list somebody approved. */
export function isMiscounted({ objects, tasks }: Pick<JobRecord, 'objects' | 'tasks'>): boolean {
  return tasks !== undefined && tasks !== objects;
}

/** Why a job is not let run, with both numbers; well within the 256 characters of a reason of S3 Batch. */
export function miscountOf({ objects, tasks = 0 }: Pick<JobRecord, 'objects' | 'tasks'>): string {
  return `${REENC_TASK_COUNT.code}: S3 Batch counts ${tasks} objects in the manifest, the plan ${objects}.`;
}

/**
 * Cancels the jobs whose count is on record as another than the plan's and that are not over, whether they wait or work; gives their
 * number. Done again it does nothing more; one that ends in that very moment stays as it is.
 */
export async function stopMiscounted(
  records: readonly RemedyRecord[],
  { batchJobs, log }: Pick<FollowJobDependencies, 'batchJobs' | 'log'>,
): Promise<number> {
  let stopped = 0;
  for (const { remedy, jobs } of records) {
    for (const job of jobs) {
      const { id, objects, tasks = 0 } = job;
      if (id === undefined || !isMiscounted(job) || !canBeCancelled(job)) continue;
      if (!(await changeStatus(batchJobs, id, 'Cancelled', miscountOf(job)))) continue;
      log.write(REENC_TASK_COUNT, { jobId: id, remedy, objects, tasks });
      stopped += 1;
    }
  }
  return stopped;
}

function canBeCancelled({ status }: JobRecord): boolean {
  return (
    status === 'Suspended' ||
    status === 'Ready' ||
    status === 'Active' ||
    status === 'Pausing' ||
    status === 'Paused'
  );
}
