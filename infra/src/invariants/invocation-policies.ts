import { arns } from '../arns';
import type { Resource, SynthesizedStack } from '../testing/synthesized-stack';
import { adding, at, failing, permitting, referring, setting, statementsOf, type Policy } from './policy';

/** Services that may be handed a role to invoke functions with. */
const INVOKING_SERVICES = ['scheduler.amazonaws.com', 'batchoperations.s3.amazonaws.com'];

/** Services whose roles may invoke the function. */
export function invokingServices(lambda: Resource, stack: SynthesizedStack): string[] {
  const arn = arns.function(stack.environment, String(lambda.values['function_name']));
  return stack
    .resources('aws_iam_role_policy')
    .filter((policy) =>
      statementsOf(policy).some(
        ({ Action, Resource = [] }) => Action.includes('lambda:InvokeFunction') && Resource.includes(arn),
      ),
    )
    .flatMap((policy) => servicesOf(policy, stack));
}

/** Services that may take the role of a policy. */
function servicesOf({ values }: Resource, stack: SynthesizedStack): string[] {
  return stack
    .resources('aws_iam_role')
    .filter(({ id }) => String(values['role']).startsWith(`\${aws_iam_role.${id}.`))
    .flatMap((role) => statementsOf(role, 'assume_role_policy'))
    .map(({ Principal }) => String(typeof Principal === 'string' ? Principal : Principal?.['Service']));
}

/** Whether jobs of S3 Batch Operations invoke it and nobody else: S3 waits for its answer and reports each failure. */
export function isForBatchJobs(lambda: Resource, stack: SynthesizedStack): boolean {
  const services = invokingServices(lambda, stack);
  return (
    services.length === 1 &&
    services[0] === 'batchoperations.s3.amazonaws.com' &&
    referring(stack, 'aws_lambda_permission', 'function_name', lambda).length === 0
  );
}

/** Who invokes functions, and what becomes of what cannot be handed over. */
export const invocationPolicies: readonly Policy[] = [
  {
    id: 'CKV_AWS_364, CKV_AWS_301',
    says: 'functions let themselves be invoked by one service each, for one resource',
    offenders: failing(
      'aws_lambda_permission',
      ({ values }) =>
        /^[a-z0-9.]+\.amazonaws\.com$/.test(String(values['principal'])) &&
        typeof values['source_arn'] === 'string',
    ),
    spoil: adding('aws_lambda_permission', { principal: '*', function_name: 'f' }),
  },
  {
    id: 'LAKE_INVOKERS',
    says: 'functions are invoked by roles of schedules and of Batch jobs, no others',
    offenders: failing(
      'aws_iam_role_policy',
      (policy, stack) =>
        statementsOf(policy).every(({ Action }) => !Action.includes('lambda:InvokeFunction')) ||
        servicesOf(policy, stack).every((service) => INVOKING_SERVICES.includes(service)),
    ),
    spoil: permitting('aws_iam_role_policy', { Action: ['lambda:InvokeFunction'], Resource: ['arn'] }),
  },
  {
    id: 'LAKE_RULES',
    says: 'deliveries of a rule are limited in number and age, and kept when they fail',
    offenders: failing(
      'aws_cloudwatch_event_target',
      ({ values }) =>
        typeof at(values, 'retry_policy.maximum_retry_attempts') === 'number' &&
        typeof at(values, 'retry_policy.maximum_event_age_in_seconds') === 'number' &&
        typeof at(values, 'dead_letter_config.arn') === 'string',
    ),
    spoil: setting('aws_cloudwatch_event_target', 'dead_letter_config', undefined),
  },
  {
    id: 'LAKE_UNDELIVERED',
    says: 'EventBridge may lay down what a rule could not deliver, and only that',
    offenders: failing('aws_cloudwatch_event_target', ({ values }, stack) => {
      const rule = stack
        .resources('aws_cloudwatch_event_rule')
        .find(({ id }) => String(values['rule']).startsWith(`\${aws_cloudwatch_event_rule.${id}.`));
      const policy = stack
        .resources('aws_sqs_queue_policy')
        .find(
          (each) =>
            String(each.values['queue_url']).replace(/\.url\}$/, '') ===
            String(at(values, 'dead_letter_config.arn')).replace(/\.arn\}$/, ''),
        );
      const own = arns.rule(stack.environment, String(rule?.values['name']));
      return (
        policy !== undefined &&
        statementsOf(policy).some(
          ({ Effect, Principal, Condition }) =>
            Effect === 'Allow' &&
            typeof Principal === 'object' &&
            Principal['Service'] === 'events.amazonaws.com' &&
            [Condition?.['ArnEquals']?.['aws:SourceArn']].flat().includes(own),
        )
      );
    }),
    spoil: setting('aws_cloudwatch_event_rule', 'name', 'another'),
  },
];
