import { gzipSync } from 'node:zlib';
import { minPartBytes, readBytes, type MultipartCopy, type PartSource } from '@lakeward/s3';
import { InMemoryMultipartCopy, InMemoryObjectStore } from '@lakeward/s3/testing';
import { joinPieces, type Piece } from './join-pieces';

const to = { bucket: 'batch', key: 'manifests/update.csv' };
const rest = { bucket: 'batch', key: 'unload/rest/update.csv' };

/** Lines of about that many bytes, each with the letter. */
function lines(letter: string, bytes: number): Buffer {
  return Buffer.from(`lake,${letter.repeat(58)}\n`.repeat(Math.ceil(bytes / 64)));
}

class Pieces {
  readonly store = new InMemoryObjectStore({ buckets: { batch: {} } });
  readonly sources: PartSource[] = [];
  readonly #copies = new InMemoryMultipartCopy(this.store);
  /** Sees which parts are copied. */
  readonly copies: MultipartCopy = new Proxy<MultipartCopy>(this.#copies, {
    get: (target, name) => {
      const member = Reflect.get(target, name, target) as (...args: unknown[]) => unknown;
      return (...args: unknown[]): unknown => {
        if (name === 'copyPart') this.sources.push(args[2] as PartSource);
        return Reflect.apply(member, target, args);
      };
    },
  });

  async put(name: string, bytes: Buffer): Promise<Piece> {
    const ref = { bucket: 'batch', key: `unload/lot=update/${name}` };
    const { etag } = await this.store.put(ref, bytes);
    return { ...ref, etag, size: bytes.length };
  }

  async joined(pieces: readonly Piece[]): Promise<Buffer> {
    const etag = await joinPieces(pieces, { to, rest }, this);
    const head = await this.store.head(to);
    expect(head).toMatchObject({ etag, encryption: { algorithm: 'AES256' }, contentType: 'text/csv' });
    return readBytes(this.store, to);
  }

  async uploads(): Promise<number> {
    let count = 0;
    for await (const upload of this.#copies.uploads(to)) count += Number(upload.uploadId !== '');
    return count;
  }
}

describe('pieces of a manifest', () => {
  test('that are large become parts within the store; small ones are gathered behind them', async () => {
    const world = new Pieces();
    const [a, b, c] = [lines('a', minPartBytes), lines('b', 2 * minPartBytes), lines('c', 1_000)];
    const pieces = [await world.put('1', a), await world.put('2', b), await world.put('3', c)];
    expect((await world.joined(pieces)).equals(Buffer.concat([b, a, c]))).toBe(true);
    expect(world.sources.map(({ from, first, last }) => [from.key, first, last])).toEqual([
      ['unload/lot=update/2', 0, b.length - 1],
      ['unload/lot=update/1', 0, a.length - 1],
      ['unload/rest/update.csv', 0, c.length - 1],
    ]);
    expect(await world.uploads()).toBe(0);
  });

  test('that are all small are read and written once', async () => {
    const world = new Pieces();
    const [a, b] = [lines('a', 64), lines('b', 128)];
    const pieces = [await world.put('1', a), await world.put('2', b)];
    expect((await world.joined(pieces)).equals(Buffer.concat([b, a]))).toBe(true);
    expect(world.sources).toEqual([]);
  });

  test('that were packed all the same are unpacked', async () => {
    const world = new Pieces();
    const [a, b] = [lines('a', 3 * minPartBytes), lines('b', 64)];
    const pieces = [await world.put('1.gz', gzipSync(a)), await world.put('2.gz', gzipSync(b))];
    expect((await world.joined(pieces)).equals(Buffer.concat([a, b]))).toBe(true);
  });

  test('give the same object in whatever order they are listed', async () => {
    const world = new Pieces();
    const pieces = [
      await world.put('1', lines('a', minPartBytes)),
      await world.put('2', lines('b', minPartBytes)),
      await world.put('3', lines('c', 64)),
    ];
    const one = await joinPieces(pieces, { to, rest }, world);
    expect(await joinPieces([...pieces].reverse(), { to, rest }, world)).toBe(one);
  });

  test('leave nothing behind where one was changed meanwhile', async () => {
    const world = new Pieces();
    const pieces = [
      await world.put('1', lines('a', minPartBytes)),
      { ...(await world.put('2', lines('b', minPartBytes))), etag: 'other' },
    ];
    await expect(joinPieces(pieces, { to, rest }, world)).rejects.toMatchObject({
      code: 'S3_PRECONDITION_FAILED',
    });
    expect(await world.store.head(to)).toBeUndefined();
    expect(await world.uploads()).toBe(0);
  });
});
