import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encryptionUpdateContract } from '@lakeward/s3/testing';
import { DirectoryEncryptionUpdate } from './directory-encryption-update';
import { DirectoryKeys } from './directory-keys';
import { DirectoryObjectStore } from './directory-object-store';
import { plantObject } from './planted-object';

async function openLake() {
  const lake = await mkdtemp(path.join(tmpdir(), 'lakeward-rewrap-'));
  const keys = new DirectoryKeys(lake);
  const store = new DirectoryObjectStore(keys);
  await store.createBucket('plain');
  await store.createBucket('versioned', { objectLock: true });
  const update = new DirectoryEncryptionUpdate(keys);
  return { keys, store, update, dispose: () => rm(lake, { recursive: true, force: true }) };
}

encryptionUpdateContract('directory', async () => ({
  ...(await openLake()),
  bucket: 'plain',
  versionedBucket: 'versioned',
}));

test.each(['none', 'SSE-C'] as const)('what is under %s cannot be changed in place', async (algorithm) => {
  const { keys, store, update, dispose } = await openLake();
  const ref = { bucket: 'plain', key: 'k' };
  await plantObject(keys, ref, 'x', { encryption: { algorithm } });
  const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/abc';
  await expect(update.updateEncryption(ref, { keyArn })).rejects.toMatchObject({
    code: 'S3_INVALID_REQUEST',
  });
  expect((await store.head(ref))!.encryption).toEqual({ algorithm });
  await dispose();
});
