import { open } from 'node:fs/promises';

/** Bytes read at a time: with Node's own 64 KiB, who reads much spends more on asking than on reading. */
export const READ_CHUNK = 256 * 1024;

/** Puts what the system still keeps of a file on disk. */
export async function flushFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.datasync();
  } finally {
    await handle.close();
  }
}
