import { chmod, lstat, mkdir, readFile } from 'node:fs/promises';
import { AppError } from '@lakeward/core';
import { isErrno } from '../files/whole-file';

/** Bits of a file mode that let anyone but the owner in. */
const OTHERS = 0o077;

/** Makes the directory, for its owner alone, unless it is there; one that others may enter is refused. Its parent must exist. */
export async function makePrivateDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { mode: 0o700 });
    // An unusual umask may have taken the owner's own rights.
    await chmod(directory, 0o700);
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error;
  }
  await refuseOpen(directory, '700');
}

/** The text of a file in a private directory, or undefined when either is not there; refused when others have access to either. */
export async function readPrivateFile(directory: string, file: string): Promise<string | undefined> {
  try {
    await refuseOpen(directory, '700');
    await refuseOpen(file, '600');
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Throws `LOCAL_KEYS_EXPOSED` for a link, and for anything that others than its owner have access to. */
async function refuseOpen(file: string, mode: string): Promise<void> {
  const stats = await lstat(file);
  if (!stats.isSymbolicLink() && (stats.mode & OTHERS) === 0) return;
  const actual = (stats.mode & 0o777).toString(8).padStart(3, '0');
  throw new AppError({
    code: 'LOCAL_KEYS_EXPOSED',
    message: stats.isSymbolicLink()
      ? `${file} is a link; keys are read from files of their own only.`
      : `${file} has mode ${actual}: others than its owner have access to it.`,
    remedy: `Find out who used that access; then replace the keys, or run chmod ${mode} on it.`,
  });
}
