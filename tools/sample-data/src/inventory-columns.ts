import type { InventoryField } from '@lakeward/s3';

/** A column of an inventory: its name in CSV files and in Parquet files, and its type there. */
export interface InventoryColumn {
  readonly csv: string;
  readonly parquet: string;
  readonly type: 'string' | 'boolean' | 'long' | 'timestamp';
}

const column = (csv: string, parquet: string, type: InventoryColumn['type'] = 'string'): InventoryColumn => ({
  csv,
  parquet,
  type,
});

const versionColumns = [
  column('VersionId', 'version_id'),
  column('IsLatest', 'is_latest', 'boolean'),
  column('IsDeleteMarker', 'is_delete_marker', 'boolean'),
];

const fieldColumns: Readonly<Record<InventoryField, InventoryColumn>> = {
  Size: column('Size', 'size', 'long'),
  LastModifiedDate: column('LastModifiedDate', 'last_modified_date', 'timestamp'),
  ETag: column('ETag', 'e_tag'),
  StorageClass: column('StorageClass', 'storage_class'),
  IsMultipartUploaded: column('IsMultipartUploaded', 'is_multipart_uploaded', 'boolean'),
  ReplicationStatus: column('ReplicationStatus', 'replication_status'),
  EncryptionStatus: column('EncryptionStatus', 'encryption_status'),
  ObjectLockRetainUntilDate: column(
    'ObjectLockRetainUntilDate',
    'object_lock_retain_until_date',
    'timestamp',
  ),
  ObjectLockMode: column('ObjectLockMode', 'object_lock_mode'),
  ObjectLockLegalHoldStatus: column('ObjectLockLegalHoldStatus', 'object_lock_legal_hold_status'),
  IntelligentTieringAccessTier: column('IntelligentTieringAccessTier', 'intelligent_tiering_access_tier'),
  BucketKeyStatus: column('BucketKeyStatus', 'bucket_key_status'),
  ChecksumAlgorithm: column('ChecksumAlgorithm', 'checksum_algorithm'),
  ObjectAccessControlList: column('ObjectAccessControlList', 'object_access_control_list'),
  ObjectOwner: column('ObjectOwner', 'object_owner'),
  LifecycleExpirationDate: column('LifecycleExpirationDate', 'lifecycle_expiration_date', 'timestamp'),
};

/** The columns of an inventory in the order of its files. Source: "Amazon S3 Inventory list", S3 User Guide. */
export function inventoryColumns(
  fields: readonly InventoryField[],
  includedVersions: 'All' | 'Current',
): readonly InventoryColumn[] {
  return [
    column('Bucket', 'bucket'),
    column('Key', 'key'),
    ...(includedVersions === 'All' ? versionColumns : []),
    ...fields.map((field) => fieldColumns[field]),
  ];
}

/** The `fileSchema` of the manifest. Parquet as seen in deliveries: two spaces, `STRING` and `TIMESTAMP(MILLIS,true)`. */
export function fileSchema(columns: readonly InventoryColumn[], format: 'CSV' | 'Parquet'): string {
  if (format === 'CSV') return columns.map(({ csv }) => csv).join(', ');
  const lines = columns.map(({ parquet, type }) => {
    const presence = parquet === 'bucket' || parquet === 'key' ? 'required' : 'optional';
    return `${presence} ${parquetType(parquet, type)};`;
  });
  return `message s3.inventory {  ${lines.join('  ')}}`;
}

function parquetType(name: string, type: InventoryColumn['type']): string {
  switch (type) {
    case 'string':
      return `binary ${name} (STRING)`;
    case 'boolean':
      return `boolean ${name}`;
    case 'long':
      return `int64 ${name}`;
    case 'timestamp':
      return `int64 ${name} (TIMESTAMP(MILLIS,true))`;
  }
}
