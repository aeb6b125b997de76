import {
  datum,
  dataTable,
  formatBytes,
  formatCount,
  formatMoney,
  keyFigures,
  markup,
  type Content,
} from '@lakeward/report';
import type { BucketReport, RunReport } from '../report-model';

/** What was expected beside what it came to. */
export function forecastSection({ buckets }: RunReport): Content {
  const sum = (count: (bucket: BucketReport) => number) =>
    buckets.reduce((total, bucket) => total + count(bucket), 0);
  const prices = [
    ...new Set(buckets.map(({ forecast }) => `${forecast.priceRegion} of ${forecast.pricesAsOf}`)),
  ];
  return [
    keyFigures([
      {
        label: 'expected cost',
        value: range(
          sum(({ forecast }) => forecast.costLow),
          sum(({ forecast }) => forecast.costHigh),
          (amount) => formatMoney(amount, 'USD'),
        ),
        note: `list prices for ${prices.join(', ')}`,
      },
      {
        label: 'copying everything',
        value: formatMoney(
          sum(({ forecast }) => forecast.copyEverything.cost),
          'USD',
        ),
        note: `would move ${formatBytes(sum(({ forecast }) => forecast.copyEverything.bytesMoved))}`,
      },
      { label: 'bytes moved', value: formatBytes(sum(({ forecast }) => forecast.bytesMoved)) },
    ]),
    dataTable<BucketReport>({
      caption: 'Expected → what jobs report',
      rows: buckets,
      rowHeadings: true,
      columns: [
        { heading: 'bucket', cell: ({ bucket }) => datum(bucket) },
        {
          heading: 'jobs',
          kind: 'number',
          cell: ({ forecast, actuals }) =>
            beside(formatCount(forecast.jobs), actuals && formatCount(actuals.jobs)),
        },
        {
          heading: 'versions',
          kind: 'number',
          cell: ({ forecast, actuals }) =>
            beside(formatCount(forecast.objects), actuals && formatCount(actuals.succeeded)),
          key: ({ forecast }) => forecast.objects,
        },
        {
          heading: 'failed',
          kind: 'number',
          cell: ({ actuals }) => (actuals === null ? '-' : formatCount(actuals.failed)),
          key: ({ actuals }) => actuals?.failed ?? 0,
        },
        {
          heading: 'bytes moved',
          kind: 'number',
          cell: ({ forecast }) => formatBytes(forecast.bytesMoved),
          key: ({ forecast }) => forecast.bytesMoved,
        },
        {
          heading: 'requests',
          kind: 'number',
          cell: ({ forecast }) => formatCount(forecast.requests),
          key: ({ forecast }) => forecast.requests,
        },
        {
          heading: 'cost',
          kind: 'number',
          cell: ({ forecast }) =>
            range(forecast.costLow, forecast.costHigh, (amount) => formatMoney(amount, 'USD')),
          key: ({ forecast }) => forecast.costHigh,
        },
        {
          heading: 'hours',
          kind: 'number',
          cell: ({ forecast, actuals }) =>
            beside(
              range(forecast.hoursLow, forecast.hoursHigh, hours),
              actuals && (actuals.hours === null ? 'running' : hours(actuals.hours)),
            ),
          key: ({ forecast }) => forecast.hoursHigh,
        },
      ],
    }),
    markup`<p class="muted">Hours run from the decision to the end of the last job; S3 promises no speed. What AWS charged is not known here.</p>`,
  ];
}

function beside(expected: string, actual: string | null): string {
  return actual === null ? expected : `${expected} → ${actual}`;
}

function range(low: number, high: number, format: (value: number) => string): string {
  return low === high ? format(low) : `${format(low)} to ${format(high)}`;
}

function hours(value: number): string {
  return value.toFixed(1);
}
