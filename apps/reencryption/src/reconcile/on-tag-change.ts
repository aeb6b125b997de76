import { isAppError } from '@lakeward/core';
import { maintainDeliveryPolicy, type Sources } from './delivery-policy';
import type { InventoryChange } from './inventory-setup';
import { isTargeted, settleBucket, type BucketWatch } from './settle-bucket';

/** What a changed tag led to. */
export type TagChangeOutcome =
  | {
      readonly outcome: 'settled';
      readonly bucket: string;
      readonly isTargeted: boolean;
      readonly change: InventoryChange;
      readonly policyChanged: boolean;
    }
  /** There is no such bucket any more; its delivery is taken back. */
  | { readonly outcome: 'gone'; readonly bucket: string; readonly policyChanged: boolean }
  /** Whoever watches over that Region looks after it. */
  | { readonly outcome: 'other-region'; readonly bucket: string; readonly region: string };

/**
 * Gives one bucket the inventory that its tag asks for now. Events come late, twice and in any order, so all that is taken from
 * one is which bucket to look at.
 *
 * Errors: what {@link settleBucket}, `maintainDeliveryPolicy` and the port throw, so that the event is delivered again.
 */
export async function onTagChange(bucket: string, watch: BucketWatch): Promise<TagChangeOutcome> {
  const { settings, buckets } = watch;
  const deliver = (next: (present: ReadonlySet<string>) => Iterable<string>) =>
    maintainDeliveryPolicy(
      (present: Sources) => (present === 'all' ? present : new Set(next(present))),
      settings,
      buckets,
    );
  const allow = () => deliver((present) => [...present, bucket]);
  const disallow = () => deliver((present) => [...present].filter((name) => name !== bucket));
  const gone = async () => ({ outcome: 'gone' as const, bucket, policyChanged: (await disallow()).changed });
  const region = await unlessGone(() => buckets.bucketRegion(bucket));
  if (region === GONE) return gone();
  if (region !== settings.region) return { outcome: 'other-region', bucket, region };
  // Delivery comes first: an inventory that S3 may not deliver is lost without a word.
  const tagged = await unlessGone(() => isTargeted(bucket, watch));
  const allowed = tagged === true && (await allow()).changed;
  const settled = await unlessGone(() => settleBucket(bucket, watch));
  if (settled === GONE) return gone();
  const after = await (settled.isTargeted ? allow() : disallow());
  return { outcome: 'settled', bucket, ...settled, policyChanged: allowed || after.changed };
}

const GONE = Symbol('gone');

/** The result, or {@link GONE} where there is no such bucket. */
async function unlessGone<Result>(work: () => Promise<Result>): Promise<Result | typeof GONE> {
  try {
    return await work();
  } catch (error) {
    if (isAppError(error, 'S3_BUCKET_NOT_FOUND')) return GONE;
    throw error;
  }
}
