import type { RuleSamples, SampleEvent } from '../../query/rule';
import { ACCOUNT, call, failed, invokedBy, OTHER, policy } from './sample-events';

const snapshot = (createVolumePermission: object) =>
  call('ec2', 'ModifySnapshotAttribute', {
    ...{ snapshotId: 'snap-1', attributeType: 'CREATE_VOLUME_PERMISSION', createVolumePermission },
  });
const image = (launchPermission: object) =>
  call('ec2', 'ModifyImageAttribute', {
    imageId: 'ami-1',
    attributeType: 'launchPermission',
    launchPermission,
  });
const dbSnapshot = (more: object) =>
  call('rds', 'ModifyDBSnapshotAttribute', { dBSnapshotIdentifier: 's', attributeName: 'restore', ...more });
const bucketPolicy = (...statements: SampleEvent[]) =>
  call('s3', 'PutBucketPolicy', {
    bucketName: 'reports',
    bucketPolicy: { Version: '2012-10-17', Statement: statements },
  });
const read = (Principal: unknown, more: object = {}) => ({
  ...{ Effect: 'Allow', Principal, Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' },
  ...more,
});
const block = (RestrictPublicBuckets: boolean) =>
  call('s3', 'PutBucketPublicAccessBlock', {
    bucketName: 'reports',
    PublicAccessBlockConfiguration: { RestrictPublicBuckets, BlockPublicPolicy: true },
  });
const permission = (principal: string) =>
  call('lambda', 'AddPermission20150331v2', {
    functionName: 'f',
    action: 'lambda:InvokeFunction',
    principal,
  });
const everyone = policy({ Effect: 'Allow', Principal: '*', Action: 'sqs:*' });

/** Events that the rules of exposure.ts must and must not match. */
export const exposureSamples: Readonly<Record<string, RuleSamples>> = {
  'snapshot-shared': {
    matching: [
      snapshot({ add: { items: [{ userId: OTHER }] } }),
      image({ add: { items: [{ group: 'all' }] } }),
    ],
    other: [
      snapshot({ remove: { items: [{ userId: OTHER }] } }),
      image({ add: {}, remove: { items: [{ userId: OTHER }] } }),
      failed(image({ add: { items: [{ group: 'all' }] } }), 'UnauthorizedOperation'),
      call('ec2', 'ModifyImageAttribute', { attributeType: 'description', description: { value: 'add' } }),
    ],
  },
  'database-snapshot-shared': {
    matching: [
      dbSnapshot({ valuesToAdd: [OTHER] }),
      call('rds', 'ModifyDBClusterSnapshotAttribute', { attributeName: 'restore', valuesToAdd: ['all'] }),
      call('redshift', 'AuthorizeSnapshotAccess', { accountWithRestoreAccess: OTHER }),
    ],
    other: [
      dbSnapshot({ valuesToRemove: [OTHER] }),
      dbSnapshot({ valuesToAdd: [] }),
      failed(dbSnapshot({ valuesToAdd: [OTHER] })),
    ],
  },
  'snapshot-made-public': {
    matching: [
      snapshot({ add: { items: [{ userId: OTHER }, { group: 'all' }] } }),
      image({ add: { items: [{ group: 'all' }] } }),
      dbSnapshot({ valuesToAdd: ['all'] }),
    ],
    other: [
      snapshot({ add: { items: [{ userId: OTHER }] }, remove: { items: [{ group: 'all' }] } }),
      image({ remove: { items: [{ group: 'all' }] } }),
      failed(image({ add: { items: [{ group: 'all' }] } }), 'UnauthorizedOperation'),
      dbSnapshot({ valuesToAdd: [OTHER], valuesToRemove: ['all'] }),
    ],
  },
  'snapshot-created': {
    matching: [call('ec2', 'CreateSnapshot', {}), call('rds', 'CopyDBSnapshot', {})],
    other: [
      failed(call('rds', 'CreateDBSnapshot', {}), 'DBSnapshotAlreadyExists'),
      call('ec2', 'DescribeSnapshots', {}),
      call('ec2', 'SharedSnapshotVolumeCreated', null, { eventType: 'AwsServiceEvent' }),
    ],
  },
  'database-restored': {
    matching: [
      call('rds', 'RestoreDBInstanceFromDBSnapshot', { publiclyAccessible: true }),
      call('dynamodb', 'RestoreTableToPointInTime', {}),
    ],
    other: [
      failed(call('rds', 'RestoreDBInstanceFromDBSnapshot', {}), 'DBInstanceAlreadyExists'),
      call('rds', 'CreateDBInstance', {}),
    ],
  },
  'data-exported': {
    matching: [
      call('rds', 'StartExportTask', { s3BucketName: 'b' }),
      call('ec2', 'CreateInstanceExportTask', {}),
    ],
    other: [failed(call('ec2', 'ExportImage', {})), call('rds', 'DescribeExportTasks', {})],
  },
  'database-public': {
    matching: [
      call('rds', 'ModifyDBInstance', { publiclyAccessible: true }),
      call('rds', 'CreateDBInstance', { publiclyAccessible: true }, invokedBy('cloudformation')),
      call('rds', 'RestoreDBInstanceFromDBSnapshot', {}, { responseElements: { publiclyAccessible: true } }),
    ],
    other: [
      call('rds', 'ModifyDBInstance', { publiclyAccessible: false }),
      // What the database was before is no change.
      call(
        'rds',
        'ModifyDBInstance',
        { allocatedStorage: 22 },
        { responseElements: { publiclyAccessible: true } },
      ),
      failed(call('rds', 'ModifyDBInstance', { publiclyAccessible: true })),
    ],
  },
  'bucket-public': {
    matching: [
      bucketPolicy(read({ AWS: '*' })),
      bucketPolicy(read('*', { Condition: {} })),
      call('s3', 'PutBucketAcl', { bucketName: 'reports', 'x-amz-acl': ['public-read'] }),
      call('s3', 'PutBucketAcl', {
        AccessControlPolicy: {
          AccessControlList: {
            Grant: [{ Grantee: { URI: 'http://acs.amazonaws.com/groups/global/AllUsers' } }],
          },
        },
      }),
    ],
    other: [
      bucketPolicy(read({ Service: 'cloudtrail.amazonaws.com' })),
      bucketPolicy(read('*', { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })),
      bucketPolicy(read('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a' } } })),
      call('s3', 'PutBucketAcl', { bucketName: 'reports', 'x-amz-acl': ['private'] }),
      failed(bucketPolicy(read('*'))),
      call('s3', 'PutBucketPolicy', null),
    ],
  },
  'bucket-shared-outside': {
    matching: [
      bucketPolicy(read({ AWS: `arn:aws:iam::${OTHER}:root` })),
      bucketPolicy(
        read({ Service: 's3.amazonaws.com' }),
        read({ AWS: [`arn:aws:iam::${ACCOUNT}:root`, OTHER] }),
      ),
    ],
    other: [
      bucketPolicy(read({ AWS: `arn:aws:iam::${ACCOUNT}:role/reader` })),
      bucketPolicy(read({ AWS: `arn:aws:iam::${OTHER}:root` }, { Effect: 'Deny' })),
      bucketPolicy(
        read({ Service: 'logging.s3.amazonaws.com' }, { Condition: { x: { 'aws:SourceAccount': OTHER } } }),
      ),
      failed(bucketPolicy(read({ AWS: OTHER }))),
    ],
  },
  'public-access-block-removed': {
    matching: [
      block(false),
      call('s3', 'DeleteAccountPublicAccessBlock', {}),
      call('ec2', 'DisableImageBlockPublicAccess', {}),
    ],
    other: [
      block(true),
      failed(block(false)),
      failed(call('s3', 'GetBucketPublicAccessBlock', {}), 'NoSuchPublicAccessBlockConfiguration'),
    ],
  },
  'resource-made-public': {
    matching: [
      call('ecr', 'SetRepositoryPolicy', { policyText: everyone }, invokedBy('cloudformation')),
      call('sqs', 'SetQueueAttributes', { attributes: { Policy: everyone } }),
      call('sns', 'SetTopicAttributes', { attributeName: 'Policy', attributeValue: everyone }),
      call('secretsmanager', 'PutResourcePolicy', { resourcePolicy: everyone }),
      call('codebuild', 'UpdateProjectVisibility', { projectVisibility: 'PUBLIC_READ' }),
      call('ssm', 'ModifyDocumentPermission', { accountIdsToAdd: ['all'] }),
    ],
    other: [
      call('sqs', 'SetQueueAttributes', { attributes: { Policy: '' } }),
      call('sqs', 'SetQueueAttributes', { attributes: { VisibilityTimeout: '30' } }),
      call('kms', 'PutKeyPolicy', {
        policy: policy({
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
          Action: 'kms:*',
        }),
      }),
      call('kms', 'PutKeyPolicy', {
        policy: policy({ ...read('*'), Condition: { StringEquals: { 'kms:CallerAccount': ACCOUNT } } }),
      }),
      failed(call('ecr', 'SetRepositoryPolicy', { policyText: everyone })),
      call('codebuild', 'UpdateProjectVisibility', { projectVisibility: 'PRIVATE' }),
    ],
  },
  'function-opened': {
    matching: [
      permission('*'),
      permission(OTHER),
      permission(`arn:aws:iam::${OTHER}:root`),
      call('lambda', 'CreateFunctionUrlConfig', { authType: 'NONE' }),
    ],
    other: [
      permission('events.amazonaws.com'),
      permission(ACCOUNT),
      failed(permission('*'), 'ResourceConflictException'),
      call('lambda', 'CreateFunctionUrlConfig20211031', { authType: 'AWS_IAM' }),
      call('lambda', 'RemovePermission20150331v2', { principal: '*' }),
    ],
  },
  'resource-share-change': {
    matching: [
      call('ram', 'CreateResourceShare', { allowExternalPrincipals: true, principals: [OTHER] }),
      call('ram', 'AssociateResourceShare', {}),
    ],
    other: [failed(call('ram', 'CreateResourceShare', {})), call('ram', 'ListResources', {})],
  },
  'object-encrypted-with-own-key': {
    matching: [
      call('s3', 'CopyObject', { 'x-amz-server-side-encryption-customer-algorithm': 'AES256' }),
      call('s3', 'PutObject', { 'X-Amz-Server-Side-Encryption-Customer-Algorithm': 'AES256' }),
    ],
    other: [
      call('s3', 'PutObject', { 'x-amz-server-side-encryption': 'aws:kms' }),
      failed(call('s3', 'PutObject', { 'x-amz-server-side-encryption-customer-algorithm': 'AES256' })),
      call('s3', 'GetObject', { 'x-amz-server-side-encryption-customer-algorithm': 'AES256' }),
    ],
  },
};
