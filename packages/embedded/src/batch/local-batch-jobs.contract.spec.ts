import { batchJobsContract } from '@lakeward/s3-batch/testing';
import { BatchLake } from './testing/batch-lake';

batchJobsContract('embedded', async () => {
  const lake = await BatchLake.open();
  const entries = ['a b', 'c+d', 'e,"f"'].map((key) => ({ bucket: 'plain', key }));
  for (const ref of entries) await lake.store.put(ref, 'x');
  return {
    jobs: lake.jobs,
    manifest: await lake.manifest(entries),
    objects: 3,
    reportBucket: 'reports',
    settle: () => lake.jobs.run(),
    dispose: () => lake.close(),
  };
});
