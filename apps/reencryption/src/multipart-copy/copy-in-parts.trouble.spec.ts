import { Deadline } from '@lakeward/core';
import { accessDenied, throttled } from '@lakeward/s3';
import { bytes, copy, copyWorld, KIB, ref, versionsOf } from '../testing/copy-world';

describe('time and trouble', () => {
  test('stops before the time is over, and goes on with the parts that are ready', async () => {
    const w = { ...copyWorld(), settings: { partsInParallel: 1, partBytes: KIB } };
    w.copies.after = async ({ operation }) => {
      if (operation === 'copyPart') await w.clock.sleep(30_000);
    };
    await expect(copy(w, { deadline: Deadline.in(140_000, w.clock) })).rejects.toMatchObject({
      code: 'REENC_COPY_CONTINUES',
      retryable: true,
      message: '4 of 11 parts are ready.',
    });
    await expect(copy(w, { deadline: Deadline.in(140_000, w.clock) })).rejects.toMatchObject({
      message: '8 of 11 parts are ready.',
    });
    await expect(copy(w, { deadline: Deadline.in(200_000, w.clock) })).resolves.toMatchObject({
      parts: 11,
      resumed: 8,
    });
    expect(w.copies.copiedParts).toHaveLength(11);
  });

  test('keeps time for S3 to put the parts together', async () => {
    const w = copyWorld();
    await expect(copy(w, { deadline: Deadline.in(59_000, w.clock) })).rejects.toMatchObject({
      message: '3 of 3 parts are ready.',
    });
    expect(versionsOf(w)).toHaveLength(1);
  });

  test('a part that S3 asks to send later is sent later; when it never goes, the rest is kept', async () => {
    const w = copyWorld();
    let refusals = 0;
    w.copies.before = ({ operation }) => {
      if (operation === 'copyPart' && (refusals += 1) <= 4) throw throttled('Slow down.');
    };
    await expect(copy(w, { deadline: Deadline.in(600_000, w.clock) })).resolves.toMatchObject({
      outcome: 'copied',
    });
    const stuck = { ...copyWorld(), settings: { partsInParallel: 1, partBytes: 4 * KIB } };
    stuck.copies.before = ({ operation }) => {
      if (operation === 'copyPart' && stuck.copies.copiedParts.length >= 2) throw throttled('Slow down.');
    };
    await expect(copy(stuck, { deadline: Deadline.in(600_000, stuck.clock) })).rejects.toMatchObject({
      code: 'REENC_COPY_CONTINUES',
    });
    expect(stuck.copies.underWay().map(({ parts }) => parts.size)).toEqual([2]);
  });

  test('what will not succeed leaves nothing behind', async () => {
    const w = { ...copyWorld(), settings: { partsInParallel: 1, partBytes: 4 * KIB } };
    w.copies.before = ({ operation }) => {
      if (operation === 'copyPart' && w.copies.copiedParts.length > 0) throw accessDenied('No.', 'Grant it.');
    };
    await expect(copy(w)).rejects.toMatchObject({ code: 'S3_ACCESS_DENIED' });
    expect(w.copies.underWay()).toHaveLength(0);
    w.copies.before = undefined;
    await expect(copy(w)).resolves.toMatchObject({ outcome: 'copied', resumed: 0 });
  });

  test('an upload of somebody else to the same key is neither continued nor aborted', async () => {
    const w = copyWorld();
    const theirs = await w.copies.begin(ref, {});
    await w.copies.copyPart(theirs, 1, { from: ref, first: 0, last: 9 });
    await copy(w);
    expect(w.copies.underWay().map(({ uploadId }) => uploadId)).toEqual([theirs.uploadId]);
    expect(versionsOf(w)[0]!.bytes.equals(bytes)).toBe(true);
  });

  test('an upload that a lifecycle rule has aborted is begun anew', async () => {
    const w = copyWorld();
    await expect(copy(w, { deadline: Deadline.in(30_000, w.clock) })).rejects.toMatchObject({
      retryable: true,
    });
    w.copies.dropUploads();
    await expect(copy(w)).resolves.toMatchObject({ outcome: 'copied', resumed: 0 });
  });

  test('a part of another size than planned is copied again', async () => {
    const w = copyWorld();
    await expect(copy(w, { deadline: Deadline.in(30_000, w.clock) })).rejects.toMatchObject({
      retryable: true,
    });
    const [upload] = w.copies.underWay();
    await w.copies.copyPart(upload!, 2, { from: ref, first: 0, last: 9 });
    await expect(copy(w)).resolves.toMatchObject({ outcome: 'copied', resumed: 2 });
    expect(versionsOf(w)[0]!.bytes.equals(bytes)).toBe(true);
  });

  test('a copy whose checksum is not that of the source is told, and not taken for one later', async () => {
    const w = copyWorld({
      checksum: { algorithm: 'CRC64NVME', type: 'FULL_OBJECT', value: 'of other bytes' },
    });
    await expect(copy(w)).rejects.toMatchObject({
      code: 'REENC_COPY_DIFFERS',
      message: expect.stringContaining('version'),
    });
    await expect(copy(w)).rejects.toMatchObject({ retryable: false });
  });

  test('one whose ten tags leave no room for ours is refused', async () => {
    const nine = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`t${n}`, '']));
    await expect(copy(copyWorld({ tags: { ...nine, t9: '' } }))).rejects.toMatchObject({
      code: 'REENC_COPY_TAGS_FULL',
    });
    await expect(copy(copyWorld({ tags: { ...nine, __ObjectEncrypted: 'false' } }))).resolves.toMatchObject({
      outcome: 'copied',
    });
  });
});
