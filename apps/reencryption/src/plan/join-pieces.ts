import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { inParallel } from '@lakeward/core';
import {
  maxPartBytes,
  minPartBytes,
  readBytes,
  type MultipartCopy,
  type ObjectRef,
  type ObjectStore,
  type PartSource,
} from '@lakeward/s3';

/** A file that a query wrote: lines of a manifest. */
export interface Piece extends ObjectRef {
  readonly size: number;
  readonly etag: string;
}

/** What joining works with. */
export interface Joining {
  readonly store: ObjectStore;
  readonly copies: MultipartCopy;
}

/** Manifests that are not made by S3 itself must be SSE-S3. Source: "Creating an S3 Batch Operations job", S3 User Guide. */
const MANIFEST = { contentType: 'text/csv', encryption: { algorithm: 'AES256' } } as const;

/** Parts that are copied at the same time: each is one request that S3 works on by itself. */
const PARTS_IN_PARALLEL = 16;

/** Pieces that become parts of their own; the rest of the 10,000 parts of an upload is left for what is streamed. */
const MOST_LARGE = 9_000;

/**
 * Puts the pieces into one object, one after the other, and answers its ETag. What is large enough to be a part of an upload is
 * copied within S3, however many bytes it has; only what is smaller than 5 MiB, and what is compressed, passes through here. `rest`
 * is where that is gathered on the way. The same pieces give the same object, in the same order.
 */
export async function joinPieces(
  pieces: readonly Piece[],
  { to, rest }: { readonly to: ObjectRef; readonly rest: ObjectRef },
  joining: Joining,
): Promise<string> {
  const { store } = joining;
  const isPacked = await isGzip(pieces[0], store);
  const bySize = [...pieces].sort((a, b) => b.size - a.size || (a.key < b.key ? -1 : 1));
  const large = isPacked ? [] : bySize.filter(({ size }) => size >= minPartBytes).slice(0, MOST_LARGE);
  const others = bySize.slice(large.length);
  if (large.length === 0) return (await store.put(to, bytesOf(others, isPacked, store), MANIFEST)).etag;
  const sources = large.flatMap(partsOf);
  if (others.length > 0) {
    const { etag } = await store.put(rest, bytesOf(others, false, store), MANIFEST);
    sources.push(...partsOf({ ...rest, etag, size: others.reduce((sum, { size }) => sum + size, 0) }));
  }
  return joinParts(sources, to, joining);
}

/** All parts but the last must have 5 MiB: a piece over 5 GiB is cut into parts of about the same size. */
function partsOf({ size, etag, bucket, key }: Piece): PartSource[] {
  const count = Math.ceil(size / maxPartBytes);
  const bytes = Math.ceil(size / count);
  return Array.from({ length: count }, (_, index) => ({
    from: { bucket, key },
    ifMatch: etag,
    first: index * bytes,
    last: Math.min(size, (index + 1) * bytes) - 1,
  }));
}

async function joinParts(
  sources: readonly PartSource[],
  to: ObjectRef,
  { copies }: Joining,
): Promise<string> {
  const upload = await copies.begin(to, MANIFEST);
  try {
    const parts = await inParallel([...sources.entries()], PARTS_IN_PARALLEL, ([index, source]) =>
      copies.copyPart(upload, index + 1, source),
    );
    return (await copies.complete(upload, parts)).etag;
  } catch (error) {
    // What is left where this fails too, or is never reached, the bucket's rule for abandoned uploads removes.
    await copies.abort(upload).catch(() => undefined);
    throw error;
  }
}

function bytesOf(pieces: readonly Piece[], isPacked: boolean, store: ObjectStore): Readable {
  return Readable.from(linesOf(pieces, isPacked, store), { objectMode: false });
}

async function* linesOf(
  pieces: readonly Piece[],
  isPacked: boolean,
  store: ObjectStore,
): AsyncGenerator<Buffer, void, undefined> {
  for (const { bucket, key, etag } of pieces) {
    const { body } = await store.get({ bucket, key }, { ifMatch: etag });
    yield* (isPacked ? unpacked(body) : body) as AsyncIterable<Buffer>;
  }
}

function unpacked(body: Readable): Readable {
  const lines = createGunzip({ chunkSize: 262_144 });
  return body.on('error', (error) => lines.destroy(error)).pipe(lines);
}

/** All pieces of one query are of one kind. A line of a manifest begins with a bucket's name, never with these bytes. */
async function isGzip(piece: Piece | undefined, store: ObjectStore): Promise<boolean> {
  if (piece === undefined || piece.size < 2) return false;
  const start = await readBytes(store, piece, { range: { first: 0, last: 1 } });
  return start.equals(Buffer.of(0x1f, 0x8b));
}
