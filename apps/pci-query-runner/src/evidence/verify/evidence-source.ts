import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError, isAppError } from '@lakeward/core';
import { readBytes, type ObjectRef, type ObjectStore } from '@lakeward/s3';

/** Evidence as it lies somewhere: the folder of a pack with its chain, or the folder of one bundle. */
export interface EvidenceSource {
  /** Where it lies, for messages. */
  readonly place: string;
  /** Names of all files below it, with slashes, in order. */
  names(): Promise<readonly string[]>;
  /** The file's bytes, or undefined where there is none. */
  read(name: string): Promise<Buffer | undefined>;
}

/** Evidence on an object store. `folder.key` ends in a slash. */
export function storeSource(store: ObjectStore, folder: ObjectRef): EvidenceSource {
  const { bucket, key: prefix } = folder;
  return {
    place: `s3://${bucket}/${prefix}`,
    names: async () => {
      const names: string[] = [];
      try {
        for await (const { key } of store.list(bucket, { prefix })) names.push(key.slice(prefix.length));
      } catch (error) {
        if (!isAppError(error, 'S3_BUCKET_NOT_FOUND')) throw error;
      }
      return names;
    },
    read: async (name) => {
      try {
        return await readBytes(store, { bucket, key: prefix + name });
      } catch (error) {
        if (isAppError(error, 'S3_OBJECT_NOT_FOUND', 'S3_BUCKET_NOT_FOUND')) return undefined;
        throw error;
      }
    },
  };
}

/** What operating systems leave in folders that people open; no evidence is called so. */
const DROPPINGS = /^(?:\.DS_Store|\._.*|Thumbs\.db|desktop\.ini)$/;

/** Evidence in a folder of this machine, such as a copy that an assessor was given. `PCI_EVIDENCE_NOT_FOUND` for no folder. */
export async function folderSource(directory: string): Promise<EvidenceSource> {
  const root = path.resolve(directory);
  const isFolder = await stat(root).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw evidenceNotFound(directory);
  return {
    place: root,
    names: async () => {
      const entries = await readdir(root, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => !entry.isDirectory() && !DROPPINGS.test(entry.name))
        .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
        .map((name) => name.split(path.sep).join('/'))
        .sort();
    },
    read: async (name) => {
      try {
        return await readFile(path.join(root, name));
      } catch (error) {
        if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
          return undefined;
        throw error;
      }
    },
  };
}

/** There is nothing to verify. */
export function evidenceNotFound(place: string): AppError {
  return new AppError({
    code: 'PCI_EVIDENCE_NOT_FOUND',
    message: `There is no evidence at ${place}.`,
    remedy:
      'Give the folder of a pack, which holds "chain" and the days, or that of one bundle, which holds manifest.json.',
  });
}
