import { createHash } from 'node:crypto';
import { readText } from '@lakeward/s3';
import { parseReportManifest } from '@lakeward/s3-batch';
import { contractKeyArn } from '@lakeward/s3-batch/testing';
import { BatchLake } from './testing/batch-lake';
import { names } from './testing/local-functions';

describe('batch jobs on one machine', () => {
  let lake: BatchLake;
  beforeEach(async () => (lake = await BatchLake.open()));
  afterEach(() => lake.close());

  describe('reports', () => {
    test('are as S3 Batch writes them', async () => {
      await lake.store.createBucket('reports', {
        defaultEncryption: { algorithm: 'aws:kms', keyArn: contractKeyArn },
      });
      const entries = [...(await lake.putMany('plain', 1)), { bucket: 'plain', key: 'g o+n,e' }];
      const id = await lake.jobs.createJob(await lake.request(entries));
      await lake.jobs.run();
      const folder = `done/job-${id}`;
      const keys = [];
      for await (const { key } of lake.store.list('reports')) keys.push(key);
      expect(keys).toEqual([
        `${folder}/manifest.json`,
        `${folder}/manifest.json.md5`,
        expect.stringMatching(new RegExp(`^${folder}/results/[0-9a-f]{40}\\.csv$`)),
        expect.stringMatching(new RegExp(`^${folder}/results/[0-9a-f]{40}\\.csv$`)),
      ]);
      for (const key of keys) {
        expect((await lake.store.head({ bucket: 'reports', key }))!.encryption).toEqual({
          algorithm: 'AES256',
        });
      }
      const text = await readText(lake.store, { bucket: 'reports', key: `${folder}/manifest.json` });
      const md5 = (content: string) => createHash('md5').update(content).digest('hex');
      expect(await readText(lake.store, { bucket: 'reports', key: `${folder}/manifest.json.md5` })).toBe(
        md5(text),
      );
      const { results } = parseReportManifest(text, 'x');
      expect(results.map(({ status }) => status)).toEqual(['succeeded', 'failed']);
      const [succeeded, failed] = await Promise.all(
        results.map(({ location }) => readText(lake.store, location)),
      );
      expect(succeeded).toBe('plain,k00000,,succeeded,200,,Successful\r\n');
      expect(failed).toMatch(/^plain,g%20o%2Bn%2Ce,,failed,404,NoSuchKey,"?There is no object [^\n]*\r\n$/);
      expect(results.map((result) => result.md5)).toEqual([md5(succeeded!), md5(failed!)]);
    });

    test('of failures alone have nothing else', async () => {
      const entries = [...(await lake.putMany('plain', 2)), { bucket: 'plain', key: 'gone' }];
      const report = { bucket: 'reports', prefix: 'done', scope: 'FailedTasksOnly' } as const;
      const some = await lake.jobs.createJob(await lake.request(entries, { report }));
      await lake.jobs.run();
      expect((await lake.report(some)).map(({ key }) => key)).toEqual(['gone']);
      const none = await lake.jobs.createJob(await lake.request(entries.slice(0, 2), { report }));
      await lake.jobs.run();
      expect(await lake.report(none)).toEqual([]);
      expect((await lake.jobs.describe(none)).progress).toMatchObject({ succeeded: 2, failed: 0 });
    });

    test('are not written where no task was tried, or none was asked for', async () => {
      const { token, operation, manifest, priority, roleArn, confirmationRequired } = await lake.request(
        await lake.putMany('plain', 1),
      );
      await lake.jobs.createJob({ token, operation, manifest, priority, roleArn, confirmationRequired });
      const id = await lake.jobs.createJob(await lake.request(names(1), { confirmationRequired: true }));
      await lake.jobs.run();
      await lake.jobs.updateStatus(id, 'Cancelled');
      await lake.jobs.run();
      expect(await lake.statuses(id)).toEqual(['New', 'Preparing', 'Suspended', 'Cancelling', 'Cancelled']);
      const found = [];
      for await (const object of lake.store.list('reports')) found.push(object);
      expect(found).toEqual([]);
    });

    test('that cannot be written fail the job', async () => {
      const report = { bucket: 'no-such-bucket', scope: 'AllTasks' } as const;
      const id = await lake.jobs.createJob(await lake.request(await lake.putMany('plain', 1), { report }));
      await lake.jobs.run();
      expect(await lake.jobs.describe(id)).toMatchObject({
        status: 'Failed',
        failures: [{ code: 'ReportNotWritten', reason: 'There is no bucket "no-such-bucket".' }],
      });
    });
  });
});
