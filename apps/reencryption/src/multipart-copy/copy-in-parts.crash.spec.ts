import { isAppError } from '@lakeward/core';
import {
  bytes,
  copy,
  copyWorld,
  KIB,
  PARTS,
  unversioned,
  versionsOf,
  wanted,
  type CopyWorld,
} from '../testing/copy-world';

describe('killed at any step, and called again', () => {
  class Killed extends Error {}

  /** Kills at the `at`-th call of S3 or of the ledger, before or after it took effect. */
  function killing(w: CopyWorld, when: 'before' | 'after', at: number): () => number {
    let calls = 0;
    const count = () => {
      calls += 1;
      if (calls >= at) throw new Killed(`call ${calls}`);
    };
    w.copies[when] = w.store[when] = w.ledgerStore[when] = count;
    return () => calls;
  }

  function alive(w: CopyWorld): void {
    for (const port of [w.copies, w.store, w.ledgerStore]) port.before = port.after = undefined;
  }

  const callsOf = async (versioned: boolean) => {
    const w = copyWorld({ versioned });
    const calls = killing(w, 'before', Number.POSITIVE_INFINITY);
    await copy(w, versioned ? {} : unversioned);
    return calls();
  };

  test.each([
    [true, 'before'],
    [true, 'after'],
    [false, 'before'],
    [false, 'after'],
  ] as const)('with versions: %s, killed %s the call took effect', async (versioned, when) => {
    const task = versioned ? {} : unversioned;
    const calls = await callsOf(versioned);
    expect(calls).toBeGreaterThan(10);
    for (let at = 1; at <= calls; at += 1) {
      const w = copyWorld({ versioned });
      killing(w, when, at);
      await expect(copy(w, task)).rejects.toThrow(Killed);
      alive(w);
      const copied = w.copies.copiedParts.length;
      await expect(copy(w, task)).resolves.toMatchObject({
        outcome: expect.stringMatching(/copied|as-wanted/),
      });
      const versions = versionsOf(w);
      expect(versions).toHaveLength(versioned ? 2 : 1);
      expect(versions[0]!.bytes.equals(bytes)).toBe(true);
      expect(versions[0]!.properties).toMatchObject({
        encryption: wanted,
        tags: { __ObjectEncrypted: 'true' },
      });
      // An upload that was begun and not yet put on record has no parts, and so costs nothing.
      const left = w.copies.underWay();
      expect(left.map(({ parts }) => parts.size)).toEqual(left.length === 0 ? [] : [0]);
      // Parts that were there are not copied again.
      expect(w.copies.copiedParts.length).toBe(Math.max(PARTS, copied));
      await expect(copy(w, task)).resolves.toMatchObject({
        outcome: expect.stringMatching(/already-copied|as-wanted/),
      });
      expect(versionsOf(w)).toHaveLength(versioned ? 2 : 1);
    }
  });

  test('killed again and again, it still gets there', async () => {
    const w = { ...copyWorld(), settings: { partsInParallel: 1, partBytes: KIB } };
    let tries = 0;
    for (; tries < 60; tries += 1) {
      killing(w, tries % 2 === 0 ? 'before' : 'after', 9);
      try {
        await copy(w);
        break;
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        alive(w);
      }
    }
    expect(tries).toBeGreaterThan(2);
    expect(versionsOf(w)).toHaveLength(2);
    expect(versionsOf(w)[0]!.bytes.equals(bytes)).toBe(true);
  });
});

describe('two invocations for one version', () => {
  test.each([0, 1, 2, 3, 5, 8, 13, 21, 34])(
    'the second %d turns after the first: one copy, and nothing left behind',
    async (turns) => {
      for (const versioned of [true, false]) {
        const w = copyWorld({ versioned });
        const task = versioned ? {} : unversioned;
        const first = copy(w, task);
        first.catch(() => undefined);
        for (let n = 0; n < turns; n += 1) await new Promise((resolve) => setImmediate(resolve));
        const results = await Promise.allSettled([first, copy(w, task)]);
        for (const { status, ...result } of results) {
          if (status === 'fulfilled') continue;
          const { reason } = result as { reason: unknown };
          if (!isAppError(reason) || !reason.retryable) throw reason;
        }
        await copy(w, task);
        expect(versionsOf(w)).toHaveLength(versioned ? 2 : 1);
        expect(versionsOf(w)[0]!.bytes.equals(bytes)).toBe(true);
        expect(versionsOf(w)[0]!.properties.encryption).toEqual(wanted);
        expect(w.copies.underWay()).toHaveLength(0);
      }
    },
  );
});
