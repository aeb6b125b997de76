import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Construct } from 'constructs';

/** Where to read what to do: a Markdown file from the root of the repository, and a heading in it. */
export type Runbook = `${string}.md#${string}`;

/** A CloudWatch metric. */
export interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface AlarmProps {
  readonly name: string;
  /** Who is hurt, and how: one sentence. */
  readonly impact: string;
  readonly runbook: Runbook;
  readonly metric: Metric;
  readonly statistic: 'Sum' | 'Maximum' | 'Minimum';
  readonly periodSeconds: number;
  /** Periods that must all breach. */
  readonly periods?: number;
  readonly comparison: 'GreaterThanOrEqualToThreshold' | 'LessThanThreshold';
  readonly threshold: number;
  /** What no data means: silence is fine, or silence is the fault. */
  readonly missingData: 'notBreaching' | 'breaching';
  /** Topic told of both states. */
  readonly topicArn: string;
}

/** An alarm that says whom it hurts and where to read what to do. */
export class Alarm extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: AlarmProps) {
    super(scope, id);
    const alarm = new CloudwatchMetricAlarm(this, 'alarm', {
      alarmName: props.name,
      alarmDescription: `${props.impact} Runbook: ${props.runbook}`,
      ...props.metric,
      statistic: props.statistic,
      period: props.periodSeconds,
      evaluationPeriods: props.periods ?? 1,
      comparisonOperator: props.comparison,
      threshold: props.threshold,
      treatMissingData: props.missingData,
      alarmActions: [props.topicArn],
      okActions: [props.topicArn],
    });
    this.arn = alarm.arn;
  }
}
