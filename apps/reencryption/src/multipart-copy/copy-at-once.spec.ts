import { throttled, type ObjectProperties } from '@lakeward/s3';
import {
  bytes,
  copy,
  copyWorld,
  KIB,
  unversioned,
  versionsOf,
  wanted,
  writeOver,
} from '../testing/copy-world';

describe('an object no larger than a part', () => {
  const small = (source: Parameters<typeof copyWorld>[0] = {}, size = 4 * KIB) =>
    copyWorld({ ...source, content: bytes.subarray(0, size) });

  test.each([0, 1, 4 * KIB])(
    'of %d bytes is copied at once, with all that it says, and without a record',
    async (size) => {
      for (const versioned of [true, false]) {
        const properties = { contentType: 'text/plain', metadata: { a: 'b' }, tags: { team: 'lake' } };
        const w = small({ versioned, ...properties }, size);
        await expect(copy(w, versioned ? {} : unversioned)).resolves.toMatchObject({
          outcome: 'copied',
          parts: size === 0 ? 0 : 1,
        });
        const versions = versionsOf(w);
        expect(versions).toHaveLength(versioned ? 2 : 1);
        expect(versions[0]!.bytes.length).toBe(size);
        expect(versions[0]!.properties).toMatchObject({
          ...properties,
          tags: { team: 'lake', __ObjectEncrypted: 'true' },
          encryption: wanted,
        });
        expect(w.ledgerStore.calls.filter(({ operation }) => operation === 'put')).toEqual([]);
        expect(w.copies.underWay()).toHaveLength(0);
        await expect(copy(w, versioned ? {} : unversioned)).resolves.toMatchObject({
          outcome: versioned ? 'already-copied' : 'as-wanted',
        });
        expect(versionsOf(w)).toHaveLength(versioned ? 2 : 1);
      }
    },
  );

  test.each([true, false])(
    'is copied once where the answer is lost, and by two at once (versions: %s)',
    async (versioned) => {
      const task = versioned ? {} : unversioned;
      const w = small({ versioned });
      w.copies.after = ({ operation }) => {
        if (operation === 'complete') throw throttled('The answer was lost.');
      };
      await expect(copy(w, task)).rejects.toMatchObject({ retryable: true });
      w.copies.after = undefined;
      await copy(w, task);
      expect(versionsOf(w)).toHaveLength(versioned ? 2 : 1);
      const met = small({ versioned });
      await Promise.all([copy(met, task), copy(met, task)]);
      expect(versionsOf(met)).toHaveLength(versioned ? 2 : 1);
      expect(met.copies.underWay()).toHaveLength(0);
    },
  );

  test.each(['copyPart', 'complete'] as const)(
    'written by somebody else before %s, it stays theirs',
    async (call) => {
      for (const versioned of [true, false]) {
        const w = small({ versioned });
        w.copies.before = ({ operation }) => {
          if (operation === call) writeOver(w, 'newer');
        };
        await expect(copy(w, versioned ? {} : unversioned)).rejects.toMatchObject({
          code: 'REENC_CHANGED_SINCE_SNAPSHOT',
        });
        expect(versionsOf(w)[0]!.bytes.toString()).toBe('newer');
        expect(w.copies.underWay()).toHaveLength(0);
      }
    },
  );

  test('a newer version above it is not covered', async () => {
    const w = small();
    writeOver(w, bytes.subarray(0, 4 * KIB));
    await expect(copy(w)).rejects.toMatchObject({ code: 'REENC_CHANGED_SINCE_SNAPSHOT' });
    expect(versionsOf(w)).toHaveLength(2);
  });

  test.each<Partial<ObjectProperties>>([
    { storageClass: 'STANDARD_IA' },
    { redirectLocation: '/elsewhere' },
    { grants: [{ grantee: { type: 'Group', uri: 'everybody' }, permission: 'READ' }] },
  ])('empty, with more than a whole copy keeps, it is refused: %j', async (properties) => {
    await expect(copy(small(properties, 0))).rejects.toMatchObject({ code: 'REENC_COPY_EMPTY' });
  });
});
