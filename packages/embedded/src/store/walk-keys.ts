import type { Dirent } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '@lakeward/core';
import { compareKeys, maxKeyBytes } from '@lakeward/s3';
import { entriesOf, isAbsent, readIfThere } from './files';
import { folderNameFile, isHashedFolder, parseRecordName, type LakeLayout } from './lake-layout';
import { parseRecord } from './object-record';

/** A key that something is known of. */
export interface FoundKey {
  readonly key: string;
  /** A plain file has this key. */
  readonly plain: boolean;
  /** There is a record; as of `readAt`. */
  readonly record: boolean;
  /** When the folder of the records was about to be read. */
  readonly readAt: Date;
  /** Its bytes lie aside. */
  readonly aside: boolean;
}

/** A line of a folder: a key, or (as text) a folder with everything in it. */
type Line = FoundKey | string;

/**
 * Walks the keys of a bucket that begin with `prefix` and come after `startAfter`, in order of their UTF-8 bytes. Holds the names
 * of one folder per level in memory, never a whole bucket. What comes or goes during the walk may be missed, as in any listing.
 */
export async function* walkKeys(
  layout: LakeLayout,
  bucket: string,
  { prefix, startAfter, clock }: { prefix: string; startAfter: string; clock: Clock },
): AsyncGenerator<FoundKey, void, undefined> {
  yield* walkFolder(folderOf(prefix));

  async function* walkFolder(folder: string): AsyncGenerator<FoundKey, void, undefined> {
    for (const line of await linesOf(layout, bucket, folder, clock)) {
      if (typeof line !== 'string') {
        if (line.key.startsWith(prefix) && compareKeys(line.key, startAfter) > 0) yield line;
      } else if (mayHold(line)) {
        yield* walkFolder(line);
      }
    }
  }

  /** False for folders without a key to be told: all begin otherwise, or come before. */
  function mayHold(folder: string): boolean {
    const onTheWay = folder.startsWith(prefix) || prefix.startsWith(folder);
    return onTheWay && (startAfter.startsWith(folder) || compareKeys(folder, startAfter) > 0);
  }
}

/** The folders directly below the prefix's own that begin with `prefix`, whole (`a/b/`), in order; they may turn out empty. */
export async function foldersBelow(
  layout: LakeLayout,
  bucket: string,
  { prefix, clock }: { prefix: string; clock: Clock },
): Promise<string[]> {
  const lines = await linesOf(layout, bucket, folderOf(prefix), clock);
  return lines.filter((line) => typeof line === 'string').filter((folder) => folder.startsWith(prefix));
}

function folderOf(prefix: string): string {
  return prefix.slice(0, prefix.lastIndexOf('/') + 1);
}

/** Everything directly in the folder, in the order of S3: a folder stands where its slash puts it (`a-b` before `a/`). */
async function linesOf(layout: LakeLayout, bucket: string, folder: string, clock: Clock): Promise<Line[]> {
  const keys = new Map<string, FoundKey>();
  const folders = new Set<string>();
  const readAt = clock.now();
  const note = (name: string, found: Partial<FoundKey>): void => {
    const key = folder + name;
    if (Buffer.byteLength(key) > maxKeyBytes) return;
    keys.set(key, { plain: false, record: false, aside: false, readAt, ...keys.get(key), ...found, key });
  };

  const plainFolder = layout.plainFolder(bucket, folder);
  for (const entry of plainFolder === undefined ? [] : await entriesOf(plainFolder)) {
    const kind = await kindOf(entry);
    if (kind === 'file') note(entry.name, { plain: true });
    if (kind === 'folder') folders.add(`${folder}${entry.name}/`);
  }
  const recordFolder = layout.recordFolder(bucket, folder);
  for (const { name: file } of await entriesOf(recordFolder)) {
    const parsed = parseRecordName(file);
    const name = parsed && (parsed.name ?? (await hashedName(path.join(recordFolder, file), folder)));
    if (name === undefined) continue;
    if (parsed?.kind === 'folder') folders.add(`${folder}${name}/`);
    else note(name, parsed?.kind === 'record' ? { record: true } : { aside: true });
  }

  const keyOf = (line: Line): string => (typeof line === 'string' ? line : line.key);
  return [...keys.values(), ...folders].sort((a, b) => compareKeys(keyOf(a), keyOf(b)));
}

/** What the entry is, through links; undefined for anything else, such as a link to nothing. */
async function kindOf(entry: Dirent): Promise<'file' | 'folder' | undefined> {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  if (!entry.isSymbolicLink()) return undefined;
  try {
    const target = await stat(path.join(entry.parentPath, entry.name));
    return target.isFile() ? 'file' : target.isDirectory() ? 'folder' : undefined;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** The name behind a hash: of a folder from the file beside it, of a key from its record. Undefined if that is just going. */
async function hashedName(file: string, folder: string): Promise<string | undefined> {
  if (isHashedFolder(file)) return readIfThere(folderNameFile(file));
  const record = `${file.slice(0, -2)}%o`;
  const text = await readIfThere(record);
  return text === undefined ? undefined : parseRecord(text, record).key.slice(folder.length);
}
