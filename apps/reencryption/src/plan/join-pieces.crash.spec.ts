import { gzipSync } from 'node:zlib';
import { minPartBytes, readBytes } from '@lakeward/s3';
import { InMemoryMultipartCopy, InMemoryObjectStore } from '@lakeward/s3/testing';
import { joinPieces, type Piece } from './join-pieces';
import { Lifetime, mortal } from '../testing/dying-port';

const to = { bucket: 'batch', key: 'manifests/update.csv' };
const rest = { bucket: 'batch', key: 'unload/rest/update.csv' };

/** Lines of about that many bytes, each with the letter. */
function lines(letter: string, bytes: number): Buffer {
  return Buffer.from(`lake,${letter.repeat(58)}\n`.repeat(Math.ceil(bytes / 64)));
}

/** A store with files that a query wrote. */
async function unloaded(files: readonly Buffer[]) {
  const store = new InMemoryObjectStore({ buckets: { batch: {} } });
  const copies = new InMemoryMultipartCopy(store);
  const pieces: Piece[] = [];
  for (const [index, bytes] of files.entries()) {
    const ref = { bucket: 'batch', key: `unload/lot=update/${index}` };
    const { etag } = await store.put(ref, bytes);
    pieces.push({ ...ref, etag, size: bytes.length });
  }
  return { store, copies, pieces };
}

const [small, large, larger] = [lines('a', 1_000), lines('b', minPartBytes), lines('c', minPartBytes + 64)];

describe('the joining of pieces that is killed at any single step', () => {
  test.each([
    ['large and small ones', [small, large, larger], Buffer.concat([larger, large, small])],
    ['small ones', [small, lines('d', 64)], Buffer.concat([small, lines('d', 64)])],
    ['packed ones', [gzipSync(large)], large],
  ])('gives the same manifest in the end, and leaves one upload at most: %s', async (_, files, expected) => {
    let steps = 0;
    for (let killed = true; killed; steps += 1) {
      const { store, copies, pieces } = await unloaded(files);
      const lifetime = new Lifetime(steps);
      const mortals = { store: mortal(store, lifetime), copies: mortal(copies, lifetime) };
      const first = await joinPieces(pieces, { to, rest }, mortals).catch((error: unknown) => {
        if (!lifetime.isOver) throw error;
      });
      killed = lifetime.isOver;
      await lifetime.rest();
      const left = copies.underWay().length;
      expect(left).toBeLessThanOrEqual(killed ? 1 : 0);

      const etag = await joinPieces(pieces, { to, rest }, { store, copies });
      expect({ steps, etag: first ?? etag }).toEqual({ steps, etag });
      expect(await store.head(to)).toMatchObject({ etag, size: expected.length });
      expect((await readBytes(store, to)).equals(expected)).toBe(true);
      expect(copies.underWay()).toHaveLength(left);
    }
    expect(steps).toBeGreaterThan(5);
  });
});
