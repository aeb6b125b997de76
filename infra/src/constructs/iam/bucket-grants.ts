import { arns, type Place } from '../../arns';
import { ofAccount, type BucketFolder } from './batch-grants';
import type { Grant } from './grants';

/**
 * May find the account's buckets by their tags, and set up inventories of those it may work on. Tags are read of every bucket of the
 * account: which of them are tagged is what is to be found out.
 */
export function mayKeepInventories(place: Place, buckets: readonly string[]): Grant {
  return {
    statements: [
      // S3 defines no resource for the list of buckets. Source: "Service Authorization Reference", Amazon S3.
      { sid: 'ListBuckets', actions: ['s3:ListAllMyBuckets'], resources: ['*'] },
      {
        sid: 'ReadBucketTags',
        actions: ['s3:GetBucketLocation', 's3:GetBucketTagging'],
        resources: [arns.bucket('*')],
        conditions: ofAccount(place),
      },
      {
        sid: 'KeepInventories',
        actions: ['s3:GetInventoryConfiguration', 's3:PutInventoryConfiguration'],
        resources: buckets.map(arns.bucket),
        conditions: ofAccount(place),
      },
    ],
  };
}

/** May see how buckets are set up. */
export function mayLookAtBuckets(place: Place, buckets: readonly string[]): Grant {
  return {
    statements: [
      {
        sid: 'LookAtBuckets',
        actions: [
          's3:GetBucketLocation',
          's3:GetBucketObjectLockConfiguration',
          's3:GetBucketOwnershipControls',
          's3:GetBucketVersioning',
          's3:GetEncryptionConfiguration',
        ],
        resources: buckets.map(arns.bucket),
        conditions: ofAccount(place),
      },
    ],
  };
}

/** May read, change and take away the policies of buckets. */
export function mayGuardBuckets(place: Place, buckets: readonly string[]): Grant {
  return {
    statements: [
      {
        sid: 'GuardBuckets',
        actions: ['s3:DeleteBucketPolicy', 's3:GetBucketPolicy', 's3:PutBucketPolicy'],
        resources: buckets.map(arns.bucket),
        conditions: ofAccount(place),
      },
    ],
  };
}

/** May read and write files below the prefixes of a bucket under SSE-S3, never delete them. */
export function mayWorkIn(folders: readonly BucketFolder[]): Grant {
  return {
    statements: [
      {
        sid: 'FindFiles',
        actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
        resources: [...new Set(folders.map(({ bucket }) => arns.bucket(bucket)))],
      },
      {
        sid: 'KeepFiles',
        actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
        resources: folders.map(({ bucket, prefix }) => arns.objects(bucket, prefix)),
      },
    ],
  };
}
