import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import { Construct } from 'constructs';
import type { Metric } from '../alarms/alarm';

/** What a dashboard shows of one function. */
export interface DashboardFunction {
  readonly name: string;
  readonly timeoutSeconds: number;
  /** Queue of events it gave up on; one that is only invoked for an answer has none. */
  readonly failedEventsQueue?: string;
  /** Counts of declared log events. */
  readonly codes: readonly Metric[];
  readonly alarmArns: readonly string[];
}

export interface AppDashboardProps {
  readonly name: string;
  readonly region: string;
  readonly functions: readonly DashboardFunction[];
}

/** Width of CloudWatch's grid, and the height of one row of graphs. */
const GRID = 24;
const ROW = 6;

/** One dashboard for an app: the state of its alarms, then a row of graphs for each function. */
export class AppDashboard extends Construct {
  constructor(scope: Construct, id: string, { name, region, functions }: AppDashboardProps) {
    super(scope, id);
    const alarms = {
      type: 'alarm',
      x: 0,
      y: 0,
      width: GRID,
      height: 3,
      properties: { title: 'Alarms', alarms: functions.flatMap(({ alarmArns }) => alarmArns) },
    };
    const rows = functions.flatMap((shown, index) => functionRow(shown, region, 3 + index * ROW));
    new CloudwatchDashboard(this, 'dashboard', {
      dashboardName: name,
      dashboardBody: JSON.stringify({ widgets: [alarms, ...rows] }),
    });
  }
}

type Line = readonly [
  namespace: string,
  metric: string,
  ...(readonly (string | Readonly<Record<string, string>>)[]),
];

/** Messages that lie in a queue. */
function depthOf(queue: string): Line {
  return ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', queue, { stat: 'Maximum' }];
}

function functionRow(shown: DashboardFunction, region: string, y: number): object[] {
  const { name, timeoutSeconds, failedEventsQueue, codes } = shown;
  const lambda = (metric: string, stat: string): Line => [
    'AWS/Lambda',
    metric,
    'FunctionName',
    name,
    { stat },
  ];
  const graphs: { title: string; lines: readonly Line[]; limit?: number }[] = [
    {
      title: `${name}: invocations`,
      lines: ['Invocations', 'Errors', 'Throttles'].map((metric) => lambda(metric, 'Sum')),
    },
    {
      title: `${name}: duration (ms)`,
      lines: [lambda('Duration', 'Average'), lambda('Duration', 'Maximum')],
      limit: timeoutSeconds * 1_000,
    },
    {
      title: `${name}: failed events and log codes`,
      lines: [
        ...(failedEventsQueue === undefined ? [] : [depthOf(failedEventsQueue)]),
        ...codes.map(({ namespace, metricName }): Line => [namespace, metricName, { stat: 'Sum' }]),
      ],
    },
  ];
  const width = GRID / graphs.length;
  return graphs.map(({ title, lines, limit }, column) => ({
    type: 'metric',
    x: column * width,
    y,
    width,
    height: ROW,
    properties: {
      title,
      region,
      view: 'timeSeries',
      period: 300,
      metrics: lines,
      ...(limit === undefined ? {} : { annotations: { horizontal: [{ label: 'timeout', value: limit }] } }),
    },
  }));
}
