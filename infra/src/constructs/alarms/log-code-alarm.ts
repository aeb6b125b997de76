import { CloudwatchLogMetricFilter } from '@cdktf/provider-aws/lib/cloudwatch-log-metric-filter';
import { Construct } from 'constructs';
import { Alarm, type Metric, type Runbook } from './alarm';

export interface LogCodeAlarmProps {
  readonly name: string;
  /** Code of a declared log event, in `$.code` of the log line. */
  readonly code: string;
  readonly impact: string;
  readonly runbook: Runbook;
  readonly functionName: string;
  readonly logGroup: string;
  readonly topicArn: string;
}

/** Counts a declared log event and goes off when one is written. */
export class LogCodeAlarm extends Construct {
  readonly alarm: Alarm;
  readonly metric: Metric;

  constructor(scope: Construct, id: string, props: LogCodeAlarmProps) {
    super(scope, id);
    this.metric = {
      namespace: `Lakeward/${props.functionName}`,
      metricName: props.code,
      dimensions: {},
    };
    new CloudwatchLogMetricFilter(this, 'filter', {
      name: props.code,
      logGroupName: props.logGroup,
      pattern: `{ $.code = "${props.code}" }`,
      metricTransformation: {
        namespace: this.metric.namespace,
        name: props.code,
        value: '1',
        defaultValue: '0',
      },
    });
    this.alarm = new Alarm(this, 'alarm', {
      name: props.name,
      impact: props.impact,
      runbook: props.runbook,
      metric: this.metric,
      statistic: 'Sum',
      periodSeconds: 300,
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 1,
      missingData: 'notBreaching',
      topicArn: props.topicArn,
    });
  }
}
