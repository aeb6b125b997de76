import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGES = join(__dirname, '../../../packages');

/**
 * Every call that an AWS adapter of this repository sends, by package, and the actions that IAM asks for it. A call that is missing
 * here fails the tests: somebody must say who may make it. Source: "Service Authorization Reference", and for calls that need
 * more than their namesake, the "Permissions" section of the call in the service's API reference.
 */
export const ACTIONS_OF_CALLS: Readonly<Record<string, readonly string[]>> = {
  'athena/GetQueryExecution': ['athena:GetQueryExecution'],
  'athena/GetQueryResults': ['athena:GetQueryResults'],
  'athena/StartQueryExecution': ['athena:StartQueryExecution'],
  'athena/StopQueryExecution': ['athena:StopQueryExecution'],
  'cloudtrail/ListPublicKeys': ['cloudtrail:ListPublicKeys'],
  'eventbridge/PutEvents': ['events:PutEvents'],
  'glue/BatchCreatePartition': ['glue:BatchCreatePartition'],
  'glue/BatchDeletePartition': ['glue:BatchDeletePartition'],
  'glue/CreateDatabase': ['glue:CreateDatabase'],
  'glue/CreateTable': ['glue:CreateTable'],
  'glue/DeleteDatabase': ['glue:DeleteDatabase'],
  'glue/DeleteTable': ['glue:DeleteTable'],
  'glue/GetDatabase': ['glue:GetDatabase'],
  'glue/GetDatabases': ['glue:GetDatabases'],
  'glue/GetPartition': ['glue:GetPartition'],
  'glue/GetPartitions': ['glue:GetPartitions'],
  'glue/GetTable': ['glue:GetTable'],
  'glue/GetTables': ['glue:GetTables'],
  'glue/UpdatePartition': ['glue:UpdatePartition'],
  'glue/UpdateTable': ['glue:UpdateTable'],
  'kms/Decrypt': ['kms:Decrypt'],
  'kms/DescribeKey': ['kms:DescribeKey'],
  'kms/Encrypt': ['kms:Encrypt'],
  'kms/GenerateMac': ['kms:GenerateMac'],
  'kms/GetKeyPolicy': ['kms:GetKeyPolicy'],
  'kms/GetPublicKey': ['kms:GetPublicKey'],
  'kms/ListGrants': ['kms:ListGrants'],
  'kms/Sign': ['kms:Sign'],
  'kms/Verify': ['kms:Verify'],
  'kms/VerifyMac': ['kms:VerifyMac'],
  's3-batch/CreateJob': ['s3:CreateJob', 's3:PutJobTagging', 'iam:PassRole'],
  's3-batch/DescribeJob': ['s3:DescribeJob'],
  's3-batch/ListJobs': ['s3:ListJobs'],
  's3-batch/UpdateJobPriority': ['s3:UpdateJobPriority'],
  's3-batch/UpdateJobStatus': ['s3:UpdateJobStatus'],
  's3/AbortMultipartUpload': ['s3:AbortMultipartUpload'],
  's3/CompleteMultipartUpload': ['s3:PutObject'],
  's3/CopyObject': ['s3:GetObject', 's3:GetObjectTagging', 's3:PutObject', 's3:PutObjectTagging'],
  's3/CreateMultipartUpload': ['s3:PutObject'],
  's3/DeleteBucketInventoryConfiguration': ['s3:PutInventoryConfiguration'],
  's3/DeleteBucketPolicy': ['s3:DeleteBucketPolicy'],
  's3/DeleteObject': ['s3:DeleteObject'],
  's3/GetBucketEncryption': ['s3:GetEncryptionConfiguration'],
  's3/GetBucketInventoryConfiguration': ['s3:GetInventoryConfiguration'],
  's3/GetBucketLocation': ['s3:GetBucketLocation'],
  's3/GetBucketOwnershipControls': ['s3:GetBucketOwnershipControls'],
  's3/GetBucketPolicy': ['s3:GetBucketPolicy'],
  's3/GetBucketTagging': ['s3:GetBucketTagging'],
  's3/GetBucketVersioning': ['s3:GetBucketVersioning'],
  's3/GetObject': ['s3:GetObject'],
  's3/GetObjectAcl': ['s3:GetObjectAcl'],
  's3/GetObjectLockConfiguration': ['s3:GetBucketObjectLockConfiguration'],
  's3/GetObjectTagging': ['s3:GetObjectTagging'],
  's3/HeadObject': ['s3:GetObject'],
  's3/ListBucketInventoryConfigurations': ['s3:GetInventoryConfiguration'],
  's3/ListBuckets': ['s3:ListAllMyBuckets'],
  's3/ListMultipartUploads': ['s3:ListBucketMultipartUploads'],
  's3/ListObjectVersions': ['s3:ListBucketVersions'],
  's3/ListObjectsV2': ['s3:ListBucket'],
  's3/ListParts': ['s3:ListMultipartUploadParts'],
  's3/PutBucketInventoryConfiguration': ['s3:PutInventoryConfiguration'],
  's3/PutBucketPolicy': ['s3:PutBucketPolicy'],
  's3/PutObject': ['s3:PutObject'],
  's3/UpdateObjectEncryption': ['s3:GetObject', 's3:PutObject', 's3:UpdateObjectEncryption'],
  's3/UploadPart': ['s3:PutObject'],
  's3/UploadPartCopy': ['s3:GetObject', 's3:PutObject'],
  'sns/Publish': ['sns:Publish'],
};

/** Calls that the adapters' sources send: `package/Call`, in order. */
export function callsOfAdapters(): string[] {
  const calls = readdirSync(PACKAGES).flatMap((name) =>
    sourcesIn(join(PACKAGES, name, 'src/aws')).flatMap((source) =>
      [...source.matchAll(/\bnew ([A-Z]\w+)Command\(|\bpaginate([A-Z]\w+)\(/g)].map(
        ([, sent, paged]) => `${name}/${sent ?? paged ?? ''}`,
      ),
    ),
  );
  return [...new Set(calls)].sort();
}

function sourcesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
}

/** Of the known calls, those for which every action is among the allowed ones, on whatever resource. */
export function callsAllowedBy(actions: readonly string[]): string[] {
  return Object.entries(ACTIONS_OF_CALLS)
    .filter(([, needed]) => needed.every((action) => actions.includes(action)))
    .map(([call]) => call);
}
