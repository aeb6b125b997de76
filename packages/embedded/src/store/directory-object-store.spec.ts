import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { objectStoreContract } from '@lakeward/s3/testing';
import { DirectoryObjectStore } from './directory-object-store';

objectStoreContract('directory', async () => {
  const lake = await mkdtemp(path.join(tmpdir(), 'lakeward-store-'));
  const store = new DirectoryObjectStore(lake);
  await store.createBucket('plain');
  await store.createBucket('versioned', { objectLock: true });
  return {
    store,
    bucket: 'plain',
    versionedBucket: 'versioned',
    dispose: () => rm(lake, { recursive: true, force: true }),
  };
});
