import { evaluatePolicy } from '../../testing/policy-evaluator';
import { sampleFunction } from '../../testing/sample-function';
import { SampleStack } from '../../testing/sample-stack';
import { queryStateChanged, s3ApiCalled } from '../events/event-pattern';
import { EventFunction } from './event-function';

function deployed() {
  const stack = new SampleStack();
  new EventFunction(stack, 'work', {
    ...sampleFunction,
    events: {
      'query-ended': queryStateChanged(['reviews'], ['SUCCEEDED']),
      tagged: s3ApiCalled(['PutBucketTagging']),
    },
    sweep: { everyMinutes: 15 },
  });
  return stack.synthesized();
}

describe('EventFunction', () => {
  const stack = deployed();
  const rule = (what: string) =>
    `arn:aws:events:eu-west-1:111122223333:rule/lakeward-dev-sample-work-${what}`;
  const functionArn = `\${aws_lambda_function.${stack.resource('aws_lambda_function').id}.arn}`;
  const queueArn = `\${aws_sqs_queue.${stack.resource('aws_sqs_queue').id}.arn}`;

  test('is handed the events of each rule', () => {
    const rules = stack.resources('aws_cloudwatch_event_rule').map(({ values }) => values);
    expect(rules.map(({ name }) => name)).toEqual([
      'lakeward-dev-sample-work-query-ended',
      'lakeward-dev-sample-work-tagged',
    ]);
    expect(JSON.parse(String(rules[0]?.['event_pattern']))).toEqual({
      source: ['aws.athena'],
      'detail-type': ['Athena Query State Change'],
      detail: { workgroupName: ['reviews'], currentState: ['SUCCEEDED'] },
    });
    for (const { values } of stack.resources('aws_cloudwatch_event_target')) {
      expect(values).toMatchObject({
        arn: functionArn,
        retry_policy: { maximum_retry_attempts: 30, maximum_event_age_in_seconds: 21_600 },
        dead_letter_config: { arn: queueArn },
      });
    }
  });

  test('EventBridge may invoke it for these rules alone', () => {
    const permissions = stack.resources('aws_lambda_permission').map(({ values }) => values);
    const [first, second] = stack.resources('aws_cloudwatch_event_rule');
    expect(permissions.map(({ principal, action, source_arn }) => [principal, action, source_arn])).toEqual([
      [
        'events.amazonaws.com',
        'lambda:InvokeFunction',
        `\${aws_cloudwatch_event_rule.${first?.id ?? ''}.arn}`,
      ],
      [
        'events.amazonaws.com',
        'lambda:InvokeFunction',
        `\${aws_cloudwatch_event_rule.${second?.id ?? ''}.arn}`,
      ],
    ]);
  });

  test('EventBridge may lay down what it could not deliver, for these rules alone', () => {
    const policy = String(stack.resource('aws_sqs_queue_policy').values['policy']);
    const send = (source: string, principal = 'events.amazonaws.com') =>
      evaluatePolicy(policy, {
        action: 'sqs:SendMessage',
        resource: 'arn:aws:sqs:eu-west-1:111122223333:lakeward-dev-sample-work-failed-events',
        principal,
        context: { 'aws:SourceArn': source, 'aws:SecureTransport': 'true' },
      });
    expect(send(rule('query-ended'))).toBe('allow');
    expect(send(rule('tagged'))).toBe('allow');
    expect(send(rule('other'))).toBe('silent');
    expect(send(rule('tagged'), 's3.amazonaws.com')).toBe('silent');
  });

  test('sweeps by the clock, and silence is an alarm', () => {
    expect(stack.resource('aws_scheduler_schedule').values).toMatchObject({
      name: 'lakeward-dev-sample-work',
      schedule_expression: 'cron(0/15 * * * ? *)',
    });
    const [noRun] = stack
      .resources('aws_cloudwatch_metric_alarm')
      .filter(({ values }) => values['metric_name'] === 'Invocations');
    expect(noRun?.values).toMatchObject({
      period: 900,
      evaluation_periods: 4,
      treat_missing_data: 'breaching',
    });
  });

  test('without a sweep there is no schedule and no alarm on silence', () => {
    const quiet = new SampleStack();
    new EventFunction(quiet, 'work', { ...sampleFunction, events: { tagged: s3ApiCalled(['X']) } });
    const { resource } = quiet.synthesized().document;
    expect(Object.keys(resource)).not.toContain('aws_scheduler_schedule');
    expect(JSON.stringify(resource['aws_cloudwatch_metric_alarm'])).not.toContain('no-run');
  });
});
