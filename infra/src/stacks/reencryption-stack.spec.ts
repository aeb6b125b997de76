import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dev } from '../environments/dev';
import type { Environment } from '../environments/environment';
import { prod } from '../environments/prod';
import { RoleUnderTest, through, type Question } from '../testing/access-matrix';
import { callsAllowedBy } from '../testing/adapter-calls';
import { matchesEvent } from '../testing/event-matcher';
import { synthesizedStacks, type SynthesizedStack } from '../testing/synthesized-stack';
import type { EventPattern } from '../constructs/events/event-pattern';

function stackOf(environment: Environment): SynthesizedStack {
  const stack = synthesizedStacks(environment).find(({ name }) => name.endsWith('-reencryption'));
  if (stack === undefined) throw new Error(`${environment.name} has no reencryption.`);
  return stack;
}

const FUNCTIONS = [
  'reconcile',
  'on-tag-change',
  'on-inventory-delivered',
  'approve',
  'on-job-state',
  'on-batch-report',
  'sweep',
  'multipart-copy',
  'guard-policy',
] as const;
const JOB_ROLES = ['batch-update', 'batch-copy', 'batch-restore', 'batch-invoke'] as const;

describe('ReencryptionStack', () => {
  const stack = stackOf(dev);

  test('dev, as Terraform gets it', () => {
    expect(stack.document).toMatchSnapshot();
  });

  test('has a function for each handler, and a role for each kind of job', () => {
    const names = stack.resources('aws_lambda_function').map(({ values }) => values['function_name']);
    expect(names.sort()).toEqual(FUNCTIONS.map((name) => `lakeward-dev-reencryption-${name}`).sort());
  });

  test('jobs are made with the roles and the function of this stack', () => {
    const { variables } = stack.resource('aws_lambda_function', 'approve').values['environment'] as {
      variables: Record<string, string>;
    };
    const roles = stack.resources('aws_iam_role').map(({ values }) => String(values['name']));
    for (const job of ['update', 'copy', 'restore', 'invoke']) {
      const arn = variables[`${job.toUpperCase()}_ROLE_ARN`];
      expect(arn).toBe(`arn:aws:iam::111122223333:role/lakeward-dev-reencryption-batch-${job}`);
      expect(roles).toContain(arn?.split('/')[1]);
    }
    expect(variables['MULTIPART_COPY_FUNCTION_ARN']).toBe(
      'arn:aws:lambda:eu-west-1:111122223333:function:lakeward-dev-reencryption-multipart-copy',
    );
  });

  test.each([
    ['REENC_BUCKET_NOT_RECONCILED', ['reconcile', 'on-tag-change']],
    ['REENC_JOB_FAILED', ['on-job-state', 'on-batch-report', 'sweep']],
    // What takes in reports sees jobs that are over: there is nothing to cancel.
    ['REENC_TASK_COUNT', ['on-job-state', 'sweep']],
  ])('%s is an alarm of those that write it', (code, functions) => {
    const alarms = stack
      .resources('aws_cloudwatch_metric_alarm')
      .filter(({ values }) => values['metric_name'] === code)
      .map(({ values }) => String(values['namespace']).replace('Lakeward/lakeward-dev-reencryption-', ''));
    expect(alarms.sort()).toEqual([...functions].sort());
  });

  test('guards let the roles of jobs and of large copies through', () => {
    const { variables } = stack.resource('aws_lambda_function', 'guard-policy').values['environment'] as {
      variables: Record<string, string>;
    };
    const role = (name: string) => `arn:aws:iam::111122223333:role/lakeward-dev-reencryption-${name}`;
    expect(variables['JOB_ROLE_ARNS']?.split(',')).toEqual([...JOB_ROLES, 'multipart-copy'].map(role));
  });

  test('the planner asks whether the role of large copies is let at the key', () => {
    const planner = stack.resource('aws_lambda_function', 'on-inventory-delivered').values['environment'];
    expect(planner).toMatchObject({
      variables: {
        MULTIPART_COPY_ROLE_ARN: 'arn:aws:iam::111122223333:role/lakeward-dev-reencryption-multipart-copy',
      },
    });
  });

  test('under SSE-S3 no key is named', () => {
    const target = { algorithm: 'sse-s3' } as const;
    const plain = stackOf({ ...dev, reencryption: { ...dev.reencryption, target, sourceKeyArns: [] } });
    expect(plain.resource('aws_lambda_function', 'approve').values['environment']).toMatchObject({
      variables: { TARGET: 'sse-s3', TARGET_KEY_ARN: '', BUCKET_KEYS: 'off' },
    });
    expect(new RoleUnderTest(plain, 'batch-copy').policy).not.toContain('kms:');
    expect(new RoleUnderTest(plain, 'on-inventory-delivered_role').actions).not.toContain('kms:GetKeyPolicy');
  });

  test('only a planner that applies makes jobs', () => {
    const makes = (environment: Environment) =>
      new RoleUnderTest(stackOf(environment), 'on-inventory-delivered_role').actions.includes('s3:CreateJob');
    expect([makes(dev), makes(prod)]).toEqual([false, true]);
  });
});

