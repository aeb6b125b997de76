import type { Rule } from '../../query/rule';
import { bothVersions } from '../crosswalk';
import {
  all,
  allowsSomeone,
  any,
  changes,
  EVERYONE,
  lambdaCalls,
  listOf,
  ofService,
  OTHER_ACCOUNT,
  OWN_ACCOUNT,
  request,
  requestMatches,
  SUCCEEDED,
  UNCONDITIONAL,
} from './conditions';

const BUCKET_POLICY = "json_extract(requestparameters, '$.bucketPolicy.Statement')";

/** Policy text in the requests of the services that write it as text, each under a name of its own. */
const RESOURCE_POLICY = `json_extract(coalesce(
      ${['$.policyText', '$.policy', '$.resourcePolicy', '$.attributes.Policy', '$.attributeValue', '$.accessPolicies', '$.policyDocument'].map(request).join(',\n      ')}), '$.Statement')`;

const WRITES_RESOURCE_POLICY = all(
  ofService([
    'ecr',
    'sqs',
    'sns',
    'kms',
    'secretsmanager',
    'es',
    'glacier',
    'backup',
    'logs',
    'events',
    'elasticfilesystem',
    'dynamodb',
  ]),
  `eventname IN ('SetRepositoryPolicy', 'PutRegistryPolicy', 'SetQueueAttributes', 'CreateQueue', 'SetTopicAttributes',
    'CreateTopic', 'PutKeyPolicy', 'CreateKey', 'PutResourcePolicy', 'UpdateElasticsearchDomainConfig', 'UpdateDomainConfig',
    'CreateElasticsearchDomain', 'CreateDomain', 'SetVaultAccessPolicy', 'PutBackupVaultAccessPolicy', 'PutDestinationPolicy',
    'PutPermission', 'PutFileSystemPolicy')`,
  SUCCEEDED,
);

/** Who is added to those that may use a snapshot of a volume, or an image. */
const ADDED_TO_SNAPSHOT = `coalesce(
      json_extract(requestparameters, '$.createVolumePermission.add.items'),
      json_extract(requestparameters, '$.launchPermission.add.items'))`;

const SHARES_SNAPSHOT = all(
  changes('ec2', 'ModifySnapshotAttribute', 'ModifyImageAttribute'),
  `json_array_length(${ADDED_TO_SNAPSHOT}) > 0`,
);

const SHARES_DATABASE_SNAPSHOT = all(
  changes('rds', 'ModifyDBSnapshotAttribute', 'ModifyDBClusterSnapshotAttribute'),
  "json_extract_scalar(requestparameters, '$.valuesToAdd[0]') IS NOT NULL",
);

