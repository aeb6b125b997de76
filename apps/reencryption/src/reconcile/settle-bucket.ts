import type { Log } from '@lakeward/observability';
import type { BucketAdministration } from '@lakeward/s3';
import type { DeliverySettings } from './delivery-policy';
import { ensureInventory, type InventoryChange, type InventorySettings } from './inventory-setup';
import { tagsChanging } from './reconcile-errors';
import { REENC_INVENTORY_CHANGED } from './reconcile-log-events';

/** What watching over buckets is set up with. */
export interface ReconcileSettings extends InventorySettings, DeliverySettings {
  readonly region: string;
  readonly tagKey: string;
  readonly tagValue: string;
}

/** What watching over buckets works with. */
export interface BucketWatch {
  readonly settings: ReconcileSettings;
  readonly buckets: BucketAdministration;
  readonly log: Log;
}

/** How a bucket was left. */
export interface SettledBucket {
  readonly isTargeted: boolean;
  readonly change: InventoryChange;
}

/** How often a bucket is looked at again whose tag came or went while its configuration was written. */
const TRIES = 3;

/** True where the bucket has the tag now. */
export async function isTargeted(bucket: string, { settings, buckets }: BucketWatch): Promise<boolean> {
  const tags = await buckets.bucketTags(bucket);
  return tags[settings.tagKey] === settings.tagValue;
}

/**
 * Gives the bucket the inventory that its tag asks for. The tag is looked at again after a write: of two runs that meet, the later
 * look sees what the bucket is, so a configuration never outlives its tag because runs overtook each other.
 */
export async function settleBucket(bucket: string, watch: BucketWatch): Promise<SettledBucket> {
  let written: InventoryChange | undefined;
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const targeted = await isTargeted(bucket, watch);
    const change = await ensureInventory(bucket, targeted, watch.settings, watch.buckets);
    const isWrite = change === 'set' || change === 'replaced' || change === 'removed';
    if (!isWrite) return { isTargeted: targeted, change: written ?? change };
    watch.log.write(REENC_INVENTORY_CHANGED, { bucket, change });
    written = change;
    if ((await isTargeted(bucket, watch)) === targeted) return { isTargeted: targeted, change };
  }
  throw tagsChanging(bucket);
}
