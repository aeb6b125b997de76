import { cp, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readText } from '@lakeward/s3';
import { multipartCopyContract } from '@lakeward/s3/testing';
import { DirectoryKeys } from './directory-keys';
import { DirectoryMultipartCopy } from './directory-multipart-copy';
import { DirectoryObjectStore } from './directory-object-store';
import { plantObject } from './planted-object';

async function openLake() {
  const lake = await mkdtemp(path.join(tmpdir(), 'lakeward-parts-'));
  const keys = new DirectoryKeys(lake);
  const store = new DirectoryObjectStore(keys);
  await store.createBucket('plain');
  await store.createBucket('versioned', { objectLock: true });
  return { lake, keys, store, copies: new DirectoryMultipartCopy(keys) };
}

multipartCopyContract('directory', async () => {
  const { lake, store, copies } = await openLake();
  return {
    copies,
    store,
    bucket: 'plain',
    versionedBucket: 'versioned',
    dispose: () => rm(lake, { recursive: true, force: true }),
  };
});

describe('copies in parts in a directory', () => {
  test('tell all that was planted', async () => {
    const { lake, keys, copies } = await openLake();
    const ref = { bucket: 'plain', key: 'k' };
    const checksum = { algorithm: 'CRC64NVME', type: 'FULL_OBJECT', value: 'AAAAAAAAAAA=' } as const;
    const grants = [{ grantee: { type: 'CanonicalUser', id: 'c0ffee' }, permission: 'READ_ACP' }] as const;
    await plantObject(keys, ref, 'x', {
      checksum,
      grants,
      headers: { cacheControl: 'no-cache' },
      storageClass: 'GLACIER_IR',
      encryption: { algorithm: 'aws:kms:dsse' },
    });
    expect(await copies.properties(ref)).toMatchObject({
      checksum,
      grants,
      cacheControl: 'no-cache',
      storageClass: 'GLACIER_IR',
      encryption: { algorithm: 'aws:kms:dsse' },
    });
    await rm(lake, { recursive: true });
  });

  test('completed by a process that died are not made twice', async () => {
    const { lake, keys, store, copies } = await openLake();
    const ref = { bucket: 'versioned', key: 'k' };
    await store.put(ref, 'bytes');
    const upload = await copies.begin(ref);
    const part = await copies.copyPart(upload, 1, { from: ref, first: 0, last: 2 });
    // As if it had died before the upload could be dropped.
    const folder = keys.layout.uploads(ref);
    const kept = await readdir(path.join(folder, upload.uploadId));
    expect(kept.sort()).toEqual([`1-${part.etag}`, 'upload.json']);
    await cp(folder, `${folder}.kept`, { recursive: true });
    const first = await copies.complete(upload, [part]);
    await cp(`${folder}.kept`, folder, { recursive: true });
    expect(await copies.complete(upload, [part])).toEqual(first);
    const versions = [];
    for await (const version of store.listVersions('versioned')) versions.push(version);
    expect(versions).toHaveLength(2);
    await rm(lake, { recursive: true });
  });

  test('keep the bytes of a whole object without a copy, whatever becomes of the object', async () => {
    const { lake, keys, store, copies } = await openLake();
    const [from, to] = [
      { bucket: 'plain', key: 'from' },
      { bucket: 'plain', key: 'to' },
    ];
    await store.put(from, 'bytes');
    const upload = await copies.begin(to);
    const part = await copies.copyPart(upload, 1, { from, first: 0, last: 4 });
    const [name = ''] = (await readdir(path.join(keys.layout.uploads(to), upload.uploadId))).filter((each) =>
      each.startsWith('1-'),
    );
    const { ino } = await stat(path.join(keys.layout.uploads(to), upload.uploadId, name));
    expect((await stat((await store.filePath(from)) ?? '')).ino).toBe(ino);
    await store.put(from, 'others');
    await copies.complete(upload, [part]);
    await expect(readText(store, to)).resolves.toBe('bytes');
    // The copy is a file of its own.
    expect((await stat((await store.filePath(to)) ?? '')).ino).not.toBe(ino);
    await rm(lake, { recursive: true });
  });

  test('are not made of an object whose file somebody has changed in place since', async () => {
    const { lake, store, copies } = await openLake();
    const [from, to] = [
      { bucket: 'plain', key: 'from' },
      { bucket: 'plain', key: 'to' },
    ];
    await store.put(from, 'bytes');
    const upload = await copies.begin(to);
    const part = await copies.copyPart(upload, 1, { from, first: 0, last: 4 });
    const file = (await store.filePath(from)) ?? '';
    await writeFile(file, 'BYTES');
    await utimes(file, new Date(), new Date('2030-01-01T00:00:00Z'));
    await expect(copies.complete(upload, [part])).rejects.toMatchObject({ code: 'S3_INVALID_REQUEST' });
    expect(await store.head(to)).toBeUndefined();
    await rm(lake, { recursive: true });
  });

  test('archived objects are refused', async () => {
    const { lake, keys, copies } = await openLake();
    const from = { bucket: 'plain', key: 'frozen' };
    await plantObject(keys, from, 'ice', { storageClass: 'GLACIER' });
    const upload = await copies.begin({ bucket: 'plain', key: 'to' });
    await expect(copies.copyPart(upload, 1, { from, first: 0, last: 1 })).rejects.toMatchObject({
      code: 'S3_OBJECT_ARCHIVED',
    });
    await rm(lake, { recursive: true });
  });
});
