import { Agent } from 'node:http';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import type { CreateJobRequest } from '../batch-jobs';
import { batchJobsContract, contractOperation, InMemoryBatchJobs } from '../testing';
import { createS3BatchJobs } from './s3-batch-jobs';
import { startS3ControlWireStub } from './testing/s3-control-wire-stub';

const accountId = '111122223333';

const manifest: CreateJobRequest['manifest'] = {
  location: { bucket: 'lists', key: 'a b/manifest, <1> & 2.csv' },
  etag: 'e1',
  format: { name: 'S3BatchOperations_CSV_20180820', fields: ['Bucket', 'Key', 'VersionId'] },
};

/** The adapter with a real client, a stub it talks to, and the jobs behind it. */
async function connect({ maxAttempts }: { maxAttempts: number }) {
  const behind = new InMemoryBatchJobs({ accountId, run: () => ({ succeeded: 3, failed: 0 }) });
  const stub = await startS3ControlWireStub(behind, accountId);
  // The account goes before the host's name, which no resolver knows.
  const httpAgent = new Agent({
    lookup: (_host, { all }, found) => {
      if (all === true) found(null, [{ address: '127.0.0.1', family: 4 }]);
      else found(null, '127.0.0.1', 4);
    },
  });
  const client = new S3ControlClient({
    region: 'eu-west-1',
    endpoint: `http://localhost:${stub.port}`,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: { httpAgent },
    maxAttempts,
  });
  return {
    stub,
    behind,
    jobs: createS3BatchJobs({ accountId, client, pageSize: 2 }),
    dispose: async () => {
      client.destroy();
      await stub.stop();
    },
  };
}

batchJobsContract('S3 Control adapter over the wire', async () => {
  const { behind, jobs, dispose } = await connect({ maxAttempts: 1 });
  return { jobs, manifest, objects: 3, reportBucket: 'reports', settle: () => behind.settle(), dispose };
});

describe('S3 Control that falters', () => {
  const request: CreateJobRequest = {
    token: 'the token',
    operation: contractOperation,
    manifest,
    priority: 1,
    roleArn: 'arn:aws:iam::111122223333:role/batch',
    confirmationRequired: true,
  };

  test('is ridden out', async () => {
    const { stub, jobs, dispose } = await connect({ maxAttempts: 5 });
    stub.failures.push('TooManyRequestsException', 'SlowDown', 'InternalServiceException');
    const id = await jobs.createJob(request);
    expect((await jobs.describe(id)).status).toBe('New');
    await dispose();
  });

  test('makes one job, also when an answer is lost', async () => {
    const { stub, jobs, dispose } = await connect({ maxAttempts: 3 });
    stub.failures.push('lost');
    await jobs.createJob(request);
    expect(stub.tokens).toEqual(['the token', 'the token']);
    const listed = [];
    for await (const job of jobs.list()) listed.push(job);
    expect(listed).toHaveLength(1);
    await dispose();
  });

  test('is told when it lasts', async () => {
    const { stub, jobs, dispose } = await connect({ maxAttempts: 2 });
    stub.failures.push('TooManyRequestsException', 'TooManyRequestsException');
    await expect(jobs.createJob(request)).rejects.toMatchObject({
      code: 'S3_BATCH_THROTTLED',
      retryable: true,
    });
    stub.failures.push('InternalServiceException', 'InternalServiceException');
    await expect(jobs.createJob(request)).rejects.toMatchObject({
      code: 'S3_BATCH_UNAVAILABLE',
      retryable: true,
    });
    await dispose();
  });
});
