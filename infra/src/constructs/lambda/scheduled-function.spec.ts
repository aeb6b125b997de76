import { reviewDayEvent } from '@lakeward/pci-query-runner/contract';
import * as v from 'valibot';
import { evaluatePolicy } from '../../testing/policy-evaluator';
import { sampleFunction } from '../../testing/sample-function';
import { SampleStack } from '../../testing/sample-stack';
import { ScheduledFunction } from './scheduled-function';

function deployed() {
  const stack = new SampleStack();
  new ScheduledFunction(stack, 'work', { ...sampleFunction, rhythm: { dailyAtHourUtc: 4 } });
  return stack.synthesized();
}

interface Target {
  readonly input: string;
  readonly retry_policy: object;
  readonly dead_letter_config: { readonly arn: string };
}

describe('ScheduledFunction', () => {
  const stack = deployed();
  const { values: schedule } = stack.resource('aws_scheduler_schedule');
  const target = schedule['target'] as Target;
  const queue = `\${aws_sqs_queue.${stack.resource('aws_sqs_queue').id}.arn}`;

  test('runs every day at its hour in UTC, to the minute', () => {
    expect(schedule).toMatchObject({
      schedule_expression: 'cron(0 4 * * ? *)',
      schedule_expression_timezone: 'UTC',
      flexible_time_window: { mode: 'OFF' },
    });
  });

  test('hands over the time of the slot, in the form the handlers parse', () => {
    // What EventBridge Scheduler puts in place of the keyword. Source: "Adding context attributes", its user guide.
    const delivered = target.input.replace('<aws.scheduler.scheduled-time>', '2022-03-22T18:59:43Z');
    expect(v.parse(reviewDayEvent, JSON.parse(delivered))).toEqual({ time: '2022-03-22T18:59:43Z' });
  });

  test('retries are limited in number and age, and what failed for good is kept', () => {
    expect(target.retry_policy).toEqual({ maximum_retry_attempts: 10, maximum_event_age_in_seconds: 3600 });
    expect(target.dead_letter_config).toEqual({ arn: queue });
    expect(stack.resource('aws_lambda_function_event_invoke_config').values).toMatchObject({
      maximum_retry_attempts: 2,
      maximum_event_age_in_seconds: 21_600,
      destination_config: { on_failure: { destination: queue } },
    });
  });

  test("the schedule's role invokes this function and no other, for this schedule alone", () => {
    const policy = String(stack.resource('aws_iam_role_policy', 'work-schedule').values['policy']);
    const invoke = { action: 'lambda:InvokeFunction' };
    const name = 'arn:aws:lambda:eu-west-1:111122223333:function:lakeward-dev-sample';
    expect(evaluatePolicy(policy, { ...invoke, resource: `${name}-work` })).toBe('allow');
    expect(evaluatePolicy(policy, { ...invoke, resource: `${name}-other` })).toBe('silent');

    const trust = String(stack.resource('aws_iam_role', 'work-schedule').values['assume_role_policy']);
    const take = (schedule: string, account: string) =>
      evaluatePolicy(trust, {
        action: 'sts:AssumeRole',
        resource: 'role',
        principal: 'scheduler.amazonaws.com',
        context: { 'aws:SourceAccount': account, 'aws:SourceArn': schedule },
      });
    const own = 'arn:aws:scheduler:eu-west-1:111122223333:schedule/default/lakeward-dev-sample-work';
    expect(take(own, '111122223333')).toBe('allow');
    expect(take(`${own}-2`, '111122223333')).toBe('silent');
    expect(take(own, '999988887777')).toBe('silent');
  });

  test('a day without a run is an alarm, though nothing failed', () => {
    const [noRun] = stack
      .resources('aws_cloudwatch_metric_alarm')
      .filter(({ values }) => values['metric_name'] === 'Invocations');
    expect(noRun?.values).toMatchObject({
      alarm_name: 'lakeward-dev-sample-work-no-run',
      comparison_operator: 'LessThanThreshold',
      threshold: 1,
      period: 3_600,
      evaluation_periods: 25,
      treat_missing_data: 'breaching',
    });
  });
});
