/** Optional columns of an inventory, in the order of the files. Source: "Amazon S3 Inventory list", S3 User Guide. */
export const inventoryFields = [
  'Size',
  'LastModifiedDate',
  'ETag',
  'StorageClass',
  'IsMultipartUploaded',
  'ReplicationStatus',
  'EncryptionStatus',
  'ObjectLockRetainUntilDate',
  'ObjectLockMode',
  'ObjectLockLegalHoldStatus',
  'IntelligentTieringAccessTier',
  'BucketKeyStatus',
  'ChecksumAlgorithm',
  'ObjectAccessControlList',
  'ObjectOwner',
  'LifecycleExpirationDate',
] as const;

/** One of {@link inventoryFields}. */
export type InventoryField = (typeof inventoryFields)[number];

/** What S3 is told to list, how often and where to. Source: "PutBucketInventoryConfiguration", S3 API reference. */
export interface InventoryConfiguration {
  /** Up to 64 letters, digits, `-`, `_` and `.`: a folder of the delivery is named after it. */
  readonly id: string;
  readonly enabled: boolean;
  /** `All` adds the columns VersionId, IsLatest and IsDeleteMarker. */
  readonly includedVersions: 'All' | 'Current';
  /** Only keys that begin so. */
  readonly keyPrefix?: string;
  readonly frequency: 'Daily' | 'Weekly';
  readonly fields: readonly InventoryField[];
  readonly destination: InventoryDestination;
}

/** Where inventories are delivered: a bucket of the same Region. */
export interface InventoryDestination {
  /** Name of the bucket. */
  readonly bucket: string;
  /** Its owner: S3 delivers nothing to a bucket that has changed hands. */
  readonly accountId?: string;
  /** S3 Batch takes only CSV as a manifest. */
  readonly format: 'CSV' | 'ORC' | 'Parquet';
  readonly prefix?: string;
  /** How the lists are encrypted; the default of the destination bucket where absent. */
  readonly encryption?: { readonly type: 'SSE-S3' } | { readonly type: 'SSE-KMS'; readonly keyArn: string };
}
