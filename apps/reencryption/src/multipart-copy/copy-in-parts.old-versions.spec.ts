import { randomBytes } from 'node:crypto';
import { bytes, copy, copyWorld, goal, keyArn, KIB, versionsOf, writeOver } from '../testing/copy-world';
import type { CopyGoal } from './copy-goal';

describe('old versions', () => {
  const old: CopyGoal = { ...goal, versions: 'noncurrent' };

  test('are copied to the front, and the current one over them', async () => {
    const w = copyWorld();
    const currentBytes = randomBytes(5 * KIB);
    const current = writeOver(w, currentBytes);
    await expect(copy(w, { goal: old })).resolves.toMatchObject({ outcome: 'copied' });
    await expect(copy(w, { versionId: current })).resolves.toMatchObject({ outcome: 'copied' });
    const [top, below] = versionsOf(w);
    expect([top!.bytes.equals(currentBytes), below!.bytes.equals(bytes)]).toEqual([true, true]);
  });

  test('without the tag nothing tells a copy of ours from a version of somebody else, which is never covered', async () => {
    const untagged: CopyGoal = { target: 'sse-kms', keyArn, bucketKeys: true, versions: 'current' };
    const w = copyWorld();
    const current = writeOver(w, randomBytes(5 * KIB));
    await copy(w, { goal: { ...untagged, versions: 'noncurrent' } });
    await expect(copy(w, { versionId: current, goal: untagged })).rejects.toMatchObject({
      code: 'REENC_CHANGED_SINCE_SNAPSHOT',
    });
  });

  test('are not put before what was written after the snapshot', async () => {
    const snapshotAt = new Date('2026-11-06T01:00:00Z');
    const w = copyWorld();
    // The clock of the world has passed the snapshot by hours.
    const later = writeOver(w, randomBytes(5 * KIB));
    await expect(copy(w, { goal: { ...old, snapshotAt } })).rejects.toMatchObject({
      code: 'REENC_CHANGED_SINCE_SNAPSHOT',
    });
    expect(versionsOf(w)[0]!.versionId).toBe(later);
    expect(w.copies.underWay()).toHaveLength(0);
  });

  test('lie over copies of other old versions, however late those were made', async () => {
    const w = copyWorld();
    const second = writeOver(w, randomBytes(5 * KIB));
    const snapshotAt = new Date(w.clock.now().getTime() + 60_000);
    writeOver(w, 'current');
    await w.clock.sleep(3_600_000);
    const late = { ...old, snapshotAt };
    await expect(copy(w, { goal: late })).resolves.toMatchObject({ outcome: 'copied' });
    await expect(copy(w, { versionId: second, goal: late })).resolves.toMatchObject({ outcome: 'copied' });
  });

  test('two of one key at once take turns', async () => {
    const w = copyWorld();
    const second = writeOver(w, randomBytes(5 * KIB));
    writeOver(w, 'current');
    const tasks = [{ goal: old }, { versionId: second, goal: old }];
    const results = await Promise.allSettled(tasks.map((task) => copy(w, task)));
    for (const result of results) {
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ code: 'REENC_COPY_CONTENDED', retryable: true });
    }
    for (const task of tasks) await copy(w, task);
    expect(versionsOf(w)).toHaveLength(5);
    expect(w.copies.underWay()).toHaveLength(0);
  });
});