describe('rules of the default bus', () => {
  const stack = stackOf(prod);
  const pattern = (rule: string): EventPattern =>
    JSON.parse(
      String(stack.resource('aws_cloudwatch_event_rule', rule).values['event_pattern']),
    ) as EventPattern;
  const created = (name: string, key: string) => ({
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: { bucket: { name: `lakeward-prod-${name}-777788889999-eu-west-1` }, object: { key } },
  });

  test.each([
    [
      'on-inventory-delivered',
      'inventory',
      'reencryption/inventory/b/lakeward/2026-11-06T01-00Z/manifest.checksum',
      true,
    ],
    [
      'on-inventory-delivered',
      'inventory',
      'reencryption/inventory/b/lakeward/2026-11-06T01-00Z/manifest.json',
      false,
    ],
    ['on-inventory-delivered', 'batch', 'reencryption/inventory/b/lakeward/x/manifest.checksum', false],
    ['on-batch-report', 'batch', 'reencryption/reports/b/s/job-1/manifest.json', true],
    ['on-batch-report', 'batch', 'reencryption/reports/b/s/job-1/results/1.csv', false],
    ['on-batch-report', 'batch', 'reencryption/manifests/b/s/manifest.json', false],
  ])('%s, %s bucket, %s: %s', (rule, bucket, key, delivered) => {
    expect(matchesEvent(pattern(rule), created(bucket, key))).toBe(delivered);
  });

  const event = (name: string) =>
    JSON.parse(
      readFileSync(join(__dirname, '../../../apps/reencryption/events', `${name}.json`), 'utf8'),
    ) as { detail: { eventName: string } };

  test.each(['put-bucket-tagging', 'untag-resource'])("on-tag-change, the app's own %s", (name) => {
    const told = event(name);
    expect(matchesEvent(pattern('on-tag-change'), told)).toBe(true);
    const other = { ...told, detail: { ...told.detail, eventName: 'CreateBucket' } };
    expect(matchesEvent(pattern('on-tag-change'), other)).toBe(false);
  });

  test.each([
    ['Suspended', true],
    ['Ready', true],
    ['Active', true],
    ['Complete', true],
    ['Failed', true],
    ['Cancelled', true],
    ['Preparing', false],
    ['Completing', false],
  ])('on-job-state, a job that is %s: %s', (status, delivered) => {
    const told = {
      source: 'aws.s3',
      'detail-type': 'AWS Service Event via CloudTrail',
      detail: {
        eventSource: 's3.amazonaws.com',
        eventName: 'JobStatusChanged',
        serviceEventDetails: { jobId: 'j', status },
      },
    };
    expect(matchesEvent(pattern('on-job-state'), told)).toBe(delivered);
  });
});