/** Data that leaves the account or becomes readable from outside (10.2.1.1, 10.4.1.1). */
export const exposureRules: readonly Rule[] = [
  {
    id: 'snapshot-shared',
    title: 'Snapshot or machine image shared with others',
    severity: 'high',
    requirements: bothVersions('10.2.1.1', '10.4.1.1'),
    predicate: SHARES_SNAPSHOT,
    why: 'A disk of the cardholder data environment can be copied out without a single read being logged.',
    action:
      'Check the account in the request; withdraw the share, and treat the data as disclosed where nobody vouches for it.',
    falsePositives: 'Images given to your other accounts: except the role that does.',
  },
  {
    id: 'database-snapshot-shared',
    title: 'Database snapshot shared with another account',
    severity: 'high',
    requirements: bothVersions('10.2.1.1', '10.4.1.1'),
    predicate: any(
      SHARES_DATABASE_SNAPSHOT,
      changes('redshift', 'AuthorizeSnapshotAccess', 'AuthorizeDataShare'),
    ),
    why: 'The other account restores the whole database.',
    action: 'Check the account in the request; withdraw the share.',
    falsePositives: 'Backups copied to your own account for backups.',
  },
  {
    id: 'snapshot-made-public',
    title: 'Snapshot or image made public',
    severity: 'critical',
    requirements: bothVersions('10.2.1.1', '10.4.1.1'),
    predicate: any(
      all(
        SHARES_SNAPSHOT,
        `any_match(${listOf(ADDED_TO_SNAPSHOT)}, i -> json_extract_scalar(i, '$.group') = 'all')`,
      ),
      all(SHARES_DATABASE_SNAPSHOT, requestMatches('"valuesToAdd"\\s*:\\s*\\[[^\\]]*"all"')),
    ),
    why: 'Everybody with an AWS account can copy it, and some look for that all day.',
    action: 'Withdraw it now and treat the data as disclosed.',
    falsePositives: 'Images that are published on purpose.',
  },
  {
    id: 'snapshot-created',
    title: 'Snapshot or image of a disk or database made or copied',
    severity: 'low',
    requirements: bothVersions('10.2.1.1', '10.2.1.7'),
    predicate: any(
      changes('ec2', 'CreateSnapshot', 'CreateSnapshots', 'CopySnapshot', 'CreateImage', 'CopyImage'),
      changes(
        'rds',
        ...['CreateDBSnapshot', 'CreateDBClusterSnapshot', 'CopyDBSnapshot', 'CopyDBClusterSnapshot'],
      ),
    ),
    why: 'A copy of the data is the step before it leaves.',
    action: 'Look for a share, a copy to another Region or an export after it.',
    falsePositives: 'Backups by schedule: except the role that makes them.',
  },
  {
    id: 'database-restored',
    title: 'Database restored from a snapshot or a point in time',
    severity: 'medium',
    requirements: bothVersions('10.2.1.1', '10.2.1.7'),
    predicate: changes(
      ['rds', 'dynamodb', 'redshift'],
      ...['RestoreDBInstanceFromDBSnapshot', 'RestoreDBInstanceToPointInTime', 'RestoreDBInstanceFromS3'],
      ...['RestoreDBClusterFromSnapshot', 'RestoreDBClusterToPointInTime', 'RestoreDBClusterFromS3'],
      ...['RestoreTableFromBackup', 'RestoreTableToPointInTime', 'RestoreFromClusterSnapshot'],
    ),
    why: 'The new database has the data of the old one and none of its network controls or alarms.',
    action: 'Check its security groups, whether it is public, and who asked.',
    falsePositives: 'Tests of recovery.',
  },
  {
    id: 'data-exported',
    title: 'Machine, snapshot or table exported',
    severity: 'medium',
    requirements: bothVersions('10.2.1.1', '10.4.1.1'),
    predicate: any(
      changes('ec2', 'CreateInstanceExportTask', 'ExportImage', 'CreateStoreImageTask'),
      changes('rds', 'StartExportTask'),
      changes('dynamodb', 'ExportTableToPointInTime'),
    ),
    why: 'The data becomes files that can be copied away.',
    action: 'Check the target bucket, its account and its key.',
    falsePositives: 'Scheduled exports to the data lake.',
  },
  {
    id: 'database-public',
    title: 'Database made reachable from the internet',
    severity: 'critical',
    requirements: bothVersions('10.4.1', '10.4.1.1'),
    predicate: all(
      ofService(['rds', 'redshift', 'dms']),
      SUCCEEDED,
      any(
        `regexp_like(eventname, '^(Create|Modify|Restore)') AND ${request('$.publiclyAccessible')} = 'true'`,
        // What is not asked for may be the default of the network.
        `regexp_like(eventname, '^(Create|Restore)') AND json_extract_scalar(responseelements, '$.publiclyAccessible') = 'true'`,
      ),
    ),
    why: 'Systems with account data must not be reachable from untrusted networks (1.4.4).',
    action: 'Set it private again and look at its connections since.',
    falsePositives: 'Databases without account data in a network apart.',
  },
  {
    id: 'bucket-public',
    title: 'Bucket or object opened to everyone',
    severity: 'critical',
    requirements: bothVersions('10.3.1', '10.4.1.1'),
    predicate: all(
      ofService('s3'),
      SUCCEEDED,
      any(
        `eventname IN ('PutBucketAcl', 'PutObjectAcl', 'CreateBucket', 'PutObject', 'CopyObject')
      AND (${requestMatches('"x-amz-acl"\\s*:\\s*\\[?\\s*"(public-read|public-read-write|authenticated-read)"')}
        OR requestparameters LIKE '%acs.amazonaws.com/groups/global/%')`,
        `eventname = 'PutBucketPolicy'
      AND ${allowsSomeone(BUCKET_POLICY, `${EVERYONE} AND ${UNCONDITIONAL}`)}`,
      ),
    ),
    why: 'Anybody can read it, and search engines of open buckets soon list it.',
    action: 'Block public access now, then find out what was read by its access log.',
    falsePositives:
      'Websites. A policy for everyone under a condition is not counted, whatever the condition is worth.',
  },
  {
    id: 'bucket-shared-outside',
    title: "Bucket's policy names another account",
    severity: 'high',
    requirements: bothVersions('10.3.1', '10.4.1.1'),
    predicate: all(changes('s3', 'PutBucketPolicy'), allowsSomeone(BUCKET_POLICY, OTHER_ACCOUNT)),
    why: 'The other account reads or writes with its own identities, which you do not manage.',
    action: 'Verify who owns the account; remove the statement where nobody vouches for it.',
    falsePositives:
      'Your other accounts, vendors with a contract, and older accounts of AWS that deliver load balancer logs.',
  },
  {
    id: 'public-access-block-removed',
    title: 'Block of public access removed or loosened',
    severity: 'high',
    requirements: bothVersions('10.3.1', '10.7.2'),
    predicate: any(
      changes(
        's3',
        'DeleteBucketPublicAccessBlock',
        'DeleteAccountPublicAccessBlock',
        'DeletePublicAccessBlock',
      ),
      all(
        changes('s3', 'PutBucketPublicAccessBlock', 'PutAccountPublicAccessBlock', 'PutPublicAccessBlock'),
        requestMatches(
          '(?i)"(BlockPublicAcls|IgnorePublicAcls|BlockPublicPolicy|RestrictPublicBuckets)"\\s*:\\s*"?false',
        ),
      ),
      changes('ec2', 'DisableSnapshotBlockPublicAccess', 'DisableImageBlockPublicAccess'),
      changes('elasticmapreduce', 'PutBlockPublicAccessConfiguration'),
    ),
    why: 'It is the guard against one wrong policy.',
    action: 'Put it back, and look for a policy or list that opened something since.',
    falsePositives: 'Websites, in an account of their own.',
  },
  {
    id: 'resource-made-public',
    title: 'Queue, topic, key, secret, repository or other resource opened to everyone',
    severity: 'critical',
    requirements: bothVersions('10.4.1', '10.4.1.1'),
    predicate: any(
      all(WRITES_RESOURCE_POLICY, allowsSomeone(RESOURCE_POLICY, `${EVERYONE} AND ${UNCONDITIONAL}`)),
      all(
        changes('codebuild', 'UpdateProjectVisibility'),
        `${request('$.projectVisibility')} = 'PUBLIC_READ'`,
      ),
      all(
        changes('ssm', 'ModifyDocumentPermission'),
        requestMatches('"accountIdsToAdd"\\s*:\\s*\\[\\s*"(?i:all)"'),
      ),
      all(
        changes('events', 'PutPermission'),
        `${request('$.principal')} = '*'`,
        `json_extract(requestparameters, '$.condition') IS NULL`,
      ),
    ),
    why: 'Everybody with an AWS account can use it.',
    action: 'Narrow the policy to the identities that need it, and review its use since.',
    falsePositives: 'Resources that are published on purpose. A statement with any condition is not counted.',
  },
  {
    id: 'function-opened',
    title: 'Lambda function opened to everyone or to another account',
    severity: 'high',
    requirements: bothVersions('10.4.1', '10.4.1.1'),
    predicate: all(
      SUCCEEDED,
      any(
        all(
          lambdaCalls('AddPermission', 'AddLayerVersionPermission'),
          any(
            `${request('$.principal')} = '*'`,
            `regexp_extract(${request('$.principal')}, '^(arn:aws[a-z-]*:(iam|sts)::)?([0-9]{12})', 3) <> ${OWN_ACCOUNT}`,
          ),
        ),
        all(
          lambdaCalls('CreateFunctionUrlConfig', 'UpdateFunctionUrlConfig'),
          `${request('$.authType')} = 'NONE'`,
        ),
      ),
    ),
    why: 'Anybody named can run the function with the rights of its role.',
    action: 'Remove the statement, and review calls since.',
    falsePositives: 'Functions that are public by design and check callers themselves.',
  },
  {
    id: 'resource-share-change',
    title: 'Resources shared with other accounts through AWS RAM',
    severity: 'medium',
    requirements: bothVersions('10.4.1', '10.4.1.1'),
    predicate: changes(
      'ram',
      ...[
        'CreateResourceShare',
        'UpdateResourceShare',
        'AssociateResourceShare',
        'AcceptResourceShareInvitation',
      ],
      ...['EnableSharingWithAwsOrganization', 'AssociateResourceSharePermission'],
    ),
    why: 'Subnets, keys and databases can be shared beyond the organization.',
    action: 'Check principals in the request, and that sharing outside is not allowed.',
    falsePositives: 'Shared networks of the organization.',
  },
  {
    id: 'object-encrypted-with-own-key',
    title: 'Object written under a key that only the writer holds',
    severity: 'medium',
    requirements: bothVersions('10.2.1.1', '10.4.1.1'),
    predicate: all(
      changes('s3', 'PutObject', 'CopyObject', 'UploadPart', 'CreateMultipartUpload'),
      requestMatches('(?i)"x-amz-server-side-encryption-customer-algorithm"'),
    ),
    why: 'Objects rewritten under a key of the writer cannot be read by anybody else: that is how buckets are held to ransom.',
    action: 'Stop the identity, and look for deletions of older versions.',
    falsePositives: 'Programs that bring their own key by design.',
  },
];
