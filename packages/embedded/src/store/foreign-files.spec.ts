import {
  appendFile,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ManualClock } from '@lakeward/core';
import { readText } from '@lakeward/s3';
import { DirectoryObjectStore } from './directory-object-store';

describe('files that somebody else puts into the lake', () => {
  let lake: string;
  let store: DirectoryObjectStore;
  const ref = { bucket: 'lake', key: 'logs/dt=2026-01-01/a.json' };
  const file = () => path.join(lake, 's3', ref.bucket, ref.key);

  beforeEach(async () => {
    lake = await mkdtemp(path.join(tmpdir(), 'lakeward-foreign-'));
    store = new DirectoryObjectStore(lake, { clock: new ManualClock('2026-03-01T12:00:00Z') });
  });
  afterEach(() => rm(lake, { recursive: true, force: true }));

  const keys = async (bucket: string, prefix = '') => {
    const found: string[] = [];
    for await (const { key } of store.list(bucket, { prefix })) found.push(key);
    return found;
  };
  const versions = async (bucket: string) => {
    const found: [string, string, boolean][] = [];
    for await (const { key, versionId, isLatest } of store.listVersions(bucket)) {
      found.push([key, versionId, isLatest]);
    }
    return found;
  };

  test('a directory is a bucket, a file an object, without anything being written', async () => {
    await mkdir(path.dirname(file()), { recursive: true });
    await writeFile(file(), '{"a":1}');
    await utimes(file(), 1_767_225_600, 1_767_225_600);

    const head = await store.head(ref);
    expect(head).toEqual({
      ...ref,
      size: 7,
      etag: '18867251edfa0000-7',
      lastModified: new Date('2026-01-01T00:00:00Z'),
      metadata: {},
      encryption: { algorithm: 'AES256' },
      storageClass: 'STANDARD',
    });
    const { body, ...object } = await store.get(ref, { ifMatch: head!.etag });
    body.destroy();
    expect(object).toEqual(head);
    expect(await readText(store, ref)).toBe('{"a":1}');
    expect(await store.tags(ref)).toEqual({});
    const listed = [];
    for await (const line of store.list('lake')) listed.push(line);
    expect(listed).toEqual([
      {
        ...ref,
        size: 7,
        etag: head!.etag,
        lastModified: head!.lastModified,
        storageClass: 'STANDARD',
      },
    ]);
    expect(await store.filePath(ref)).toBe(file());
    await expect(readFile(path.join(lake, '.lakeward'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('an object is a plain file with its bytes and nothing else', async () => {
    await store.createBucket('lake');
    await store.put(ref, 'bytes as they are', { metadata: { a: '1' } });
    expect(await readFile(file(), 'utf8')).toBe('bytes as they are');
    expect(await store.filePath(ref)).toBe(file());
    expect(await store.filePath({ bucket: 'lake', key: 'absent' })).toBeUndefined();
    await store.put({ bucket: 'lake', key: 'no/file/can//have/this' }, 'x');
    expect(await store.filePath({ bucket: 'lake', key: 'no/file/can//have/this' })).toBeUndefined();
    expect(await store.filePath({ bucket: 'lake', key: 'logs' })).toBeUndefined();
    await expect(store.filePath({ bucket: 'lake', key: '' })).rejects.toMatchObject({
      code: 'S3_INVALID_REQUEST',
    });
  });

  test.each([
    ['appended to', () => appendFile(file(), '!')],
    ['overwritten by as many bytes', () => writeFile(file(), 'OTHER')],
    [
      'replaced',
      async () => {
        await writeFile(`${file()}.new`, 'other');
        await rename(`${file()}.new`, file());
      },
    ],
    ['touched', () => utimes(file(), 1, 1)],
  ])('what is recorded of a file is not told of a file that was %s', async (_how, change) => {
    await store.createBucket('lake');
    const { etag } = await store.put(ref, 'bytes', {
      metadata: { of: 'the old' },
      contentType: 'text/plain',
      tags: { of: 'the old' },
      encryption: { algorithm: 'aws:kms', keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/k' },
    });
    expect(await store.head(ref)).toMatchObject({ metadata: { of: 'the old' } });
    await change();

    const head = await store.head(ref);
    expect(head!.etag).not.toBe(etag);
    expect(head).toMatchObject({ metadata: {}, encryption: { algorithm: 'AES256' } });
    expect(head).not.toHaveProperty('contentType');
    expect(await store.tags(ref)).toEqual({});
    expect(await readText(store, ref)).toBe(await readFile(file(), 'utf8'));
    for await (const line of store.list('lake')) expect(line.etag).toBe(head!.etag);
    await expect(store.put(ref, 'x', { condition: { ifMatch: etag } })).rejects.toMatchObject({
      code: 'S3_PRECONDITION_FAILED',
    });
    await store.put(ref, 'seen', { condition: { ifMatch: head!.etag } });
    expect(await readText(store, ref)).toBe('seen');
  });

  test('a file somebody removed is gone', async () => {
    await store.createBucket('lake');
    await store.put(ref, 'x');
    await rm(file());
    expect(await store.head(ref)).toBeUndefined();
    expect(await keys('lake')).toEqual([]);
    await store.put(ref, 'again', { condition: { ifNoneMatch: '*' } });
    expect(await readText(store, ref)).toBe('again');
  });

  test('a file is the version called null where there is versioning, and is kept as one', async () => {
    await store.createBucket('lake', { versioning: true, defaultEncryption: { algorithm: 'aws:kms' } });
    await mkdir(path.dirname(file()), { recursive: true });
    await writeFile(file(), 'first, by hand');
    expect(await store.head(ref)).toMatchObject({ versionId: 'null', encryption: { algorithm: 'aws:kms' } });
    const { versionId } = await store.put(ref, 'second');
    expect(await versions('lake')).toEqual([
      [ref.key, versionId, true],
      [ref.key, 'null', false],
    ]);
    const byHand = await store.get(ref, { versionId: 'null' });
    expect(byHand.size).toBe(14);
    byHand.body.destroy();

    await writeFile(file(), 'third, by hand');
    expect(await versions('lake')).toEqual([
      [ref.key, 'null', true],
      [ref.key, 'null', false],
    ]);
    await store.delete(ref);
    const [marker, ...rest] = await versions('lake');
    expect(rest).toEqual([[ref.key, 'null', false]]);
    await store.delete(ref, { versionId: marker![1] });
    expect(await readText(store, ref)).toBe('third, by hand');
  });

  test('versioning can come later', async () => {
    await store.createBucket('lake');
    await store.put(ref, 'before', { metadata: { when: 'before' } });
    await store.createBucket('lake', { versioning: true });
    const { versionId } = await store.put(ref, 'after');
    expect(await versions('lake')).toEqual([
      [ref.key, versionId, true],
      [ref.key, 'null', false],
    ]);
    expect(await store.head(ref, { versionId: 'null' })).toMatchObject({ metadata: { when: 'before' } });
    await expect(store.createBucket('lake', { versioning: false })).rejects.toMatchObject({
      code: 'S3_INVALID_REQUEST',
    });
    await store.createBucket('lake', { defaultEncryption: { algorithm: 'aws:kms:dsse' } });
    await store.put(ref, 'x');
    expect(await store.head(ref)).toMatchObject({
      versionId: expect.any(String),
      encryption: { algorithm: 'aws:kms:dsse' },
    });
  });

  test('links lead to objects, loops end', async () => {
    await store.createBucket('lake');
    const elsewhere = path.join(lake, 'elsewhere');
    await mkdir(path.join(elsewhere, 'deep'), { recursive: true });
    await writeFile(path.join(elsewhere, 'deep', 'x'), 'linked');
    const bucket = path.join(lake, 's3', 'lake');
    await symlink(elsewhere, path.join(bucket, 'folder'));
    await symlink(path.join(elsewhere, 'deep', 'x'), path.join(bucket, 'file'));
    await symlink(path.join(lake, 'nowhere'), path.join(bucket, 'dangling'));
    expect(await keys('lake')).toEqual(['file', 'folder/deep/x']);
    expect(await readText(store, { bucket: 'lake', key: 'folder/deep/x' })).toBe('linked');
    await symlink('.', path.join(bucket, 'self'));
    expect((await keys('lake', 'f')).sort()).toEqual(['file', 'folder/deep/x']);
    expect((await keys('lake')).length).toBeGreaterThan(3);
  });

  test('a folder that somebody makes where an object lies aside does not hide it', async () => {
    await store.createBucket('lake');
    await store.put({ bucket: 'lake', key: 'a/b' }, 'child');
    await store.put({ bucket: 'lake', key: 'a' }, 'parent, aside');
    await store.put({ bucket: 'lake', key: 'a' }, 'parent, replaced');
    expect(await store.filePath({ bucket: 'lake', key: 'a' })).toBeUndefined();
    expect(await readText(store, { bucket: 'lake', key: 'a' })).toBe('parent, replaced');
    await store.delete({ bucket: 'lake', key: 'a/b' });
    expect(await keys('lake')).toEqual(['a']);

    await writeFile(path.join(lake, 's3', 'lake', 'a'), 'by hand, in front of it');
    expect(await readText(store, { bucket: 'lake', key: 'a' })).toBe('by hand, in front of it');
    expect(await keys('lake')).toEqual(['a']);
    await store.delete({ bucket: 'lake', key: 'a' });
    expect(await keys('lake')).toEqual([]);
  });

  test('nothing is left of deleted objects', async () => {
    await store.createBucket('lake');
    for (const key of ['deep/er/x', 'deep//x', `${'long'.repeat(65)}/x`]) {
      await store.put({ bucket: 'lake', key }, 'x');
      await store.delete({ bucket: 'lake', key });
    }
    await expect(readFile(path.join(lake, 's3', 'lake', 'deep'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(readFile(path.join(lake, '.lakeward/objects/lake/deep%d'))).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });

  test('a bucket is never outside of the lake', async () => {
    await mkdir(path.join(lake, 's3'), { recursive: true });
    await writeFile(path.join(lake, 'secret'), 'x');
    for (const bucket of ['..', '.', '../s3', '', 'UPPER', 'a/b']) {
      await expect(store.get({ bucket, key: 'secret' })).rejects.toMatchObject({
        code: 'S3_BUCKET_NOT_FOUND',
      });
      await expect(store.createBucket(bucket)).rejects.toMatchObject({ code: 'S3_INVALID_REQUEST' });
    }
  });

  test('a record that was tampered with is named', async () => {
    await store.createBucket('lake');
    await store.put({ bucket: 'lake', key: 'x' }, 'x');
    await writeFile(path.join(lake, '.lakeward/objects/lake/x%o'), '{"key":"x","entr');
    await expect(store.head({ bucket: 'lake', key: 'x' })).rejects.toMatchObject({
      code: 'EMBEDDED_RECORD_CORRUPT',
      message: expect.stringContaining('x%o'),
    });
  });

  test('tags and metadata may be called anything', async () => {
    await store.createBucket('lake');
    const odd = JSON.parse('{"constructor":"a","__proto__":"b","toString":"c"}') as Record<string, string>;
    await store.put({ bucket: 'lake', key: 'x' }, 'x', { tags: odd });
    expect(Object.entries(await store.tags({ bucket: 'lake', key: 'x' })).sort()).toEqual([
      ['__proto__', 'b'],
      ['constructor', 'a'],
      ['toString', 'c'],
    ]);
  });
});