/** Which calls of the adapters each function's role lets through, on whatever resource: exactly those that its code may come to. */
describe('calls of the adapters', () => {
  const stack = stackOf(prod);
  /** Reads and writes of small records, whole or in parts, and the listing of them. */
  const RECORDS = [
    'kms/Decrypt',
    's3/AbortMultipartUpload',
    's3/CompleteMultipartUpload',
    's3/CreateMultipartUpload',
    's3/GetObject',
    's3/HeadObject',
    's3/ListObjectsV2',
    's3/PutObject',
    's3/UploadPart',
    's3/UploadPartCopy',
  ];
  const FILES = ['s3/ListMultipartUploads', 's3/ListParts'];
  const WATCHING = [
    // The one call of KMS is for the function's own variables.
    'kms/Decrypt',
    's3/DeleteBucketInventoryConfiguration',
    's3/GetBucketInventoryConfiguration',
    's3/GetBucketPolicy',
    's3/GetBucketTagging',
    's3/ListBucketInventoryConfigurations',
    's3/PutBucketInventoryConfiguration',
    's3/PutBucketPolicy',
  ];
  const DECIDING = [
    's3-batch/CreateJob',
    's3-batch/DescribeJob',
    's3-batch/UpdateJobStatus',
    's3/GetBucketOwnershipControls',
  ];
  const FOLLOWING = [...RECORDS, 's3-batch/DescribeJob', 'sns/Publish'];
  const REPORTING = [
    ...FOLLOWING,
    ...FILES,
    'glue/BatchCreatePartition',
    'glue/GetPartition',
    'glue/GetTable',
    'glue/UpdatePartition',
    's3/GetBucketLocation',
  ];

  test.each<[string, readonly string[]]>([
    ['reconcile', [...WATCHING, 's3/ListBuckets']],
    ['on-tag-change', [...WATCHING, 's3/GetBucketLocation']],
    [
      'on-inventory-delivered',
      [
        ...RECORDS,
        ...FILES,
        ...DECIDING,
        'athena/GetQueryExecution',
        'athena/GetQueryResults',
        'athena/StartQueryExecution',
        'athena/StopQueryExecution',
        'glue/BatchCreatePartition',
        'glue/CreateTable',
        'glue/GetDatabase',
        'glue/GetPartition',
        'glue/GetPartitions',
        'glue/GetTable',
        'glue/UpdatePartition',
        'kms/DescribeKey',
        'kms/GetKeyPolicy',
        'kms/ListGrants',
        's3/GetBucketLocation',
      ],
    ],
    ['approve', [...RECORDS, ...DECIDING]],
    ['on-job-state', [...FOLLOWING, 's3-batch/UpdateJobStatus']],
    ['on-batch-report', REPORTING],
    ['sweep', [...REPORTING, 's3-batch/UpdateJobStatus']],
    [
      'multipart-copy',
      [
        ...RECORDS,
        ...FILES,
        's3/CopyObject',
        's3/GetObjectAcl',
        's3/GetObjectLockConfiguration',
        's3/GetObjectTagging',
        's3/ListObjectVersions',
      ],
    ],
    [
      'guard-policy',
      [
        ...RECORDS,
        's3/DeleteBucketPolicy',
        's3/GetBucketEncryption',
        's3/GetBucketPolicy',
        's3/PutBucketPolicy',
      ],
    ],
  ])('%s', (name, calls) => {
    expect(callsAllowedBy(new RoleUnderTest(stack, `${name}_role`).actions).sort()).toEqual(
      [...calls].sort(),
    );
  });
});

