import { Deadline } from '@lakeward/core';
import { throttled } from '@lakeward/s3';
import {
  copy,
  copyWorld,
  goal,
  KIB,
  ref,
  unversioned,
  versionsOf,
  writeOver,
  type CopyWorld,
} from '../testing/copy-world';

describe('an object that changed', () => {
  const changed = {
    code: 'REENC_CHANGED_SINCE_SNAPSHOT',
    retryable: false,
    message: expect.stringMatching(/^Changed since snapshot/),
  };
  const leftAlone = (w: CopyWorld, versions: number) => {
    expect(w.copies.underWay()).toHaveLength(0);
    expect(versionsOf(w)).toHaveLength(versions);
  };

  test('a newer version is not covered by a copy of an older one', async () => {
    const w = copyWorld();
    writeOver(w, 'newer');
    await expect(copy(w)).rejects.toMatchObject(changed);
    leftAlone(w, 2);
  });

  test('a deleted object does not come back', async () => {
    const w = copyWorld();
    w.store.contents.delete(ref);
    await expect(copy(w)).rejects.toMatchObject(changed);
    await expect(copy(w, { goal: { ...goal, versions: 'noncurrent' } })).rejects.toMatchObject(changed);
    leftAlone(w, 2);
  });

  test('a version that is gone for good is no task any more', async () => {
    const w = copyWorld();
    await expect(copy(w, { versionId: 'v99' })).rejects.toMatchObject(changed);
    w.store.contents.erase(ref);
    await expect(copy(w)).rejects.toMatchObject(changed);
  });

  test('one written after the snapshot is left to the next, where it has no versions', async () => {
    const w = copyWorld({ versioned: false });
    const before = { ...goal, snapshotAt: new Date('2020-01-02T03:04:04Z') };
    await expect(copy(w, { ...unversioned, goal: before })).rejects.toMatchObject(changed);
    await expect(copy(w, { versionId: 'null', goal: before })).rejects.toMatchObject(changed);
    const same = { ...goal, snapshotAt: new Date('2020-01-02T03:04:05Z') };
    await expect(copy(w, { ...unversioned, goal: same })).resolves.toMatchObject({ outcome: 'copied' });
  });

  test.each([true, false])(
    'written while parts are copied (versions: %s), it is given up and the upload aborted',
    async (versioned) => {
      const w = copyWorld({ versioned });
      w.copies.after = ({ operation }) => {
        if (operation === 'copyPart' && w.copies.copiedParts.length === 1) writeOver(w, 'newer');
      };
      await expect(copy(w, versioned ? {} : unversioned)).rejects.toMatchObject(changed);
      leftAlone(w, versioned ? 2 : 1);
      expect(versionsOf(w)[0]!.bytes.toString()).toBe('newer');
      expect(w.log.codes()).toEqual(['REENC_COPY_DROPPED']);
    },
  );

  test.each([true, false])(
    'written in the very moment before the end (versions: %s), it stays on top',
    async (versioned) => {
      const w = copyWorld({ versioned });
      w.copies.before = ({ operation }) => {
        if (operation === 'complete') writeOver(w, 'newer');
      };
      await expect(copy(w, versioned ? {} : unversioned)).rejects.toMatchObject(changed);
      leftAlone(w, versioned ? 2 : 1);
      expect(versionsOf(w)[0]!.bytes.toString()).toBe('newer');
    },
  );

  test('deleted while parts are copied, it stays deleted', async () => {
    const w = copyWorld();
    w.copies.before = ({ operation }) => {
      if (operation === 'complete') w.store.contents.delete(ref);
    };
    await expect(copy(w)).rejects.toMatchObject({ retryable: false });
    leftAlone(w, 2);
    expect(versionsOf(w)[0]!.isDeleteMarker).toBe(true);
  });

  test('an upload of what the object was before is dropped; held against a newer snapshot it is copied anew', async () => {
    const start = async () => {
      const w = copyWorld({ versioned: false });
      w.copies.before = ({ operation }) => {
        if (operation === 'complete') throw throttled('Slow down.');
      };
      await expect(copy(w, unversioned)).rejects.toMatchObject({ retryable: true });
      w.copies.before = undefined;
      writeOver(w, Buffer.alloc(5 * KIB, 7));
      return w;
    };
    const held = await start();
    const snapshotAt = held.clock.now();
    await expect(copy(held, { ...unversioned, goal: { ...goal, snapshotAt } })).resolves.toMatchObject({
      parts: 2,
      resumed: 0,
    });
    leftAlone(held, 1);
    const alone = await start();
    await expect(copy(alone, unversioned)).rejects.toMatchObject(changed);
    leftAlone(alone, 1);
    await expect(copy(alone, unversioned)).resolves.toMatchObject({ outcome: 'copied', parts: 2 });
  });
});

describe('an upload under way whose object', () => {
  const interrupted = async (versioned: boolean) => {
    const w = copyWorld({ versioned });
    const deadline = Deadline.in(30_000, w.clock);
    await expect(copy(w, { ...(versioned ? {} : unversioned), deadline })).rejects.toMatchObject({
      retryable: true,
    });
    expect(w.copies.underWay()).toHaveLength(1);
    return w;
  };

  test.each([true, false])('is deleted for good is aborted (versions: %s)', async (versioned) => {
    const w = await interrupted(versioned);
    w.store.contents.erase(ref);
    await expect(copy(w, versioned ? {} : unversioned)).rejects.toMatchObject({
      code: 'REENC_CHANGED_SINCE_SNAPSHOT',
    });
    expect(w.copies.underWay()).toHaveLength(0);
  });

  test('is replaced by a small one is aborted', async () => {
    const w = await interrupted(false);
    writeOver(w, 'small');
    await expect(copy(w, unversioned)).resolves.toMatchObject({ outcome: 'copied', parts: 1 });
    expect(w.copies.underWay()).toHaveLength(0);
  });
});
