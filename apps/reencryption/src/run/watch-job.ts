import { followJob, type Followed } from './follow-job';
import type { FollowJobDependencies } from './run-dependencies';
import { stopMiscounted } from './task-count';

/**
 * Records how a job stands, as `followJob`, and cancels it at once where S3 Batch counts other objects in its manifest than the plan:
 * the next sweep may be too late for those that wait for nobody. Told twice it does nothing more.
 */
export async function watchJob(jobId: string, dependencies: FollowJobDependencies): Promise<Followed> {
  const followed = await followJob(jobId, dependencies);
  if (followed.outcome !== 'foreign') await stopMiscounted([followed.record], dependencies);
  return followed;
}
