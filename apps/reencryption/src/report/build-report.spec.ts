import { schemaErrors } from '@lakeward/report/testing';
import schema from '../../schemas/run-report.v1.schema.json';
import { buildReport } from './build-report';
import { renderReport } from './render-report';
import type { BucketRun } from './report-model';
import { runReport } from './run-report';
import {
  HOSTILE,
  plannedRun,
  provenRun,
  sampleJob,
  samplePlan,
  sampleRemedy,
  troubledRun,
  unprovenRun,
} from './testing/sample-runs';

const estates: [string, BucketRun[]][] = [
  ['no bucket', []],
  ['a plan that waits', [plannedRun()]],
  ['jobs that are over', [unprovenRun()]],
  ['a proven bucket', [provenRun()]],
  ['trouble', [troubledRun('curated', HOSTILE), provenRun(), plannedRun('logs')]],
];

describe.each(estates)('the report of %s', (_, runs) => {
  const report = buildReport(runs);

  test('is as its schema says', () => {
    expect(schemaErrors(JSON.parse(JSON.stringify(report)), schema)).toEqual([]);
  });

  test('has the same bytes whenever it is made, whatever the order of the buckets', () => {
    expect(runReport([...runs].reverse())).toEqual(runReport(runs));
    expect(JSON.parse(runReport(runs).json)).toEqual(JSON.parse(JSON.stringify(report)));
  });

  test('the page is made of the data alone', () => {
    expect(renderReport(JSON.parse(JSON.stringify(report)) as typeof report)).toBe(renderReport(report));
  });

  test('every version is counted once, before and after', () => {
    for (const { before, versions, reasons, deleteMarkers } of report.buckets) {
      const counted = Object.values(before).reduce((sum, count) => sum + count, 0);
      expect(counted).toBe(versions);
      expect(reasons.reduce((sum, { objects }) => sum + objects, 0)).toBe(versions + deleteMarkers);
    }
  });
});

describe('how versions stand', () => {
  test('before, by the plan; delete markers hold nothing', () => {
    const [bucket] = buildReport([plannedRun()]).buckets;
    expect(bucket).toMatchObject({
      versions: 1_085,
      deleteMarkers: 40,
      before: { 'as-wanted': 100, update: 900, copy: 60, 'key-unknown': 0, stays: 25 },
      after: { basis: 'nothing', snapshot: null },
    });
    expect(bucket!.after.estate).toEqual(bucket!.before);
  });

  test('after, by what jobs say, until an inventory shows it; a restore encrypts nothing', () => {
    const run = unprovenRun();
    const restored = {
      ...run,
      remedies: [
        ...run.remedies,
        sampleRemedy('restore-first', [sampleJob('restore-first.GLACIER', { succeeded: 7 })]),
      ],
    };
    expect(buildReport([restored]).buckets[0]!.after).toEqual({
      basis: 'jobs',
      snapshot: null,
      estate: { 'as-wanted': 1_000, update: 0, copy: 60, 'key-unknown': 0, stays: 25 },
    });
    expect(buildReport([provenRun()]).buckets[0]!.after).toEqual({
      basis: 'inventory',
      snapshot: '2026-11-09T01-00Z',
      estate: { 'as-wanted': 1_000, update: 0, copy: 0, 'key-unknown': 0, stays: 0 },
    });
  });
});

