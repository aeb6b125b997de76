import { SchedulerSchedule } from '@cdktf/provider-aws/lib/scheduler-schedule';
import type { EnvironmentSchema } from '@lakeward/config';
import { Construct } from 'constructs';
import { arns } from '../../arns';
import type { AppStack } from '../../stacks/app-stack';
import { mayInvoke, maySend } from '../iam/grants';
import { ServiceRole } from '../iam/service-role';
import type { AsynchronousFunction } from '../lambda/asynchronous-function';
import { failedEventsQueueName } from '../lambda/retried-function';

/** Group that schedules belong to unless they name another. */
const DEFAULT_GROUP = 'default';
/** EventBridge Scheduler tries a delivery that Lambda refused this often again, and this long. */
const DELIVERY_RETRIES = 10;
const DELIVERY_AGE_SECONDS = 60 * 60;
const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 60 * MINUTE_SECONDS;
/** Slots in a row without a run after which somebody should know, where there are several in an hour. */
const MISSED_SLOTS = 4;

/** When a schedule goes off, in UTC. Minutes divide the hour, so that slots are the same on every day. */
export type Rhythm = { readonly dailyAtHourUtc: number } | { readonly everyMinutes: 5 | 10 | 15 | 20 | 30 };

/**
 * Hands a function the time of its slot, `{"time": "<scheduled time>"}`: the same for every delivery and retry, never the time
 * of the run. A rhythm that stops raises no error, so no run for longer than the rhythm is an alarm of its own.
 */
export class Schedule<Schema extends EnvironmentSchema> extends Construct {
  constructor(scope: AppStack, target: AsynchronousFunction<Schema>, rhythm: Rhythm) {
    const functionId = target.node.id;
    super(scope, `${functionId}-schedule`);
    const { environment: place, part: app } = scope;
    const name = scope.name('schedule', app, functionId);
    const role = new ServiceRole(this, 'role', {
      name: scope.name('role', app, functionId, 'schedule'),
      description: `Lets EventBridge Scheduler invoke ${target.functionName}.`,
      service: 'scheduler.amazonaws.com',
      trustConditions: {
        StringEquals: { 'aws:SourceAccount': place.account },
        ArnEquals: { 'aws:SourceArn': arns.schedule(place, DEFAULT_GROUP, name) },
      },
      grants: [
        mayInvoke(place, target.functionName),
        maySend(place, { name: failedEventsQueueName(scope, functionId), keyArn: scope.operationsKeyArn }),
      ],
    });
    new SchedulerSchedule(this, 'schedule', {
      name,
      groupName: DEFAULT_GROUP,
      description: target.description,
      scheduleExpression: expressionOf(rhythm),
      scheduleExpressionTimezone: 'UTC',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: target.deployed.arn,
        roleArn: role.arn,
        input: JSON.stringify({ time: '<aws.scheduler.scheduled-time>' }),
        retryPolicy: {
          maximumRetryAttempts: DELIVERY_RETRIES,
          maximumEventAgeInSeconds: DELIVERY_AGE_SECONDS,
        },
        deadLetterConfig: { arn: target.failedEvents.arn },
      },
    });
    target.addAlarm('no-run', {
      metric: {
        namespace: 'AWS/Lambda',
        metricName: 'Invocations',
        dimensions: { FunctionName: target.functionName },
      },
      statistic: 'Sum',
      ...silenceOf(rhythm),
      comparison: 'LessThanThreshold',
      threshold: 1,
      missingData: 'breaching',
    });
  }
}

/** Clock times and not rates: a rate begins at its deployment, and a changed one would shift the slots. */
function expressionOf(rhythm: Rhythm): string {
  return 'everyMinutes' in rhythm
    ? `cron(0/${rhythm.everyMinutes} * * * ? *)`
    : `cron(0 ${rhythm.dailyAtHourUtc} * * ? *)`;
}

/** How long no run must last to be noticed: a day and an hour, or some slots in a row. */
function silenceOf(rhythm: Rhythm): { periodSeconds: number; periods: number } {
  return 'everyMinutes' in rhythm
    ? { periodSeconds: rhythm.everyMinutes * MINUTE_SECONDS, periods: MISSED_SLOTS }
    : { periodSeconds: HOUR_SECONDS, periods: 25 };
}
