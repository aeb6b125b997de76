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
