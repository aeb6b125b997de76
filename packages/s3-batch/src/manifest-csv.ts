import { decodeFormKey, encodeKey } from '@lakeward/s3';
import { batchFileError } from './batch-errors';
import type { ManifestField } from './batch-jobs';
import { csvLine, csvRecords } from './csv-records';

/** One object for a job to work on. */
export interface ManifestEntry {
  readonly bucket: string;
  /** The real key. */
  readonly key: string;
  /** `null` for the version from before there was versioning. */
  readonly versionId?: string;
}

/** An object as it was read from a manifest. */
export interface ManifestTask extends ManifestEntry {
  /** As the manifest has it; completion reports repeat it. */
  readonly encodedKey: string;
  /** Number of bytes up to the end of its line: where to go on reading. */
  readonly end: number;
}

/** How much text is gathered before it is handed on, in characters. */
const pieceSize = 65_536;

/** The columns of a manifest of our own. */
export function manifestFields({ versions }: { versions: boolean }): readonly ManifestField[] {
  return versions ? ['Bucket', 'Key', 'VersionId'] : ['Bucket', 'Key'];
}

/**
 * The lines of a manifest: no header, keys URL-encoded (space `%20`, plus `%2B`, so that every decoder reads the same), version
 * ids on all lines or on none. Throws `S3_BATCH_INVALID_FILE` for an entry without version id among those that have one. Source:
 * "Creating an S3 Batch Operations job", S3 User Guide.
 */
export async function* writeManifest(
  entries: AsyncIterable<ManifestEntry> | Iterable<ManifestEntry>,
  { versions }: { versions: boolean },
): AsyncGenerator<Buffer, void, undefined> {
  let text = '';
  for await (const entry of entries) {
    text += manifestLine(entry, versions);
    if (text.length < pieceSize) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}

function manifestLine({ bucket, key, versionId }: ManifestEntry, versions: boolean): string {
  if (!versions) return `${csvLine([bucket, encodeKey(key)])}\n`;
  if (versionId === undefined || versionId === '') {
    throw batchFileError(`Manifest for "${bucket}"`, 'an object has no version id in a list of versions');
  }
  return `${csvLine([bucket, encodeKey(key), versionId])}\n`;
}

/**
 * The objects of a manifest, in batches and with flat memory. `from`: the bytes before the first chunk, where reading goes on in
 * the middle. A version id that is empty stays so: S3 Batch lets that task fail. Throws `S3_BATCH_INVALID_FILE` for what fails
 * the whole job: a byte order mark, an empty line, a line with another number of columns, a key that is not URL-encoded.
 */
export async function* readManifest(
  chunks: AsyncIterable<Uint8Array | string>,
  { fields, place, from = 0 }: { fields: readonly ManifestField[]; place: string; from?: number },
): AsyncGenerator<ManifestTask[], void, undefined> {
  const columns = {
    bucket: fields.indexOf('Bucket'),
    key: fields.indexOf('Key'),
    versionId: fields.indexOf('VersionId'),
  };
  if (columns.bucket === -1 || columns.key === -1) {
    throw batchFileError(place, 'its fields do not name Bucket and Key');
  }
  for await (const records of csvRecords(chunks, place)) {
    yield records.map(({ fields: values, end }) => {
      if (values.length !== fields.length) {
        throw batchFileError(
          place,
          `the line that ends at byte ${from + end} has ${values.length} fields instead of ${fields.length}`,
        );
      }
      return taskOf(values, columns, { place, end: from + end });
    });
  }
}

function taskOf(
  values: readonly string[],
  columns: { readonly bucket: number; readonly key: number; readonly versionId: number },
  { place, end }: { place: string; end: number },
): ManifestTask {
  const bucket = values[columns.bucket] ?? '';
  const encodedKey = values[columns.key] ?? '';
  const versionId = values[columns.versionId];
  if (bucket === '' || encodedKey === '') {
    throw batchFileError(place, `the line that ends at byte ${end} has no bucket or no key`);
  }
  if (bucket.startsWith('\ufeff')) throw batchFileError(place, 'it begins with a byte order mark');
  let key: string;
  try {
    key = decodeFormKey(encodedKey);
  } catch (error) {
    throw batchFileError(place, `the key in the line that ends at byte ${end} is not URL-encoded`, error);
  }
  return { bucket, key, encodedKey, end, ...(versionId === undefined ? {} : { versionId }) };
}
