import { createHash } from 'node:crypto';
import { truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { AppError, DAY_MS, ManualClock } from '@lakeward/core';
import { readText } from '@lakeward/s3';
import {
  parseReportManifest,
  type JobStateEvent,
  type LambdaResultCode,
  type ManifestEntry,
} from '@lakeward/s3-batch';
import { batchJobsContract, contractKeyArn } from '@lakeward/s3-batch/testing';
import type { BatchFunction } from './run-task';
import { BatchLake } from './testing/batch-lake';

const keyArn = contractKeyArn;

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

describe('batch jobs on one machine', () => {
  let lake: BatchLake;
  let clock: ManualClock;
  beforeEach(async () => {
    clock = new ManualClock('2026-11-02T12:00:00.000Z');
    lake = await BatchLake.open(clock);
  });
  afterEach(() => lake.close());

  const statuses = async (id: string) => (await lake.jobs.history(id)).map(({ status }) => status);
  const put = async (bucket: string, count: number): Promise<ManifestEntry[]> => {
    const entries = Array.from({ length: count }, (_, n) => ({
      bucket,
      key: `k${String(n).padStart(5, '0')}`,
    }));
    for (const entry of entries) await lake.store.put(entry, entry.key);
    return entries;
  };
  /** A list of objects that are not there: quick tasks for functions. */
  const names = (count: number): ManifestEntry[] =>
    Array.from({ length: count }, (_, n) => ({ bucket: 'plain', key: `n${n}` }));
  const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:f';
  const invoke = { operation: { name: 'LambdaInvoke', functionArn } } as const;
  const succeed: Record<string, BatchFunction> = { [functionArn]: answer('Succeeded', 'done') };

  describe('encryption in place', () => {
    test('changes the key and nothing else, of any version', async () => {
      const ref = { bucket: 'lake', key: 'a b/ü' };
      const first = await lake.plant(ref, 'one', { encryption: { algorithm: 'AES256' }, nullVersion: true });
      await clock.sleep(1_000);
      await lake.store.put(ref, 'two', { metadata: { m: '1' }, tags: { t: '1' }, contentType: 'text/plain' });
      const before = [await lake.store.head(ref), await lake.store.head(ref, { versionId: first })];
      await clock.sleep(DAY_MS);
      const second = before[0]!.versionId!;
      const id = await lake.jobs.createJob(
        await lake.request(
          [
            { ...ref, versionId: first },
            { ...ref, versionId: second },
          ],
          { operation: { name: 'S3UpdateObjectEncryption', keyArn, bucketKey: true } },
        ),
      );
      await lake.jobs.run();

      expect(await statuses(id)).toEqual(['New', 'Preparing', 'Ready', 'Active', 'Completing', 'Complete']);
      const encryption = { algorithm: 'aws:kms', keyArn, bucketKey: true };
      expect(await lake.store.head(ref)).toEqual({ ...before[0], encryption });
      expect(await lake.store.head(ref, { versionId: 'null' })).toEqual({ ...before[1], encryption });
      expect(await lake.report(id)).toEqual([
        {
          bucket: 'lake',
          key: 'a b/ü',
          encodedKey: 'a%20b/%C3%BC',
          versionId: 'null',
          status: 'succeeded',
          httpStatusCode: 200,
          errorCode: '',
          message: 'Successful',
        },
        expect.objectContaining({ versionId: second, status: 'succeeded' }),
      ]);
    });

    test('is refused where S3 refuses it, object by object', async () => {
      const retainUntil = new Date(clock.now().getTime() + DAY_MS);
      const planted = {
        plain: {},
        kms: { encryption: { algorithm: 'aws:kms', keyArn: `${keyArn}2` } },
        archived: { storageClass: 'DEEP_ARCHIVE' },
        over: { retention: { mode: 'GOVERNANCE', retainUntil: new Date(0) } },
        none: { encryption: { algorithm: 'none' } },
        dsse: { encryption: { algorithm: 'aws:kms:dsse' } },
        'sse-c': { encryption: { algorithm: 'SSE-C' } },
        retained: { retention: { mode: 'COMPLIANCE', retainUntil } },
        held: { legalHold: true },
      } as const;
      const entries: ManifestEntry[] = [];
      for (const [key, how] of Object.entries(planted)) {
        const versionId = await lake.plant({ bucket: 'lake', key }, 'x', how);
        entries.push({ bucket: 'lake', key, versionId });
      }
      entries.push({ bucket: 'lake', key: 'gone', versionId: 'v' });
      const id = await lake.jobs.createJob(await lake.request(entries));
      await lake.jobs.run();

      const outcome = Object.fromEntries(
        (await lake.report(id)).map(({ key, httpStatusCode, errorCode }) => [
          key,
          `${httpStatusCode} ${errorCode}`,
        ]),
      );
      expect(outcome).toEqual({
        plain: '200 ',
        kms: '200 ',
        archived: '200 ',
        over: '200 ',
        none: '400 InvalidRequest',
        dsse: '400 InvalidRequest',
        'sse-c': '400 InvalidRequest',
        retained: '403 AccessDenied',
        held: '403 AccessDenied',
        gone: '404 NoSuchVersion',
      });
      expect(await lake.jobs.describe(id)).toMatchObject({
        status: 'Complete',
        progress: { total: 10, succeeded: 4, failed: 6 },
      });
      const { encryption } = (await lake.store.head({ bucket: 'lake', key: 'none' }))!;
      expect(encryption).toEqual({ algorithm: 'none' });
    });

    test('counts files that somebody else put into the directory', async () => {
      await writeFile(path.join(lake.directory, 's3', 'plain', 'by hand.csv'), 'a,b\n');
      const ref = { bucket: 'plain', key: 'by hand.csv' };
      const before = await lake.store.head(ref);
      const id = await lake.jobs.createJob(await lake.request([ref]));
      await lake.jobs.run();
      expect(await lake.jobs.describe(id)).toMatchObject({ progress: { succeeded: 1, failed: 0 } });
      expect(await lake.store.head(ref)).toEqual({ ...before, encryption: { algorithm: 'aws:kms', keyArn } });
      expect(await readText(lake.store, ref)).toBe('a,b\n');
    });
  });

  describe('copies', () => {
    test('are new versions with all that was asked for', async () => {
      const ref = { bucket: 'lake', key: 'a b' };
      const old = await lake.plant(ref, 'bytes', {
        encryption: { algorithm: 'none' },
        metadata: { kept: 'yes' },
        tags: { from: 'source' },
        contentType: 'text/csv',
        headers: { cacheControl: 'no-cache' },
        redirectLocation: '/not-carried',
      });
      await clock.sleep(60_000);
      const retainUntil = new Date(clock.now().getTime() + DAY_MS);
      const id = await lake.jobs.createJob(
        await lake.request([{ ...ref, versionId: old }], {
          operation: {
            name: 'S3PutObjectCopy',
            targetBucket: 'lake',
            encryption: { algorithm: 'aws:kms', keyArn, bucketKey: true },
            storageClass: 'STANDARD_IA',
            newTags: { __ObjectEncrypted: 'true' },
            retention: { mode: 'GOVERNANCE', retainUntil },
            cannedAcl: 'bucket-owner-full-control',
          },
        }),
      );
      await lake.jobs.run();

      const head = (await lake.store.head(ref))!;
      expect(head).toMatchObject({
        encryption: { algorithm: 'aws:kms', keyArn, bucketKey: true },
        storageClass: 'STANDARD_IA',
        metadata: { kept: 'yes' },
        contentType: 'text/csv',
        retention: { mode: 'GOVERNANCE', retainUntil },
        lastModified: clock.now(),
      });
      expect(head.versionId).not.toBe(old);
      expect(await lake.store.tags(ref)).toEqual({ __ObjectEncrypted: 'true' });
      expect(await lake.store.tags(ref, { versionId: old })).toEqual({ from: 'source' });
      expect(await readText(lake.store, ref)).toBe('bytes');
      expect((await lake.report(id))[0]).toMatchObject({ key: 'a b', versionId: old, status: 'succeeded' });
    });

    test('go below a prefix of another bucket, with new metadata', async () => {
      await lake.store.put({ bucket: 'plain', key: 'k' }, 'x', { metadata: { a: '1' }, tags: { t: '1' } });
      await lake.jobs.createJob(
        await lake.request([{ bucket: 'plain', key: 'k' }], {
          operation: {
            name: 'S3PutObjectCopy',
            targetBucket: 'lists',
            targetKeyPrefix: 'copied',
            newMetadata: { contentType: 'text/plain', userMetadata: { B: '2' } },
          },
        }),
      );
      await lake.jobs.run();
      const to = { bucket: 'lists', key: 'copied/k' };
      expect(await lake.store.head(to)).toMatchObject({ contentType: 'text/plain', metadata: { b: '2' } });
      expect(await lake.store.tags(to)).toEqual({ t: '1' });
    });

    test('fail for what S3 does not copy', async () => {
      const young = { bucket: 'plain', key: 'young' };
      await lake.store.put(young, 'x');
      await lake.plant({ bucket: 'plain', key: 'frozen' }, 'x', { storageClass: 'GLACIER' });
      await lake.plant({ bucket: 'plain', key: 'sse-c' }, 'x', { encryption: { algorithm: 'SSE-C' } });
      const entries = ['young', 'frozen', 'sse-c', 'gone'].map((key) => ({ bucket: 'plain', key }));
      const unmodifiedSince = new Date(clock.now().getTime() - 1);
      const id = await lake.jobs.createJob(
        await lake.request([...entries], {
          operation: { name: 'S3PutObjectCopy', targetBucket: 'plain', encryption: { algorithm: 'AES256' } },
        }),
      );
      const late = await lake.jobs.createJob(
        await lake.request([young], {
          operation: { name: 'S3PutObjectCopy', targetBucket: 'plain', unmodifiedSince },
        }),
      );
      await lake.jobs.run();
      expect((await lake.report(id)).map(({ key, errorCode }) => [key, errorCode])).toEqual([
        ['young', ''],
        ['frozen', 'InvalidObjectState'],
        ['sse-c', 'InvalidRequest'],
        ['gone', 'NoSuchKey'],
      ]);
      expect(await lake.report(late)).toMatchObject([
        { httpStatusCode: 412, errorCode: 'PreconditionFailed' },
      ]);
    });

    test('fail over 5 GiB, in the words of S3', async () => {
      const folder = path.join(lake.directory, 's3/plain');
      // Files with holes: they have their size and take no room.
      for (const [name, size] of [
        ['large', 5 * 1024 ** 3 + 1],
        ['small', 1],
      ] as const) {
        await writeFile(path.join(folder, name), '');
        await truncate(path.join(folder, name), size);
      }
      const copy = { name: 'S3PutObjectCopy', targetBucket: 'lake' } as const;
      const entries = ['large', 'small'].map((key) => ({ bucket: 'plain', key }));
      const id = await lake.jobs.createJob(await lake.request(entries, { operation: copy }));
      await lake.jobs.run();
      const rows = await lake.report(id);
      expect(
        rows.map(({ key, status, httpStatusCode, errorCode, message }) => [
          key,
          status,
          httpStatusCode,
          errorCode,
          message,
        ]),
      ).toEqual([
        ['small', 'succeeded', 200, '', 'Successful'],
        [
          'large',
          'failed',
          400,
          'InvalidRequest',
          'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120',
        ],
      ]);
    });

    test('are of one bucket', async () => {
      const id = await lake.jobs.createJob(
        await lake.request(
          [
            { bucket: 'plain', key: 'a' },
            { bucket: 'lake', key: 'b' },
          ],
          { operation: { name: 'S3PutObjectCopy', targetBucket: 'plain' } },
        ),
      );
      await lake.jobs.run();
      expect(await lake.jobs.describe(id)).toMatchObject({
        status: 'Failed',
        progress: { succeeded: 0, failed: 0 },
      });
    });
  });

  test('restores make archived objects readable for their days', async () => {
    const ref = { bucket: 'plain', key: 'frozen' };
    await lake.plant(ref, 'ice', { storageClass: 'DEEP_ARCHIVE' });
    await lake.store.put({ bucket: 'plain', key: 'warm' }, 'x');
    await lake.plant({ bucket: 'plain', key: 'tiered' }, 'x', {
      storageClass: 'INTELLIGENT_TIERING',
      archiveTier: 'ARCHIVE_ACCESS',
    });
    await expect(lake.store.get(ref)).rejects.toMatchObject({ code: 'S3_OBJECT_ARCHIVED' });
    const id = await lake.jobs.createJob(
      await lake.request(
        ['frozen', 'warm', 'tiered'].map((key) => ({ bucket: 'plain', key })),
        { operation: { name: 'S3InitiateRestoreObject', expirationInDays: 2, tier: 'BULK' } },
      ),
    );
    await lake.jobs.run();
    expect((await lake.report(id)).map(({ key, errorCode }) => [key, errorCode])).toEqual([
      ['frozen', ''],
      ['warm', 'InvalidRequest'],
      ['tiered', 'InvalidRequest'],
    ]);
    expect(await readText(lake.store, ref)).toBe('ice');
    expect((await lake.store.head(ref))!.storageClass).toBe('DEEP_ARCHIVE');
    await clock.sleep(3 * DAY_MS);
    await expect(lake.store.get(ref)).rejects.toMatchObject({ code: 'S3_OBJECT_ARCHIVED' });
  });

  describe('functions', () => {
    test('are sent each object in the schema that was asked for', async () => {
      const seen: unknown[] = [];
      const handler: BatchFunction = (event) => {
        seen.push(event);
        return succeed[functionArn]!(event);
      };
      const entries = [{ bucket: 'plain', key: 'a b+c', versionId: 'null' }];
      const first = await lake.jobs.createJob(await lake.request(entries, invoke));
      const second = await lake.jobs.createJob(
        await lake.request([{ bucket: 'plain', key: 'k' }], {
          operation: { ...invoke.operation, invocationSchemaVersion: '2.0', userArguments: { a: '1' } },
        }),
      );
      await lake.jobs.run({ functions: { [functionArn]: handler } });
      expect(seen).toEqual([
        {
          invocationSchemaVersion: '1.0',
          invocationId: expect.stringMatching(/./),
          job: { id: first },
          tasks: [
            {
              taskId: expect.stringMatching(/./),
              s3Key: 'a%20b%2Bc',
              s3VersionId: 'null',
              s3BucketArn: 'arn:aws:s3:::plain',
            },
          ],
        },
        {
          invocationSchemaVersion: '2.0',
          invocationId: expect.stringMatching(/./),
          job: { id: second, userArguments: { a: '1' } },
          tasks: [{ taskId: expect.stringMatching(/./), s3Key: 'k', s3VersionId: null, s3Bucket: 'plain' }],
        },
      ]);
      expect(await lake.report(first)).toMatchObject([
        { key: 'a b+c', message: 'done', status: 'succeeded' },
      ]);
    });

    test.each([
      [
        'a permanent failure',
        answer('PermanentFailure', 'no'),
        1,
        { errorCode: 'PermanentFailure', message: 'no' },
      ],
      [
        'a temporary failure',
        answer('TemporaryFailure', 'later'),
        3,
        { errorCode: 'TemporaryFailure', message: 'later' },
      ],
      [
        'an error',
        () => Promise.reject(new Error('out of "memory"')),
        1,
        {
          errorCode: 'PermanentFailure',
          message: 'Lambda returned function error: {"errorMessage":"out of \\"memory\\""}',
        },
      ],
      [
        'no answer for the task',
        () => Promise.resolve({ invocationSchemaVersion: '1.0', invocationId: 'i', results: [] }),
        3,
        { errorCode: 'TemporaryFailure' },
      ],
    ])('fail their task by %s', async (_, handler, calls, expected) => {
      let count = 0;
      const counted: BatchFunction = (event) => {
        count += 1;
        return handler(event);
      };
      const id = await lake.jobs.createJob(await lake.request(names(1), invoke));
      await lake.jobs.run({ functions: { [functionArn]: counted } });
      expect(await lake.report(id)).toMatchObject([{ status: 'failed', httpStatusCode: 200, ...expected }]);
      expect(count).toBe(calls);
    });

    test('may succeed at the second try', async () => {
      let count = 0;
      const handler: BatchFunction = (event) =>
        (count += 1) === 1 ? answer('TemporaryFailure', 'later')(event) : succeed[functionArn]!(event);
      const id = await lake.jobs.createJob(await lake.request(names(1), invoke));
      await lake.jobs.run({ functions: { [functionArn]: handler } });
      expect(await lake.report(id)).toMatchObject([{ status: 'succeeded', message: 'done' }]);
    });

    test('that are not there fail their tasks', async () => {
      const id = await lake.jobs.createJob(await lake.request(names(1), invoke));
      await lake.jobs.run();
      expect(await lake.report(id)).toMatchObject([
        { status: 'failed', errorCode: 'ResourceNotFoundException' },
      ]);
    });
  });

  describe('injected failures', () => {
    test('fail the tasks they are meant for, with retries where S3 tries again', async () => {
      const entries = await put('plain', 4);
      const attempts: string[] = [];
      const id = await lake.jobs.createJob(await lake.request(entries));
      await lake.jobs.run({
        inject: ({ key, attempt }) => {
          attempts.push(`${key} ${attempt}`);
          if (key === 'k00000')
            return { httpStatusCode: 403, errorCode: 'AccessDenied', message: 'Access Denied' };
          if (key === 'k00001')
            return { httpStatusCode: 503, errorCode: 'SlowDown', message: 'Please reduce' };
          if (key === 'k00002' && attempt < 3) {
            return { httpStatusCode: 503, errorCode: 'SlowDown', message: 'Please reduce' };
          }
          return undefined;
        },
      });
      expect(
        (await lake.report(id)).map(({ key, httpStatusCode, errorCode }) => [key, httpStatusCode, errorCode]),
      ).toEqual([
        ['k00002', 200, ''],
        ['k00003', 200, ''],
        ['k00000', 403, 'AccessDenied'],
        ['k00001', 503, 'SlowDown'],
      ]);
      expect(attempts.filter((each) => each.startsWith('k00001'))).toHaveLength(3);
      expect(attempts.filter((each) => each.startsWith('k00000'))).toHaveLength(1);
      const { encryption } = (await lake.store.head({ bucket: 'plain', key: 'k00001' }))!;
      expect(encryption).toEqual({ algorithm: 'AES256' });
    });

    test('of more than half of 1,000 tasks end the job', async () => {
      const denied = { httpStatusCode: 403, errorCode: 'AccessDenied', message: 'Access Denied' };
      const half = await lake.jobs.createJob(await lake.request(names(3_000), invoke));
      await lake.jobs.run({
        functions: succeed,
        concurrency: 1,
        inject: ({ key }) => (Number(key.slice(1)) % 2 === 1 ? denied : undefined),
      });
      // One of two is not more than half.
      expect(await lake.jobs.describe(half)).toMatchObject({
        status: 'Complete',
        progress: { total: 3_000, succeeded: 1_500, failed: 1_500 },
      });
      const more = await lake.jobs.createJob(await lake.request(names(3_000), invoke));
      await lake.jobs.run({
        functions: succeed,
        concurrency: 1,
        inject: ({ key }) => (Number(key.slice(1)) % 2 === 1 || key === 'n0' ? denied : undefined),
      });
      expect(await lake.jobs.describe(more)).toMatchObject({
        status: 'Failed',
        progress: { total: 3_000, succeeded: 499, failed: 501 },
        failures: [{ code: 'JobTaskFailureRateExceeded' }],
      });
      expect(await statuses(more)).toEqual(['New', 'Preparing', 'Ready', 'Active', 'Failing', 'Failed']);
      expect(await lake.report(more)).toHaveLength(1_000);
      const few = await lake.jobs.createJob(await lake.request(names(999), invoke));
      await lake.jobs.run({ functions: succeed, inject: () => denied });
      expect(await lake.jobs.describe(few)).toMatchObject({ status: 'Complete', progress: { failed: 999 } });
    });
  });

  describe('reports', () => {
    test('are as S3 Batch writes them', async () => {
      await lake.store.createBucket('reports', { defaultEncryption: { algorithm: 'aws:kms', keyArn } });
      const entries = [...(await put('plain', 1)), { bucket: 'plain', key: 'g o+n,e' }];
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
      const entries = [...(await put('plain', 2)), { bucket: 'plain', key: 'gone' }];
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
        await put('plain', 1),
      );
      await lake.jobs.createJob({ token, operation, manifest, priority, roleArn, confirmationRequired });
      const id = await lake.jobs.createJob(await lake.request(names(1), { confirmationRequired: true }));
      await lake.jobs.run();
      await lake.jobs.updateStatus(id, 'Cancelled');
      await lake.jobs.run();
      expect(await statuses(id)).toEqual(['New', 'Preparing', 'Suspended', 'Cancelling', 'Cancelled']);
      const found = [];
      for await (const object of lake.store.list('reports')) found.push(object);
      expect(found).toEqual([]);
    });

    test('that cannot be written fail the job', async () => {
      const report = { bucket: 'no-such-bucket', scope: 'AllTasks' } as const;
      const id = await lake.jobs.createJob(await lake.request(await put('plain', 1), { report }));
      await lake.jobs.run();
      expect(await lake.jobs.describe(id)).toMatchObject({
        status: 'Failed',
        failures: [{ code: 'ReportNotWritten', reason: 'There is no bucket "no-such-bucket".' }],
      });
    });
  });

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
        { encryption: { algorithm: 'aws:kms', keyArn } },
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
            encryption: { algorithm: 'aws:kms', keyArn },
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

  describe('many jobs', () => {
    test('run by priority, and the greater one makes another pause', async () => {
      const order: string[] = [];
      const handler: BatchFunction = async (event) => {
        const { id } = event.job;
        if (order.at(-1) !== id) order.push(id);
        if (order.length === 1 && !isAsked) {
          isAsked = true;
          urgent = await lake.jobs.createJob(await lake.request(names(5), { ...invoke, priority: 99 }));
        }
        return succeed[functionArn]!(event);
      };
      let urgent: string | undefined;
      let isAsked = false;
      const low = await lake.jobs.createJob(await lake.request(names(200), { ...invoke, priority: 1 }));
      const lower = await lake.jobs.createJob(await lake.request(names(5), { ...invoke, priority: 0 }));
      await lake.jobs.run({ functions: { [functionArn]: handler } });
      expect(order).toEqual([low, urgent, low, lower]);
      expect(await statuses(low)).toEqual([
        'New',
        'Preparing',
        'Ready',
        'Active',
        'Pausing',
        'Paused',
        'Active',
        'Completing',
        'Complete',
      ]);
      expect((await lake.jobs.describe(low)).progress).toMatchObject({ succeeded: 200 });
    });

    test('tell of every status, at least once and in order', async () => {
      const events: JobStateEvent[] = [];
      const id = await lake.jobs.createJob(
        await lake.request(names(1), { ...invoke, confirmationRequired: true }),
      );
      await lake.jobs.run();
      await lake.jobs.updateStatus(id, 'Ready');
      const lost = new Error('killed');
      let failAt = 3;
      const onEvent = (event: JobStateEvent) => {
        events.push(event);
        if ((failAt -= 1) === 0) throw lost;
      };
      await expect(lake.jobs.run({ functions: succeed, onEvent })).rejects.toBe(lost);
      await lake.again().jobs.run({ functions: succeed, onEvent });
      expect(events.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
        'JobCreated New',
        'JobStatusChanged Preparing',
        'JobStatusChanged Suspended',
        'JobStatusChanged Suspended',
        'JobStatusChanged Ready',
        'JobStatusChanged Active',
        'JobStatusChanged Completing',
        'JobStatusChanged Complete',
      ]);
      expect(events[2]).toEqual(events[3]);
      expect(events[7]).toMatchObject({
        jobId: id,
        account: '111122223333',
        region: 'eu-west-1',
        failureCodes: [],
      });
      await lake.jobs.run({ functions: succeed, onEvent });
      expect(events).toHaveLength(8);
    });

    test('fail when nobody confirms them for 30 days', async () => {
      const id = await lake.jobs.createJob(await lake.request(names(1), { confirmationRequired: true }));
      await lake.jobs.run();
      await clock.sleep(30 * DAY_MS - 1);
      expect((await lake.jobs.describe(id)).status).toBe('Suspended');
      await clock.sleep(1);
      expect(await lake.jobs.describe(id)).toMatchObject({
        status: 'Failed',
        endedAt: new Date('2026-12-02T12:00:00.000Z'),
        failures: [{ code: 'ConfirmationExpired' }],
      });
      await expect(lake.jobs.updateStatus(id, 'Ready')).rejects.toMatchObject({
        code: 'S3_BATCH_STATUS_CONFLICT',
      });
    });

    test('are listed for 90 days after their end', async () => {
      const id = await lake.jobs.createJob(await lake.request([]));
      await lake.jobs.run();
      const listed = async () => {
        const ids = [];
        for await (const job of lake.jobs.list()) ids.push(job.id);
        return ids;
      };
      await clock.sleep(90 * DAY_MS);
      expect(await listed()).toEqual([id]);
      await clock.sleep(1);
      expect(await listed()).toEqual([]);
    });

    test('can be cancelled while they run', async () => {
      let count = 0;
      const handler: BatchFunction = async (event) => {
        if ((count += 1) === 40) await lake.again().jobs.updateStatus(event.job.id, 'Cancelled', 'stop');
        return succeed[functionArn]!(event);
      };
      const id = await lake.jobs.createJob(await lake.request(names(500), invoke));
      await lake.jobs.run({ functions: { [functionArn]: handler } });
      const job = await lake.jobs.describe(id);
      expect(job).toMatchObject({ status: 'Cancelled', statusUpdateReason: 'stop' });
      expect(job.progress.succeeded).toBe(count);
      expect(count).toBeLessThan(200);
      expect(await lake.report(id)).toHaveLength(count);
    });

    test('go on where a process stopped, in another one', async () => {
      const seen = new Map<string, number>();
      const stop = new AppError({ code: 'TEST', message: 'killed', remedy: '-' });
      const handler: BatchFunction = (event) => {
        const key = event.tasks[0]!.s3Key;
        seen.set(key, (seen.get(key) ?? 0) + 1);
        return succeed[functionArn]!(event);
      };
      const id = await lake.jobs.createJob(await lake.request(names(300), invoke));
      const options = { functions: { [functionArn]: handler } };
      for (const key of ['n50', 'n51', 'n200']) {
        await expect(
          lake.again().jobs.run({
            ...options,
            inject: (attempt) => {
              if (attempt.key === key) throw stop;
              return undefined;
            },
          }),
        ).rejects.toBe(stop);
      }
      await lake.again().jobs.run(options);
      const rows = await lake.report(id);
      expect(rows.map(({ key }) => key)).toEqual(names(300).map(({ key }) => key));
      expect(seen.size).toBe(300);
      // Tasks that were under way when the process stopped are given to the function again, and only those.
      expect([...seen.values()].reduce((sum, times) => sum + times, 0)).toBeLessThan(300 + 3 * 140);
    });
  });
});

function answer(resultCode: LambdaResultCode, resultString: string): BatchFunction {
  return ({ invocationSchemaVersion, invocationId, tasks }) =>
    Promise.resolve({
      invocationSchemaVersion,
      treatMissingKeysAs: 'PermanentFailure',
      invocationId,
      results: tasks.map(({ taskId }) => ({ taskId, resultCode, resultString })),
    });
}
