import { ManualClock } from '@lakeward/core';
import { CapturedLog } from '@lakeward/observability';
import { InMemoryBucketAdministration, type AdministeredBucket } from '@lakeward/s3/testing';
import { INVENTORY_PREFIX } from '../contract';
import type { ReconcileDependencies } from '../reconcile/reconcile';
import type { ReconcileSettings } from '../reconcile/settle-bucket';

/** A Region that is watched over: the bucket `inventories`, and what a test adds. */
export interface WatchedRegion extends ReconcileDependencies {
  readonly buckets: InMemoryBucketAdministration;
  readonly log: CapturedLog;
  readonly clock: ManualClock;
}

/** The tag that targets a bucket. */
export const targetTag = { __Inventory: 'true' };

/** A Region with these buckets beside the one for inventories. */
export function watchedRegion(
  buckets: Readonly<Record<string, Partial<AdministeredBucket>>> = {},
  settings: Partial<ReconcileSettings> = {},
): WatchedRegion {
  return {
    settings: {
      account: '111122223333',
      region: 'eu-west-1',
      partition: 'aws',
      tagKey: '__Inventory',
      tagValue: 'true',
      inventoryId: 'lakeward-encryption',
      frequency: 'Daily',
      inventoryBucket: 'inventories',
      inventoryPrefix: INVENTORY_PREFIX,
      inventoryKeyArn: undefined,
      ...settings,
    },
    buckets: new InMemoryBucketAdministration({ inventories: {}, ...buckets }),
    log: new CapturedLog(),
    clock: new ManualClock('2026-11-06T00:15:00Z'),
  };
}
