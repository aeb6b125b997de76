import {
  commandToCopy,
  datum,
  dataTable,
  facts,
  formatCount,
  formatInstant,
  markup,
  type Content,
} from '@lakeward/report';
import type { FailureReport, JobReport, RunReport } from '../report-model';
import { JOB_STATUS_MEANINGS } from './words';

type InBucket<Row> = Row & { readonly bucket: string };

/** What jobs did, and what they could not do. */
export function jobsSection({ buckets }: RunReport): Content {
  const jobs = buckets.flatMap(({ bucket, jobs: made }) => made.map((job) => ({ ...job, bucket })));
  const failures = buckets.flatMap(({ bucket, failures: found }) =>
    found.map((failure) => ({ ...failure, bucket })),
  );
  if (jobs.length === 0) return markup`<p>No job has been made.</p>`;
  return [
    jobTable(jobs),
    failures.length === 0 ? markup`<p>No task has failed.</p>` : failureTable(failures),
  ];
}

function jobTable(rows: readonly InBucket<JobReport>[]): Content {
  return dataTable<InBucket<JobReport>>({
    caption: 'Jobs of S3 Batch Operations',
    rows,
    columns: [
      { heading: 'bucket', cell: ({ bucket }) => datum(bucket), width: 24 },
      {
        heading: 'job',
        cell: ({ name, round }) => (round === 1 ? name : `${name}, round ${round}`),
        width: 24,
      },
      { heading: 'status', cell: ({ status }) => status ?? 'not made yet', width: 16 },
      {
        heading: 'versions',
        kind: 'number',
        cell: ({ objects }) => formatCount(objects),
        key: ({ objects }) => objects,
        width: 12,
      },
      {
        heading: 'succeeded',
        kind: 'number',
        cell: ({ succeeded }) => formatCount(succeeded),
        key: ({ succeeded }) => succeeded,
        width: 12,
      },
      {
        heading: 'failed',
        kind: 'number',
        cell: ({ failed }) => formatCount(failed),
        key: ({ failed }) => failed,
        width: 12,
      },
    ],
    more: ({ id, status, endedAt, report, failure }) => ({
      summary: endedAt === null ? 'not over' : `ended ${formatInstant(endedAt)}`,
      body: facts([
        ['id', id !== null && datum(id)],
        ['status', status !== null && `${status}: ${JOB_STATUS_MEANINGS[status]}`],
        ['completion report', report !== null && datum(report)],
        ['what went wrong', failure !== null && datum(failure)],
      ]),
    }),
  });
}

function failureTable(rows: readonly InBucket<FailureReport>[]): Content {
  return dataTable<InBucket<FailureReport>>({
    caption: 'Failures by reason',
    rows,
    columns: [
      { heading: 'bucket', cell: ({ bucket }) => datum(bucket), width: 20 },
      { heading: 'code', cell: ({ code }) => datum(code), width: 20 },
      {
        heading: 'versions',
        kind: 'number',
        cell: ({ count }) => formatCount(count),
        key: ({ count }) => count,
        width: 10,
      },
      { heading: 'which means', cell: ({ meaning }) => meaning, width: 50 },
    ],
    more: ({ next, command }) => ({
      summary: next,
      body: command === null ? markup`<p>${next}</p>` : commandToCopy('Next', command),
    }),
  });
}
