import { readFileSync } from 'node:fs';
import path from 'node:path';
import { lambdaContext } from '@lakeward/lambda/testing';
import { RunWorld } from '../testing/run-world';
import { approveHandler, onBatchReportHandler, onJobStateHandler, sweepHandler } from './run-handlers';

/** An event of the samples, with the id of a job put in. */
const event = (name: string, job = ''): unknown =>
  JSON.parse(readFileSync(path.join(__dirname, '../../events', name), 'utf8').replaceAll('JOB', job));

const LOTS = { update: ['u1', 'u2'], 'copy.STANDARD': ['c1'] };

async function world() {
  const made = await RunWorld.planned(LOTS);
  const parts = { log: () => made.log, clock: made.clock, dependencies: () => made.process() };
  const invoke = {
    approve: (input: unknown) => approveHandler(parts)(input, lambdaContext()),
    jobState: (input: unknown) => onJobStateHandler(parts)(input, lambdaContext()),
    batchReport: (input: unknown) => onBatchReportHandler(parts)(input, lambdaContext()),
    sweep: (input: unknown) => sweepHandler(parts)(input, lambdaContext()),
  };
  const jobs = async (): Promise<string[]> => {
    const ids: string[] = [];
    for await (const { id } of made.batchJobs.list()) ids.push(id);
    return ids;
  };
  return { ...invoke, jobs, world: made };
}

describe('approve', () => {
  test('makes the jobs of the plan, and the same ones when it is delivered again', async () => {
    const { approve, jobs, world: made } = await world();
    const first = await approve(event('approve.json'));
    expect(first).toMatchObject({
      place: 'src-bucket/daily/2026-11-06T01-00Z/cafe00000000',
      remedies: [
        { remedy: 'update', decision: 'approved', jobs: [{ name: 'update', round: 1, objects: 2 }] },
        { remedy: 'copy', decision: 'approved', jobs: [{ name: 'copy.STANDARD', round: 1, objects: 1 }] },
      ],
    });
    expect(await approve(event('approve.json'))).toEqual(first);
    const ids = await jobs();
    expect(ids).toHaveLength(2);
    const [update, copy] = await Promise.all(ids.map((id) => made.batchJobs.describe(id)));
    expect(update).toMatchObject({
      operation: { name: 'S3UpdateObjectEncryption', bucketKey: true },
      confirmationRequired: false,
      manifest: {
        format: { name: 'S3BatchOperations_CSV_20180820', fields: ['Bucket', 'Key', 'VersionId'] },
      },
      report: { bucket: 'batch', prefix: 'reports', scope: 'AllTasks', expectedBucketOwner: '444455556666' },
    });
    expect(copy).toMatchObject({
      operation: {
        name: 'S3PutObjectCopy',
        targetBucket: 'src-bucket',
        storageClass: 'STANDARD',
        encryption: { algorithm: 'aws:kms' },
        // What was written since the snapshot is left alone.
        unmodifiedSince: new Date('2026-11-06T01:00:00.000Z'),
      },
      manifest: { format: { fields: ['Bucket', 'Key', 'Ignore'] } },
    });
  });

  test('makes those of the remedies that are named', async () => {
    const { approve, jobs } = await world();
    await approve({ ...(event('approve.json') as object), remedies: ['update'] });
    expect(await jobs()).toHaveLength(1);
  });

  test.each([
    ['another snapshot', { snapshot: '2026-11-05T01-00Z' }, 'REENC_SNAPSHOT_SUPERSEDED'],
    ['another bucket', { bucket: 'other' }, 'REENC_PLAN_NOT_FOUND'],
    ['another decision', { decision: 'perhaps' }, 'INVALID_INPUT'],
    ['no reason', { reason: '' }, 'INVALID_INPUT'],
  ])('refuses %s, and starts nothing', async (_, change, name) => {
    const { approve, jobs } = await world();
    await expect(approve({ ...(event('approve.json') as object), ...change })).rejects.toMatchObject({
      name,
    });
    expect(await jobs()).toEqual([]);
  });
});

describe('what follows jobs', () => {
  test('takes reports before states, states before reports, and neither twice', async () => {
    const { approve, jobState, batchReport, jobs, world: made } = await world();
    await approve(event('approve.json'));
    const [update = '', copy = ''] = await jobs();
    await expect(jobState(event('job-state.json', update))).resolves.toEqual({ outcome: 'open' });
    await made.batchJobs.settle();
    await expect(batchReport(event('batch-report.json', update))).resolves.toEqual({ outcome: 'ended' });
    await expect(jobState(event('job-state.json', update))).resolves.toEqual({ outcome: 'ended' });
    await jobState(event('job-state.json', copy));
    await batchReport(event('batch-report.json', copy));
    await batchReport(event('batch-report.json', copy));
    expect(made.notifier.notices.map(({ subject }) => subject)).toEqual([
      'Re-encryption: update, 2 done, 0 failed',
      'Re-encryption: copy, 1 done, 0 failed',
    ]);
  });

  test('leaves jobs of others alone', async () => {
    const { jobState, batchReport } = await world();
    await expect(jobState(event('job-state.json', 'f3cc4f60-0000-4000-8000-000000000001'))).resolves.toEqual({
      outcome: 'foreign',
    });
    await expect(batchReport(event('batch-report.json', 'f3cc4f60'))).resolves.toEqual({
      outcome: 'foreign',
    });
  });

  test('finds by the clock what no event told', async () => {
    const { approve, sweep, world: made } = await world();
    await approve(event('approve.json'));
    await made.batchJobs.settle();
    await expect(sweep(event('scheduled.json'))).resolves.toEqual({
      runs: 1,
      jobs: 2,
      released: 0,
      stopped: 0,
    });
    await expect(sweep(event('scheduled.json'))).resolves.toEqual({
      runs: 0,
      jobs: 0,
      released: 0,
      stopped: 0,
    });
    expect(made.notifier.notices).toHaveLength(2);
  });
});
