import type { RuleSamples } from '../../rule';
import { call, failed, invokedBy } from './sample-events';

/** Events that the rules of system-objects.ts must and must not match. */
export const systemObjectSamples: Readonly<Record<string, RuleSamples>> = {
  'database-created': {
    matching: [
      call('rds', 'CreateDBInstance', {}),
      call('dynamodb', 'CreateTable', {}, invokedBy('cloudformation')),
    ],
    other: [
      failed(call('rds', 'CreateDBInstance', {}), 'DBInstanceAlreadyExists'),
      call('rds', 'CreateDBSnapshot', {}),
      call('ecs', 'CreateCluster', {}),
    ],
  },
  'database-deleted': {
    matching: [
      call('rds', 'DeleteDBCluster', { skipFinalSnapshot: true }),
      call('redshift', 'DeleteCluster', {}),
      call('dynamodb', 'DeleteTable', {}),
    ],
    other: [
      failed(call('rds', 'DeleteDBInstance', {}), 'InvalidDBInstanceStateFault'),
      call('rds', 'DescribeDBInstances', {}),
      call('eks', 'DeleteCluster', {}),
    ],
  },
  'database-setting-change': {
    matching: [call('rds', 'ModifyDBParameterGroup', {}), call('rds', 'AddRoleToDBInstance', {})],
    other: [failed(call('rds', 'ModifyDBInstance', {})), call('rds', 'DescribeDBParameters', {})],
  },
  'instance-created': {
    matching: [call('ec2', 'RunInstances', {}), call('lightsail', 'CreateInstances', {})],
    other: [
      failed(call('ec2', 'RunInstances', {}), 'Client.VcpuLimitExceeded'),
      call('ec2', 'RunInstances', {}, invokedBy('autoscaling')),
      call('ec2', 'StartInstances', {}),
    ],
  },
  'instance-terminated': {
    matching: [call('ec2', 'TerminateInstances', {}), call('ec2', 'StopInstances', {})],
    other: [
      call('ec2', 'TerminateInstances', {}, invokedBy('autoscaling')),
      failed(call('ec2', 'TerminateInstances', {}), 'Client.OperationNotPermitted'),
    ],
  },
  'bucket-created-or-deleted': {
    matching: [call('s3', 'CreateBucket', {}), call('s3', 'DeleteBucket', {})],
    other: [failed(call('s3', 'DeleteBucket', {}), 'BucketNotEmpty'), call('s3', 'ListBuckets')],
  },
  'backup-deleted': {
    matching: [
      call('ec2', 'DeleteSnapshot', {}),
      call('rds', 'DeleteDBInstanceAutomatedBackup', {}),
      call('rbin', 'DeleteRule', {}),
    ],
    other: [failed(call('ec2', 'DeleteSnapshot', {})), call('events', 'DeleteRule', {})],
  },
  'storage-deleted': {
    matching: [call('ec2', 'DeleteVolume', {}), call('elasticfilesystem', 'DeleteMountTarget', {})],
    other: [
      call('ec2', 'DeleteVolume', {}, invokedBy('autoscaling')),
      failed(call('elasticfilesystem', 'DeleteFileSystem', {}), 'FileSystemInUse'),
    ],
  },
  'queue-emptied-or-deleted': {
    matching: [call('sqs', 'PurgeQueue', {}), call('firehose', 'DeleteDeliveryStream', {})],
    other: [failed(call('sqs', 'DeleteQueue', {})), call('sqs', 'CreateQueue', {})],
  },
  'function-code-changed': {
    matching: [
      call('lambda', 'UpdateFunctionCode20150331v2', { functionName: 'f', dryRun: false }),
      call('lambda', 'UpdateFunctionCode', null),
    ],
    other: [
      call('lambda', 'UpdateFunctionCode20150331v2', { dryRun: true }),
      failed(call('lambda', 'UpdateFunctionCode20150331v2', {}), 'ResourceNotFoundException'),
      call('lambda', 'UpdateFunctionCodeSigningConfig', {}),
    ],
  },
  'function-configuration-changed': {
    matching: [
      call('lambda', 'UpdateFunctionConfiguration20150331v2', {
        layers: ['arn:aws:lambda:eu-west-1:1:layer:x:1'],
      }),
      call('lambda', 'PublishLayerVersion20181031', {}),
    ],
    other: [
      failed(call('lambda', 'UpdateFunctionConfiguration20150331v2', {})),
      call('lambda', 'GetFunctionConfiguration20150331v2', {}),
    ],
  },
  'function-permission-change': {
    matching: [
      call('lambda', 'AddPermission20150331', { functionName: 'f' }),
      call('lambda', 'DeleteFunctionUrlConfig', {}),
    ],
    other: [
      failed(call('lambda', 'AddPermission20150331v2', {}), 'ResourceConflictException'),
      call('lambda', 'GetPolicy20150331v2', {}),
      call('sqs', 'AddPermission', {}),
    ],
  },
  'function-created-or-deleted': {
    matching: [call('lambda', 'CreateFunction20150331', {}), call('lambda', 'DeleteFunction20150331', {})],
    other: [
      failed(call('lambda', 'CreateFunction20150331', {}), 'InvalidParameterValueException'),
      call('lambda', 'CreateFunctionUrlConfig', {}),
    ],
  },
  'image-repository-change': {
    matching: [call('ecr', 'PutImage', {}), call('ecr', 'BatchDeleteImage', {})],
    other: [
      failed(call('ecr', 'PutImage', {}), 'ImageAlreadyExistsException'),
      call('ecr', 'BatchGetImage', {}),
    ],
  },
  'container-cluster-change': {
    matching: [call('eks', 'CreateAccessEntry', {}), call('ecs', 'DeleteCluster', {})],
    other: [
      failed(call('eks', 'DeleteCluster', {}), 'ResourceInUseException'),
      call('eks', 'DescribeCluster', {}),
      call('redshift', 'DeleteCluster', {}),
    ],
  },
  'stack-change': {
    matching: [call('cloudformation', 'CreateStack', {}), call('cloudformation', 'ExecuteChangeSet', {})],
    other: [
      call('cloudformation', 'UpdateStack', {}, invokedBy('cloudformation')),
      failed(call('cloudformation', 'DeleteStack', {}), 'ValidationError'),
    ],
  },
  'development-environment-created': {
    matching: [call('glue', 'CreateDevEndpoint', {}), call('cloudshell', 'CreateEnvironment', {})],
    other: [failed(call('glue', 'CreateDevEndpoint', {})), call('glue', 'GetDevEndpoints', {})],
  },
};
