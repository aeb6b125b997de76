import { dev } from '../environments/dev';
import { prod } from '../environments/prod';
import { staging } from '../environments/staging';
import { evaluatePolicy } from '../testing/policy-evaluator';
import { synthesizedStacks, type SynthesizedStack } from '../testing/synthesized-stack';

const lakeOf = (stacks: readonly SynthesizedStack[]) => {
  const lake = stacks.find(({ name }) => name.endsWith('-data-lake'));
  if (lake === undefined) throw new Error('There is no data lake.');
  return lake;
};

/** Types whose resources hold data, or the means to read it. */
const STATEFUL = [
  'aws_athena_workgroup',
  'aws_cloudwatch_event_bus',
  'aws_glue_catalog_database',
  'aws_glue_catalog_table',
  'aws_kms_key',
  'aws_s3_bucket',
  'aws_sns_topic',
];

describe('DataLakeStack', () => {
  const stack = lakeOf(synthesizedStacks(dev));

  test('dev, as Terraform gets it', () => {
    expect(stack.document).toMatchSnapshot();
  });

  /**
   * Frozen: Terraform knows a resource by this id. A changed id means that it makes a new, empty resource and would destroy
   * the old one. To move a resource, keep its id with `overrideLogicalId`.
   */
  test.each([dev, staging, prod])('ids of stateful resources are frozen in $name', (environment) => {
    const ids = lakeOf(synthesizedStacks(environment)).resources(...STATEFUL);
    expect(ids.map(({ type, id }) => `${type}.${id}`).sort()).toEqual([
      'aws_athena_workgroup.reencryption-workgroup_6DBEE354',
      'aws_athena_workgroup.review-workgroup_D84751F5',
      'aws_athena_workgroup.rewrite-workgroup_8F656AAB',
      'aws_cloudwatch_event_bus.events',
      'aws_glue_catalog_database.database',
      'aws_glue_catalog_table.batch-report-table_E81FFDBD',
      'aws_glue_catalog_table.cloudtrail-table_8AF1DC84',
      'aws_glue_catalog_table.inventory-table_E29E73D8',
      'aws_kms_key.data-key_5D719C34',
      'aws_kms_key.operations-key_A6A4566F',
      'aws_kms_key.signing-key_12FDA877',
      'aws_s3_bucket.access-logs_bucket_7E528747',
      'aws_s3_bucket.batch_bucket_75E2D3AF',
      'aws_s3_bucket.evidence_bucket_DD284D5B',
      'aws_s3_bucket.inventory_bucket_C9A44C7D',
      'aws_s3_bucket.results_bucket_F5D1CF61',
      'aws_sns_topic.alarms_topic_CB6504A9',
      'aws_sns_topic.notices_topic_389DC005',
    ]);
  });

  test('evidence is locked by default as the environment says, results never', () => {
    const locks = (of: SynthesizedStack) =>
      of.resources('aws_s3_bucket_object_lock_configuration').map(({ values }) => values['rule']);
    expect(locks(stack)).toEqual([{ default_retention: { mode: 'GOVERNANCE', days: 1 } }]);
    expect(locks(lakeOf(synthesizedStacks(prod)))).toEqual([
      { default_retention: { mode: 'COMPLIANCE', days: 400 } },
    ]);
    const unlocked = { ...dev, data: { ...dev.data, evidenceLock: undefined } };
    const open = lakeOf(synthesizedStacks(unlocked));
    expect(locks(open)).toEqual([]);
    expect(open.resource('aws_s3_bucket', 'evidence').values['object_lock_enabled']).toBe(true);
  });

  test('reviews run in a workgroup that binds them, rewrites in one that leaves them their location', () => {
    const enforced = stack
      .resources('aws_athena_workgroup')
      .map(({ values }) => [
        values['name'],
        (values['configuration'] as Record<string, unknown>)['enforce_workgroup_configuration'],
      ]);
    expect(enforced).toEqual([
      ['lakeward-dev-pci-query-runner', true],
      ['lakeward-dev-reencryption', false],
      ['lakeward-dev-rewrite', false],
    ]);
  });

  test('the operations key encrypts the logs of this environment only', () => {
    const policy = String(stack.resource('aws_kms_key', 'operations-key').values['policy']);
    const encryptFor = (group: string) =>
      evaluatePolicy(policy, {
        action: 'kms:GenerateDataKey',
        resource: 'key',
        principal: 'logs.eu-west-1.amazonaws.com',
        context: {
          'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:eu-west-1:111122223333:log-group:${group}`,
        },
      });
    expect(encryptFor('/aws/lambda/lakeward-dev-pci-query-runner-review-day')).toBe('allow');
    expect(encryptFor('/aws/lambda/lakeward-prod-pci-query-runner-review-day')).toBe('silent');
    expect(encryptFor('/aws/lambda/other')).toBe('silent');
  });

  test('the alarm topic takes alarms of this account only', () => {
    const policy = String(stack.resource('aws_sns_topic_policy', 'alarms').values['policy']);
    const publish = (alarm: string) =>
      evaluatePolicy(policy, {
        action: 'sns:Publish',
        resource: 'arn:aws:sns:eu-west-1:111122223333:lakeward-dev-alarms',
        principal: 'cloudwatch.amazonaws.com',
        context: { 'aws:SourceArn': alarm, 'aws:SecureTransport': 'true' },
      });
    expect(publish('arn:aws:cloudwatch:eu-west-1:111122223333:alarm:lakeward-dev-x')).toBe('allow');
    expect(publish('arn:aws:cloudwatch:eu-west-1:999988887777:alarm:lakeward-dev-x')).toBe('silent');
  });

  test('what S3 Batch reads and writes is under SSE-S3, unlocked, and told of; what queries unload is gone after a day', () => {
    const bucket = (type: string) => stack.resource(type, 'batch_').values;
    expect(bucket('aws_s3_bucket_server_side_encryption_configuration')['rule']).toEqual([
      { apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } },
    ]);
    expect(bucket('aws_s3_bucket')['object_lock_enabled']).toBe(false);
    expect(bucket('aws_s3_bucket_notification')['eventbridge']).toBe(true);
    expect(bucket('aws_s3_bucket_lifecycle_configuration')['rule']).toContainEqual(
      expect.objectContaining({
        filter: [{ prefix: 'reencryption/unload/' }],
        expiration: [{ days: 1 }],
      }),
    );
  });

  test('S3 delivers access logs of the other buckets and nothing else', () => {
    const policy = String(stack.resource('aws_s3_bucket_policy', 'access-logs').values['policy']);
    const deliver = (source: string) =>
      evaluatePolicy(policy, {
        action: 's3:PutObject',
        resource: 'arn:aws:s3:::lakeward-dev-access-logs-111122223333-eu-west-1/x',
        principal: 'logging.s3.amazonaws.com',
        context: {
          'aws:SourceAccount': '111122223333',
          'aws:SourceArn': source,
          'aws:SecureTransport': 'true',
          's3:TlsVersion': '1.3',
        },
      });
    for (const name of ['evidence', 'results', 'inventory', 'batch']) {
      expect(deliver(`arn:aws:s3:::lakeward-dev-${name}-111122223333-eu-west-1`)).toBe('allow');
    }
    expect(deliver('arn:aws:s3:::lakeward-dev-access-logs-111122223333-eu-west-1')).toBe('silent');
    expect(deliver('arn:aws:s3:::somebody-elses')).toBe('silent');
  });

  test('subscribers are mailed', () => {
    const mails = lakeOf(synthesizedStacks(prod)).resources('aws_sns_topic_subscription');
    expect(mails.map(({ values }) => [values['protocol'], values['endpoint']])).toEqual([
      ['email', 'security@example.com'],
      ['email', 'data-platform@example.com'],
    ]);
  });
});
