import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir, open, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { bodyChunks, type ObjectBody } from '@lakeward/s3';
import { flushFile } from '../files/disk';
import { entriesOf, isAbsent, stampOf } from './files';
import { sameStamp, type Stamp } from './object-record';

/** A day, in milliseconds: no write takes longer, so what is older was left by a process that died. */
const abandonedMs = 24 * 60 * 60 * 1_000;

/** Bytes read and written at a time where files are joined. */
const JOIN_CHUNK = 1024 ** 2;

/** Bytes that are on disk under a name of their own and wait for their place. */
export interface WrittenFile {
  readonly file: string;
  readonly stamp: Stamp;
  /** In hexadecimal. */
  readonly md5: string;
}

/** Carries what a body failed with past the translation of the store's own errors. */
export class BodyError extends Error {
  constructor(override readonly cause: unknown) {
    super('The body failed.');
    this.name = 'BodyError';
  }
}

/** Writes the body to a new file in `folder`, with flat memory; nothing is left of it when that fails. {@link BodyError} where the body did. */
export async function writeBody(folder: string, body: ObjectBody): Promise<WrittenFile> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, randomUUID());
  const md5 = createHash('md5');
  try {
    const handle = await open(file, 'wx');
    try {
      for await (const chunk of markingFailure(bodyChunks(body))) {
        md5.update(chunk);
        await handle.writeFile(chunk);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    const stamp = await stampOf(file);
    if (stamp === undefined) throw new Error(`"${file}" is gone while it is written.`);
    return { file, stamp, md5: md5.digest('hex') };
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}

/** A file that somebody else has written and leaves to the store, with all of it on disk. What stands for its MD5 is made up. */
export async function finishedFile(file: string): Promise<WrittenFile> {
  await flushFile(file);
  const stamp = await stampOf(file);
  if (stamp === undefined) throw new Error(`"${file}" is gone before it is an object.`);
  return { file, stamp, md5: createHash('md5').update(randomUUID()).digest('hex') };
}

/** The bytes of files one after the other, in a new file. */
export async function joinFiles(folder: string, files: readonly string[]): Promise<WrittenFile> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, randomUUID());
  const [first, ...others] = files;
  try {
    if (first === undefined) await writeFile(file, '', { flag: 'wx' });
    else await copyFile(first, file, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    for (const other of others) {
      await pipeline(
        createReadStream(other, { highWaterMark: JOIN_CHUNK }),
        createWriteStream(file, { flags: 'a', highWaterMark: JOIN_CHUNK }),
      );
    }
    return await finishedFile(file);
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}

async function* markingFailure(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* chunks;
  } catch (cause) {
    throw new BodyError(cause);
  }
}

/**
 * The written file with a time of change that none of the `others` of the same size has: two writes within one tick of the
 * file system's clock could not be told apart otherwise.
 */
export async function distinguish(
  written: WrittenFile,
  others: readonly (Stamp | undefined)[],
): Promise<WrittenFile> {
  let { stamp } = written;
  while (others.some((other) => sameStamp(other, stamp))) {
    const later = Number(BigInt(stamp.mtimeNs) / 1_000_000n + 1n) / 1_000;
    await utimes(written.file, later, later);
    stamp = (await stampOf(written.file)) ?? stamp;
  }
  return { ...written, stamp };
}

/** Removes what writers left behind that died; told by the file system's own clock, by the file just `written`. */
export async function sweepAbandoned(folder: string, written: WrittenFile): Promise<void> {
  const now = Number(BigInt(written.stamp.mtimeNs) / 1_000_000n);
  for (const { name } of await entriesOf(folder)) {
    const file = path.join(folder, name);
    try {
      if (now - (await stat(file)).mtimeMs > abandonedMs) await rm(file, { force: true });
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
  }
}
