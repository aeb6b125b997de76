import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ManualClock } from '@lakeward/core';
import { bucketAdministrationContract, contractTags } from '@lakeward/s3/testing';
import { DirectoryBucketAdministration } from './directory-bucket-administration';
import { DirectoryKeys } from './directory-keys';
import { DirectoryObjectStore } from './directory-object-store';

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/abc';

async function openLake() {
  const lake = await mkdtemp(path.join(tmpdir(), 'lakeward-buckets-'));
  const keys = new DirectoryKeys(lake, { clock: new ManualClock('2026-11-30T12:00:00.000Z') });
  const store = new DirectoryObjectStore(keys);
  const administration = new DirectoryBucketAdministration(keys);
  return { lake, store, administration, dispose: () => rm(lake, { recursive: true, force: true }) };
}

bucketAdministrationContract('directory', async () => {
  const { lake, store, administration, dispose } = await openLake();
  await mkdir(path.join(lake, 's3', 'plain'), { recursive: true });
  await store.createBucket('set', {
    objectLock: true,
    defaultEncryption: { algorithm: 'aws:kms', keyArn, bucketKey: true },
    defaultRetention: { mode: 'GOVERNANCE', period: { days: 30 } },
    tags: contractTags,
  });
  await store.createBucket('elsewhere', { region: 'us-east-1' });
  return {
    administration,
    region: 'eu-west-1',
    plain: 'plain',
    set: 'set',
    setKeyArn: keyArn,
    elsewhere: 'elsewhere',
    elsewhereRegion: 'us-east-1',
    dispose,
  };
});

describe('buckets of a directory', () => {
  test('keep what is set for them when they are set up anew', async () => {
    const { store, administration, dispose } = await openLake();
    await store.createBucket('lake', { tags: { __Inventory: 'true' } });
    await administration.putPolicy('lake', '{"Statement":[]}');
    await store.createBucket('lake', { versioning: true });
    expect(await administration.bucketTags('lake')).toEqual({ __Inventory: 'true' });
    expect((await administration.policy('lake'))!.text).toBe('{"Statement":[]}');
    expect(await administration.versioning('lake')).toBe('Enabled');
    await dispose();
  });

  test('give new objects their default retention', async () => {
    const { store, dispose } = await openLake();
    await store.createBucket('lake', {
      objectLock: true,
      defaultRetention: { mode: 'COMPLIANCE', period: { years: 1 } },
    });
    const ref = { bucket: 'lake', key: 'k' };
    const { versionId } = await store.put(ref, 'x');
    expect((await store.head(ref))!.retention).toEqual({
      mode: 'COMPLIANCE',
      retainUntil: new Date('2027-11-30T12:00:00.000Z'),
    });
    await expect(store.delete(ref, { versionId: versionId! })).rejects.toMatchObject({
      code: 'S3_OBJECT_LOCKED',
    });
    await dispose();
  });

  test('are changed one at a time', async () => {
    const { store, administration, dispose } = await openLake();
    await store.createBucket('lake');
    const ids = Array.from({ length: 20 }, (_, n) => `i${String(n).padStart(2, '0')}`);
    await Promise.all(
      ids.map((id) =>
        administration.putInventory('lake', {
          id,
          enabled: true,
          includedVersions: 'All',
          frequency: 'Daily',
          fields: [],
          destination: { bucket: 'inventories', format: 'CSV' },
        }),
      ),
    );
    const found = [];
    for await (const { id } of administration.inventories('lake')) found.push(id);
    expect(found).toEqual(ids);
    await dispose();
  });
});
