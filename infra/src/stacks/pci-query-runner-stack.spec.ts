import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dev } from '../environments/dev';
import type { Environment } from '../environments/environment';
import { prod } from '../environments/prod';
import { staging } from '../environments/staging';
import { evaluatePolicy, type AccessRequest } from '../testing/policy-evaluator';
import { synthesizedStacks } from '../testing/synthesized-stack';

function stackOf(environment: Environment) {
  const stack = synthesizedStacks(environment).find(({ name }) => name.endsWith('-pci-query-runner'));
  if (stack === undefined) throw new Error(`${environment.name} has no pci-query-runner.`);
  return stack;
}

/** May the function do this? Says its role's policy. */
function mayReviewDay(environment: Environment) {
  const policy = String(
    stackOf(environment).resource('aws_iam_role_policy', 'review-day_role').values['policy'],
  );
  return (request: AccessRequest) => evaluatePolicy(policy, request) === 'allow';
}

/** Calls to AWS that the adapters of a package send. */
function callsOf(name: string): string[] {
  const folder = join(__dirname, '../../../packages', name, 'src/aws');
  const sources = readdirSync(folder).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
  const sent = sources.flatMap((file) => [
    ...readFileSync(join(folder, file), 'utf8').matchAll(/\bnew ([A-Z]\w+)Command\(/g),
  ]);
  return [...new Set(sent.map(([, call]) => call ?? ''))];
}

function allowedActions(environment: Environment): string[] {
  const { values } = stackOf(environment).resource('aws_iam_role_policy', 'review-day_role');
  const { Statement } = JSON.parse(String(values['policy'])) as { Statement: { Action: string[] }[] };
  return Statement.flatMap(({ Action }) => Action);
}

describe('PciQueryRunnerStack', () => {
  test('dev, as Terraform gets it', () => {
    expect(stackOf(dev).document).toMatchSnapshot();
  });

  test("the function's variables are the environment's settings and the data lake's names", () => {
    expect(stackOf(prod).resource('aws_lambda_function').values['environment']).toEqual({
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
      },
    });
  });
});

/**
 * The allow/deny matrix of `review-day`: every call that its adapters make, on its own resources and on a sibling's that
 * it must not touch. Staging has every feature on: partitions are added, and the logs lie under a key and a prefix.
 */
