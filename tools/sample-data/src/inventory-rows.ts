import type { Encryption, ObjectStore, MultipartCopy, ObjectVersion } from '@lakeward/s3';
import { bigPrefix } from './sample-estate';

/** One row, by the CSV name of its column. What is absent is empty; a version that is called null has no id. */
export type InventoryRow = Readonly<Record<string, string | number | boolean | Date>>;

/** Where the rows come from. */
export interface InventorySource {
  readonly store: ObjectStore;
  /** Tells what a head does not. */
  readonly copies: Pick<MultipartCopy, 'properties'>;
}

/** What objects below {@link bigPrefix} are told to have: more than one copy takes. */
const bigBytes = 6 * 1024 ** 3;

const owner = '75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a';

const statuses: Readonly<Record<Encryption['algorithm'], string>> = {
  AES256: 'SSE-S3',
  'aws:kms': 'SSE-KMS',
  'aws:kms:dsse': 'DSSE-KMS',
  'SSE-C': 'SSE-C',
  none: 'NOT-SSE',
};

/** All that an inventory says of a bucket's versions, or of its current objects. */
export async function* inventoryRows(
  { store, copies }: InventorySource,
  bucket: string,
  { includedVersions, keyPrefix = '' }: { includedVersions: 'All' | 'Current'; keyPrefix?: string },
): AsyncGenerator<InventoryRow, void, undefined> {
  for await (const version of store.listVersions(bucket, { prefix: keyPrefix })) {
    if (includedVersions === 'Current' && (!version.isLatest || version.isDeleteMarker)) continue;
    yield {
      Bucket: bucket,
      Key: version.key,
      ...(version.versionId === 'null' ? {} : { VersionId: version.versionId }),
      IsLatest: version.isLatest,
      IsDeleteMarker: version.isDeleteMarker,
      LastModifiedDate: version.lastModified,
      ...(version.isDeleteMarker ? {} : await objectColumns(copies, version)),
    };
  }
}

async function objectColumns(
  copies: InventorySource['copies'],
  { bucket, key, versionId }: ObjectVersion,
): Promise<InventoryRow> {
  const object = await copies.properties({ bucket, key }, { versionId });
  const { encryption, retention, legalHold, storageClass, checksum } = object;
  const hasBucketKey = encryption.algorithm === 'aws:kms' && encryption.bucketKey === true;
  return {
    Size: key.startsWith(bigPrefix) ? bigBytes : object.size,
    ETag: object.etag,
    StorageClass: storageClass,
    IsMultipartUploaded: object.etag.includes('-'),
    EncryptionStatus: statuses[encryption.algorithm],
    ...(retention === undefined
      ? {}
      : { ObjectLockRetainUntilDate: retention.retainUntil, ObjectLockMode: retention.mode }),
    ...(legalHold === undefined ? {} : { ObjectLockLegalHoldStatus: legalHold ? 'On' : 'Off' }),
    ...(storageClass === 'INTELLIGENT_TIERING' ? { IntelligentTieringAccessTier: 'ARCHIVE' } : {}),
    BucketKeyStatus: hasBucketKey ? 'ENABLED' : 'DISABLED',
    ...(checksum === undefined ? {} : { ChecksumAlgorithm: checksum.algorithm }),
    ObjectAccessControlList: accessControlList(object.grants),
    ObjectOwner: owner,
  };
}

/** Base64 of JSON. Source: "Working with the Object ACL field", S3 User Guide. */
function accessControlList(grants: Awaited<ReturnType<MultipartCopy['properties']>>['grants']): string {
  const own = { canonicalId: owner, type: 'CanonicalUser', permission: 'FULL_CONTROL' };
  const others = grants.map(({ grantee, permission }) =>
    grantee.type === 'Group'
      ? { uri: grantee.uri, type: 'Group', permission }
      : { canonicalId: grantee.id, type: 'CanonicalUser', permission },
  );
  const list = { version: '2022-11-10', status: 'AVAILABLE', grants: [own, ...others] };
  return Buffer.from(JSON.stringify(list)).toString('base64');
}
