import { randomUUID } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** Access for the owner alone. */
export const OWNER_ONLY = 0o600;

/**
 * Puts `text` in place of what the file held: readers see the old text or the new one, also after a power cut. The directory must
 * exist.
 */
export async function replaceFile(file: string, text: string, mode = OWNER_ONLY): Promise<void> {
  const temporary = await writeAside(file, text, mode);
  await rename(temporary, file);
  await syncDirectory(path.dirname(file));
}

/** Creates the file with all its text at once. False, and nothing changed, when there is one already, whoever was first. */
export async function createFile(file: string, text: string, mode = OWNER_ONLY): Promise<boolean> {
  const temporary = await writeAside(file, text, mode);
  try {
    await link(temporary, file);
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  await syncDirectory(path.dirname(file));
  return true;
}

/** True for an error of the file system with one of these codes, such as `ENOENT`. */
export function isErrno(error: unknown, ...codes: readonly string[]): error is NodeJS.ErrnoException {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && codes.includes(code);
}

async function writeAside(file: string, text: string, mode: number): Promise<string> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  const handle = await open(temporary, 'wx', mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return temporary;
}

/** A new name is safe only once its directory is on disk. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