describe('the verdict', () => {
  test('without a bucket nothing is said to be right', () => {
    expect(buildReport([]).verdict).toMatchObject({ state: 'unknown', word: 'nothing planned' });
  });

  const keysUnknown: BucketRun = {
    state: 'compliant',
    plan: samplePlan('raw-data', { 'key-unknown:no-metadata-table': 9, 'compliant:target-key': 1 }),
    remedies: [],
  };
  const locked: BucketRun = {
    state: 'compliant',
    plan: samplePlan('raw-data', { 'impossible:sse-c': 2, 'compliant:target-key': 1 }),
    remedies: [],
  };
  const rejected: BucketRun = {
    ...plannedRun(),
    state: 'rejected',
    remedies: [sampleRemedy('update', [], { decision: 'rejected' })],
  };
  const running: BucketRun = {
    ...plannedRun(),
    state: 'running',
    remedies: [
      sampleRemedy('update', [
        sampleJob('update', { status: 'Active', succeeded: 400, endedAt: undefined } as never),
      ]),
    ],
  };

  test.each<[string, BucketRun[], [string, string, number, string]]>([
    [
      'something left comes before all else',
      [plannedRun('a'), troubledRun(), provenRun()],
      ['bad', 'open', 73, '73 versions in 1 bucket are still not encrypted as wanted'],
    ],
    [
      'a decision is due',
      [plannedRun(), unprovenRun('b')],
      ['attention', 'waiting', 960, '960 versions in 1 bucket wait for a decision'],
    ],
    ['jobs are at work', [running], ['unknown', 'running', 560, 'Jobs are at work in 1 bucket']],
    [
      'proof is awaited',
      [unprovenRun(), provenRun('b')],
      [
        'unknown',
        'awaiting proof',
        900,
        'The jobs in 1 bucket are over; the next inventory has to show what they did',
      ],
    ],
    [
      'somebody decided against it',
      [rejected],
      [
        'attention',
        'rejected',
        960,
        '960 versions in 1 bucket stay as they are: somebody decided against the plan',
      ],
    ],
    [
      'an unknown key is never right',
      [keysUnknown],
      ['unknown', 'keys unknown', 9, '9 versions are under KMS, but nobody can tell by which key'],
    ],
    [
      'what cannot be changed is said',
      [locked],
      ['good', 'as wanted', 1, 'Every version that can be is encrypted as wanted; 2 cannot be changed here'],
    ],
    ['all is proven', [provenRun()], ['good', 'as wanted', 1_000, 'Every version is encrypted as wanted']],
  ])('%s', (_, runs, [state, word, number, sentence]) => {
    expect(buildReport(runs).verdict).toMatchObject({ state, word, number, sentence });
  });
});

