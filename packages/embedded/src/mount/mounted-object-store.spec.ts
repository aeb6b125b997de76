import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readText, type ObjectStore } from '@lakeward/s3';
import { DirectoryObjectStore } from '../store';
import { MountedObjectStore } from './mounted-object-store';

const work = mkdtempSync(path.join(tmpdir(), 'lakeward-mount-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const outside = path.join(work, 'outside');
mkdirSync(outside);
writeFileSync(path.join(outside, 'one.json'), 'first file');
writeFileSync(path.join(outside, 'two.json'), 'second');

const files = new Map([
  ['AWSLogs/b/two.json', path.join(outside, 'two.json')],
  ['AWSLogs/a/one.json', path.join(outside, 'one.json')],
  ['readme', path.join(outside, 'one.json')],
]);

async function open(): Promise<MountedObjectStore> {
  const lake = new DirectoryObjectStore(path.join(work, 'lake'));
  await lake.createBucket('own');
  return new MountedObjectStore(lake, { bucket: 'mounted', files });
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('MountedObjectStore', () => {
  test('lists mounted files by key, with prefixes, after a key, and by folder', async () => {
    const store = await open();
    const keys = async (options?: Parameters<ObjectStore['list']>[1]): Promise<string[]> =>
      (await all(store.list('mounted', options))).map(({ key }) => key);
    expect(await keys()).toEqual(['AWSLogs/a/one.json', 'AWSLogs/b/two.json', 'readme']);
    expect(await keys({ prefix: 'AWSLogs/' })).toEqual(['AWSLogs/a/one.json', 'AWSLogs/b/two.json']);
    expect(await keys({ startAfter: 'AWSLogs/a/one.json' })).toEqual(['AWSLogs/b/two.json', 'readme']);
    expect(await all(store.listFolders('mounted', ''))).toEqual(['AWSLogs/']);
    expect(await all(store.listFolders('mounted', 'AWSLogs/'))).toEqual(['a/', 'b/']);
  });

  test('reads bytes, ranges and heads from where the files lie', async () => {
    const store = await open();
    const ref = { bucket: 'mounted', key: 'AWSLogs/a/one.json' };
    expect(await readText(store, ref)).toBe('first file');
    const { body } = await store.get(ref, { range: { first: 6, last: 7 } });
    expect(Buffer.concat(await all(body as AsyncIterable<Buffer>)).toString()).toBe('fi');
    expect(await store.head(ref)).toMatchObject({ size: 10, storageClass: 'STANDARD' });
    expect(await store.head({ bucket: 'mounted', key: 'none' })).toBeUndefined();
    await expect(store.get({ bucket: 'mounted', key: 'none' })).rejects.toMatchObject({
      code: 'S3_OBJECT_NOT_FOUND',
    });
    expect(await store.filePath(ref)).toBe(path.join(outside, 'one.json'));
  });

  test('refuses every change, and changes nothing', async () => {
    const store = await open();
    const ref = { bucket: 'mounted', key: 'AWSLogs/a/one.json' };
    const own = { bucket: 'own', key: 'x' };
    const denied = { code: 'S3_ACCESS_DENIED' };
    await expect(store.put(ref, 'other')).rejects.toMatchObject(denied);
    await expect(store.delete(ref)).rejects.toMatchObject(denied);
    await store.put(own, 'mine');
    await expect(store.copy(own, ref)).rejects.toMatchObject(denied);
    expect(readFileSync(path.join(outside, 'one.json'), 'utf8')).toBe('first file');
    expect(readdirSync(outside).sort()).toEqual(['one.json', 'two.json']);
  });

  test('leaves all other buckets to the lake', async () => {
    const store = await open();
    await store.put({ bucket: 'own', key: 'x' }, 'mine');
    expect(await readText(store, { bucket: 'own', key: 'x' })).toBe('mine');
    expect(await all(store.list('own'))).toHaveLength(1);
    await store.delete({ bucket: 'own', key: 'x' });
    expect(await store.head({ bucket: 'own', key: 'x' })).toBeUndefined();
  });
});
