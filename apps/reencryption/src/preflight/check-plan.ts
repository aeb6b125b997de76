import type { BucketAdministration } from '@lakeward/s3';
import type { Goal } from '../plan/goal';
import type { PlanNote } from '../plan/plan';
import { checkBucket } from './check-bucket';
import { checkKey, type KeyChecks } from './check-key';

/** What a plan is held against before it is begun. */
export interface PlanChecks extends KeyChecks {
  /** Absent where buckets are none of an account's: then nobody is asked where they lie. */
  readonly bucketRegions?: Pick<BucketAdministration, 'bucketRegion'>;
}

/**
 * Refuses a plan that could never be carried out, before anything is begun: a bucket elsewhere or gone, a key that cannot be used. Answers
 * what nobody could say. Errors: those of {@link checkBucket} and {@link checkKey}.
 */
export async function checkPlan(
  { bucket, region, goal }: { bucket: string; region: string | undefined; goal: Goal },
  { bucketRegions, ...key }: PlanChecks,
): Promise<PlanNote[]> {
  const ofBucket =
    bucketRegions === undefined || region === undefined
      ? []
      : await checkBucket(bucket, region, bucketRegions);
  const ofKey = goal.keyArn === undefined ? [] : await checkKey(goal.keyArn, key);
  return [...ofBucket, ...ofKey];
}
