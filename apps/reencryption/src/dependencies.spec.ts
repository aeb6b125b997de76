import { CapturedLog } from '@lakeward/observability';
import {
  awsGuardDependencies,
  awsMultipartCopyDependencies,
  awsReconcileDependencies,
  awsTakeInventoryDependencies,
} from './dependencies';

const place = { ACCOUNT: '111122223333', REGION: 'cn-north-1', AWS_REGION: 'cn-north-1' };

describe('what functions work with on AWS', () => {
  const watching = {
    ...place,
    TARGET_TAG_KEY: '__Inventory',
    TARGET_TAG_VALUE: 'true',
    INVENTORY_ID: 'lakeward',
    INVENTORY_FREQUENCY: 'Weekly',
    INVENTORY_KEY_ARN: '',
    INVENTORY_BUCKET: 'inventories',
  };
  const guarding = {
    ...place,
    EVIDENCE_BUCKET: 'evidence',
    TARGET: 'sse-kms',
    TARGET_KEY_ARN: 'arn:aws-cn:kms:cn-north-1:111122223333:key/1234abcd',
    COPY_TAG: '__ObjectEncrypted=true',
    JOB_ROLE_ARNS: 'arn:aws-cn:iam::111122223333:role/copy,arn:aws-cn:iam::111122223333:role/update',
  };

  test('reconcile and on-tag-change take all of it from the environment', () => {
    expect(awsReconcileDependencies(new CapturedLog(), watching).settings).toEqual({
      account: '111122223333',
      region: 'cn-north-1',
      partition: 'aws-cn',
      tagKey: '__Inventory',
      tagValue: 'true',
      inventoryId: 'lakeward',
      frequency: 'Weekly',
      inventoryBucket: 'inventories',
      inventoryPrefix: 'reencryption/inventory',
      inventoryKeyArn: undefined,
    });
  });

  test('guard-policy too', () => {
    expect(awsGuardDependencies(new CapturedLog(), guarding).settings).toEqual({
      partition: 'aws-cn',
      target: 'sse-kms',
      keyArn: guarding.TARGET_KEY_ARN,
      tag: { key: '__ObjectEncrypted', value: 'true' },
      jobRoles: guarding.JOB_ROLE_ARNS.split(','),
      evidenceBucket: 'evidence',
      evidencePrefix: 'reencryption/guards/',
    });
    const { settings } = awsGuardDependencies(new CapturedLog(), {
      ...guarding,
      TARGET: 'sse-s3',
      TARGET_KEY_ARN: '',
      COPY_TAG: '',
    });
    expect([settings.keyArn, settings.tag]).toEqual([undefined, undefined]);
  });

  test('multipart-copy too', () => {
    const { goal, settings } = awsMultipartCopyDependencies(new CapturedLog(), {
      ...guarding,
      BUCKET_KEYS: 'on',
      PARTS_IN_PARALLEL: '16',
    });
    expect(goal).toEqual({
      target: 'sse-kms',
      keyArn: guarding.TARGET_KEY_ARN,
      bucketKeys: true,
      versions: 'current',
      tag: { key: '__ObjectEncrypted', value: 'true' },
    });
    expect(settings).toEqual({ partsInParallel: 16 });
  });

  test('on-inventory-delivered asks in its own account, for all who encrypt by the key', () => {
    const role = (name: string) => `arn:aws-cn:iam::111122223333:role/${name}`;
    const { checks, settings } = awsTakeInventoryDependencies(new CapturedLog(), {
      ...guarding,
      BUCKET_KEYS: 'on',
      COPY_NONCURRENT: 'off',
      METADATA_CATALOG: '',
      INVENTORY_BUCKET: 'inventories',
      BATCH_BUCKET: 'batch',
      DATABASE: 'lake',
      WORKGROUP: 'reencryption',
      UPDATE_ROLE_ARN: role('update'),
      COPY_ROLE_ARN: role('copy'),
      RESTORE_ROLE_ARN: role('restore'),
      INVOKE_ROLE_ARN: role('invoke'),
      MULTIPART_COPY_ROLE_ARN: role('multipart-copy'),
      MULTIPART_COPY_FUNCTION_ARN: 'arn:aws-cn:lambda:cn-north-1:111122223333:function:multipart-copy',
      CONFIRM_ABOVE_OBJECTS: '0',
      JOB_PRIORITY: '10',
      REPORT_SCOPE: 'AllTasks',
      NOTICE_TOPIC: '',
      MODE: 'report',
    });
    expect(settings).toMatchObject({ region: 'cn-north-1', account: '111122223333' });
    expect(checks.bucketRegions?.bucketRegion).toBeInstanceOf(Function);
    expect(checks.knowsAllKeys).toBe(true);
    expect(checks.users.map(({ role: user }) => user)).toEqual(
      ['update', 'copy', 'multipart-copy'].map(role),
    );
  });

  test('a variable that is missing or wrong is named', () => {
    const short = { ...watching, INVENTORY_BUCKET: undefined };
    expect(() =>
      awsReconcileDependencies(new CapturedLog(), { ...short, INVENTORY_FREQUENCY: 'Hourly' }),
    ).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID_ENVIRONMENT',
        message: expect.stringMatching(/INVENTORY_FREQUENCY[\s\S]*INVENTORY_BUCKET/),
      }),
    );
  });
});
