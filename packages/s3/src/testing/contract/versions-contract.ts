import type { ObjectVersion } from '../../object-store';
import { all, errorCode, keysOf, text, type ContractContext } from './contract-subject';

/** Versions and delete markers. */
export function versionsContract({ check, subject }: ContractContext): void {
  check('every write is a version of its own', async () => {
    const { store, versionedBucket: bucket } = subject();
    const ref = { bucket, key: 'v' };
    const first = await store.put(ref, 'one', { metadata: { n: '1' }, tags: { n: '1' } });
    const second = await store.put(ref, 'two!', { metadata: { n: '2' }, tags: { n: '2' } });

    expect(first.versionId).not.toBe(second.versionId);
    expect(await text(store, ref)).toBe('two!');
    expect(await text(store, ref, first.versionId)).toBe('one');
    expect(await store.head(ref)).toMatchObject({ versionId: second.versionId!, metadata: { n: '2' } });
    expect(await store.head(ref, { versionId: first.versionId! })).toMatchObject({
      ...first,
      size: 3,
      metadata: { n: '1' },
    });
    expect(await store.tags(ref, { versionId: first.versionId! })).toEqual({ n: '1' });
    expect(await store.tags(ref)).toEqual({ n: '2' });
    expect(shape(await all(store.listVersions(bucket)))).toEqual([
      {
        key: 'v',
        versionId: second.versionId,
        isLatest: true,
        isDeleteMarker: false,
        size: 4,
        etag: second.etag,
      },
      {
        key: 'v',
        versionId: first.versionId,
        isLatest: false,
        isDeleteMarker: false,
        size: 3,
        etag: first.etag,
      },
    ]);
  });

  check('a range of a version is a range of that version', async () => {
    const { store, versionedBucket: bucket } = subject();
    const ref = { bucket, key: 'v' };
    const { versionId } = await store.put(ref, 'older bytes');
    await store.put(ref, 'NEWER');
    const object = await store.get(ref, { versionId: versionId!, range: { first: 6, last: 8 } });
    const chunks = await all(object.body);

    expect(Buffer.concat(chunks as Buffer[]).toString()).toBe('byt');
    expect(object).toMatchObject({ versionId, size: 11 });
  });

  check('a delete hides the object and keeps its versions', async () => {
    const { store, versionedBucket: bucket } = subject();
    const ref = { bucket, key: 'hidden' };
    const { versionId, etag } = await store.put(ref, 'still here');
    await store.delete(ref);

    expect(await store.head(ref)).toBeUndefined();
    expect(await errorCode(store.get(ref))).toBe('S3_OBJECT_NOT_FOUND');
    expect(await errorCode(store.tags(ref))).toBe('S3_OBJECT_NOT_FOUND');
    expect(await keysOf(store.list(bucket))).toEqual([]);
    expect(await text(store, ref, versionId)).toBe('still here');
    const [marker, version, ...more] = shape(await all(store.listVersions(bucket)));
    expect(more).toEqual([]);
    expect(marker).toEqual({
      key: 'hidden',
      versionId: expect.any(String),
      isLatest: true,
      isDeleteMarker: true,
      size: 0,
      etag: '',
    });
    expect(version).toEqual({
      key: 'hidden',
      versionId,
      isLatest: false,
      isDeleteMarker: false,
      size: 10,
      etag,
    });
    expect(await store.head(ref, { versionId: marker!.versionId })).toBeUndefined();
    expect(await errorCode(store.get(ref, { versionId: marker!.versionId }))).toBe('S3_OBJECT_NOT_FOUND');
  });

  check('deleting the delete marker brings the object back', async () => {
    const { store, versionedBucket: bucket } = subject();
    const ref = { bucket, key: 'back' };
    const { versionId } = await store.put(ref, 'here again', { metadata: { kept: 'yes' } });
    await store.delete(ref);
    const [marker] = await all(store.listVersions(bucket));
    await store.delete(ref, { versionId: marker!.versionId });

    expect(await text(store, ref)).toBe('here again');
    expect(await store.head(ref)).toMatchObject({ versionId, metadata: { kept: 'yes' } });
    expect(await keysOf(store.list(bucket))).toEqual(['back']);
  });

  check('deleting the current version brings the one before it to the front', async () => {
    const { store, versionedBucket: bucket } = subject();
    const ref = { bucket, key: 'stack' };
    const bodies = ['one', 'two', 'three'];
    const ids: string[] = [];
    for (const body of bodies) ids.push((await store.put(ref, body)).versionId!);
    await store.delete(ref, { versionId: ids[2]! });
    expect(await text(store, ref)).toBe('two');
    await store.delete(ref, { versionId: ids[0]! });
    expect(await text(store, ref)).toBe('two');
    expect(await store.head(ref, { versionId: ids[0]! })).toBeUndefined();
    expect(await errorCode(store.get(ref, { versionId: ids[0]! }))).toBe('S3_OBJECT_NOT_FOUND');
    await store.delete(ref, { versionId: ids[0]! });
    await store.delete(ref, { versionId: ids[1]! });
    expect(await store.head(ref)).toBeUndefined();
    expect(await all(store.listVersions(bucket))).toEqual([]);
  });

  check('a key can be written again after its deletion', async () => {
    const { store, versionedBucket: bucket } = subject();
    const ref = { bucket, key: 'phoenix' };
    await store.put(ref, 'first life');
    await store.delete(ref);
    await store.put(ref, 'second life');

    expect(await text(store, ref)).toBe('second life');
    const versions = await all(store.listVersions(bucket));
    expect(versions.filter(({ isLatest }) => isLatest)).toMatchObject([{ isDeleteMarker: false, size: 11 }]);
    expect(versions.filter(({ isDeleteMarker }) => isDeleteMarker)).toHaveLength(1);
    expect(versions).toHaveLength(3);
  });

  check('versions are listed by key, then newest first, under a prefix', async () => {
    const { store, versionedBucket: bucket } = subject();
    for (const key of ['p/b', 'p/a', 'p/a', 'p/b/c', 'p/a', 'q']) await store.put({ bucket, key }, key);
    const versions = await all(store.listVersions(bucket, { prefix: 'p/' }));

    expect(versions.map(({ key, isLatest }) => [key, isLatest])).toEqual([
      ['p/a', true],
      ['p/a', false],
      ['p/a', false],
      ['p/b', true],
      ['p/b/c', true],
    ]);
  });

  check(
    'deleting a key that never was makes a delete marker',
    async () => {
      const { store, versionedBucket: bucket } = subject();
      await store.delete({ bucket, key: 'never' });
      expect(await all(store.listVersions(bucket))).toMatchObject([
        { key: 'never', isLatest: true, isDeleteMarker: true, size: 0, etag: '' },
      ]);
      expect(await keysOf(store.list(bucket))).toEqual([]);
    },
    'marker-without-object',
  );

  check('without versioning there is one version, called null', async () => {
    const { store, bucket } = subject();
    const ref = { bucket, key: 'single' };
    await store.put(ref, 'old');
    const { etag } = await store.put(ref, 'new!');

    expect(shape(await all(store.listVersions(bucket)))).toEqual([
      { key: 'single', versionId: 'null', isLatest: true, isDeleteMarker: false, size: 4, etag },
    ]);
    expect(await text(store, ref, 'null')).toBe('new!');
    await store.delete(ref);
    expect(await all(store.listVersions(bucket))).toEqual([]);
  });
}

function shape(versions: readonly ObjectVersion[]) {
  return versions.map(({ key, versionId, isLatest, isDeleteMarker, size, etag }) => ({
    key,
    versionId,
    isLatest,
    isDeleteMarker,
    size,
    etag,
  }));
}
