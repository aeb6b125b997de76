import { createHash } from 'node:crypto';
import { isAppError } from '@lakeward/core';
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

/** A delivery whose bytes are those that S3 wrote. */
export interface VerifiedInventory {
  readonly manifest: InventoryManifest;
  /** The data files, in the order of the manifest. */
  readonly files: readonly ObjectRef[];
  /** False where there is no `manifest.checksum` beside the manifest. */
  readonly hasChecksum: boolean;
}

/** Data files that are read at the same time. */
const AT_A_TIME = 4;

/**
 * Reads a manifest and holds it against its `manifest.checksum`, and every data file against the manifest's MD5 of it. The files
 * (their keys below `filesPrefix`) are looked for in the bucket of the manifest first, since deliveries get copied, then in the bucket they were delivered to.
 *
 * Errors: `REENC_MANIFEST_NOT_FOUND`, `REENC_MANIFEST_CHECKSUM`, `REENC_INVENTORY_EMPTY`, `REENC_DATA_FILE_MISSING`,
 * `REENC_DATA_FILE_CHECKSUM`, and those of {@link parseInventoryManifest}.
 */
export async function verifyInventory(
  at: ObjectRef,
  store: ObjectStore,
  filesPrefix = '',
): Promise<VerifiedInventory> {
  const place = s3Uri(at);
  const bytes = await manifestBytes(at, store);
  const checksum = await checksumOf(at, store);
  const manifest = parseInventoryManifest(bytes, place);
  if (checksum !== undefined && checksum !== manifest.md5) throw manifestChecksumMismatch(place);
  if (manifest.files.length === 0) throw emptyInventory(place);
  const files: ObjectRef[] = [];
  for (let from = 0; from < manifest.files.length; from += AT_A_TIME) {
    const group = manifest.files.slice(from, from + AT_A_TIME);
    files.push(
      ...(await Promise.all(
        group.map((file) =>
          verifiedFile(
            { ...file, key: `${filesPrefix}${file.key}` },
            [at.bucket, manifest.destinationBucket],
            place,
            store,
          ),
        ),
      )),
    );
  }
  return { manifest, files, hasChecksum: checksum !== undefined };
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

async function verifiedFile(
  { key, size, md5 }: InventoryFile,
  buckets: readonly string[],
  place: string,
  store: ObjectStore,
): Promise<ObjectRef> {
  for (const bucket of new Set(buckets)) {
    const ref = { bucket, key };
    const head = await store.head(ref);
    if (head === undefined) continue;
    if (head.size !== size || (await md5Of(ref, store)) !== md5)
      throw dataFileChecksumMismatch(s3Uri(ref), place);
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
