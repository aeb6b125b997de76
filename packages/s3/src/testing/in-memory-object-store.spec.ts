import { AppError, ManualClock } from '@lakeward/core';
import { readText } from '../read-object';
import { InMemoryObjectStore } from './in-memory-object-store';
import { encryptionUpdateContract } from './encryption-update-contract';
import { objectStoreContract } from './object-store-contract';

encryptionUpdateContract('in memory', () => {
  const store = new InMemoryObjectStore({ buckets: { plain: {}, versioned: { objectLock: true } } });
  return Promise.resolve({ update: store, store, bucket: 'plain', versionedBucket: 'versioned' });
});

objectStoreContract(
  'in-memory fake',
  () =>
    Promise.resolve({
      store: new InMemoryObjectStore({
        buckets: { plain: {}, versioned: { versioning: true, objectLock: true } },
      }),
      bucket: 'plain',
      versionedBucket: 'versioned',
      dispose: () => Promise.resolve(),
    }),
  { unsupported: { 'flat-memory': 'memory is where it keeps them' } },
);

describe('InMemoryObjectStore', () => {
  const ref = { bucket: 'lake', key: 'k' };
  const lost = new AppError({ code: 'S3_UNAVAILABLE', message: 'Gone.', remedy: 'Wait.', retryable: true });

  test('what a hook throws before an operation leaves no effect', async () => {
    const store = new InMemoryObjectStore({ buckets: { lake: {} } });
    store.before = ({ operation }) => {
      if (operation === 'put') throw lost;
    };
    await expect(store.put(ref, 'x')).rejects.toBe(lost);
    expect(await store.head(ref)).toBeUndefined();
  });

  test('what a hook throws after an operation is an answer lost', async () => {
    const store = new InMemoryObjectStore({ buckets: { lake: {} } });
    store.after = () => {
      throw lost;
    };
    await expect(store.put(ref, 'x', { condition: { ifNoneMatch: '*' } })).rejects.toBe(lost);
    store.after = undefined;
    expect(await readText(store, ref)).toBe('x');
    await expect(store.put(ref, 'x', { condition: { ifNoneMatch: '*' } })).rejects.toMatchObject({
      code: 'S3_PRECONDITION_FAILED',
    });
  });

  test('calls are told in order', async () => {
    const store = new InMemoryObjectStore({ buckets: { lake: {} } });
    await store.put(ref, 'x');
    for await (const { key } of store.list('lake', { prefix: 'k' }))
      await store.head({ bucket: 'lake', key });
    expect(store.calls).toEqual([
      { operation: 'put', bucket: 'lake', key: 'k' },
      { operation: 'list', bucket: 'lake', key: 'k' },
      { operation: 'head', bucket: 'lake', key: 'k' },
    ]);
  });

  test('retention ends when its time has come', async () => {
    const clock = new ManualClock('2026-01-01T00:00:00Z');
    const store = new InMemoryObjectStore({ clock, buckets: { lake: { objectLock: true } } });
    const retainUntil = new Date('2026-01-02T00:00:00Z');
    const { versionId } = await store.put(ref, 'x', { retention: { mode: 'COMPLIANCE', retainUntil } });
    await clock.sleep(86_399_999);
    await expect(store.delete(ref, { versionId: versionId! })).rejects.toMatchObject({
      code: 'S3_OBJECT_LOCKED',
    });
    await clock.sleep(1);
    await store.delete(ref, { versionId: versionId! });
    expect(await store.head(ref)).toBeUndefined();
    expect((await store.put(ref, 'y')).versionId).not.toBe(versionId);
  });

  test('a bucket has its own default encryption, and no MD5 for an ETag then', async () => {
    const defaultEncryption = { algorithm: 'aws:kms', bucketKey: true } as const;
    const store = new InMemoryObjectStore({ buckets: { lake: { defaultEncryption } } });
    const { etag } = await store.put(ref, 'x');
    expect((await store.head(ref))!.encryption).toEqual(defaultEncryption);
    expect(etag).not.toBe('9dd4e461268c8034f5c8564e155c67a6');
    await store.put(ref, 'x', { encryption: { algorithm: 'AES256' } });
    expect((await store.head(ref))!.etag).toBe('9dd4e461268c8034f5c8564e155c67a6');
  });

  test('bytes changed after a write are not changed in the store', async () => {
    const store = new InMemoryObjectStore({ buckets: { lake: {} } });
    const bytes = Buffer.from('before');
    await store.put(ref, bytes);
    bytes.write('after!');
    expect(await readText(store, ref)).toBe('before');
  });
});
