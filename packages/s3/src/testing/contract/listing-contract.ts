import { all, keysOf, type ContractContext } from './contract-subject';

/** Listings: in order of the keys' UTF-8 bytes, whole across pages, by prefix and by folder. */
export function listingContract({ check, subject }: ContractContext): void {
  /** In the order of S3. Locale order, UTF-16 order and a walk of sorted folders all get it wrong. */
  const ordered = [
    'A',
    'B/1',
    'a',
    'a!',
    'a-b',
    'a-b/c',
    'a.b',
    'a/b',
    'a/b-c',
    'a/b/c',
    'a/c',
    'a0',
    'b',
    'é',
    'ﬀ',
    '\uffee/x',
    '😀',
    '😀/x',
  ];

  check('objects come in order of their UTF-8 bytes', async () => {
    const { store, bucket } = subject();
    for (const key of [...ordered].reverse()) await store.put({ bucket, key }, key);

    expect(await keysOf(store.list(bucket))).toEqual(ordered);
    expect(await keysOf(store.list(bucket, { startAfter: 'a/b' }))).toEqual(
      ordered.slice(ordered.indexOf('a/b') + 1),
    );
    expect(await keysOf(store.list(bucket, { startAfter: 'a/b!' }))).toEqual(
      ordered.slice(ordered.indexOf('a/b-c')),
    );
    expect(await keysOf(store.list(bucket, { startAfter: '😀/x' }))).toEqual([]);
  });

  check('a prefix may end anywhere', async () => {
    const { store, bucket } = subject();
    for (const key of ordered) await store.put({ bucket, key }, key);
    const listed = (options: { prefix: string; startAfter?: string }) => keysOf(store.list(bucket, options));

    expect(await listed({ prefix: 'a/' })).toEqual(['a/b', 'a/b-c', 'a/b/c', 'a/c']);
    expect(await listed({ prefix: 'a/b' })).toEqual(['a/b', 'a/b-c', 'a/b/c']);
    expect(await listed({ prefix: 'a-' })).toEqual(['a-b', 'a-b/c']);
    expect(await listed({ prefix: 'a/b/c' })).toEqual(['a/b/c']);
    expect(await listed({ prefix: 'a/b/c/' })).toEqual([]);
    expect(await listed({ prefix: 'nothing/here' })).toEqual([]);
    expect(await listed({ prefix: 'a/', startAfter: 'a/b' })).toEqual(['a/b-c', 'a/b/c', 'a/c']);
    expect(await listed({ prefix: 'a/', startAfter: 'A' })).toEqual(['a/b', 'a/b-c', 'a/b/c', 'a/c']);
    expect(await listed({ prefix: 'a/', startAfter: 'b' })).toEqual([]);
  });

  check('a listing tells what a head tells', async () => {
    const { store, bucket } = subject();
    const { etag } = await store.put({ bucket, key: 'x/y' }, 'four');
    const head = await store.head({ bucket, key: 'x/y' });
    const [line, ...more] = await all(store.list(bucket));

    expect(more).toEqual([]);
    expect(line).toEqual({
      bucket,
      key: 'x/y',
      size: 4,
      etag,
      lastModified: expect.any(Date),
      storageClass: 'STANDARD',
    });
    // A HEAD answer gives whole seconds, a listing may give thousandths.
    expect(Math.abs(line!.lastModified.getTime() - head!.lastModified.getTime())).toBeLessThan(1_000);
  });

  check('listings go on past a page', async () => {
    const { store, bucket } = subject();
    const keys = Array.from({ length: 57 }, (_, index) => `page/${String(index).padStart(3, '0')}`);
    await Promise.all(keys.map((key) => store.put({ bucket, key }, key)));

    expect(await keysOf(store.list(bucket))).toEqual(keys);
    expect(await keysOf(store.list(bucket, { startAfter: keys[20]! }))).toEqual(keys.slice(21));
    expect(await keysOf(store.listVersions(bucket))).toEqual(keys);
  });

  check('a listing may be left early', async () => {
    const { store, bucket } = subject();
    for (const key of ['1', '2', '3']) await store.put({ bucket, key }, key);
    for await (const { key } of store.list(bucket)) {
      expect(key).toBe('1');
      break;
    }
    expect(await keysOf(store.list(bucket))).toEqual(['1', '2', '3']);
  });

  check('folders are the parts up to the next slash', async () => {
    const { store, bucket } = subject();
    const keys = [
      'logs/dt=2026-01-01/a.gz',
      'logs/dt=2026-01-01/b.gz',
      'logs/dt=2026-01-02/a.gz',
      'logs/index',
      'logs-old/x',
      'top',
    ];
    for (const key of keys) await store.put({ bucket, key }, key);
    const many = Array.from({ length: 23 }, (_, index) => `many/${String(index).padStart(2, '0')}/`);
    for (const folder of many) await store.put({ bucket, key: `${folder}leaf` }, '');

    expect(await all(store.listFolders(bucket, 'logs/'))).toEqual(['dt=2026-01-01/', 'dt=2026-01-02/']);
    expect(await all(store.listFolders(bucket, ''))).toEqual(['logs-old/', 'logs/', 'many/']);
    expect(await all(store.listFolders(bucket, 'logs'))).toEqual(['-old/', '/']);
    expect(await all(store.listFolders(bucket, 'logs/dt=2026-01-0'))).toEqual(['1/', '2/']);
    expect(await all(store.listFolders(bucket, 'logs/index'))).toEqual([]);
    expect(await all(store.listFolders(bucket, 'many/'))).toEqual(many.map((folder) => folder.slice(5)));
    expect(await all(store.listFolders(bucket, 'absent/'))).toEqual([]);
  });

  check('a folder is gone with its last object', async () => {
    const { store, bucket } = subject();
    await store.put({ bucket, key: 'gone/x' }, 'x');
    await store.put({ bucket, key: 'kept/x' }, 'x');
    await store.delete({ bucket, key: 'gone/x' });
    expect(await all(store.listFolders(bucket, ''))).toEqual(['kept/']);
    expect(await keysOf(store.list(bucket))).toEqual(['kept/x']);
  });

  check(
    'a folder is gone with its last current object',
    async () => {
      const { store, versionedBucket: bucket } = subject();
      await store.put({ bucket, key: 'gone/x' }, 'x');
      await store.put({ bucket, key: 'kept/x' }, 'x');
      await store.delete({ bucket, key: 'gone/x' });
      expect(await all(store.listFolders(bucket, ''))).toEqual(['kept/']);
      expect(await keysOf(store.list(bucket))).toEqual(['kept/x']);
    },
    'deleted-folders',
  );
}
