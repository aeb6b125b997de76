import { arns, type Place } from '../../arns';
import type { Grant } from './grants';
import { viaService, type Conditions, type Statement } from './statement';

/** Objects that may be worked on: buckets of the account by name, `*` standing for any characters of it. */
export interface Estate {
  readonly buckets: readonly string[];
  /** Key that objects come under; undefined where they come under SSE-S3. */
  readonly targetKeyArn: string | undefined;
  /** Keys that objects may be under already. */
  readonly sourceKeyArns: readonly string[];
}

/** A place in a bucket; `prefix` ends in a slash. */
export interface BucketFolder {
  readonly bucket: string;
  readonly prefix: string;
}

/** May read the manifests that jobs are made of. Source: "Granting permissions for Batch Operations", S3's guide, as all here. */
export function mayReadManifests({ bucket, prefix }: BucketFolder): Grant {
  return {
    statements: [
      {
        sid: 'ReadManifests',
        actions: ['s3:GetObject', 's3:GetObjectVersion'],
        resources: [arns.objects(bucket, prefix)],
      },
    ],
  };
}

/** May write the reports that jobs end with. */
export function mayWriteReports({ bucket, prefix }: BucketFolder): Grant {
  return {
    statements: [
      { sid: 'WriteReports', actions: ['s3:PutObject'], resources: [arns.objects(bucket, prefix)] },
    ],
  };
}

/**
 * May change the encryption of objects in place (UpdateObjectEncryption), which moves no data but wants to read and write.
 * S3 re-wraps data keys from the old key to the new one. Source: "Update object encryption", S3's guide.
 */
export function mayUpdateEncryption(place: Place, estate: Estate): Grant {
  return {
    statements: [
      onObjects(place, estate, 'UpdateEncryption', [
        's3:GetObject',
        's3:GetObjectVersion',
        's3:PutObject',
        's3:UpdateObjectEncryption',
      ]),
      ...keyStatements(place, estate, {
        target: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
        source: ['kms:Decrypt', 'kms:ReEncryptFrom'],
      }),
    ],
  };
}

/**
 * May write objects anew under the target key, each over itself: data, metadata, tags, annotations, access control list and
 * lock, of any version, at once or in parts. It may not delete, nor shorten a retention.
 */
export function mayRewrite(place: Place, estate: Estate): Grant {
  return {
    statements: [
      onObjects(place, estate, 'ReadObjects', [
        's3:GetObject',
        's3:GetObjectAcl',
        's3:GetObjectAnnotation',
        's3:GetObjectLegalHold',
        's3:GetObjectRetention',
        's3:GetObjectTagging',
        's3:GetObjectVersion',
        's3:GetObjectVersionAcl',
        's3:GetObjectVersionTagging',
      ]),
      onObjects(place, estate, 'WriteObjects', [
        's3:AbortMultipartUpload',
        's3:ListMultipartUploadParts',
        's3:PutObject',
        's3:PutObjectAcl',
        's3:PutObjectAnnotation',
        's3:PutObjectLegalHold',
        's3:PutObjectRetention',
        's3:PutObjectTagging',
      ]),
      {
        sid: 'FindObjects',
        actions: [
          's3:GetBucketObjectLockConfiguration',
          's3:ListBucket',
          's3:ListBucketMultipartUploads',
          's3:ListBucketVersions',
        ],
        resources: estate.buckets.map(arns.bucket),
        conditions: ofAccount(place),
      },
      ...keyStatements(place, estate, {
        target: ['kms:Decrypt', 'kms:GenerateDataKey'],
        source: ['kms:Decrypt'],
      }),
    ],
  };
}

/** May order archived objects back; the restored copy needs no key of the caller's. */
export function mayRestore(place: Place, estate: Estate): Grant {
  return { statements: [onObjects(place, estate, 'RestoreObjects', ['s3:RestoreObject'])] };
}

/** May see how jobs stand. Their names are random, so that none can be named here. */
export function mayFollowBatchJobs(place: Place): Grant {
  return {
    statements: [{ sid: 'FollowJobs', actions: ['s3:DescribeJob'], resources: [arns.batchJobs(place)] }],
  };
}

/** May confirm jobs that wait, and cancel jobs. */
export function maySteerBatchJobs(place: Place): Grant {
  return {
    statements: [{ sid: 'SteerJobs', actions: ['s3:UpdateJobStatus'], resources: [arns.batchJobs(place)] }],
  };
}

/** May make jobs that work as one of the roles. */
export function mayCreateBatchJobs(place: Place, roleArns: readonly string[]): Grant {
  return {
    statements: [
      // S3 defines no resource for a job that is about to be made. Source: "Service Authorization Reference", Amazon S3.
      { sid: 'CreateJobs', actions: ['s3:CreateJob'], resources: ['*'] },
      { sid: 'TagJobs', actions: ['s3:PutJobTagging'], resources: [arns.batchJobs(place)] },
      {
        sid: 'HandOverRoles',
        actions: ['iam:PassRole'],
        resources: roleArns,
        conditions: { StringEquals: { 'iam:PassedToService': 'batchoperations.s3.amazonaws.com' } },
      },
    ],
  };
}

function onObjects(place: Place, { buckets }: Estate, sid: string, actions: readonly string[]): Statement {
  return {
    sid,
    actions,
    resources: buckets.map((bucket) => arns.objects(bucket)),
    conditions: ofAccount(place),
  };
}

/** Names of buckets belong to all accounts; a pattern of names must not reach into others. */
export function ofAccount({ account }: Place): Conditions {
  return { StringEquals: { 'aws:ResourceAccount': account } };
}

function keyStatements(
  place: Place,
  { targetKeyArn, sourceKeyArns }: Estate,
  actions: { readonly target: readonly string[]; readonly source: readonly string[] },
): Statement[] {
  const others = sourceKeyArns.filter((arn) => arn !== targetKeyArn);
  const through = viaService('s3', place.region);
  return [
    ...(targetKeyArn === undefined
      ? []
      : [
          {
            sid: 'UseTargetKey',
            actions: actions.target,
            resources: [targetKeyArn],
            conditions: through,
          },
        ]),
    ...(others.length === 0
      ? []
      : [{ sid: 'UseSourceKeys', actions: actions.source, resources: others, conditions: through }]),
  ];
}
