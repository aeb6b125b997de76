import { Writable, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

/** Why the bytes of a file cannot be had whole. */
export type ContentProblem = 'too-large' | 'truncated' | 'malformed';

/** A file's bytes, unpacked, or what is wrong with them. */
export type Content =
  | { readonly bytes: Buffer }
  | {
      readonly problem: ContentProblem;
      /** The bytes as they are stored; absent where they are too many to be held. */
      readonly stored?: Buffer;
    };

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/**
 * Reads a file whole, as gzip or plain by its first bytes. More than `limit` bytes, packed or unpacked, are not held. Bytes
 * after the end of the gzip stream make it malformed. Errors of the store are thrown.
 */
export async function readContent(body: Readable, limit: number): Promise<Content> {
  const stored = await readAll(body, limit);
  if (stored === undefined) return { problem: 'too-large' };
  if (!stored.subarray(0, 2).equals(GZIP_MAGIC)) return { bytes: stored };
  const unpacked = await gunzip(stored, limit);
  return typeof unpacked === 'string' ? { problem: unpacked, stored } : { bytes: unpacked };
}

async function gunzip(stored: Buffer, limit: number): Promise<Buffer | ContentProblem> {
  const unzip = createGunzip();
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    await pipeline(
      [stored],
      unzip,
      new Writable({
        write(chunk: Buffer, _encoding, done) {
          size += chunk.length;
          if (size <= limit) chunks.push(chunk);
          done(size > limit ? new RangeError() : null);
        },
      }),
    );
    // zlib lets zeros pass that follow the stream.
    return unzip.bytesWritten === stored.length ? Buffer.concat(chunks) : 'malformed';
  } catch (error) {
    if (error instanceof RangeError) return 'too-large';
    return (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR' ? 'truncated' : 'malformed';
  }
}

/** All bytes of a stream, or undefined where they are more than the limit. */
async function readAll(body: Readable, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) {
      body.destroy();
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
