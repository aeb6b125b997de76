import { isAppError } from '@lakeward/core';
import type { BucketAdministration } from '@lakeward/s3';
import type { PlanNote } from '../plan/plan';
import { bucketGone, bucketInOtherRegion } from './preflight-errors';

/**
 * Holds the place of the bucket against the Region that plans; where nobody may say it, a note does. Errors: `REENC_BUCKET_OTHER_REGION`,
 * `REENC_BUCKET_GONE`, and what the port throws.
 */
export async function checkBucket(
  bucket: string,
  region: string,
  buckets: Pick<BucketAdministration, 'bucketRegion'>,
): Promise<PlanNote[]> {
  let found: string;
  try {
    found = await buckets.bucketRegion(bucket);
  } catch (error) {
    if (isAppError(error, 'S3_BUCKET_NOT_FOUND')) throw bucketGone(bucket, error);
    if (!isAppError(error, 'S3_ACCESS_DENIED')) throw error;
    const message = `Nobody could say whether the bucket lies in ${region}: allow s3:GetBucketLocation. Jobs fail where it does not.`;
    return [{ code: 'REENC_BUCKET_REGION_UNKNOWN', message }];
  }
  if (found !== region) throw bucketInOtherRegion(bucket, found, region);
  return [];
}
