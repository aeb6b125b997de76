import { ManualClock } from '@lakeward/core';
import type { ManifestEntry } from '@lakeward/s3-batch';
import { manifestFields, writeManifest } from '@lakeward/s3-batch';
import { Readable } from 'node:stream';
import { BatchLake } from './batch-lake';

const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:f';
const objects = 100_000;

test('a job of 100,000 tasks takes flat memory, and reports each once', async () => {
  const lake = await BatchLake.open(new ManualClock('2026-11-02T12:00:00.000Z'));
  function* entries(): Generator<ManifestEntry> {
    for (let n = 0; n < objects; n += 1)
      yield { bucket: 'plain', key: `some/longer folder/object ${n}.parquet` };
  }
  const location = { bucket: 'lists', key: 'long.csv' };
  const { etag } = await lake.store.put(
    location,
    Readable.from(writeManifest(entries(), { versions: false })),
  );
  const manifest = {
    location,
    etag,
    format: { name: 'S3BatchOperations_CSV_20180820', fields: manifestFields({ versions: false }) },
  } as const;
  const id = await lake.jobs.createJob(
    await lake.request([], { manifest, operation: { name: 'LambdaInvoke', functionArn } }),
  );
  const before = process.memoryUsage().rss;
  let most = 0;
  let calls = 0;
  await lake.jobs.run({
    functions: {
      [functionArn]: ({ invocationSchemaVersion, invocationId, tasks }) => {
        calls += 1;
        if (calls % 1_000 === 0) most = Math.max(most, process.memoryUsage().rss);
        return Promise.resolve({
          invocationSchemaVersion,
          invocationId,
          results: tasks.map(({ taskId }) => ({ taskId, resultCode: 'Succeeded', resultString: 'done' })),
        });
      },
    },
  });
  expect(calls).toBe(objects);
  expect(await lake.jobs.describe(id)).toMatchObject({
    status: 'Complete',
    progress: { total: objects, succeeded: objects, failed: 0 },
  });
  const rows = await lake.report(id);
  expect(new Set(rows.map(({ key }) => key)).size).toBe(objects);
  expect(rows).toHaveLength(objects);
  expect(most - before).toBeLessThan(150 * 1024 * 1024);
  await lake.close();
}, 600_000);