describe('tables of S3 Metadata', () => {
  const keyArn = 'arn:aws:kms:eu-west-1:777788889999:key/5b6c7d8e-9fa0-4142-8e5f-607182930415';
  const catalog = 's3tablescatalog/aws-s3';
  const withTables = (metadataTables: Environment['reencryption']['metadataTables']) =>
    stackOf({ ...prod, reencryption: { ...prod.reencryption, metadataTables } });
  const stack = withTables({ catalog, keyArn });
  const roles = [...FUNCTIONS, ...JOB_ROLES].map(
    (name) =>
      [
        name,
        new RoleUnderTest(stack, name.startsWith('batch-') ? `${name}_policy` : `${name}_role`),
      ] as const,
  );
  const inPlace = (service: string, resource: string) =>
    `arn:aws:${service}:eu-west-1:777788889999:${resource}`;

  test.each([
    ['glue:GetCatalog', inPlace('glue', 'catalog/s3tablescatalog'), true],
    ['glue:GetCatalog', inPlace('glue', `catalog/${catalog}`), true],
    ['glue:GetCatalog', inPlace('glue', 'catalog/s3tablescatalog/another'), false],
    ['glue:GetDatabase', inPlace('glue', 'catalog'), true],
    ['glue:GetDatabase', inPlace('glue', `database/${catalog}/b_example_prod_orders`), true],
    ['glue:GetDatabase', inPlace('glue', `database/${catalog}/sales`), false],
    ['glue:GetTable', inPlace('glue', `table/${catalog}/b_example_prod_orders/inventory`), true],
    ['glue:GetTable', inPlace('glue', `table/${catalog}/b_example_prod_orders/journal`), false],
    ['glue:UpdateTable', inPlace('glue', `table/${catalog}/b_example_prod_orders/inventory`), false],
    ['s3tables:GetTableBucket', inPlace('s3tables', 'bucket/aws-s3'), true],
    ['s3tables:GetTable', inPlace('s3tables', 'bucket/aws-s3/table/1a2b'), true],
    ['s3tables:GetTableData', inPlace('s3tables', 'bucket/aws-s3/table/1a2b'), true],
    ['s3tables:GetTableMetadataLocation', inPlace('s3tables', 'bucket/aws-s3/table/1a2b'), true],
    ['s3tables:GetTableData', inPlace('s3tables', 'bucket/another/table/1a2b'), false],
    ['s3tables:PutTableData', inPlace('s3tables', 'bucket/aws-s3/table/1a2b'), false],
    ['lakeformation:GetDataAccess', '*', true],
    ['kms:Decrypt', keyArn, true],
    ['kms:GenerateDataKey', keyArn, false],
  ])('%s on %s: the planner %s, others never', (action, resource, allowed) => {
    expect(roles.filter(([, each]) => each.may(action, { resource })).map(([name]) => name)).toEqual(
      allowed ? ['on-inventory-delivered'] : [],
    );
  });

  test('are asked where they are given', () => {
    const catalogOf = (of: SynthesizedStack) =>
      of.resource('aws_lambda_function', 'on-inventory-delivered').values['environment'];
    expect(catalogOf(stack)).toMatchObject({ variables: { METADATA_CATALOG: catalog } });
    expect(catalogOf(withTables(undefined))).toMatchObject({ variables: { METADATA_CATALOG: '' } });
  });

  test('leave the policy within what IAM takes', () => {
    const role = new RoleUnderTest(stack, 'on-inventory-delivered_role');
    expect(role.policy.replace(/\s/g, '').length).toBeLessThanOrEqual(10_240);
  });

  test('under SSE-S3 need no key', () => {
    const role = new RoleUnderTest(withTables({ catalog, keyArn: undefined }), 'on-inventory-delivered_role');
    expect(
      role.may('s3tables:GetTableData', { resource: inPlace('s3tables', 'bucket/aws-s3/table/1a2b') }),
    ).toBe(true);
    expect(role.may('kms:Decrypt', { resource: keyArn })).toBe(false);
  });
});

/**
 * The allow/deny matrix of all roles: each row is one request, and the roles that may make it. No other of the thirteen may.
 * Prod has every feature on: jobs are made, and objects are under a key already.
 */
