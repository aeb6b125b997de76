import { deterministicId } from '@lakeward/core';
import { parseS3Uri, s3Uri, type ObjectRef, type ObjectStore } from '@lakeward/s3';
import { EngineFailure } from '../engine-failure';
import type { StatementContext } from '../statement-context';
import type { OutputLayout } from './output';
import type { WrittenFile } from './write-files';

/** Objects that are written side by side. */
const AT_A_TIME = 4;

/**
 * Moves written files to where `locationOf` says the files of their partition lie, does `then` with their URIs, and takes all of them
 * away again when anything fails: unlike Athena, which leaves what a failed statement wrote. What a process leaves that is
 * killed on the way stays.
 */
export async function published<T>(
  files: readonly WrittenFile[],
  layout: OutputLayout,
  locationOf: (partition: readonly string[]) => string,
  context: StatementContext,
  then: (uris: readonly string[]) => Promise<T>,
): Promise<T> {
  const { store, signal } = context;
  const names = fileNames(files, layout, context);
  const targets = files.map(({ partition }, index) =>
    parseS3Uri(`${locationOf(partition)}${names[index] ?? ''}`),
  );
  const done: ObjectRef[] = [];
  try {
    const queue = files.entries();
    const worker = async (): Promise<void> => {
      for (const [index, { file }] of queue) {
        signal.throwIfAborted();
        const target = targets[index];
        if (target === undefined) continue;
        // Names do not come twice; should one, what is there is not this statement's to replace.
        await store.adopt(target, file, { condition: { ifNoneMatch: '*' } });
        done.push(target);
      }
    };
    await settled(Array.from({ length: AT_A_TIME }, worker));
    signal.throwIfAborted();
    return await then(targets.map(s3Uri));
  } catch (error) {
    for (const target of done) await store.delete(target).catch(() => undefined);
    throw error;
  }
}

/** Writes the list of objects: one `s3://` URI a line, without a header. Answers where it is; nothing for nothing written. */
export async function writeManifest(
  location: string,
  uris: readonly string[],
  store: ObjectStore,
): Promise<{ dataManifestLocation?: string }> {
  if (uris.length === 0) return {};
  await store.put(parseS3Uri(location), uris.map((uri) => `${uri}\n`).join(''));
  return { dataManifestLocation: location };
}

/** Throws HIVE_PATH_ALREADY_EXISTS when anything lies under the location. */
export async function requireEmpty(location: string, what: string, store: ObjectStore): Promise<void> {
  const { bucket, key: prefix } = parseS3Uri(location);
  for await (const { key } of store.list(bucket, { prefix })) {
    // The marker of an empty folder is no data.
    if (key === prefix) continue;
    throw new EngineFailure(
      'HIVE_PATH_ALREADY_EXISTS',
      `Target directory for ${what} already exists: ${location}`,
    );
  }
}

/**
 * Names as Athena gives them: the time, five digits and five characters of the query, then `_bucket-00000` or a UUID. The part
 * of the query comes from its id, so that no two statements share a name.
 */
function fileNames(
  files: readonly WrittenFile[],
  { format, compression }: OutputLayout,
  { id, now }: StatementContext,
): string[] {
  const digest = BigInt(`0x${deterministicId(id).slice(0, 24)}`);
  const digits = String(digest % 100_000n).padStart(5, '0');
  const characters = (digest / 100_000n).toString(36).slice(-5).padStart(5, '0');
  const time = now.toISOString().replace(/[-:]/g, '').replace('T', '_').slice(0, 15);
  const extension = format === 'PARQUET' ? '' : (TEXT_EXTENSIONS[compression] ?? '');
  const seen = new Map<string, number>();
  return files.map(({ partition, bucket }, index) => {
    const stem = `${time}_${digits}_${characters}`;
    if (bucket === undefined) return `${stem}_${uuid(id, String(index))}${extension}`;
    const name = `${stem}_bucket-${String(bucket).padStart(5, '0')}`;
    const place = JSON.stringify([partition, bucket]);
    const count = seen.get(place) ?? 0;
    seen.set(place, count + 1);
    return `${name}${count === 0 ? '' : `-${count}`}${extension}`;
  });
}

const TEXT_EXTENSIONS: Readonly<Record<string, string>> = { GZIP: '.gz', ZSTD: '.zst' };

function uuid(...parts: readonly string[]): string {
  const digest = deterministicId(...parts);
  const ends = [8, 12, 16, 20, 32];
  return ends.map((end, index) => digest.slice(ends[index - 1] ?? 0, end)).join('-');
}

/** Waits for all, then throws what the first threw: nothing is under way when that is handled. */
async function settled(work: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
