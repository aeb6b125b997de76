import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { arns } from '../arns';
import { dataLakeOf } from '../data-lake';
import { isForBatchJobs } from './invocation-policies';
import { at, failing, referring, removing, setting, type Policy } from './policy';

const ROOT = join(__dirname, '../../..');

/** Metrics that every function is watched by; a queue's depth is watched by the queue's name. */
const WATCHED = ['Errors', 'Throttles', 'Duration'];

/** Anchors of a Markdown file's headings, as GitHub makes them. */
function anchorsOf(file: string): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => /^#{1,6} /.test(line))
    .map((line) =>
      line
        .replace(/^#+ /, '')
        .trim()
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    );
}

function runbookExists(description: string): boolean {
  const [, file, anchor] = / Runbook: (\S+)#(\S+)$/.exec(description) ?? [];
  if (file === undefined || anchor === undefined) return false;
  const path = join(ROOT, file);
  return existsSync(path) && anchorsOf(path).includes(anchor);
}

/** Codes of log events declared in a source file. */
function codesIn(path: string): string[] {
  return [...readFileSync(path, 'utf8').matchAll(/\bcode: '([A-Z0-9_]+)'/g)].map(([, code]) => code ?? '');
}

/** Codes that an app declares, in the files that are named for it. */
function codesOf(app: string): string[] {
  const sources = join(ROOT, 'apps', app, 'src');
  if (!existsSync(sources)) return [];
  return readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('log-events.ts'))
    .flatMap((file) => codesIn(join(sources, file)));
}

export const alarmPolicies: readonly Policy[] = [
  {
    id: 'LAKE_RUNBOOK',
    says: 'alarms say whom they hurt, and their runbook exists',
    offenders: failing('aws_cloudwatch_metric_alarm', ({ values }) => {
      const description = String(values['alarm_description']);
      return /^[A-Z].{20,}\. Runbook: /.test(description) && runbookExists(description);
    }),
    spoil: setting(
      'aws_cloudwatch_metric_alarm',
      'alarm_description',
      'Hurts somebody, somewhere. Runbook: none.md#x',
    ),
  },
  {
    id: 'CKV_AWS_319',
    says: 'alarms tell somebody, of both states',
    offenders: failing('aws_cloudwatch_metric_alarm', ({ values }, { environment }) => {
      const topic = arns.topic(environment, dataLakeOf(environment).alarmTopic);
      return [values['alarm_actions'], values['ok_actions']].every(
        (actions) => Array.isArray(actions) && actions.includes(topic),
      );
    }),
    spoil: setting('aws_cloudwatch_metric_alarm', 'alarm_actions', []),
  },
  {
    id: 'LAKE_WATCHED',
    says: 'every function is watched: errors, throttles, duration and events it gave up on',
    offenders: failing('aws_lambda_function', (lambda, stack) => {
      const { values, id } = lambda;
      const alarms = stack.resources('aws_cloudwatch_metric_alarm');
      const [construct = ''] = id.split('_');
      return (
        WATCHED.every((metric) =>
          alarms.some(
            (alarm) =>
              alarm.values['metric_name'] === metric &&
              at(alarm.values, 'dimensions.FunctionName') === values['function_name'],
          ),
        ) &&
        (isForBatchJobs(lambda, stack) ||
          alarms.some((alarm) =>
            String(at(alarm.values, 'dimensions.QueueName')).includes(`aws_sqs_queue.${construct}_`),
          ))
      );
    }),
    spoil: removing('aws_cloudwatch_metric_alarm'),
  },
  {
    id: 'LAKE_DURATION',
    says: 'the alarm on duration goes off before the timeout does',
    offenders: failing('aws_lambda_function', ({ values }, stack) =>
      stack
        .resources('aws_cloudwatch_metric_alarm')
        .filter(
          (alarm) =>
            alarm.values['metric_name'] === 'Duration' &&
            at(alarm.values, 'dimensions.FunctionName') === values['function_name'],
        )
        .every((alarm) => Number(alarm.values['threshold']) < Number(values['timeout']) * 1_000),
    ),
    spoil: setting('aws_lambda_function', 'timeout', 3),
  },
  {
    id: 'LAKE_LOG_CODES',
    says: 'alarms on log codes count codes that the app or the handlers declare',
    offenders: failing('aws_cloudwatch_log_metric_filter', ({ values }, { name, environment }) => {
      const app = name.slice(environment.name.length + 1);
      return [...codesOf(app), ...codesIn(join(ROOT, 'packages/lambda/src/invocation.ts'))].includes(
        String(values['name']),
      );
    }),
    spoil: setting('aws_cloudwatch_log_metric_filter', 'name', 'PCI_NEVER_WRITTEN'),
  },
  {
    id: 'LAKE_FILTER_ALARM',
    says: 'every counted log code has an alarm on its count',
    offenders: failing('aws_cloudwatch_log_metric_filter', ({ values }, stack) =>
      stack
        .resources('aws_cloudwatch_metric_alarm')
        .some(
          (alarm) =>
            alarm.values['namespace'] === at(values, 'metric_transformation.namespace') &&
            alarm.values['metric_name'] === at(values, 'metric_transformation.name'),
        ),
    ),
    spoil: setting('aws_cloudwatch_log_metric_filter', 'metric_transformation.name', 'other'),
  },
  {
    id: 'LAKE_DASHBOARD',
    says: 'an app with functions has one dashboard that shows each of them',
    offenders: failing('aws_lambda_function', ({ values }, stack) => {
      const dashboards = stack.resources('aws_cloudwatch_dashboard');
      return (
        dashboards.length === 1 &&
        String(dashboards[0]?.values['dashboard_body']).includes(`"${String(values['function_name'])}"`)
      );
    }),
    spoil: removing('aws_cloudwatch_dashboard'),
  },
  {
    id: 'LAKE_RETRIES',
    says: 'deliveries of a schedule are limited in number and age, and kept when they fail',
    offenders: failing(
      'aws_scheduler_schedule',
      ({ values }) =>
        typeof at(values, 'target.retry_policy.maximum_retry_attempts') === 'number' &&
        typeof at(values, 'target.retry_policy.maximum_event_age_in_seconds') === 'number' &&
        typeof at(values, 'target.dead_letter_config.arn') === 'string',
    ),
    spoil: setting('aws_scheduler_schedule', 'target.dead_letter_config', undefined),
  },
  {
    id: 'LAKE_ALIAS',
    says: 'every key has an alias: other stacks find it by that',
    offenders: failing(
      'aws_kms_key',
      (key, stack) => referring(stack, 'aws_kms_alias', 'target_key_id', key).length === 1,
    ),
    spoil: removing('aws_kms_alias'),
  },
];