describe('who may', () => {
  const stack = stackOf(prod);
  const roles = [...FUNCTIONS, ...JOB_ROLES].map(
    (name) =>
      [
        name,
        new RoleUnderTest(stack, name.startsWith('batch-') ? `${name}_policy` : `${name}_role`),
      ] as const,
  );
  const WATCHERS = ['reconcile', 'on-tag-change'];
  const PLANNER = 'on-inventory-delivered';
  /** Make jobs, or have them made. */
  const DECIDERS = [PLANNER, 'approve'];
  /** Take in reports, and make manifests of what is tried again. */
  const REPORTERS = ['on-batch-report', 'sweep'];
  const FOLLOWERS = ['on-job-state', ...REPORTERS];
  /** Keep the records of runs. */
  const RUNNERS = [...DECIDERS, ...FOLLOWERS];

  const inPlace = (service: string, resource: string) =>
    `arn:aws:${service}:eu-west-1:777788889999:${resource}`;
  const bucket = (name: string) => `arn:aws:s3:::lakeward-prod-${name}-777788889999-eu-west-1`;
  const object = 'arn:aws:s3:::example-prod-orders/2026/a b.csv';
  const estate = 'arn:aws:s3:::example-prod-orders';
  const evidence = bucket('evidence');
  const batch = bucket('batch');
  const targetKey = prod.reencryption.target.keyArn;
  const [sourceKey] = prod.reencryption.sourceKeyArns;
  const dataKey = '${data.aws_kms_alias.data-key.target_key_arn}';
  const ours = { 'aws:ResourceAccount': '777788889999' };
  const of = (resource: string, context: Record<string, string> = ours): Question => ({ resource, context });
  const table = (name: string) => inPlace('glue', `table/lakeward_prod_lake/${name}`);
  const role = (name: string) => `arn:aws:iam::777788889999:role/lakeward-prod-${name}`;
  const toBatch = { 'iam:PassedToService': 'batchoperations.s3.amazonaws.com' };

  test.each<[string, Question, readonly string[]]>([
    // Buckets of the estate.
    ['s3:ListAllMyBuckets', of('*'), ['reconcile']],
    ['s3:GetBucketLocation', of('arn:aws:s3:::anything-of-the-account'), ['on-tag-change']],
    ['s3:GetBucketLocation', of(estate), ['on-tag-change', PLANNER]],
    ['s3:GetBucketLocation', of(estate, { 'aws:ResourceAccount': '1' }), []],
    ['s3:ListBucket', of('arn:aws:s3:::anything-of-the-account'), []],
    ['s3:ListBucket', of(estate), ['multipart-copy', 'batch-copy']],
    ['s3:GetBucketTagging', of('arn:aws:s3:::anything-of-the-account'), WATCHERS],
    ['s3:GetBucketTagging', of('arn:aws:s3:::anything', { 'aws:ResourceAccount': '1' }), []],
    ['s3:PutInventoryConfiguration', of(estate), WATCHERS],
    ['s3:PutInventoryConfiguration', of('arn:aws:s3:::not-ours-to-touch'), []],
    ['s3:PutBucketPolicy', of(estate), ['guard-policy']],
    ['s3:PutBucketPolicy', of(evidence), []],
    ['s3:PutBucketPolicy', of(bucket('inventory')), WATCHERS],
    ['s3:DeleteBucketPolicy', of(bucket('inventory')), []],
    ['s3:PutBucketPolicy', of(batch), []],
    ['s3:GetInventoryConfiguration', of('arn:aws:s3:::anything-of-the-account'), WATCHERS],
    ['s3:GetBucketOwnershipControls', of(estate), DECIDERS],
    ['s3:GetEncryptionConfiguration', of(estate), ['guard-policy']],
    ['s3:DeleteBucketPolicy', of(estate), ['guard-policy']],
    ['s3:DeleteBucket', of(estate), []],
    // Objects of the estate.
    ['s3:UpdateObjectEncryption', of(object), ['batch-update']],
    ['s3:GetObjectVersion', of(object), ['multipart-copy', 'batch-update', 'batch-copy']],
    ['s3:PutObject', of(object), ['multipart-copy', 'batch-update', 'batch-copy']],
    ['s3:PutObjectAcl', of(object), ['multipart-copy', 'batch-copy']],
    ['s3:PutObjectTagging', of(object), ['multipart-copy', 'batch-copy']],
    ['s3:PutObjectRetention', of(object), ['multipart-copy', 'batch-copy']],
    ['s3:AbortMultipartUpload', of(object), ['multipart-copy', 'batch-copy']],
    ['s3:RestoreObject', of(object), ['batch-restore']],
    ['s3:DeleteObject', of(object), []],
    ['s3:DeleteObjectVersion', of(object), []],
    ['s3:BypassGovernanceRetention', of(object), []],
    ['s3:PutObject', of('arn:aws:s3:::not-ours-to-touch/x'), []],
    ['s3:PutObject', of(object, { 'aws:ResourceAccount': '999988887777' }), []],
    // Keys.
    ['kms:ReEncryptTo', of(targetKey, through('s3')), ['batch-update']],
    ['kms:GenerateDataKey', of(targetKey, through('s3')), ['multipart-copy', 'batch-update', 'batch-copy']],
    ['kms:Decrypt', of(sourceKey, through('s3')), ['multipart-copy', 'batch-update', 'batch-copy']],
    ['kms:GenerateDataKey', of(sourceKey, through('s3')), []],
    ['kms:Decrypt', of(targetKey, {}), []],
    ...['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListGrants'].flatMap(
      (action): [string, Question, readonly string[]][] => [
        [action, of(targetKey, {}), [PLANNER]],
        [action, of(sourceKey, {}), []],
        [action, of(dataKey, {}), []],
      ],
    ),
    ['kms:PutKeyPolicy', of(targetKey, {}), []],
    ['kms:CreateGrant', of(targetKey, {}), []],
    [
      'kms:GenerateDataKey',
      of(dataKey, through('s3', evidence)),
      [...RUNNERS, 'multipart-copy', 'guard-policy'],
    ],
    // Jobs.
    ['s3:CreateJob', of('*'), DECIDERS],
    ['s3:UpdateJobStatus', of(inPlace('s3', 'job/1b2c')), [...DECIDERS, 'on-job-state', 'sweep']],
    ['s3:PutJobTagging', of(inPlace('s3', 'job/1b2c')), DECIDERS],
    ['s3:UpdateJobPriority', of(inPlace('s3', 'job/1b2c')), []],
    ['s3:ListJobs', of('*'), []],
    ['s3:DescribeJob', of(inPlace('s3', 'job/1b2c')), RUNNERS],
    ['s3:DescribeJob', of('arn:aws:s3:eu-west-1:999988887777:job/1b2c'), []],
    ...(['update', 'copy', 'restore', 'invoke'] as const).map(
      (job): [string, Question, readonly string[]] => [
        'iam:PassRole',
        of(role(`reencryption-batch-${job}`), toBatch),
        DECIDERS,
      ],
    ),
    ['iam:PassRole', of(role('reencryption-approve'), toBatch), []],
    ['iam:PassRole', of(role('reencryption-batch-copy'), { 'iam:PassedToService': 'ec2.amazonaws.com' }), []],
    [
      'lambda:InvokeFunction',
      of(inPlace('lambda', 'function:lakeward-prod-reencryption-multipart-copy')),
      ['batch-invoke'],
    ],
    ['lambda:InvokeFunction', of(inPlace('lambda', 'function:lakeward-prod-reencryption-approve')), []],
    // Files of the app.
    ['s3:GetObject', of(`${bucket('inventory')}/reencryption/inventory/b/i/data/x.csv.gz`), [PLANNER]],
    ['s3:PutObject', of(`${bucket('inventory')}/reencryption/inventory/b/i/data/x.csv.gz`), []],
    ['s3:PutObject', of(`${batch}/reencryption/snapshots/b/i/s/symlink.txt`), [PLANNER]],
    ['s3:PutObject', of(`${batch}/reencryption/unload/b/i/s/1/lot=a/x.gz`), [PLANNER]],
    ['kms:Decrypt', of(dataKey, through('s3', `${batch}/reencryption/unload/x.gz`)), [PLANNER]],
    ['s3:PutObject', of(`${batch}/reencryption/manifests/b/s/p/update-1.csv`), [PLANNER, ...REPORTERS]],
    [
      's3:GetObject',
      of(`${batch}/reencryption/manifests/b/s/p/update-1.csv`),
      [PLANNER, ...REPORTERS, ...JOB_ROLES],
    ],
    ['s3:PutObject', of(`${batch}/reencryption/reports/b/s/p/job-1/manifest.json`), [...JOB_ROLES]],
    ['s3:GetObject', of(`${batch}/reencryption/reports/b/s/p/job-1/manifest.json`), [PLANNER, ...REPORTERS]],
    ['s3:PutObject', of(`${batch}/elsewhere`), []],
    ['s3:PutObject', of(`${evidence}/reencryption/plans/b/s/p/plan.json`), RUNNERS],
    ['s3:PutObject', of(`${evidence}/reencryption/runs/_buckets/b.json`), RUNNERS],
    ['s3:PutObject', of(`${evidence}/reencryption/guards/b.json`), ['guard-policy']],
    ['s3:PutObject', of(`${evidence}/reencryption/copies/x.json`), ['multipart-copy']],
    ['s3:PutObject', of(`${evidence}/pci-query-runner/evidence/2026-03-09/manifest.json`), []],
    ['s3:GetObject', of(`${evidence}/pci-query-runner/evidence/2026-03-09/manifest.json`), []],
    ['s3:DeleteObject', of(`${evidence}/reencryption/plans/b/s/p/plan.json`), []],
    // Queries.
    ['athena:StartQueryExecution', of(inPlace('athena', 'workgroup/lakeward-prod-reencryption')), [PLANNER]],
    ['athena:StartQueryExecution', of(inPlace('athena', 'workgroup/lakeward-prod-pci-query-runner')), []],
    ['glue:CreateTable', of(table('s3_inventory_csv_0123456789ab')), [PLANNER]],
    ['glue:CreateTable', of(table('cloudtrail_logs')), []],
    ['glue:BatchCreatePartition', of(table('s3_inventory_csv_0123456789ab')), [PLANNER]],
    ['glue:UpdatePartition', of(table('s3_batch_reports')), REPORTERS],
    ['glue:GetPartition', of(table('s3_batch_reports')), [PLANNER, ...REPORTERS]],
    ['glue:GetTable', of(table('s3_batch_reports')), [PLANNER, ...REPORTERS]],
    ['glue:GetTable', of(table('cloudtrail_logs')), []],
    ['glue:DeleteTable', of(table('s3_inventory_csv_0123456789ab')), []],
    // Tables of S3 Metadata, which no bucket has as the environment stands.
    ['glue:GetTable', of(inPlace('glue', 'table/s3tablescatalog/aws-s3/b_example/inventory')), []],
    ['s3tables:GetTableData', of(inPlace('s3tables', 'bucket/aws-s3/table/1a2b')), []],
    ['lakeformation:GetDataAccess', of('*'), []],
    // Messages.
    ['sns:Publish', of(inPlace('sns', 'lakeward-prod-notices')), FOLLOWERS],
    ['sns:Publish', of(inPlace('sns', 'lakeward-prod-alarms')), []],
    ['sqs:SendMessage', of(inPlace('sqs', 'lakeward-prod-reencryption-approve-failed-events')), ['approve']],
  ])('%s on %j: %j', (action, question, allowed) => {
    expect(roles.filter(([, each]) => each.may(action, question)).map(([name]) => name)).toEqual(
      [...FUNCTIONS, ...JOB_ROLES].filter((name) => allowed.includes(name)),
    );
  });
});
