import { mkdir, open, rename } from 'node:fs/promises';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import { pipeline, type Readable } from 'node:stream';
import { readBytes, s3Uri, type ObjectRef, type ObjectStore } from '@lakeward/s3';
import {
  batchFileError,
  readManifest,
  type JobManifest,
  type ManifestField,
  type ManifestTask,
} from '@lakeward/s3-batch';
import { parseInput } from '@lakeward/config';
import * as v from 'valibot';

/** One task of a job as the runner takes it up. */
export interface ListedTask {
  readonly bucket: string;
  readonly key: string;
  readonly encodedKey: string;
  readonly versionId?: string;
  /** Bytes of the list up to its end. */
  readonly end: number;
}

/** How much of the list is read at a time: some hundreds of tasks, of which a crash repeats those that were not noted yet. */
const segmentBytes = 32_768;

/** Longest line: a key of 1,024 bytes, encoded, with its bucket and version. */
const maxLineBytes = 16_384;

/**
 * Reads the manifest through and keeps its tasks as lines of JSON: from then on the job can go on at any byte, whatever becomes of
 * the manifest. Gives their number; throws `S3_BATCH_INVALID_FILE` for what fails the job.
 */
export async function listTasks(
  store: ObjectStore,
  manifest: JobManifest,
  { file, oneBucket }: { file: string; oneBucket: boolean },
): Promise<number> {
  await mkdir(path.dirname(file), { recursive: true });
  const handle = await open(`${file}.new`, 'w');
  let count = 0;
  let first: string | undefined;
  try {
    for await (const tasks of manifestTasks(store, manifest)) {
      first ??= tasks[0]?.bucket;
      const other = oneBucket ? tasks.find(({ bucket }) => bucket !== first) : undefined;
      if (other !== undefined) {
        throw batchFileError(
          s3Uri(manifest.location),
          `a job that copies has objects of "${first}" and "${other.bucket}"`,
        );
      }
      count += tasks.length;
      await handle.writeFile(tasks.map(taskLine).join(''));
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
  return count;
}

function taskLine({ bucket, encodedKey, key, versionId }: ManifestTask): string {
  return `${JSON.stringify([bucket, encodedKey, key, ...(versionId === undefined ? [] : [versionId])])}\n`;
}

/** The tasks from a byte of the list on, some hundreds of them; none at its end. */
export async function readTasks(file: string, offset: number): Promise<ListedTask[]> {
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(segmentBytes + maxLineBytes);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
    const tasks: ListedTask[] = [];
    for (let start = 0; start < Math.min(bytesRead, segmentBytes);) {
      const end = buffer.indexOf(0x0a, start) + 1;
      const line = JSON.parse(buffer.toString('utf8', start, end)) as [string, string, string, string?];
      const [bucket, encodedKey, key, versionId] = line;
      tasks.push({
        bucket,
        encodedKey,
        key,
        end: offset + end,
        ...(versionId === undefined ? {} : { versionId }),
      });
      start = end;
    }
    return tasks;
  } finally {
    await handle.close();
  }
}

async function* manifestTasks(
  store: ObjectStore,
  { location, etag, versionId, format }: JobManifest,
): AsyncGenerator<ManifestTask[], void, undefined> {
  const place = s3Uri(location);
  const version = versionId === undefined ? {} : { versionId };
  const head = await store.head(location, version);
  if (head === undefined) throw batchFileError(place, 'there is no such object');
  if (head.etag !== etag) throw batchFileError(place, 'it has another ETag than the job was given');
  const { algorithm } = head.encryption;
  const isInventory = format.name === 'S3InventoryReport_CSV_20161130';
  if (algorithm === 'SSE-C' || (algorithm.startsWith('aws:kms') && !isInventory)) {
    throw batchFileError(place, `it is encrypted by ${algorithm}, which S3 Batch does not read`);
  }
  if (isInventory) {
    yield* inventoryTasks(store, location);
    return;
  }
  const { body } = await store.get(location, version);
  yield* readManifest(body, { fields: format.fields, place });
}

/** The part of an inventory's `manifest.json` that names its rows. */
const inventorySchema = v.object({
  fileFormat: v.literal('CSV'),
  fileSchema: v.string(),
  destinationBucket: v.string(),
  files: v.array(v.object({ key: v.string() })),
});

const inventoryColumns: Readonly<Record<string, ManifestField>> = {
  Bucket: 'Bucket',
  Key: 'Key',
  VersionId: 'VersionId',
};

async function* inventoryTasks(
  store: ObjectStore,
  location: ObjectRef,
): AsyncGenerator<ManifestTask[], void, undefined> {
  const place = s3Uri(location);
  const inventory = parseInventory(await readBytes(store, location), place);
  const fields = inventory.fileSchema.split(',').map((name) => inventoryColumns[name.trim()] ?? 'Ignore');
  const bucket = inventory.destinationBucket.replace(/^arn:[^:]*:s3:::/, '');
  for (const { key } of inventory.files) {
    const { body } = await store.get({ bucket, key });
    const rows = key.endsWith('.gz') ? gunzipped(body) : body;
    yield* readManifest(rows, { fields, place: s3Uri({ bucket, key }) });
  }
}

function parseInventory(bytes: Buffer, place: string): v.InferOutput<typeof inventorySchema> {
  try {
    return parseInput(inventorySchema, JSON.parse(bytes.toString('utf8')), place);
  } catch (error) {
    throw batchFileError(place, 'it is not the manifest of a CSV inventory', error);
  }
}

function gunzipped(body: Readable): Readable {
  // What goes wrong on the way is thrown by whoever reads the end of it.
  return pipeline(body, createGunzip(), () => undefined);
}
