import { createHash } from 'node:crypto';
import { isAppError, type Clock, type Deadline } from '@lakeward/core';
import { readBytes, readText, s3Uri, type ObjectRef, type ObjectStore } from '@lakeward/s3';
import {
  dataFileChecksumMismatch,
  dataFileMissing,
  emptyInventory,
  manifestChecksumMismatch,
  manifestNotFound,
} from './inventory-errors';
import {
  checksumKey,
  parseChecksum,
  parseInventoryManifest,
  type InventoryFile,
  type InventoryManifest,
} from './inventory-manifest';

/** A delivery as its manifest describes it. */
export interface InventoryDelivery {
  readonly at: ObjectRef;
  readonly manifest: InventoryManifest;
  /** False where there is no `manifest.checksum` beside the manifest. */
  readonly hasChecksum: boolean;
}

/** How far the data files of a delivery are verified. */
export interface VerifiedFiles {
  /** The data files, in the order of the manifest. */
  readonly files: readonly ObjectRef[];
  /** How many of them, from the first, have the bytes that S3 wrote. */
  readonly verified: number;
}

/** Data files that are read at the same time. */
const AT_A_TIME = 4;

/** What reading some files is expected to take before any have been timed, in milliseconds. */
const FIRST_GUESS_MS = 60_000;

/**
 * Reads a manifest and holds it against its `manifest.checksum`. Errors: `REENC_MANIFEST_NOT_FOUND`, `REENC_MANIFEST_CHECKSUM`,
 * `REENC_INVENTORY_EMPTY`, and those of {@link parseInventoryManifest}.
 */
export async function readDelivery(at: ObjectRef, store: ObjectStore): Promise<InventoryDelivery> {
  const place = s3Uri(at);
  const bytes = await manifestBytes(at, store);
  const checksum = await checksumOf(at, store);
  const manifest = parseInventoryManifest(bytes, place);
  if (checksum !== undefined && checksum !== manifest.md5) throw manifestChecksumMismatch(place);
  if (manifest.files.length === 0) throw emptyInventory(place);
  return { at, manifest, hasChecksum: checksum !== undefined };
}

/**
 * Holds every data file against the manifest's MD5 of it, but for the first `verified`, which have been. The files (their keys below
 * `filesPrefix`) are looked for in the bucket of the manifest first, since deliveries get copied, then in the bucket they were
 * delivered to. No files are begun that would not be read in time: then fewer are verified than there are.
 *
 * Errors: `REENC_DATA_FILE_MISSING`, `REENC_DATA_FILE_CHECKSUM`.
 */
export async function verifyFiles(
  { at, manifest }: InventoryDelivery,
  { verified: from, filesPrefix = '' }: { readonly verified: number; readonly filesPrefix?: string },
  {
    store,
    clock,
    deadline,
  }: { readonly store: ObjectStore; readonly clock: Clock; readonly deadline: Deadline },
): Promise<VerifiedFiles> {
  const place = s3Uri(at);
  const buckets = new Set([at.bucket, manifest.destinationBucket]);
  const files: ObjectRef[] = [];
  let verified = 0;
  let longestMs = FIRST_GUESS_MS;
  for (let first = 0; first < manifest.files.length; first += AT_A_TIME) {
    const group = manifest.files.slice(first, first + AT_A_TIME);
    const isDone = first + group.length <= from;
    const mayRead = verified === first && deadline.remaining() > longestMs;
    const began = clock.now().getTime();
    files.push(
      ...(await Promise.all(
        group.map(async (file) => {
          const expected = { ...file, key: `${filesPrefix}${file.key}` };
          const ref = await findFile(expected, buckets, place, store);
          if (!isDone && mayRead && (await md5Of(ref, store)) !== file.md5)
            throw dataFileChecksumMismatch(s3Uri(ref), place);
          return ref;
        }),
      )),
    );
    if (!isDone && mayRead) longestMs = Math.max(first === 0 ? 0 : longestMs, clock.now().getTime() - began);
    if (isDone || mayRead) verified = first + group.length;
  }
  return { files, verified };
}

async function manifestBytes(at: ObjectRef, store: ObjectStore): Promise<Buffer> {
  try {
    return await readBytes(store, at);
  } catch (error) {
    if (isAppError(error, 'S3_OBJECT_NOT_FOUND', 'S3_BUCKET_NOT_FOUND')) throw manifestNotFound(s3Uri(at));
    throw error;
  }
}

async function checksumOf({ bucket, key }: ObjectRef, store: ObjectStore): Promise<string | undefined> {
  const ref = { bucket, key: checksumKey(key) };
  return (await store.head(ref)) === undefined ? undefined : parseChecksum(await readText(store, ref));
}

/** The first bucket that has the file, which must have the size that the manifest says. */
async function findFile(
  { key, size }: InventoryFile,
  buckets: ReadonlySet<string>,
  place: string,
  store: ObjectStore,
): Promise<ObjectRef> {
  for (const bucket of buckets) {
    const ref = { bucket, key };
    const head = await store.head(ref);
    if (head === undefined) continue;
    if (head.size !== size) throw dataFileChecksumMismatch(s3Uri(ref), place);
    return ref;
  }
  throw dataFileMissing(key, place);
}

async function md5Of(ref: ObjectRef, store: ObjectStore): Promise<string> {
  const hash = createHash('md5');
  const { body } = await store.get(ref);
  for await (const chunk of body) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
