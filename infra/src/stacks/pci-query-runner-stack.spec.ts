import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventPattern } from '../constructs/events/event-pattern';
import { dev } from '../environments/dev';
import type { Environment } from '../environments/environment';
import { prod } from '../environments/prod';
import { staging } from '../environments/staging';
import { on, RoleUnderTest, through, type MatrixRow } from '../testing/access-matrix';
import { callsAllowedBy } from '../testing/adapter-calls';
import { matchesEvent } from '../testing/event-matcher';
import { synthesizedStacks } from '../testing/synthesized-stack';

function stackOf(environment: Environment) {
  const stack = synthesizedStacks(environment).find(({ name }) => name.endsWith('-pci-query-runner'));
  if (stack === undefined) throw new Error(`${environment.name} has no pci-query-runner.`);
  return stack;
}

/** The functions of the app: each may take up a review where another left it, so all may do the same. */
const FUNCTIONS = ['review-day', 'on-query-state', 'sweep'] as const;

const reviewDayOf = (environment: Environment) => new RoleUnderTest(stackOf(environment), 'review-day_role');

describe('PciQueryRunnerStack', () => {
  test('dev, as Terraform gets it', () => {
    expect(stackOf(dev).document).toMatchSnapshot();
  });

  test("the function's variables are the environment's settings and the data lake's names", () => {
    const [first, ...others] = FUNCTIONS.map(
      (name) => stackOf(prod).resource('aws_lambda_function', `${name}_function`).values['environment'],
    );
    expect(others).toEqual([first, first]);
    expect(first).toEqual({
      variables: {
        LOG_BUCKET: 'example-organization-trail-123456789012',
        LOG_PREFIX: '',
        ORGANIZATION_ID: 'o-exampleorg1',
        ACCOUNTS: '777788889999,123456789012',
        REGIONS: 'eu-west-1,us-east-1',
        DATABASE: 'lakeward_prod_lake',
        TABLE: 'cloudtrail_logs',
        WORKGROUP: 'lakeward-prod-pci-query-runner',
        PARTITION_MODE: 'projection',
        EVIDENCE_BUCKET: 'lakeward-prod-evidence-777788889999-eu-west-1',
        PACK: 'pci-dss-3.2.1',
        GUARDED_BUCKETS: 'example-organization-trail-123456789012,example-cardholder-data-777788889999',
        LISTING_CAP: '10000',
        NOTICE_TOPIC: 'arn:aws:sns:eu-west-1:777788889999:lakeward-prod-notices',
        EVENT_BUS: 'lakeward-prod-events',
        BYTE_LIMIT: '1000000000000',
        LOG_RETENTION_DAYS: '0',
        SIGNING_KEY: '${data.aws_kms_alias.signing-key.target_key_arn}',
        RETENTION_MODE: 'compliance',
        RETENTION_DAYS: '400',
      },
    });
  });
});

describe('events of queries', () => {
  const stack = stackOf(dev);
  const pattern = JSON.parse(
    String(stack.resource('aws_cloudwatch_event_rule', 'on-query-state').values['event_pattern']),
  ) as EventPattern;
  const events = join(__dirname, '../../../apps/pci-query-runner/events');
  const event = (name: string) =>
    JSON.parse(readFileSync(join(events, `${name}.json`), 'utf8')) as {
      detail: { workgroupName: string; currentState: string };
    };

  test.each(['query-succeeded', 'query-failed'])('%s reaches the function from its workgroup', (name) => {
    const told = event(name);
    const inWorkgroup = (workgroupName: string) => ({ ...told, detail: { ...told.detail, workgroupName } });
    expect(matchesEvent(pattern, inWorkgroup('lakeward-dev-pci-query-runner'))).toBe(true);
    expect(matchesEvent(pattern, inWorkgroup('primary'))).toBe(false);
    const running = { ...inWorkgroup('lakeward-dev-pci-query-runner').detail, currentState: 'RUNNING' };
    expect(matchesEvent(pattern, { ...told, detail: running })).toBe(false);
  });

  test('a sweep every quarter of an hour makes up for lost ones', () => {
    expect(stack.resource('aws_scheduler_schedule', 'sweep').values['schedule_expression']).toBe(
      'cron(0/15 * * * ? *)',
    );
  });
});

