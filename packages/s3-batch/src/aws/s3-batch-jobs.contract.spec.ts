import { Agent } from 'node:http';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { batchJobsContract, InMemoryBatchJobs } from '../testing';
import { createS3BatchJobs } from './s3-batch-jobs';
import { startS3ControlWireStub } from './testing/s3-control-wire-stub';

const accountId = '111122223333';

batchJobsContract('S3 Control adapter over the wire', async () => {
  const jobs = new InMemoryBatchJobs({ accountId, run: () => ({ succeeded: 3, failed: 0 }) });
  const stub = await startS3ControlWireStub(jobs, accountId);
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
    maxAttempts: 1,
  });
  return {
    jobs: createS3BatchJobs({ accountId, client, pageSize: 2 }),
    manifest: {
      location: { bucket: 'lists', key: 'a b/manifest, <1> & 2.csv' },
      etag: 'e1',
      format: { name: 'S3BatchOperations_CSV_20180820', fields: ['Bucket', 'Key', 'VersionId'] },
    },
    objects: 3,
    reportBucket: 'reports',
    settle: () => jobs.settle(),
    dispose: async () => {
      client.destroy();
      await stub.stop();
    },
  };
});
