import { isDeepStrictEqual } from 'node:util';
import type { BucketAdministration, InventoryConfiguration } from '@lakeward/s3';
import { STANDARD_FIELDS } from '../inventory/inventory-schema';
import { inventoryIdTaken, tooManyInventories } from './reconcile-errors';

/** How inventories are set up. */
export interface InventorySettings {
  readonly account: string;
  /** Id of the configuration that the app owns on each bucket. */
  readonly inventoryId: string;
  readonly frequency: 'Daily' | 'Weekly';
  readonly inventoryBucket: string;
  readonly inventoryPrefix: string;
  /** Full ARN; undefined for SSE-S3. */
  readonly inventoryKeyArn: string | undefined;
}

/** Configurations that one bucket can have. Source: "PutBucketInventoryConfiguration", S3 API reference. */
const MAX_CONFIGURATIONS = 1_000;

/** What became of a bucket's configuration; `foreign`: it has one of the id that delivers elsewhere, which is left alone. */
export type InventoryChange = 'set' | 'replaced' | 'removed' | 'unchanged' | 'absent' | 'foreign';

/** The configuration that every targeted bucket shall have: its columns are those of the table that plans are made from. */
export function wantedInventory(settings: InventorySettings): InventoryConfiguration {
  const { account, inventoryId, frequency, inventoryBucket, inventoryPrefix, inventoryKeyArn } = settings;
  return {
    id: inventoryId,
    enabled: true,
    includedVersions: 'All',
    frequency,
    fields: STANDARD_FIELDS,
    destination: {
      bucket: inventoryBucket,
      accountId: account,
      format: 'Parquet',
      prefix: inventoryPrefix,
      encryption:
        inventoryKeyArn === undefined ? { type: 'SSE-S3' } : { type: 'SSE-KMS', keyArn: inventoryKeyArn },
    },
  };
}

/**
 * Makes the bucket's configuration as it shall be, and takes it away where none shall be; writes only where something changes.
 * Errors: `REENC_INVENTORY_ID_TAKEN`, `REENC_INVENTORY_LIMIT`, and what the port throws.
 */
export async function ensureInventory(
  bucket: string,
  isTargeted: boolean,
  settings: InventorySettings,
  buckets: BucketAdministration,
): Promise<InventoryChange> {
  const wanted = wantedInventory(settings);
  const present = await buckets.inventory(bucket, wanted.id);
  if (present !== undefined && !isOurs(present, wanted)) {
    if (isTargeted) throw inventoryIdTaken(bucket, wanted.id, present.destination.bucket);
    return 'foreign';
  }
  if (!isTargeted) {
    if (present === undefined) return 'absent';
    await buckets.deleteInventory(bucket, wanted.id);
    return 'removed';
  }
  if (present !== undefined && isSame(present, wanted)) return 'unchanged';
  if (present === undefined) await checkRoom(bucket, buckets);
  await buckets.putInventory(bucket, wanted);
  return present === undefined ? 'set' : 'replaced';
}

/** Ours is what delivers to our place; an id alone may be somebody else's. */
function isOurs(present: InventoryConfiguration, wanted: InventoryConfiguration): boolean {
  return (
    present.destination.bucket === wanted.destination.bucket &&
    present.destination.prefix === wanted.destination.prefix
  );
}

/** S3 tells fields in an order of its own, and leaves out what says nothing. */
function isSame(present: InventoryConfiguration, wanted: InventoryConfiguration): boolean {
  const told = ({ fields, keyPrefix = '', ...rest }: InventoryConfiguration) => ({
    ...rest,
    keyPrefix,
    fields: [...fields].sort(),
  });
  return isDeepStrictEqual(told(present), told(wanted));
}

async function checkRoom(bucket: string, buckets: BucketAdministration): Promise<void> {
  let count = 0;
  for await (const { id } of buckets.inventories(bucket)) if (id !== '') count += 1;
  if (count >= MAX_CONFIGURATIONS) throw tooManyInventories(bucket, count);
}