describe('review-day may', () => {
  const may = mayReviewDay(staging);
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
  const logKey = staging.pciQueryRunner.logBucketKeyArn;

  const listing = (prefix: string) => ({ 's3:prefix': prefix });
  const through = (service: string, arn?: string) => ({
    'kms:ViaService': `${service}.eu-west-1.amazonaws.com`,
    ...(arn === undefined ? {} : { 'kms:EncryptionContext:aws:s3:arn': arn }),
  });

  interface Row {
    readonly call: string;
    readonly yes: readonly Omit<AccessRequest, 'action'>[];
    readonly no: readonly Omit<AccessRequest, 'action'>[];
  }
  const on = (...resources: readonly string[]) => resources.map((resource) => ({ resource }));

  const matrix: readonly Row[] = [
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
        `${results}/lakeward-staging-pci-query-runner/x.csv`,
      ),
      no: on(
        `${logs}/other/x`,
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
        `${results}/lakeward-staging-pci-query-runner/x.csv`,
      ),
      no: on(
        `${logs}/trail/AWSLogs/forged.json.gz`,
        `${evidence}/reencryption/runs/x.json`,
        `${results}/lakeward-staging-rewrite/x.csv`,
      ),
    },
    ...['DeleteObject', 'DeleteObjectVersion', 'PutObjectRetention', 'BypassGovernanceRetention'].map(
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

  /** Calls of the adapters that review-day makes, and the actions that IAM asks for each. Source: "Service Authorization Reference". */
  const MADE: Readonly<Record<string, readonly string[]>> = {
    StartQueryExecution: ['athena:StartQueryExecution'],
    GetQueryExecution: ['athena:GetQueryExecution'],
    GetQueryResults: ['athena:GetQueryResults'],
    StopQueryExecution: ['athena:StopQueryExecution'],
    GetTable: ['glue:GetTable'],
    GetPartition: ['glue:GetPartition'],
    GetPartitions: ['glue:GetPartitions'],
    BatchCreatePartition: ['glue:BatchCreatePartition'],
    ListObjectsV2: ['s3:ListBucket'],
    HeadObject: ['s3:GetObject'],
    GetObject: ['s3:GetObject'],
    PutObject: ['s3:PutObject', 'kms:GenerateDataKey'],
    CreateMultipartUpload: ['s3:PutObject', 'kms:GenerateDataKey'],
    UploadPart: ['s3:PutObject', 'kms:GenerateDataKey', 'kms:Decrypt'],
    CompleteMultipartUpload: ['s3:PutObject', 'kms:Decrypt'],
    AbortMultipartUpload: ['s3:AbortMultipartUpload'],
    Publish: ['sns:Publish', 'kms:GenerateDataKey', 'kms:Decrypt'],
  };

  /** Calls that its adapters could make for other apps, and that it must not be allowed. */
  const NOT_MADE: Readonly<Record<string, string>> = {
    GetDatabases: 'glue:GetDatabases',
    GetTables: 'glue:GetTables',
    CreateDatabase: 'glue:CreateDatabase',
    DeleteDatabase: 'glue:DeleteDatabase',
    CreateTable: 'glue:CreateTable',
    UpdateTable: 'glue:UpdateTable',
    DeleteTable: 'glue:DeleteTable',
    UpdatePartition: 'glue:UpdatePartition',
    BatchDeletePartition: 'glue:BatchDeletePartition',
    CopyObject: 's3:PutObjectTagging',
    DeleteObject: 's3:DeleteObject',
    GetObjectTagging: 's3:GetObjectTagging',
    ListObjectVersions: 's3:ListBucketVersions',
  };

  /** Athena reads the database's definition for a query; the catalog adapter may ask for it too. */
  const ASKED_BY_ATHENA = ['GetDatabase'];

  test('every call of the adapters is known: made and allowed, or not made and not allowed', () => {
    const calls = ['athena', 'glue', 's3', 'sns'].flatMap(callsOf);
    expect(calls).toEqual(expect.arrayContaining(['StartQueryExecution', 'PutObject', 'Publish']));
    const known = [...Object.keys(MADE), ...Object.keys(NOT_MADE), ...ASKED_BY_ATHENA];
    expect(calls.filter((call) => !known.includes(call))).toEqual([]);
    expect(known.filter((call) => !calls.includes(call))).toEqual([]);
    const allowed = allowedActions(staging);
    expect(
      Object.values(MADE)
        .flat()
        .filter((action) => !allowed.includes(action)),
    ).toEqual([]);
    expect(Object.values(NOT_MADE).filter((action) => allowed.includes(action))).toEqual([]);
  });

  test.each(matrix)('$call on its own, not on others', ({ call, yes, no }) => {
    const verdict = (request: Omit<AccessRequest, 'action'>) => may({ action: call, ...request });
    expect(yes.filter((request) => !verdict(request))).toEqual([]);
    expect(no.filter(verdict)).toEqual([]);
  });

  test('add partitions only where partitions are added', () => {
    const add = (place: string, name: string) => ({
      action: 'glue:BatchCreatePartition',
      resource: `arn:aws:glue:${place}:table/lakeward_${name}_lake/cloudtrail_logs`,
    });
    expect(may(add('eu-west-1:444455556666', 'staging'))).toBe(true);
    expect(mayReviewDay(dev)(add('eu-west-1:111122223333', 'dev'))).toBe(false);
  });

  test('use no key for logs without one', () => {
    const policy = String(stackOf(dev).resource('aws_iam_role_policy', 'review-day_role').values['policy']);
    expect(policy).toContain('"ReadSource"');
    expect(policy).not.toContain('"DecryptSource"');
  });

  test('send traces where the environment traces', () => {
    const trace = { action: 'xray:PutTraceSegments', resource: '*' };
    expect([mayReviewDay(staging)(trace), mayReviewDay(dev)(trace)]).toEqual([true, false]);
  });
});
