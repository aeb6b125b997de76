import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, readdir, rename, rm, rmdir, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { isFileError } from './file-errors';
import type { Stamp } from './object-record';

/** How often a step is tried again when another writer clears away the empty folder it was to happen in. */
const maxFolderTries = 20;

/** The state of the file, or undefined where there is no regular file. */
export async function stampOf(file: string): Promise<Stamp | undefined> {
  return (await fileState(file))?.stamp;
}

/** The state of the file and when it last was changed, renamed or linked; undefined where there is no regular file. */
export async function fileState(file: string): Promise<{ stamp: Stamp; changed: Date } | undefined> {
  try {
    const found = await stat(file, { bigint: true });
    if (!found.isFile()) return undefined;
    const stamp = { size: Number(found.size), mtimeNs: found.mtimeNs.toString() };
    return { stamp, changed: found.ctime };
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** The time in a stamp. */
export function stampTime({ mtimeNs }: Stamp): Date {
  return new Date(Number(BigInt(mtimeNs) / 1_000_000n));
}

/** The file as text, or undefined where there is none. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** True for errors that mean there is no such file: also where a part of its path is a file, or no name at all. */
export function isAbsent(error: unknown): boolean {
  return isFileError(error, 'ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'ELOOP');
}

/** The folder's entries, none where there is no such folder. */
export async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

/** Replaces `file` by `content` as one step that is on disk when this returns: a crash leaves the old content or the new. */
export async function replaceFile(file: string, content: string, temporaryFolder: string): Promise<void> {
  await mkdir(temporaryFolder, { recursive: true });
  const temporary = path.join(temporaryFolder, randomUUID());
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await inFolder(path.dirname(file), () => rename(temporary, file));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Makes `folder` with what is above it, does `work` in it and puts its entries on disk. Tried again when another writer clears
 * the folder away in between, because it is still empty.
 */
export async function inFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const made = await mkdir(folder, { recursive: true });
    try {
      const result = await work();
      await syncFolders(made === undefined ? folder : path.dirname(made), folder);
      return result;
    } catch (error) {
      if (!isFileError(error, 'ENOENT') || tries === maxFolderTries) throw error;
    }
  }
}

/** A second name for the file's bytes, which stays when the first is replaced or removed. */
export async function keepAs(file: string, second: string): Promise<void> {
  await inFolder(path.dirname(second), async () => {
    try {
      await link(file, second);
    } catch (error) {
      // Left by a writer that died: the same version, so the same bytes.
      if (!isFileError(error, 'EEXIST')) throw error;
    }
  });
}

/** Removes the file, if it is there, and that removal is on disk when this returns. */
export async function removeFile(file: string): Promise<void> {
  try {
    await unlink(file);
    await syncFolders(path.dirname(file), path.dirname(file));
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
}

/** Removes the folders that are empty, from `folder` upwards, below `root`. */
export async function pruneFolders(folder: string, root: string): Promise<void> {
  for (let at = folder; at !== root && at.startsWith(root + path.sep); at = path.dirname(at)) {
    try {
      await rmdir(at);
    } catch (error) {
      if (isFileError(error, 'ENOENT')) continue;
      // Not empty; macOS says so with EEXIST in some places. Whatever it is, an empty folder left behind does no harm.
      return;
    }
  }
}

/** Puts the entries of the folders from `top` down to `bottom` on disk. */
async function syncFolders(top: string, bottom: string): Promise<void> {
  for (let at = bottom; ; at = path.dirname(at)) {
    await syncFolder(at);
    if (at === top) return;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch((error: unknown) => {
    if (isFileError(error, 'ENOENT')) return undefined;
    throw error;
  });
  // Cleared away by another writer: then there is nothing in it to lose.
  if (handle === undefined) return;
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
