import { ManualClock } from '@lakeward/core';
import type { MultipartUpload } from '../multipart-copy';
import { InMemoryMultipartCopy } from './in-memory-multipart-copy';
import { InMemoryObjectStore } from './in-memory-object-store';
import { multipartCopyContract } from './multipart-copy-contract';

multipartCopyContract('in memory', () => {
  const store = new InMemoryObjectStore({ buckets: { plain: {}, versioned: { objectLock: true } } });
  const copies = new InMemoryMultipartCopy(store);
  return Promise.resolve({ copies, store, bucket: 'plain', versionedBucket: 'versioned' });
});

describe('InMemoryMultipartCopy', () => {
  const ref = { bucket: 'plain', key: 'k' };

  test('what it makes is dated by when the upload began, and has the checksum that was asked for', async () => {
    const clock = new ManualClock('2026-11-06T08:00:00Z');
    const store = new InMemoryObjectStore({ clock, buckets: { plain: {} } });
    const copies = new InMemoryMultipartCopy(store, { clock, smallestPart: 1 });
    await store.put(ref, 'ab');
    const { checksum } = await copies.properties(ref);
    expect(checksum).toMatchObject({ algorithm: 'CRC64NVME', type: 'FULL_OBJECT' });
    const upload = await copies.begin(ref);
    const composite = await copies.begin(ref, { checksumAlgorithm: 'SHA256' });
    await clock.sleep(1_000);
    const parts = async (to: MultipartUpload) => [
      await copies.copyPart(to, 1, { from: ref, first: 0, last: 0 }),
      await copies.copyPart(to, 2, { from: ref, first: 1, last: 1 }),
    ];
    expect(await copies.complete(upload, await parts(upload))).toMatchObject({ checksum });
    expect((await store.head(ref))!.lastModified).toEqual(new Date('2026-11-06T08:00:00Z'));
    expect(await copies.complete(composite, await parts(composite))).toMatchObject({
      checksum: { algorithm: 'SHA256', type: 'COMPOSITE', value: expect.stringMatching(/=-2$/) },
    });
  });

  test('calls can be made to fail, with effect and without', async () => {
    const store = new InMemoryObjectStore({ buckets: { plain: {} } });
    const copies = new InMemoryMultipartCopy(store);
    const lost = new Error('lost');
    copies.before = ({ operation }) => {
      if (operation === 'begin') throw lost;
    };
    await expect(copies.begin(ref)).rejects.toBe(lost);
    expect(copies.underWay()).toEqual([]);
    copies.before = undefined;
    copies.after = () => Promise.reject(lost);
    await expect(copies.begin(ref)).rejects.toBe(lost);
    expect(copies.underWay()).toMatchObject([{ to: ref }]);
    copies.dropUploads();
    expect(copies.underWay()).toEqual([]);
  });
});
