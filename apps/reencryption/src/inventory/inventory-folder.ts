import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { deterministicId } from '@lakeward/core';
import type { ObjectRef } from '@lakeward/s3';
import { manifestNotFound } from './inventory-errors';
import { parseInventoryManifest } from './inventory-manifest';

/** A delivery that lies in a folder, seen as objects of a bucket that is only read. */
export interface InventoryFolder {
  /** Prefix of the keys of the manifest: the same for the same place. With trailing slash. */
  readonly prefix: string;
  /** Absolute path of each file by its key. */
  readonly files: ReadonlyMap<string, string>;
  /** The manifest among them. */
  readonly manifest: ObjectRef;
  /** Absolute path of the manifest. */
  readonly place: string;
}

/** Bucket that shows files outside the lake. */
export const OUTSIDE_BUCKET = 'outside-the-lake';

/**
 * Finds the files of a delivery from the path of its `manifest.json` (or the folder it is in): at the keys that the manifest names
 * below any folder above it, or lying beside it. Files that are not there are left out; verifying says so.
 */
export async function readInventoryFolder(place: string): Promise<InventoryFolder> {
  const file = await manifestPath(place);
  const folder = path.dirname(file);
  const manifest = parseInventoryManifest(await readFile(file), file.split(path.sep).join('/'));
  const prefix = `${deterministicId(file).slice(0, 12)}/`;
  const files = new Map<string, string>();
  for (const { key } of manifest.files) {
    const found = await findDataFile(folder, key);
    if (found !== undefined) files.set(`${prefix}${key}`, found);
  }
  const key = `${prefix}${manifest.sourceBucket}/${manifest.configuration}/${manifest.snapshot}/manifest.json`;
  files.set(key, file);
  const checksum = path.join(folder, 'manifest.checksum');
  if (await isFile(checksum)) files.set(key.replace(/\.json$/, '.checksum'), checksum);
  return { prefix, files, manifest: { bucket: OUTSIDE_BUCKET, key }, place: file };
}

async function manifestPath(place: string): Promise<string> {
  for (const candidate of [place, path.join(place, 'manifest.json')]) {
    if (await isFile(candidate)) return realpath(candidate);
  }
  throw manifestNotFound(`"${place}"`);
}

/** The key below a folder above the manifest, whole or without its first parts: deliveries are downloaded in all sorts of ways. */
async function findDataFile(folder: string, key: string): Promise<string | undefined> {
  const parts = key.split('/');
  for (let above = folder; ; above = path.dirname(above)) {
    for (let from = 0; from < parts.length; from += 1) {
      const candidate = path.join(above, ...parts.slice(from));
      if (await isFile(candidate)) return candidate;
    }
    if (path.dirname(above) === above) return undefined;
  }
}

async function isFile(candidate: string): Promise<boolean> {
  return (await stat(candidate).catch(() => undefined))?.isFile() === true;
}
