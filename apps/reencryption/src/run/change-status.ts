import { isAppError } from '@lakeward/core';
import type { BatchJobs } from '@lakeward/s3-batch';

/** Has S3 Batch change the status of a job; false where the job has moved on meanwhile, and stays as it is. */
export async function changeStatus(
  batchJobs: Pick<BatchJobs, 'updateStatus'>,
  ...change: Parameters<BatchJobs['updateStatus']>
): Promise<boolean> {
  try {
    await batchJobs.updateStatus(...change);
    return true;
  } catch (error) {
    if (!isAppError(error, 'S3_BATCH_STATUS_CONFLICT')) throw error;
    return false;
  }
}