/**
 * The allow/deny matrix of `review-day`: every call that its adapters make, on its own resources and on a sibling's that
 * it must not touch. Staging has every feature on: partitions are added, and the logs lie under a key and a prefix.
 */
describe('review-day may', () => {
  const role = reviewDayOf(staging);
  const inPlace = (service: string, resource: string) =>
    `arn:aws:${service}:eu-west-1:444455556666:${resource}`;
  const logs = 'arn:aws:s3:::example-cloudtrail-logs-444455556666';
  const evidence = 'arn:aws:s3:::lakeward-staging-evidence-444455556666-eu-west-1';
  const results = 'arn:aws:s3:::lakeward-staging-results-444455556666-eu-west-1';
  const own = inPlace('athena', 'workgroup/lakeward-staging-pci-query-runner');
  const rewrite = inPlace('athena', 'workgroup/lakeward-staging-rewrite');
  const catalog = [inPlace('glue', 'catalog'), inPlace('glue', 'database/lakeward_staging_lake')];
  const table = inPlace('glue', 'table/lakeward_staging_lake/cloudtrail_logs');
  const otherTable = inPlace('glue', 'table/lakeward_staging_lake/payments');
  const dataKey = '${data.aws_kms_alias.data-key.target_key_arn}';
  const operationsKey = '${data.aws_kms_alias.operations-key.target_key_arn}';
  const signingKey = '${data.aws_kms_alias.signing-key.target_key_arn}';
  const bus = (name: string) => inPlace('events', `event-bus/lakeward-staging-${name}`);
  const logKey = staging.pciQueryRunner.logBucketKeyArn;

  const listing = (prefix: string) => ({ 's3:prefix': prefix });
  const matrix: readonly MatrixRow[] = [
    ...['StartQueryExecution', 'GetQueryExecution', 'GetQueryResults', 'StopQueryExecution'].map((call) => ({
      call: `athena:${call}`,
      yes: on(own),
      no: on(rewrite, inPlace('athena', 'workgroup/primary')),
    })),
    ...['GetTable', 'GetPartition', 'GetPartitions', 'BatchGetPartition'].map((call) => ({
      call: `glue:${call}`,
      yes: on(...catalog, table),
      no: on(otherTable, inPlace('glue', 'database/default')),
    })),
    { call: 'glue:GetDatabase', yes: on(...catalog), no: on(inPlace('glue', 'database/default')) },
    { call: 'glue:BatchCreatePartition', yes: on(...catalog, table), no: on(otherTable) },
    ...['CreateTable', 'UpdateTable', 'DeleteTable', 'UpdatePartition', 'BatchDeletePartition'].map(
      (call) => ({
        call: `glue:${call}`,
        yes: [],
        no: on(...catalog, table),
      }),
    ),
    {
      call: 's3:ListBucket',
      yes: [
        { resource: logs, context: listing('trail/AWSLogs/444455556666/CloudTrail/eu-west-1/2026/03/09/') },
        ...on(evidence, results),
      ],
      no: [
        { resource: logs, context: listing('trail/other/') },
        { resource: logs, context: listing('') },
        ...on(logs, 'arn:aws:s3:::lakeward-prod-evidence-777788889999-eu-west-1'),
      ],
    },
    { call: 's3:GetBucketLocation', yes: on(logs, results), no: on('arn:aws:s3:::somebody-elses') },
    {
      call: 's3:GetObject',
      yes: on(
        `${logs}/trail/AWSLogs/444455556666/CloudTrail/eu-west-1/2026/03/09/x.json.gz`,
        `${evidence}/pci-query-runner/evidence/2026-03-09/manifest.json`,
        `${evidence}/pci-query-runner/runs/2026-03-09.json`,
        `${evidence}/pci-query-runner/queries/q-1.json`,
        `${evidence}/pci-query-runner/exceptions.json`,
        `${logs}/trail/AWSLogs/444455556666/CloudTrail-Digest/eu-west-1/2026/03/09/x.json.gz`,
        `${results}/lakeward-staging-pci-query-runner/x.csv`,
      ),
      no: on(
        `${logs}/other/x`,
        `${evidence}/pci-query-runner/exceptions.json.bak`,
        `${evidence}/reencryption/runs/x.json`,
        `${results}/lakeward-staging-rewrite/x.csv`,
        'arn:aws:s3:::example-cardholder-data-444455556666/cards.csv',
      ),
    },
    {
      call: 's3:PutObject',
      yes: on(
        `${evidence}/pci-query-runner/evidence/2026-03-09/manifest.json`,
        `${evidence}/pci-query-runner/runs/2026-03-09.json`,
        `${evidence}/pci-query-runner/queries/q-1.json`,
        `${results}/lakeward-staging-pci-query-runner/x.csv`,
      ),
      no: on(
        // What people accept, no function may.
        `${evidence}/pci-query-runner/exceptions.json`,
        `${logs}/trail/AWSLogs/forged.json.gz`,
        `${evidence}/reencryption/runs/x.json`,
        `${results}/lakeward-staging-rewrite/x.csv`,
      ),
    },
    {
      call: 's3:PutObjectRetention',
      yes: on(`${evidence}/pci-query-runner/evidence/2026-03-09/manifest.json`),
      no: on(`${evidence}/pci-query-runner/runs/2026-03-09.json`, `${logs}/trail/AWSLogs/x.json.gz`),
    },
    ...['DeleteObject', 'DeleteObjectVersion', 'PutObjectLegalHold', 'BypassGovernanceRetention'].map(
      (call) => ({
        call: `s3:${call}`,
        yes: [],
        no: on(
          `${evidence}/pci-query-runner/evidence/2026-03-09/manifest.json`,
          `${logs}/trail/AWSLogs/x.json.gz`,
        ),
      }),
    ),
    {
      call: 'sns:Publish',
      yes: on(inPlace('sns', 'lakeward-staging-notices')),
      no: on(inPlace('sns', 'lakeward-staging-alarms'), inPlace('sns', 'lakeward-prod-notices')),
    },
    ...['kms:Sign', 'kms:GetPublicKey'].map((call) => ({
      call,
      yes: on(signingKey),
      no: on(dataKey, operationsKey),
    })),
    { call: 'cloudtrail:ListPublicKeys', yes: on('*'), no: [] },
    {
      call: 'events:PutEvents',
      yes: [{ resource: bus('events'), context: { 'events:source': 'lakeward.pci-query-runner' } }],
      no: [
        { resource: bus('events'), context: { 'events:source': 'lakeward.reencryption' } },
        {
          resource: inPlace('events', 'event-bus/default'),
          context: { 'events:source': 'lakeward.pci-query-runner' },
        },
      ],
    },
    {
      call: 'sqs:SendMessage',
      yes: on(inPlace('sqs', 'lakeward-staging-pci-query-runner-review-day-failed-events')),
      no: on(inPlace('sqs', 'lakeward-staging-reencryption-start-failed-events')),
    },
    {
      call: 'kms:Decrypt',
      yes: [
        { resource: logKey, context: through('s3') },
        { resource: dataKey, context: through('s3', evidence) },
        { resource: dataKey, context: through('s3', `${results}/x`) },
        { resource: operationsKey, context: through('sns') },
        { resource: operationsKey, context: through('sqs') },
        {
          resource: operationsKey,
          context: {
            'kms:EncryptionContext:aws:lambda:FunctionArn': inPlace(
              'lambda',
              'function:lakeward-staging-pci-query-runner-review-day',
            ),
          },
        },
      ],
      no: [
        { resource: logKey },
        { resource: dataKey },
        { resource: dataKey, context: through('s3', 'arn:aws:s3:::somebody-elses') },
        { resource: operationsKey, context: through('s3', evidence) },
        { resource: 'arn:aws:kms:eu-west-1:444455556666:key/other', context: through('s3', evidence) },
      ],
    },
    {
      call: 'kms:GenerateDataKey',
      yes: [
        { resource: dataKey, context: through('s3', evidence) },
        { resource: dataKey, context: through('s3', results) },
        { resource: operationsKey, context: through('sns') },
      ],
      // Logs are read, never written.
      no: [{ resource: logKey, context: through('s3') }, { resource: dataKey }],
    },
  ];

  test('do what the other functions may, and keep failed events apart', () => {
    const own = FUNCTIONS.map((name) => {
      const { policy } = new RoleUnderTest(stackOf(staging), `${name}_role`);
      return policy.replaceAll(`lakeward-staging-pci-query-runner-${name}`, 'its own');
    });
    expect(new Set(own).size).toBe(1);
  });

  test('make these calls of the adapters, and no other', () => {
    expect(callsAllowedBy(role.actions)).toEqual([
      'athena/GetQueryExecution',
      'athena/GetQueryResults',
      'athena/StartQueryExecution',
      'athena/StopQueryExecution',
      'cloudtrail/ListPublicKeys',
      'eventbridge/PutEvents',
      'glue/BatchCreatePartition',
      // Athena reads the database's definition for a query.
      'glue/GetDatabase',
      'glue/GetPartition',
      'glue/GetPartitions',
      'glue/GetTable',
      // Through S3, SNS and SQS alone.
      'kms/Decrypt',
      'kms/GetPublicKey',
      'kms/Sign',
      's3/AbortMultipartUpload',
      's3/CompleteMultipartUpload',
      's3/CreateMultipartUpload',
      // Athena asks with the caller's rights where results and logs lie.
      's3/GetBucketLocation',
      's3/GetObject',
      's3/HeadObject',
      's3/ListMultipartUploads',
      's3/ListObjectsV2',
      's3/ListParts',
      's3/PutObject',
      's3/UploadPart',
      's3/UploadPartCopy',
      'sns/Publish',
    ]);
  });

  test.each(matrix)('$call on its own, not on others', (row) => {
    expect(role.differences(row)).toEqual({ refused: [], allowed: [] });
  });

  test('add partitions only where partitions are added', () => {
    const add = (of: Environment, table: string) =>
      reviewDayOf(of).may('glue:BatchCreatePartition', { resource: table });
    expect(add(staging, table)).toBe(true);
    expect(add(dev, 'arn:aws:glue:eu-west-1:111122223333:table/lakeward_dev_lake/cloudtrail_logs')).toBe(
      false,
    );
  });

  test('use no key for logs without one', () => {
    const { policy } = reviewDayOf(dev);
    expect(policy).toContain('"ReadSource"');
    expect(policy).not.toContain('"DecryptSource"');
  });

  test('lock evidence only where it is kept', () => {
    const unlocked = { ...staging, data: { ...staging.data, evidenceLock: undefined } };
    expect(role.actions).toContain('s3:PutObjectRetention');
    expect(reviewDayOf(unlocked).actions).not.toContain('s3:PutObjectRetention');
    const { variables } = stackOf(unlocked).resource('aws_lambda_function', 'review-day').values[
      'environment'
    ] as { variables: object };
    expect(variables).toMatchObject({ RETENTION_MODE: 'none', RETENTION_DAYS: '0' });
  });

  test('send traces where the environment traces', () => {
    const trace = (of: Environment) => reviewDayOf(of).may('xray:PutTraceSegments', { resource: '*' });
    expect([trace(staging), trace(dev)]).toEqual([true, false]);
  });
});
