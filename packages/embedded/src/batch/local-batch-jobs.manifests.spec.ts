import { gzipSync } from 'node:zlib';
import { contractKeyArn } from '@lakeward/s3-batch/testing';
import { BatchLake } from './testing/batch-lake';
import { names } from './testing/local-functions';

describe('batch jobs on one machine', () => {
  let lake: BatchLake;
  beforeEach(async () => (lake = await BatchLake.open()));
  afterEach(() => lake.close());

  describe('manifests', () => {
    const inventory = async (rows: string, change: object = {}) => {
      const data = { bucket: 'lists', key: 'inv/plain/all/data/1.csv.gz' };
      await lake.store.put(data, gzipSync(rows));
      const location = { bucket: 'lists', key: 'inv/plain/all/2026-11-01T01-00Z/manifest.json' };
      const { etag } = await lake.store.put(
        location,
        JSON.stringify({
          sourceBucket: 'plain',
          destinationBucket: 'arn:aws:s3:::lists',
          version: '2016-11-30',
          creationTimestamp: '1793926800000',
          fileFormat: 'CSV',
          fileSchema: 'Bucket, Key, Size, EncryptionStatus',
          files: [{ key: data.key, size: 1, MD5checksum: '' }],
          ...change,
        }),
        { encryption: { algorithm: 'aws:kms', keyArn: contractKeyArn } },
      );
      return { location, etag, format: { name: 'S3InventoryReport_CSV_20161130' } } as const;
    };

    test('may be an inventory', async () => {
      await lake.store.put({ bucket: 'plain', key: 'a b+c' }, 'x');
      const manifest = await inventory('"plain","a+b%2Bc","1","SSE-S3"\n"plain","gone","1","SSE-S3"\n');
      const id = await lake.jobs.createJob(await lake.request([], { manifest }));
      await lake.jobs.run();
      expect((await lake.report(id)).map(({ encodedKey, errorCode }) => [encodedKey, errorCode])).toEqual([
        ['a+b%2Bc', ''],
        ['gone', 'NoSuchKey'],
      ]);
    });

    const broken: readonly [string, (lake: BatchLake) => Promise<object>, RegExp][] = [
      [
        'is gone',
        async () => ({ ...(await lake.manifest([])), location: { bucket: 'lists', key: 'x' } }),
        /no such object/,
      ],
      ['has changed', async () => ({ ...(await lake.manifest(names(1))), etag: 'other' }), /another ETag/],
      [
        'is encrypted by KMS',
        async () => {
          const location = { bucket: 'lists', key: 'kms.csv' };
          const { etag } = await lake.store.put(location, 'plain,k\n', {
            encryption: { algorithm: 'aws:kms', keyArn: contractKeyArn },
          });
          return { ...(await lake.manifest([])), location, etag };
        },
        /encrypted by aws:kms/,
      ],
      [
        'has a header of other columns',
        async () => {
          const location = { bucket: 'lists', key: 'bad.csv' };
          const { etag } = await lake.store.put(location, 'plain,k\nplain,k,v\n');
          return { ...(await lake.manifest([])), location, etag };
        },
        /3 fields instead of 2/,
      ],
      [
        'is an inventory in Parquet',
        () => inventory('', { fileFormat: 'Parquet' }),
        /not the manifest of a CSV inventory/,
      ],
      [
        'is an inventory without keys',
        () => inventory('', { fileSchema: 'Bucket, Size' }),
        /do not name Bucket and Key/,
      ],
    ];
    test.each(broken)('fail the job when the list %s', async (_, make, reason) => {
      const manifest = (await make(lake)) as Awaited<ReturnType<BatchLake['manifest']>>;
      const id = await lake.jobs.createJob(await lake.request([], { manifest }));
      await lake.jobs.run();
      expect(await lake.jobs.describe(id)).toMatchObject({
        status: 'Failed',
        failures: [{ code: 'InvalidManifestContent', reason: expect.stringMatching(reason) }],
        progress: { total: 0, succeeded: 0, failed: 0 },
      });
    });

    test('without tasks are complete at once', async () => {
      const id = await lake.jobs.createJob(await lake.request([]));
      await lake.jobs.run();
      expect(await lake.jobs.describe(id)).toMatchObject({ status: 'Complete', progress: { total: 0 } });
    });

    test('with an empty version id let that task fail', async () => {
      const location = { bucket: 'lists', key: 'empty-version.csv' };
      const { etag } = await lake.store.put(location, 'plain,k,\n');
      const manifest = {
        location,
        etag,
        format: { name: 'S3BatchOperations_CSV_20180820', fields: ['Bucket', 'Key', 'VersionId'] },
      } as const;
      const id = await lake.jobs.createJob(await lake.request([], { manifest }));
      await lake.jobs.run();
      expect(await lake.report(id)).toMatchObject([{ httpStatusCode: 400, errorCode: 'InvalidRequest' }]);
    });
  });
});