describe('what needs a person', () => {
  test('the worst first, each with its next step', () => {
    const { needsPerson } = buildReport([plannedRun('logs'), troubledRun(), unprovenRun('it\'s "b"')]);
    expect(
      needsPerson.map(({ state, bucket, title, figure, command }) => [state, bucket, title, figure, command]),
    ).toEqual([
      [
        'bad',
        'curated',
        'AccessDenied: S3 or KMS refused the role of the job',
        '12 versions',
        'lakeward reencryption redrive --bucket curated',
      ],
      [
        'bad',
        'curated',
        'SlowDown: S3 had no time for it',
        '5 versions',
        'lakeward reencryption redrive --bucket curated',
      ],
      [
        'bad',
        'curated',
        'PermanentFailure: refused by the function that copies in parts',
        '3 versions',
        'aws s3 cp --recursive s3://batch/reencryption/reports/job-1/results/ .',
      ],
      [
        'bad',
        'curated',
        'Ana: change 4711: refused by S3',
        '1 version',
        'aws s3 cp --recursive s3://batch/reencryption/reports/job-1/results/ .',
      ],
      [
        'bad',
        'curated',
        'Job copy.STANDARD failed',
        '1 job',
        'aws s3control describe-job --account-id "$ACCOUNT" --job-id f3cc4f60-61f6-4a2b-8a21-d07600c373ce',
      ],
      [
        'bad',
        'curated',
        'The next inventory shows that something is left',
        '77 versions',
        'lakeward reencryption approve --bucket curated',
      ],
      [
        'attention',
        'curated',
        'Cannot be changed: locked in compliance mode until its retention ends',
        '5 versions',
        null,
      ],
      [
        'attention',
        'it\'s "b"',
        'Cannot be changed: locked in compliance mode until its retention ends',
        '5 versions',
        null,
      ],
      [
        'attention',
        'logs',
        'The plan waits for a decision',
        '960 versions',
        'lakeward reencryption approve --bucket logs --snapshot 2026-11-06T01-00Z',
      ],
      [
        'attention',
        'logs',
        'Cannot be changed: locked in compliance mode until its retention ends',
        '5 versions',
        null,
      ],
      ['unknown', 'curated', 'Under KMS, but nobody can tell by which key', '30 versions', null],
      [
        'unknown',
        'it\'s "b"',
        'The next inventory has to show what the jobs did',
        '960 versions',
        `lakeward reencryption prove --bucket 'it'\\''s "b"'`,
      ],
    ]);
  });

  test('a job whose manifest is not what the plan has counted, whatever came of it', () => {
    const failure = 'REENC_TASK_COUNT: S3 Batch counts 901 objects in the manifest, the plan 900.';
    const jobs = [
      sampleJob('update', { status: 'Cancelled', tasks: 901, succeeded: 0, report: undefined, failure }),
    ];
    const [first] = buildReport([{ ...unprovenRun(), remedies: [sampleRemedy('update', jobs)] }]).needsPerson;
    expect(first).toEqual({
      state: 'bad',
      word: 'job failed',
      bucket: 'raw-data',
      title: 'Job update did not do what the plan says',
      figure: '1 job',
      text: failure,
      command:
        'aws s3control describe-job --account-id "$ACCOUNT" --job-id f3cc4f60-61f6-4a2b-8a21-d07600c373ce',
    });
  });

  test('copies over 5 GiB, until a job copies them in parts', () => {
    const refused = sampleJob('copy.STANDARD', {
      failed: 2,
      report: { manifest: 's3://b/1/manifest.json', failures: { REENC_COPY_TOO_LARGE: 2 } },
    });
    const inParts = sampleJob('copy.STANDARD:in-parts', { round: 2, objects: 2, succeeded: 2 });
    const failuresOf = (...jobs: (typeof refused)[]) =>
      buildReport([{ ...unprovenRun(), remedies: [sampleRemedy('copy', jobs)] }]).buckets[0]?.failures;
    expect(failuresOf(refused)).toEqual([
      {
        code: 'REENC_COPY_TOO_LARGE',
        count: 2,
        meaning: 'over 5 GiB, which S3 Batch does not copy by itself',
        next: 'Try these again: they are copied in parts.',
        command: 'lakeward reencryption redrive --bucket raw-data',
      },
    ]);
    expect(failuresOf(refused, inParts)).toEqual([]);
  });

  test('failures of a round that was tried again are not told', () => {
    const first = sampleJob('update', {
      failed: 3,
      report: { manifest: 's3://b/1/manifest.json', failures: { SlowDown: 3 } },
    });
    const second = sampleJob('update', {
      round: 2,
      objects: 3,
      succeeded: 2,
      failed: 1,
      report: { manifest: 's3://b/2/manifest.json', failures: { SlowDown: 1 } },
    });
    const run = { ...unprovenRun(), remedies: [sampleRemedy('update', [first, second])] };
    expect(buildReport([run]).buckets[0]!.failures.map(({ code, count }) => [code, count])).toEqual([
      ['SlowDown', 1],
    ]);
  });
});

describe('forecast and actuals', () => {
  test('stand beside each other; hours are known when the last job has ended', () => {
    const [bucket] = buildReport([unprovenRun()]).buckets;
    expect(bucket!.forecast).toMatchObject({
      jobs: 2,
      objects: 953,
      costLow: 5.06,
      costHigh: 8.05,
      hoursLow: 0.2,
      hoursHigh: 3.4,
    });
    expect(bucket!.actuals).toEqual({ jobs: 1, succeeded: 900, failed: 0, hours: 2 });
    expect(buildReport([plannedRun()]).buckets[0]!.actuals).toBeNull();
    expect(buildReport([troubledRun()]).buckets[0]!.actuals).toMatchObject({
      jobs: 3,
      succeeded: 877,
      failed: 73,
    });
    const job = sampleJob('copy.STANDARD', { status: 'Active' });
    delete job.endedAt;
    const running = { ...unprovenRun(), remedies: [...unprovenRun().remedies, sampleRemedy('copy', [job])] };
    expect(buildReport([running]).buckets[0]!.actuals).toMatchObject({ jobs: 2, hours: null });
  });

  test('the report is as of the last thing that was recorded', () => {
    expect(buildReport([unprovenRun(), plannedRun('b')]).asOf).toBe('2026-11-07T09:00:00.000Z');
    expect(buildReport([provenRun()]).asOf).toBe('2026-11-09T08:00:00.000Z');
  });
});
