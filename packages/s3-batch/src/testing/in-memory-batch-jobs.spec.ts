import { AppError, DAY_MS, ManualClock } from '@lakeward/core';
import type { CreateJobRequest } from '../batch-jobs';
import { batchJobsContract, contractOperation } from './batch-jobs-contract';
import { InMemoryBatchJobs } from './in-memory-batch-jobs';

const manifest: CreateJobRequest['manifest'] = {
  location: { bucket: 'lists', key: 'a b/manifest.csv' },
  etag: 'e1',
  format: { name: 'S3BatchOperations_CSV_20180820', fields: ['Bucket', 'Key', 'VersionId'] },
};
const request: CreateJobRequest = {
  token: 't',
  operation: contractOperation,
  manifest,
  priority: 1,
  roleArn: 'arn:aws:iam::111122223333:role/batch',
  confirmationRequired: true,
};

batchJobsContract('in memory', () => {
  const jobs = new InMemoryBatchJobs({ run: () => ({ succeeded: 3, failed: 0 }) });
  return Promise.resolve({
    jobs,
    manifest,
    objects: 3,
    reportBucket: 'reports',
    settle: () => jobs.settle(),
  });
});

describe('jobs in memory', () => {
  test('go through the documented states, one at a time', async () => {
    const jobs = new InMemoryBatchJobs();
    const id = await jobs.createJob(request);
    for (let n = 0; n < 2; n += 1) expect(await jobs.step(id)).toBe(true);
    expect(await jobs.step(id)).toBe(false);
    await jobs.updateStatus(id, 'Ready');
    await jobs.settle();
    expect(jobs.history(id)).toEqual([
      'New',
      'Preparing',
      'Suspended',
      'Ready',
      'Active',
      'Completing',
      'Complete',
    ]);
  });

  test('tell how many tasks they have once the manifest has been read, and go on telling it', async () => {
    const jobs = new InMemoryBatchJobs({ count: () => 5, run: () => ({ succeeded: 3, failed: 0 }) });
    const id = await jobs.createJob(request);
    const total = async () => (await jobs.describe(id)).progress.total;
    await jobs.step(id);
    expect(await total()).toBe(0);
    await jobs.step(id);
    expect(await total()).toBe(5);
    await jobs.updateStatus(id, 'Ready');
    await jobs.settle();
    expect(await total()).toBe(5);
  });

  test('fail when nobody confirms them for 30 days', async () => {
    const clock = new ManualClock('2026-11-01T00:00:00Z');
    const jobs = new InMemoryBatchJobs({ clock });
    const id = await jobs.createJob(request);
    await jobs.settle();
    await clock.sleep(30 * DAY_MS - 1);
    expect((await jobs.describe(id)).status).toBe('Suspended');
    await clock.sleep(1);
    expect(await jobs.describe(id)).toMatchObject({
      status: 'Failed',
      endedAt: new Date('2026-12-01T00:00:00Z'),
    });
    await expect(jobs.updateStatus(id, 'Ready')).rejects.toMatchObject({ code: 'S3_BATCH_STATUS_CONFLICT' });
  });

  test('fail as a whole when they are told to', async () => {
    const failure = { code: 'InvalidManifestContent', reason: 'Unexpected number of task fields' };
    const jobs = new InMemoryBatchJobs({ run: () => ({ succeeded: 1, failed: 2, failure }) });
    const id = await jobs.createJob({ ...request, confirmationRequired: false });
    await jobs.settle();
    expect(await jobs.describe(id)).toMatchObject({
      status: 'Failed',
      failures: [failure],
      progress: { total: 3, succeeded: 1, failed: 2 },
    });
  });

  test('run by priority', async () => {
    const ran: string[] = [];
    const run = ({ id }: { id: string }) => {
      ran.push(id);
      return { succeeded: 0, failed: 0 };
    };
    const jobs = new InMemoryBatchJobs({ run });
    const ids = [];
    for (const priority of [1, 3, 2]) {
      const token = `t${priority}`;
      ids.push(await jobs.createJob({ ...request, token, priority, confirmationRequired: false }));
    }
    await jobs.settle();
    expect(ran).toEqual([ids[1], ids[2], ids[0]]);
  });

  test('calls can be made to fail, with effect and without', async () => {
    const jobs = new InMemoryBatchJobs();
    const lost = new AppError({
      code: 'S3_BATCH_UNAVAILABLE',
      message: 'lost',
      remedy: '-',
      retryable: true,
    });
    jobs.before = () => Promise.reject(lost);
    await expect(jobs.createJob(request)).rejects.toBe(lost);
    jobs.before = undefined;
    jobs.after = () => Promise.reject(lost);
    await expect(jobs.createJob(request)).rejects.toBe(lost);
    jobs.after = undefined;
    const id = await jobs.createJob(request);
    expect(jobs.history(id)).toEqual(['New']);
    expect(jobs.calls).toEqual(Array.from({ length: 3 }, () => ({ operation: 'createJob' })));
  });
});
