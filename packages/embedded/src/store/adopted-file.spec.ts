import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readText } from '@lakeward/s3';
import { DirectoryObjectStore } from './directory-object-store';

const ref = { bucket: 'lake', key: 'out/part-0' };

describe('a finished file that becomes an object', () => {
  let lake: string;
  let store: DirectoryObjectStore;
  beforeEach(async () => {
    lake = await mkdtemp(path.join(tmpdir(), 'lakeward-adopt-'));
    store = new DirectoryObjectStore(lake);
    await store.createBucket('lake');
  });
  afterEach(() => rm(lake, { recursive: true, force: true }));

  const finished = async (text: string): Promise<string> => {
    const file = path.join(lake, `finished-${text}`);
    await writeFile(file, text);
    return file;
  };

  test('is moved, and has an ETag that is no MD5', async () => {
    const file = await finished('lines');
    const { etag } = await store.adopt(ref, file);
    expect(etag).toMatch(/^[0-9a-f]{32}-1$/);
    expect(existsSync(file)).toBe(false);
    await expect(readText(store, ref)).resolves.toBe('lines');
    await expect(store.head(ref)).resolves.toMatchObject({ size: 5, etag });
  });

  test('takes the place of another object only where it may', async () => {
    await store.put(ref, 'first');
    const file = await finished('second');
    await expect(store.adopt(ref, file, { condition: { ifNoneMatch: '*' } })).rejects.toMatchObject({
      code: 'S3_PRECONDITION_FAILED',
    });
    await expect(readText(store, ref)).resolves.toBe('first');
    await store.adopt(ref, await finished('third'));
    await expect(readText(store, ref)).resolves.toBe('third');
  });

  test('that is not there is an error, and the object stays', async () => {
    await store.put(ref, 'first');
    await expect(store.adopt(ref, path.join(lake, 'nothing'))).rejects.toThrow();
    await expect(readText(store, ref)).resolves.toBe('first');
  });
});
