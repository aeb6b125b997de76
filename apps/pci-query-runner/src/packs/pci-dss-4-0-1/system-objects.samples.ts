import type { RuleSamples } from '../../query/rule';
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
      call('rds', 'ModifyDBCluster', { backupRetentionPeriod: 0 }),
      call('rbin', 'DeleteRule', {}),
    ],
    other: [
      failed(call('ec2', 'DeleteSnapshot', {})),
      call('events', 'DeleteRule', {}),
      call('rds', 'ModifyDBInstance', { backupRetentionPeriod: 30 }),
    ],
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
};
