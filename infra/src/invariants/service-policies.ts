import { isForBatchJobs } from './invocation-policies';
import { at, adding, failing, forEach, present, referring, removing, setting, type Policy } from './policy';

/** Visibility must cover one run and its retries. Source: "Using Lambda with Amazon SQS", six times the timeout. */
const VISIBILITY_FACTOR = 6;

/** Functions of all apps, and what runs by the clock. */
const FUNCTIONS = [
  'review-day',
  'on-query-state',
  'sweep',
  'reconcile',
  'on-tag-change',
  'on-inventory-delivered',
  'approve',
  'on-job-state',
  'on-batch-report',
  'multipart-copy',
  'guard-policy',
];
const SCHEDULES = ['review-day-schedule', 'sweep-schedule', 'reconcile-schedule'];

const UNSIGNED =
  'code comes from one pipeline, whose role alone may update functions; a signer would sign what the same pipeline hands it';
const WITHOUT_VPC = 'functions call AWS APIs only; a VPC would add endpoints to pay for and nothing to reach';

/** Terraform's JSON may hold numbers or `${...}`; only numbers are compared. */
const atLeast = (least: number) => (value: unknown) => typeof value === 'number' && value >= least;

export const servicePolicies: readonly Policy[] = [
  {
    id: 'CKV_AWS_7',
    says: 'keys rotate, but for signing keys, which KMS cannot rotate',
    offenders: failing(
      'aws_kms_key',
      ({ values }) => values['enable_key_rotation'] === true || values['key_usage'] === 'SIGN_VERIFY',
    ),
    spoil: setting('aws_kms_key', 'enable_key_rotation', false),
  },
  {
    id: 'CKV2_AWS_64',
    says: 'keys have a policy of their own',
    offenders: failing('aws_kms_key', ({ values }) => typeof values['policy'] === 'string'),
    spoil: setting('aws_kms_key', 'policy', undefined),
  },
  {
    id: 'CKV_AWS_159, CKV_AWS_77',
    says: 'query results are under a KMS key',
    offenders: failing('aws_athena_workgroup', ({ values }) => {
      const encryption = at(values, 'configuration.result_configuration.encryption_configuration');
      return (
        at({ encryption }, 'encryption.encryption_option') === 'SSE_KMS' &&
        typeof at({ encryption }, 'encryption.kms_key_arn') === 'string'
      );
    }),
    spoil: setting(
      'aws_athena_workgroup',
      'configuration.result_configuration.encryption_configuration.encryption_option',
      'SSE_S3',
    ),
  },
  {
    id: 'CKV_AWS_82',
    says: 'workgroups bind their queries',
    offenders: failing(
      'aws_athena_workgroup',
      ({ values }) => at(values, 'configuration.enforce_workgroup_configuration') === true,
    ),
    exceptions: {
      'reencryption-workgroup': 'UNLOAD names the place of its files itself',
      'rewrite-workgroup':
        'CREATE TABLE AS with external_location fails in a workgroup that enforces its own',
    },
    spoil: setting('aws_athena_workgroup', 'configuration.enforce_workgroup_configuration', false),
  },
  {
    id: 'LAKE_BYTE_LIMIT',
    says: 'workgroups cancel queries that read too much',
    offenders: failing('aws_athena_workgroup', ({ values }) =>
      atLeast(10_000_000)(at(values, 'configuration.bytes_scanned_cutoff_per_query')),
    ),
    spoil: setting('aws_athena_workgroup', 'configuration.bytes_scanned_cutoff_per_query', undefined),
  },
  {
    id: 'CKV_AWS_45',
    says: 'no secrets in the variables of functions',
    offenders: failing('aws_lambda_function', ({ values }) =>
      Object.entries(at(values, 'environment.variables') as Record<string, string>).every(
        ([name, value]) =>
          !/SECRET|PASSWORD|TOKEN|PRIVATE|CREDENTIAL/.test(name) && !/AKIA[A-Z0-9]{16}/.test(value),
      ),
    ),
    spoil: setting('aws_lambda_function', 'environment.variables.API_TOKEN', 'x'),
  },
  {
    id: 'CKV_AWS_50',
    says: 'functions are traced where the environment traces',
    offenders: failing(
      'aws_lambda_function',
      ({ values }, { environment }) =>
        at(values, 'tracing_config.mode') === (environment.operations.tracing ? 'Active' : 'PassThrough'),
    ),
    spoil: setting('aws_lambda_function', 'tracing_config.mode', 'Off'),
  },
  {
    id: 'CKV_AWS_115',
    says: 'functions have a limit of their own on concurrent runs',
    offenders: failing('aws_lambda_function', ({ values }) =>
      atLeast(1)(values['reserved_concurrent_executions']),
    ),
    spoil: setting('aws_lambda_function', 'reserved_concurrent_executions', undefined),
  },
  {
    id: 'CKV_AWS_116',
    says: 'no event is lost: an on-failure destination with explicit retries and age, a queue with redrive, or S3 that waits for the answer',
    offenders: failing(
      'aws_lambda_function',
      (lambda, stack) =>
        referring(stack, 'aws_lambda_function_event_invoke_config', 'function_name', lambda).some(
          ({ values }) =>
            typeof at(values, 'destination_config.on_failure.destination') === 'string' &&
            typeof values['maximum_retry_attempts'] === 'number' &&
            typeof values['maximum_event_age_in_seconds'] === 'number',
        ) ||
        referring(stack, 'aws_lambda_event_source_mapping', 'function_name', lambda).length > 0 ||
        isForBatchJobs(lambda, stack),
    ),
    spoil: setting('aws_lambda_function_event_invoke_config', 'maximum_retry_attempts', undefined),
  },
  {
    id: 'CKV_AWS_117',
    says: 'functions are in a VPC',
    offenders: failing('aws_lambda_function', ({ values }) => values['vpc_config'] !== undefined),
    exceptions: forEach(FUNCTIONS, WITHOUT_VPC),
    spoil: adding('aws_lambda_function', {}),
  },
  {
    id: 'CKV_AWS_173',
    says: 'variables of functions are under a KMS key',
    offenders: failing('aws_lambda_function', ({ values }) => typeof values['kms_key_arn'] === 'string'),
    spoil: setting('aws_lambda_function', 'kms_key_arn', undefined),
  },
  {
    id: 'CKV_AWS_272',
    says: 'code is signed',
    offenders: failing(
      'aws_lambda_function',
      ({ values }) => values['code_signing_config_arn'] !== undefined,
    ),
    exceptions: forEach(FUNCTIONS, UNSIGNED),
    spoil: adding('aws_lambda_function', {}),
  },
  {
    id: 'CKV_AWS_363',
    says: 'functions run on a runtime that AWS supports',
    offenders: failing('aws_lambda_function', ({ values }) => values['runtime'] === 'nodejs22.x'),
    spoil: setting('aws_lambda_function', 'runtime', 'nodejs18.x'),
  },
  {
    id: 'CKV_AWS_27, CKV2_AWS_73',
    says: 'queues are under a KMS key',
    offenders: failing('aws_sqs_queue', ({ values }) => typeof values['kms_master_key_id'] === 'string'),
    spoil: setting('aws_sqs_queue', 'kms_master_key_id', undefined),
  },
  {
    id: 'LAKE_VISIBILITY',
    says: 'a queue that feeds a function hides a message for six times its timeout, and gives up into another queue',
    offenders: (stack) =>
      stack.resources('aws_lambda_event_source_mapping').filter(({ values }) => {
        const queue = stack
          .resources('aws_sqs_queue')
          .find(({ id }) => String(values['event_source_arn']).includes(`aws_sqs_queue.${id}.`));
        const lambda = stack
          .resources('aws_lambda_function')
          .find(({ id }) => String(values['function_name']).includes(`aws_lambda_function.${id}.`));
        const needed = Number(lambda?.values['timeout']) * VISIBILITY_FACTOR;
        return !(
          atLeast(needed)(queue?.values['visibility_timeout_seconds']) &&
          typeof queue?.values['redrive_policy'] === 'string'
        );
      }),
    spoil: adding('aws_lambda_event_source_mapping', { event_source_arn: 'x', function_name: 'y' }),
  },
  {
    id: 'CKV_AWS_26',
    says: 'topics are under a KMS key',
    offenders: failing('aws_sns_topic', ({ values }) => typeof values['kms_master_key_id'] === 'string'),
    spoil: setting('aws_sns_topic', 'kms_master_key_id', undefined),
  },
  {
    id: 'CKV_AWS_158',
    says: 'log groups are under a KMS key',
    offenders: failing('aws_cloudwatch_log_group', ({ values }) => typeof values['kms_key_id'] === 'string'),
    spoil: setting('aws_cloudwatch_log_group', 'kms_key_id', undefined),
  },
  {
    id: 'CKV_AWS_66, CKV_AWS_338',
    says: 'logs are kept for a year or longer',
    offenders: failing('aws_cloudwatch_log_group', ({ values }) => atLeast(365)(values['retention_in_days'])),
    spoil: setting('aws_cloudwatch_log_group', 'retention_in_days', 30),
  },
  {
    id: 'CKV_AWS_297',
    says: 'schedules are under a KMS key',
    offenders: failing('aws_scheduler_schedule', ({ values }) => values['kms_key_arn'] !== undefined),
    exceptions: forEach(SCHEDULES, 'its payload is a time, no data'),
    spoil: adding('aws_scheduler_schedule', {}),
  },
  {
    id: 'LAKE_LOGS_OF_EVERY_FUNCTION',
    says: 'every function writes to a log group that is declared',
    offenders: failing('aws_lambda_function', ({ values }, stack) =>
      stack
        .resources('aws_cloudwatch_log_group')
        .some(({ id }) =>
          String(at(values, 'logging_config.log_group')).includes(`aws_cloudwatch_log_group.${id}.`),
        ),
    ),
    spoil: removing('aws_cloudwatch_log_group'),
  },
  {
    id: 'LAKE_PROTECTED',
    says: 'buckets, keys, databases and tables are destroyed only where data is disposable',
    offenders: (stack) =>
      stack
        .resources('aws_s3_bucket', 'aws_kms_key', 'aws_glue_catalog_database', 'aws_glue_catalog_table')
        .filter(({ values }) => at(values, 'lifecycle.prevent_destroy') !== stack.environment.data.protected),
    spoil: setting('aws_kms_key', 'lifecycle', undefined),
  },
  {
    id: 'CKV_AWS_35, 36, 67, 251, 252',
    says: 'trails are not ours: CloudTrail is set up by who owns the account, and its checks with it',
    offenders: present('aws_cloudtrail'),
    spoil: adding('aws_cloudtrail', {}),
  },
];
