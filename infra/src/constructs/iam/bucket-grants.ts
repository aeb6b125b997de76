import { arns, type Place } from '../../arns';
import { ofAccount } from './batch-grants';
import type { Grant } from './grants';
import { viaService } from './statement';

/** May list the account's buckets, which tells their Regions, too. */
export function mayListBuckets(): Grant {
  return {
    statements: [
      // S3 defines no resource for the list of buckets. Source: "Service Authorization Reference", Amazon S3.
      { sid: 'ListBuckets', actions: ['s3:ListAllMyBuckets'], resources: ['*'] },
    ],
  };
}

/** May see in which Region buckets lie, of the account alone; `*` stands for any characters of a name. */
export function mayLocateBuckets(place: Place, buckets: readonly string[]): Grant {
  return {
    statements: [
      {
        sid: 'LocateBuckets',
        actions: ['s3:GetBucketLocation'],
        resources: buckets.map(arns.bucket),
        conditions: ofAccount(place),
      },
    ],
  };
}

/**
 * May see which of the account's buckets are tagged, and set up inventories of those it may work on. Every bucket of the account is
 * looked at: which of them are tagged, and which still have an inventory of ours, is what is to be found out.
 */
export function mayKeepInventories(place: Place, buckets: readonly string[]): Grant {
  return {
    statements: [
      {
        sid: 'FindTaggedBuckets',
        actions: ['s3:GetBucketTagging', 's3:GetInventoryConfiguration'],
        resources: [arns.bucket('*')],
        conditions: ofAccount(place),
      },
      {
        sid: 'KeepInventories',
        actions: ['s3:PutInventoryConfiguration'],
        resources: buckets.map(arns.bucket),
        conditions: ofAccount(place),
      },
    ],
  };
}

/** May let buckets deliver inventories to the bucket, by statements of its policy; it may not take the policy away. */
export function mayAdmitDeliveries(bucket: string): Grant {
  return {
    statements: [
      {
        sid: 'AdmitDeliveries',
        actions: ['s3:GetBucketPolicy', 's3:PutBucketPolicy'],
        resources: [arns.bucket(bucket)],
      },
    ],
  };
}

/** May read, change and take away the policies of buckets, knowing what encryption they give to objects by themselves. */
export function mayGuardBuckets(place: Place, buckets: readonly string[]): Grant {
  return {
    statements: [
      {
        sid: 'GuardBuckets',
        actions: [
          's3:DeleteBucketPolicy',
          's3:GetBucketPolicy',
          's3:GetEncryptionConfiguration',
          's3:PutBucketPolicy',
        ],
        resources: buckets.map(arns.bucket),
        conditions: ofAccount(place),
      },
    ],
  };
}

/** May see who owns the objects of buckets. */
export function mayReadOwnership(place: Place, buckets: readonly string[]): Grant {
  return {
    statements: [
      {
        sid: 'ReadOwnership',
        actions: ['s3:GetBucketOwnershipControls'],
        resources: buckets.map(arns.bucket),
        conditions: ofAccount(place),
      },
    ],
  };
}

/** May read and write files below the prefixes of a bucket under SSE-S3, never delete them. */
export function mayWorkIn(
  place: Place,
  {
    bucket,
    prefixes,
    unloadKeyArn,
  }: {
    readonly bucket: string;
    readonly prefixes: readonly string[];
    /** Key that Athena puts on files it unloads there. */
    readonly unloadKeyArn?: string;
  },
): Grant {
  return {
    statements: [
      {
        sid: 'FindFiles',
        actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
        resources: [arns.bucket(bucket)],
      },
      {
        sid: 'KeepFiles',
        actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
        resources: prefixes.map((prefix) => arns.objects(bucket, prefix)),
      },
      ...(unloadKeyArn === undefined
        ? []
        : [
            {
              sid: 'EncryptUnloaded',
              actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
              resources: [unloadKeyArn],
              conditions: {
                ...viaService('s3', place.region),
                StringLike: { 'kms:EncryptionContext:aws:s3:arn': arns.objects(bucket) },
              },
            },
          ]),
    ],
  };
}
