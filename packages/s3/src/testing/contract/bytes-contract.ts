import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode, text, type ContractContext } from './contract-subject';
import { watchMemory } from './memory-watch';

const mebibyte = 1024 * 1024;
const large = 64 * mebibyte;

/** Bodies: what is written is what is read, in every form, size and part. */
export function bytesContract({ check, subject }: ContractContext): void {
  check('text, bytes and streams come back byte for byte', async () => {
    const { store, bucket } = subject();
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    await store.put({ bucket, key: 'text' }, 'Grüße, 世界 😀\n');
    await store.put({ bucket, key: 'bytes' }, new Uint8Array(bytes));
    await store.put({ bucket, key: 'stream' }, Readable.from([bytes, bytes], { objectMode: false }));
    await store.put({ bucket, key: 'empty' }, '');
    await store.put({ bucket, key: 'empty stream' }, Readable.from([]));

    expect(await text(store, { bucket, key: 'text' })).toBe('Grüße, 世界 😀\n');
    expect(await read({ bucket, key: 'bytes' })).toEqual(bytes);
    expect(await read({ bucket, key: 'stream' })).toEqual(Buffer.concat([bytes, bytes]));
    expect(await read({ bucket, key: 'empty' })).toEqual(Buffer.alloc(0));
    expect(await read({ bucket, key: 'empty stream' })).toEqual(Buffer.alloc(0));
  });

  check('an object tells its size, ETag, time and class', async () => {
    const { store, bucket } = subject();
    const ref = { bucket, key: 'report.csv' };
    const { etag, ...rest } = await store.put(ref, 'a,b\n1,2\n');
    const { body, ...stored } = await store.get(ref);
    body.destroy();
    const head = await store.head(ref);

    // The MD5, as md5sum tells it.
    expect(etag).toBe('e5ebd4c02cefbe7955977c67ada242b7');
    expect(rest).toEqual({});
    expect(head).toMatchObject({ ...ref, size: 8, etag, metadata: {}, storageClass: 'STANDARD' });
    expect(stored).toMatchObject({ ...ref, size: 8, etag, metadata: {}, storageClass: 'STANDARD' });
    expect(head).not.toHaveProperty('versionId');
    expect(Math.abs(head!.lastModified.getTime() - Date.now())).toBeLessThan(120_000);
    expect(stored.lastModified).toEqual(head!.lastModified);
  });

  check('a later write replaces an earlier one', async () => {
    const { store, bucket } = subject();
    const ref = { bucket, key: 'pointer' };
    const first = await store.put(ref, 'first, and longer', { metadata: { of: 'first' } });
    const second = await store.put(ref, 'second');

    expect(second.etag).not.toBe(first.etag);
    expect(await text(store, ref)).toBe('second');
    expect(await store.head(ref)).toMatchObject({ size: 6, etag: second.etag, metadata: {} });
  });

  check('ranges are inclusive and cut at the end', async () => {
    const { store, bucket } = subject();
    const ref = { bucket, key: 'digits' };
    await store.put(ref, '0123456789');
    const ranges = [
      [{ first: 0, last: 0 }, '0'],
      [{ first: 3, last: 5 }, '345'],
      [{ first: 7 }, '789'],
      [{ first: 8, last: 4_000 }, '89'],
    ] as const;
    for (const [range, expected] of ranges) {
      const object = await store.get(ref, { range });
      expect(await collect(object.body)).toEqual(Buffer.from(expected));
      expect(object.size).toBe(10);
    }
  });

  check('a range past the end, or backwards, is refused', async () => {
    const { store, bucket } = subject();
    await store.put({ bucket, key: 'digits' }, '0123456789');
    await store.put({ bucket, key: 'empty' }, '');
    const get = (key: string, range: { first: number; last?: number }) =>
      errorCode(store.get({ bucket, key }, { range }));

    expect(await get('digits', { first: 10 })).toBe('S3_INVALID_REQUEST');
    expect(await get('digits', { first: 4, last: 3 })).toBe('S3_INVALID_REQUEST');
    expect(await get('digits', { first: -1 })).toBe('S3_INVALID_REQUEST');
    expect(await get('empty', { first: 0 })).toBe('S3_INVALID_REQUEST');
  });

  check('a body that breaks leaves what was there', async () => {
    const { store, bucket } = subject();
    const old = { bucket, key: 'kept' };
    await store.put(old, 'old');

    await expect(store.put(old, broken(3 * mebibyte))).rejects.toThrow('the source broke');
    await expect(store.put({ bucket, key: 'fresh' }, broken(20 * mebibyte))).rejects.toThrow(
      'the source broke',
    );
    expect(await text(store, old)).toBe('old');
    expect(await store.head({ bucket, key: 'fresh' })).toBeUndefined();
  });

  check('a stream is closed when its write is refused', async () => {
    const { store, bucket } = subject();
    await store.put({ bucket, key: 'taken' }, 'x');
    const refused = [
      { key: '', condition: undefined },
      { key: 'taken', condition: { ifNoneMatch: '*' } },
    ] as const;
    for (const { key, condition } of refused) {
      const body = Readable.from(blocks(2 * mebibyte), { objectMode: false });
      const outcome = errorCode(store.put({ bucket, key }, body, condition ? { condition } : {}));
      expect(['S3_INVALID_REQUEST', 'S3_PRECONDITION_FAILED']).toContain(await outcome);
      expect(body.destroyed).toBe(true);
    }
  });

  check('a reader may stop half-way', async () => {
    const { store, bucket } = subject();
    const ref = { bucket, key: 'long' };
    await store.put(ref, Buffer.alloc(4 * mebibyte, 7));
    const { body } = await store.get(ref);
    for await (const chunk of body) {
      expect((chunk as Buffer)[0]).toBe(7);
      break;
    }
    expect(body.destroyed).toBe(true);
    expect(await store.head(ref)).toMatchObject({ size: 4 * mebibyte });
  });

  check('64 MiB stream in and out whole', async () => {
    const { store, bucket } = subject();
    const ref = { bucket, key: 'large.bin' };
    await store.put(ref, Readable.from(blocks(large), { objectMode: false }));
    const object = await store.get(ref);
    const tail = await store.get(ref, { range: { first: large - 5 } });

    expect(object.size).toBe(large);
    expect(await digest(object.body)).toBe(await digest(blocks(large)));
    expect((await collect(tail.body)).length).toBe(5);
  });

  check(
    '64 MiB stream in and out with flat memory',
    async () => {
      const { store, bucket } = subject();
      const ref = { bucket, key: 'large.bin' };
      const put = watchMemory();
      await store.put(ref, Readable.from(blocks(large, put.sample), { objectMode: false }));
      expect(put.peakBytes()).toBeLessThan(large / 2);

      const get = watchMemory();
      let position = 0;
      for await (const chunk of (await store.get(ref)).body) {
        const before = Math.floor(position / (4 * mebibyte));
        position += (chunk as Buffer).length;
        if (Math.floor(position / (4 * mebibyte)) === before) continue;
        // A reader slower than the source: what is not asked for must not pile up.
        await delay(5);
        get.sample();
      }
      expect(position).toBe(large);
      expect(get.peakBytes()).toBeLessThan(large / 2);
    },
    'flat-memory',
  );

  check('what is not there is named', async () => {
    const { store, bucket } = subject();
    const absent = { bucket, key: 'absent' };
    const nowhere = { bucket: 'lakeward-contract-no-such-bucket', key: 'absent' };

    expect(await store.head(absent)).toBeUndefined();
    expect(await store.head(nowhere)).toBeUndefined();
    expect(await errorCode(store.get(absent))).toBe('S3_OBJECT_NOT_FOUND');
    expect(await errorCode(store.tags(absent))).toBe('S3_OBJECT_NOT_FOUND');
    expect(await errorCode(store.copy(absent, { bucket, key: 'copy' }))).toBe('S3_OBJECT_NOT_FOUND');
    expect(await errorCode(store.delete(absent))).toBe('no error');
    expect(await errorCode(store.get(nowhere))).toBe('S3_BUCKET_NOT_FOUND');
    expect(await errorCode(store.put(nowhere, 'x'))).toBe('S3_BUCKET_NOT_FOUND');
    expect(await errorCode(store.delete(nowhere))).toBe('S3_BUCKET_NOT_FOUND');
    const nothing = store.list(nowhere.bucket)[Symbol.asyncIterator]();
    expect(await errorCode(nothing.next())).toBe('S3_BUCKET_NOT_FOUND');
  });

  async function read(ref: { bucket: string; key: string }): Promise<Buffer> {
    return collect((await subject().store.get(ref)).body);
  }
}

/** `total` bytes in blocks of a mebibyte that differ, each from the same memory; `onBlock` is called every four. */
async function* blocks(total: number, onBlock?: () => void): AsyncGenerator<Buffer> {
  const block = Buffer.alloc(mebibyte, 'the same bytes over and over ');
  for (let written = 0; written < total; written += mebibyte) {
    if (onBlock !== undefined && written % (4 * mebibyte) === 0) onBlock();
    // A copy of a few bytes tells the blocks apart without taking memory.
    yield Buffer.from(`block ${written}\n`);
    yield block.subarray(Buffer.byteLength(`block ${written}\n`));
    await Promise.resolve();
  }
}

function broken(after: number): Readable {
  return Readable.from(
    (async function* () {
      yield* blocks(after);
      throw new Error('the source broke');
    })(),
    { objectMode: false },
  );
}

async function collect(body: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function digest(body: AsyncIterable<unknown>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of body) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
