import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config';
import { SchedulerSchedule } from '@cdktf/provider-aws/lib/scheduler-schedule';
import type { EnvironmentSchema } from '@lakeward/config';
import { Construct } from 'constructs';
import { arns } from '../../arns';
import type { AppStack } from '../../stacks/app-stack';
import { mayInvoke, maySend } from '../iam/grants';
import { ServiceRole } from '../iam/service-role';
import { NodeFunction, type NodeFunctionProps } from './node-function';

/** Group that schedules belong to unless they name another. */
const DEFAULT_GROUP = 'default';
/** Lambda tries a failed asynchronous event this often again, and keeps it this long. Most that Lambda allows: 2 and 6 h. */
const RETRIES = 2;
const EVENT_AGE_SECONDS = 6 * 60 * 60;
/** EventBridge Scheduler tries a delivery that Lambda refused this often again, and this long. */
const DELIVERY_RETRIES = 10;
const DELIVERY_AGE_SECONDS = 60 * 60;
const HOUR_SECONDS = 60 * 60;

export interface ScheduledFunctionProps<Schema extends EnvironmentSchema> extends NodeFunctionProps<Schema> {
  /** Hour of every day, 0-23 in UTC. */
  readonly dailyAtHourUtc: number;
}

/**
 * A function that runs once a day. Its event is `{"time": "<scheduled time>"}`: the time of the slot, the same for every
 * delivery and retry, never the time of the run. Events that fail for good lie in the function's queue. A day without any
 * run is an alarm of its own: a schedule that stopped raises no error.
 */
export class ScheduledFunction<Schema extends EnvironmentSchema> extends Construct {
  readonly function: NodeFunction<Schema>;

  constructor(scope: AppStack, id: string, props: ScheduledFunctionProps<Schema>) {
    super(scope, `${id}-schedule`);
    const { environment: place, part: app } = scope;
    const queueName = scope.name('queue', app, id, 'failed-events');
    const failedEvents = maySend(place, { name: queueName, keyArn: scope.operationsKeyArn });
    this.function = new NodeFunction(scope, id, { ...props, grants: [...props.grants, failedEvents] });
    const { functionName, deployed } = this.function;

    new LambdaFunctionEventInvokeConfig(this, 'retries', {
      functionName: deployed.name,
      maximumRetryAttempts: RETRIES,
      maximumEventAgeInSeconds: EVENT_AGE_SECONDS,
      destinationConfig: { onFailure: { destination: this.function.failedEvents.arn } },
    });
    const scheduleName = scope.name('schedule', app, id);
    const role = new ServiceRole(this, 'role', {
      name: scope.name('role', app, id, 'schedule'),
      description: `Lets EventBridge Scheduler invoke ${functionName}.`,
      service: 'scheduler.amazonaws.com',
      trustConditions: {
        StringEquals: { 'aws:SourceAccount': place.account },
        ArnEquals: { 'aws:SourceArn': arns.schedule(place, DEFAULT_GROUP, scheduleName) },
      },
      grants: [mayInvoke(place, functionName), failedEvents],
    });
    new SchedulerSchedule(this, 'schedule', {
      name: scheduleName,
      groupName: DEFAULT_GROUP,
      description: props.description,
      scheduleExpression: `cron(0 ${props.dailyAtHourUtc} * * ? *)`,
      scheduleExpressionTimezone: 'UTC',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: deployed.arn,
        roleArn: role.arn,
        input: JSON.stringify({ time: '<aws.scheduler.scheduled-time>' }),
        retryPolicy: {
          maximumRetryAttempts: DELIVERY_RETRIES,
          maximumEventAgeInSeconds: DELIVERY_AGE_SECONDS,
        },
        deadLetterConfig: { arn: this.function.failedEvents.arn },
      },
    });
    this.function.addAlarm('no-run', {
      metric: {
        namespace: 'AWS/Lambda',
        metricName: 'Invocations',
        dimensions: { FunctionName: functionName },
      },
      statistic: 'Sum',
      periodSeconds: HOUR_SECONDS,
      periods: 25,
      comparison: 'LessThanThreshold',
      threshold: 1,
      missingData: 'breaching',
    });
  }
}
