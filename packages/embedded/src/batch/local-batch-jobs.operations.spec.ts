import { truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DAY_MS } from '@lakeward/core';
import { readText } from '@lakeward/s3';
import type { ManifestEntry } from '@lakeward/s3-batch';
import { contractKeyArn } from '@lakeward/s3-batch/testing';
import { BatchLake } from './testing/batch-lake';

describe('batch jobs on one machine', () => {
  let lake: BatchLake;
  beforeEach(async () => (lake = await BatchLake.open()));
  afterEach(() => lake.close());

  describe('encryption in place', () => {
    test('changes the key and nothing else, of any version', async () => {
      const ref = { bucket: 'lake', key: 'a b/ü' };
      const first = await lake.plant(ref, 'one', { encryption: { algorithm: 'AES256' }, nullVersion: true });
      await lake.clock.sleep(1_000);
      await lake.store.put(ref, 'two', { metadata: { m: '1' }, tags: { t: '1' }, contentType: 'text/plain' });
      const before = [await lake.store.head(ref), await lake.store.head(ref, { versionId: first })];
      await lake.clock.sleep(DAY_MS);
      const second = before[0]!.versionId!;
      const id = await lake.jobs.createJob(
        await lake.request(
          [
            { ...ref, versionId: first },
            { ...ref, versionId: second },
          ],
          { operation: { name: 'S3UpdateObjectEncryption', keyArn: contractKeyArn, bucketKey: true } },
        ),
      );
      await lake.jobs.run();

      expect(await lake.statuses(id)).toEqual([
        'New',
        'Preparing',
        'Ready',
        'Active',
        'Completing',
        'Complete',
      ]);
      const encryption = { algorithm: 'aws:kms', keyArn: contractKeyArn, bucketKey: true };
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
      const retainUntil = new Date(lake.clock.now().getTime() + DAY_MS);
      const planted = {
        plain: {},
        kms: { encryption: { algorithm: 'aws:kms', keyArn: `${contractKeyArn}2` } },
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
      expect(await lake.store.head(ref)).toEqual({
        ...before,
        encryption: { algorithm: 'aws:kms', keyArn: contractKeyArn },
      });
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
      await lake.clock.sleep(60_000);
      const retainUntil = new Date(lake.clock.now().getTime() + DAY_MS);
      const id = await lake.jobs.createJob(
        await lake.request([{ ...ref, versionId: old }], {
          operation: {
            name: 'S3PutObjectCopy',
            targetBucket: 'lake',
            encryption: { algorithm: 'aws:kms', keyArn: contractKeyArn, bucketKey: true },
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
        encryption: { algorithm: 'aws:kms', keyArn: contractKeyArn, bucketKey: true },
        storageClass: 'STANDARD_IA',
        metadata: { kept: 'yes' },
        contentType: 'text/csv',
        retention: { mode: 'GOVERNANCE', retainUntil },
        lastModified: lake.clock.now(),
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
      const unmodifiedSince = new Date(lake.clock.now().getTime() - 1);
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
    await lake.clock.sleep(3 * DAY_MS);
    await expect(lake.store.get(ref)).rejects.toMatchObject({ code: 'S3_OBJECT_ARCHIVED' });
  });
});
