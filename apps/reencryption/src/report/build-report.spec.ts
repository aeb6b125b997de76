import { schemaErrors } from '@lakeward/report/testing';
import schema from '../../schemas/run-report.v1.schema.json';
import { requestText, type JobRecord } from '../run/run-records';
import { buildReport } from './build-report';
import { renderReport } from './render-report';
import type { BucketRun } from './report-model';
import { runReport } from './run-report';
import {
  HOSTILE,
  miscountedRun,
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
  ['a job that was miscounted', [miscountedRun()]],
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
        'aws s3 cp --recursive s3://batch/reencryption/reports/job-1/results/ .',
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

  const report = { manifest: 's3://b/1/manifest.json' };
  const manifest = { uri: 's3://b/again.csv', etag: 'e', objects: 2 };
  const runOf = (remedy: 'update' | 'copy', ...jobs: JobRecord[]): BucketRun => ({
    ...unprovenRun(),
    state: 'needs-attention',
    remedies: [sampleRemedy(remedy, jobs)],
  });
  const failuresOf = (...jobs: JobRecord[]) => buildReport([runOf('copy', ...jobs)]).buckets[0]?.failures;
  const redrive = 'lakeward reencryption redrive --bucket raw-data';
  const readReport = 'aws s3 cp --recursive s3://b/1/results/ .';

  test.each<[string, Partial<JobRecord>, { word: string; title: string; text: string }]>([
    [
      'whose manifest is not what the plan has counted',
      { status: 'Cancelled', tasks: 901, failure: 'REENC_TASK_COUNT: 901, 900.' },
      {
        word: 'miscounted',
        title: 'Job update did not do what the plan says',
        text: 'REENC_TASK_COUNT: 901, 900. See who wrote the manifest, then decide about the plan of the next inventory.',
      },
    ],
    [
      'that was miscounted and over before anybody looked',
      { status: 'Complete', tasks: 901, succeeded: 901, failure: 'REENC_TASK_COUNT: 901, 900.' },
      {
        word: 'miscounted',
        title: 'Job update did not do what the plan says',
        text: 'REENC_TASK_COUNT: 901, 900. See who wrote the manifest, then decide about the plan of the next inventory.',
      },
    ],
    [
      'that was cancelled',
      { status: 'Cancelled', round: 2 },
      {
        word: 'cancelled',
        title: 'Job update, round 2, was cancelled',
        text: 'S3 Batch gave no reason. What it left is in the plan of the next inventory.',
      },
    ],
    [
      'that failed',
      { status: 'Failed', failure: 'ManifestNotFound: gone' },
      {
        word: 'job failed',
        title: 'Job update failed',
        text: 'ManifestNotFound: gone Mend what it names; what it left is in the plan of the next inventory.',
      },
    ],
  ])('a job %s; and the verdict says so too', (_, change, told) => {
    const { needsPerson, verdict } = buildReport([runOf('update', sampleJob('update', change))]);
    expect(needsPerson[0]).toEqual({
      ...told,
      state: 'bad',
      bucket: 'raw-data',
      figure: '1 job',
      command:
        'aws s3control describe-job --account-id "$ACCOUNT" --job-id f3cc4f60-61f6-4a2b-8a21-d07600c373ce',
    });
    expect(verdict.state).toBe('bad');
  });

  test('a job that was miscounted spoils even what an inventory shows as done', () => {
    const { remedies, ...proven } = provenRun();
    const jobs = [sampleJob('update', { tasks: 901, failure: 'REENC_TASK_COUNT: 901, 900.' })];
    expect(remedies).toHaveLength(1);
    expect(buildReport([{ ...proven, remedies: [sampleRemedy('update', jobs)] }]).verdict).toMatchObject({
      state: 'bad',
      word: 'look at jobs',
      sentence: '1 job in 1 bucket did not do what the plan says',
      number: 1,
      numberLabel: 'job to look at',
    });
  });

  test('a redrive is named for what it takes up alone', () => {
    const failed = sampleJob('update', {
      succeeded: 894,
      failed: 6,
      report: {
        ...report,
        failures: { SlowDown: 2, AccessDenied: 3, NoSuchKey: 1 },
        retryable: { SlowDown: 2 },
        redrive: manifest,
      },
    });
    expect(failuresOf(failed)).toEqual([
      {
        code: 'AccessDenied',
        count: 3,
        meaning: 'S3 or KMS refused the role of the job',
        next: 'Grant the role what the objects and their keys ask for; the plan of the next inventory lists them again.',
        command: readReport,
        needsPerson: true,
      },
      {
        code: 'SlowDown',
        count: 2,
        meaning: 'S3 had no time for it',
        next: 'Try these again.',
        command: redrive,
        needsPerson: true,
      },
      {
        code: 'NoSuchKey',
        count: 1,
        meaning: 'gone since the snapshot',
        next: 'Nothing: there is nothing left to encrypt.',
        command: null,
        needsPerson: false,
      },
    ]);
    const again = sampleJob('update', {
      round: 2,
      objects: 2,
      succeeded: 2,
      report: { ...report, failures: {} },
    });
    expect(failuresOf(failed, again)?.map(({ code }) => code)).toEqual(['AccessDenied', 'NoSuchKey']);
  });

  test('no redrive is named for copies of old versions, nor for jobs that were miscounted', () => {
    const failures = { ...report, failures: { SlowDown: 2 }, retryable: { SlowDown: 2 }, redrive: manifest };
    const request = requestText({ operation: { name: 'S3PutObjectCopy' } } as never);
    const old = sampleJob('copy.STANDARD.noncurrent', { request, failed: 2, report: failures });
    const miscounted = sampleJob('copy.STANDARD', { request, tasks: 901, failed: 2, report: failures });
    expect(failuresOf(old, miscounted)?.map(({ next, command }) => [next, command])).toEqual([
      [
        'Decide about the plan of the next inventory: the manifest of the job was not what this plan says.',
        readReport,
      ],
      [
        'Nothing tries old versions again, since a copy would come to lie before the current one: let a lifecycle rule expire them.',
        readReport,
      ],
    ]);
  });

  test('copies over 5 GiB, until a job copies them in parts', () => {
    const refused = sampleJob('copy.STANDARD', {
      failed: 2,
      report: { ...report, failures: { REENC_COPY_TOO_LARGE: 2 }, inParts: manifest },
    });
    const inParts = sampleJob('copy.STANDARD:in-parts', { round: 2, objects: 2, succeeded: 2 });
    expect(failuresOf(refused)).toEqual([
      {
        code: 'REENC_COPY_TOO_LARGE',
        count: 2,
        meaning: 'over 5 GiB, which S3 Batch does not copy by itself',
        next: 'Try these again: they are copied in parts.',
        command: redrive,
        needsPerson: true,
      },
    ]);
    expect(failuresOf(refused, inParts)).toEqual([]);
  });

  test('what was gone or changed meanwhile needs nobody, and is no bad verdict', () => {
    const job = sampleJob('update', {
      succeeded: 899,
      failed: 1,
      report: { ...report, failures: { 412: 1 } },
    });
    const { verdict, needsPerson } = buildReport([{ ...runOf('update', job), state: 'awaiting-proof' }]);
    expect(needsPerson.map(({ word }) => word)).toEqual(['stays', 'unproven']);
    expect(verdict.word).toBe('awaiting proof');
  });

  test('failed tasks need nobody once an inventory shows that all is as wanted', () => {
    const job = sampleJob('update', { failed: 1, report: { ...report, failures: { AccessDenied: 1 } } });
    const { verdict, needsPerson, buckets } = buildReport([
      { ...provenRun(), remedies: [sampleRemedy('update', [job])] },
    ]);
    expect([verdict.state, needsPerson, buckets[0]?.failures[0]?.count]).toEqual(['good', [], 1]);
  });

  test.each(estates)('of %s, and the verdict agree on what is bad', (_, runs) => {
    const { verdict, needsPerson } = buildReport(runs);
    expect(needsPerson.some(({ state }) => state === 'bad')).toBe(verdict.state === 'bad');
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
