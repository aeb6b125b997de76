import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { OWNER_ONLY } from './whole-file';

/** Most bytes read at once. */
const CHUNK = 1_048_576;

/** Thrown when the file system took a part of the lines only, as a full disk does. */
export class ShortWriteError extends Error {
  constructor(file: string) {
    super(`${file}: only a part could be written.`);
    this.name = 'ShortWriteError';
  }
}

export interface AppendOptions {
  /** False: the file must exist (ENOENT otherwise). */
  readonly create: boolean;
  /**
   * When the lines begin with a line feed of their own, which keeps them apart from what a killed writer left half-written. `always`
   * needs no look at the file and cannot be deceived by a writer that fails in between; `when-needed` leaves no empty lines.
   */
  readonly gap: 'always' | 'when-needed';
}

/** Appends lines to a file in one write, so that those of two writers never mix, and waits until they are on disk. */
export async function appendLines(
  file: string,
  lines: readonly string[],
  { create, gap }: AppendOptions,
): Promise<void> {
  const flags = constants.O_RDWR | constants.O_APPEND | (create ? constants.O_CREAT : 0);
  const handle = await open(file, flags, OWNER_ONLY);
  try {
    const start = gap === 'always' || !(await endsInLineFeed(handle)) ? '\n' : '';
    const bytes = Buffer.from(`${start}${lines.join('\n')}\n`, 'utf8');
    const { bytesWritten } = await handle.write(bytes);
    if (bytesWritten !== bytes.length) throw new ShortWriteError(file);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** True also for an empty file. */
async function endsInLineFeed(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return true;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 0x0a;
}

/**
 * The lines that are complete from byte `offset` on, without empty ones, and the offset at which to go on later. A last line without
 * its line feed may still be being written and is left for the next time.
 */
export async function readLines(
  file: string,
  offset: number,
): Promise<{ readonly lines: readonly string[]; readonly offset: number }> {
  const handle = await open(file, 'r');
  try {
    return await readFrom(handle, offset);
  } finally {
    await handle.close();
  }
}

async function readFrom(handle: FileHandle, offset: number): Promise<{ lines: string[]; offset: number }> {
  const decoder = new StringDecoder('utf8');
  const buffer = Buffer.alloc(CHUNK);
  let text = '';
  for (let position = offset; ;) {
    const { bytesRead } = await handle.read(buffer, 0, CHUNK, position);
    if (bytesRead === 0) break;
    text += decoder.write(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
  const complete = text.slice(0, text.lastIndexOf('\n') + 1);
  return {
    lines: complete.split('\n').filter((line) => line !== ''),
    offset: offset + Buffer.byteLength(complete, 'utf8'),
  };
}
