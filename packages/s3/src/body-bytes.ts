import { Readable } from 'node:stream';
import type { ObjectBody } from './object-store';

/** The body in pieces of whatever size it comes in; text as UTF-8. */
export async function* bodyChunks(body: ObjectBody): AsyncGenerator<Buffer, void, undefined> {
  if (typeof body === 'string') yield Buffer.from(body, 'utf8');
  else if (body instanceof Uint8Array) yield asBuffer(body);
  else for await (const chunk of body) yield asBuffer(chunk as Uint8Array | string);
}

/** The whole body in one copy of its own, which later changes to the caller's bytes do not reach. */
export async function bodyBytes(body: ObjectBody): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of bodyChunks(body)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Does `work`; where it fails, a body that is a stream is destroyed, so that what it holds open is given back. */
export async function releasing<T>(body: ObjectBody, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (body instanceof Readable) body.destroy();
    throw error;
  }
}

function asBuffer(chunk: Uint8Array | string): Buffer {
  if (typeof chunk === 'string') return Buffer.from(chunk, 'utf8');
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
