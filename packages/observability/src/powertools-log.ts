import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Log, LogEvent, LogValue } from './log-event';

const METHODS = { DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/**
 * The log of a Lambda function: JSON lines with `code` and the declared fields, and metrics in CloudWatch's embedded
 * metric format under the namespace `Lakeward`. No tracer: X-Ray's SDK alone would weigh 124 kB (docs/adr/0004).
 */
export function createPowertoolsLog(app: string): Log {
  const logger = new Logger({ serviceName: app });
  const metrics = new Metrics({ namespace: 'Lakeward', serviceName: app });
  return {
    write<Field extends string>(
      event: LogEvent<Field>,
      fields: Readonly<Record<NoInfer<Field>, LogValue>>,
    ): void {
      const extra = { code: event.code, ...fields };
      logger[METHODS[event.level]](event.sentence, extra);
    },
    count(metric, value) {
      metrics.addMetric(metric, MetricUnit.Count, value);
    },
    flush() {
      metrics.publishStoredMetrics();
    },
  };
}
