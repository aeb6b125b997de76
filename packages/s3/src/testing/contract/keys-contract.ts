import { compareKeys } from '../../compare-keys';
import { awkwardKeys, lineBreakKeys, pathLikeKeys } from './awkward-keys';
import { errorCode, keysOf, text, type ContractContext } from './contract-subject';

/** Keys: any valid one is written, read, listed, copied and deleted as it is. */
export function keysContract({ check, subject }: ContractContext): void {
  check('awkward keys survive every operation', () => survive(awkwardKeys));
  check('keys that look like paths survive every operation', () => survive(pathLikeKeys));
  check('keys with line breaks survive every operation', () => survive(lineBreakKeys));

  check('awkward keys are told by a listing of versions', () => versions([...awkwardKeys, ...pathLikeKeys]));
  check(
    'keys with line breaks are told by a listing of versions',
    () => versions(lineBreakKeys),
    'line-breaks-in-versions',
  );

  check('keys that are prefixes of other keys do not disturb them', async () => {
    const { store, bucket } = subject();
    const orders = [
      ['one', 'one/two', 'one/two/three'],
      ['uno/due/tre', 'uno/due', 'uno'],
    ];
    for (const keys of orders) {
      for (const key of keys) await store.put({ bucket, key }, `body of ${key}`);
      for (const key of keys) expect(await text(store, { bucket, key })).toBe(`body of ${key}`);
      await store.delete({ bucket, key: keys[1]! });
      expect(await store.head({ bucket, key: keys[1]! })).toBeUndefined();
      expect(await text(store, { bucket, key: keys[0]! })).toBe(`body of ${keys[0]!}`);
      expect(await text(store, { bucket, key: keys[2]! })).toBe(`body of ${keys[2]!}`);
    }
    expect(await keysOf(store.list(bucket))).toEqual(['one', 'one/two/three', 'uno', 'uno/due/tre']);
  });

  check('what cannot be a key is refused', async () => {
    const { store, bucket } = subject();
    for (const key of ['', 'x'.repeat(1_025), '😀'.repeat(256) + '!', 'half a pair \ud83d']) {
      expect(await errorCode(store.put({ bucket, key }, 'x'))).toBe('S3_INVALID_REQUEST');
      expect(await errorCode(store.get({ bucket, key }))).toBe('S3_INVALID_REQUEST');
      expect(await errorCode(store.head({ bucket, key }))).toBe('S3_INVALID_REQUEST');
      expect(await errorCode(store.delete({ bucket, key }))).toBe('S3_INVALID_REQUEST');
      expect(await errorCode(store.copy({ bucket, key: 'a' }, { bucket, key }))).toBe('S3_INVALID_REQUEST');
      expect(await errorCode(store.tags({ bucket, key }))).toBe('S3_INVALID_REQUEST');
    }
  });

  async function survive(keys: readonly string[]): Promise<void> {
    const { store, bucket, versionedBucket } = subject();
    for (const key of keys) await store.put({ bucket, key }, `body of ${key}`);
    expect(await keysOf(store.list(bucket))).toEqual([...keys].sort(compareKeys));
    for (const key of keys) {
      expect(await text(store, { bucket, key })).toBe(`body of ${key}`);
      expect(await store.head({ bucket, key })).toMatchObject({ bucket, key });
      await store.copy({ bucket, key }, { bucket: versionedBucket, key });
      expect(await text(store, { bucket: versionedBucket, key })).toBe(`body of ${key}`);
    }
    for (const key of keys) await store.delete({ bucket, key });
    expect(await keysOf(store.list(bucket))).toEqual([]);
  }

  async function versions(keys: readonly string[]): Promise<void> {
    const { store, versionedBucket: bucket } = subject();
    for (const key of keys) await store.put({ bucket, key }, key);
    expect(await keysOf(store.listVersions(bucket))).toEqual([...keys].sort(compareKeys));
  }
}
