import { mkdir, readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { literal } from '@lakeward/sql';
import { toDuckDbType } from '../../dialect';
import { quoteName } from '../duckdb/quote-name';
import { EngineFailure } from '../engine-failure';
import type { StatementContext } from '../statement-context';
import { NULL_PARTITION } from '../tables/partition-folder';
import { jsonLine } from './encode-json';
import { oneLine, textLine } from './encode-text';
import { flushMeanwhile } from './flush-meanwhile';
import { hiveBucket } from './hive-hash';
import { javaText } from './java-text';
import type { OutputColumn, OutputLayout } from './output';

/** A file in the work directory. */
export interface WrittenFile {
  readonly file: string;
  /** Values of the partition keys. */
  readonly partition: readonly string[];
  readonly bucket?: number;
}

/** What a query wrote. */
export interface WrittenFiles {
  readonly rows: number;
  readonly files: readonly WrittenFile[];
}

/** Athena writes into at most so many partitions, or partitions times buckets, at a time ("CREATE TABLE AS"). */
const MOST_WRITERS = 100;

/** How often the folders being written are counted. */
const LOOK_EVERY_MS = 50;

/** About how large a file without partition or bucket becomes before another one is begun. */
const FILE_BYTES = '512MB';

/** Bytes of a partition's value, which becomes a folder name of twice the length on the way. */
const LONGEST_VALUE = 120;

const PARTITION_COLUMN = 'lakeward_p';
const BUCKET_COLUMN = 'lakeward_bucket';

/**
 * Writes the rows of a query to files in the work directory. `query` gives the layout's columns and partition keys by name, in
 * their types. More than 100 writers are HIVE_TOO_MANY_OPEN_PARTITIONS, found before many more have begun.
 */
export async function writeFiles(
  query: string,
  layout: OutputLayout,
  context: StatementContext,
): Promise<WrittenFiles> {
  const { session, workDirectory, signal } = context;
  const folder = path.join(workDirectory, 'output');
  await mkdir(workDirectory, { recursive: true });
  const levels = folderColumns(layout);
  // More files than may be open would be closed and begun anew, in pieces.
  await session.run(`SET partitioned_write_max_open_files = ${2 * MOST_WRITERS}`);
  const limit = { isExceeded: false };
  let isWritten = false;
  const look = async (): Promise<void> => {
    if (limit.isExceeded || (await countFolders(folder, levels.length)) <= MOST_WRITERS || isWritten) return;
    limit.isExceeded = true;
    session.interrupt();
    // Once DuckDB has begun to write what it holds it cannot be interrupted; without its folder it stops at the next file.
    await rename(folder, `${folder}-refused`).catch(() => undefined);
  };
  const watch = levels.length === 0 ? undefined : setInterval(() => void look(), LOOK_EVERY_MS);
  const flushing = flushMeanwhile(folder);
  let rows = 0;
  try {
    rows = Number(await session.value(copyStatement(query, layout, levels, folder)));
  } catch (error) {
    if (limit.isExceeded) throw tooManyWriters();
    throw error;
  } finally {
    isWritten = true;
    clearInterval(watch);
    await flushing.stop();
  }
  // The last file may have been written before the folder was taken away.
  if (limit.isExceeded) throw tooManyWriters();
  signal.throwIfAborted();
  if (rows === 0) return { rows, files: [] };
  if (levels.length > 0 && (await countFolders(folder, levels.length)) > MOST_WRITERS) throw tooManyWriters();
  return { rows, files: await collected(folder, layout, [], levels.length) };
}

function copyStatement(
  query: string,
  layout: OutputLayout,
  levels: readonly { name: string; sql: string }[],
  folder: string,
): string {
  const payload =
    layout.format === 'PARQUET'
      ? layout.columns.map(({ name }) => quoteName(name))
      : [
          `${layout.format === 'JSON' ? jsonLine(layout.columns) : textLine(layout.columns, layout.text)} AS line`,
        ];
  const selected = [...payload, ...levels.map(({ name, sql }) => `${sql} AS ${name}`)];
  const rows = `SELECT ${selected.join(', ')} FROM (${query})`;
  const options = [
    // A line is written as it is: without separators and quotes there is nothing that could need any.
    layout.format === 'PARQUET'
      ? 'FORMAT parquet'
      : `FORMAT csv, HEADER false, DELIMITER '', QUOTE '', ESCAPE ''`,
    `COMPRESSION ${layout.compression === 'NONE' && layout.format === 'PARQUET' ? 'uncompressed' : layout.compression.toLowerCase()}`,
    ...(layout.compressionLevel === undefined || layout.format !== 'PARQUET'
      ? []
      : [`COMPRESSION_LEVEL ${layout.compressionLevel}`]),
    levels.length === 0
      ? `FILE_SIZE_BYTES '${FILE_BYTES}'`
      : `PARTITION_BY (${levels.map(({ name }) => name).join(', ')})`,
  ];
  return `COPY (${layout.format === 'TEXTFILE' ? `SELECT * REPLACE (${oneLine('line')} AS line) FROM (${rows})` : rows}) TO ${literal(folder)} (${options.join(', ')})`;
}

/** What rows are put into folders by: partition values in hexadecimal, for names may not tell case apart, and the bucket. */
function folderColumns({ columns, partitionKeys, bucketedBy, bucketCount }: OutputLayout): {
  name: string;
  sql: string;
}[] {
  const buckets = bucketedBy.flatMap((name) => columns.find((column) => column.name === name) ?? []);
  return [
    ...partitionKeys.map((key, index) => ({ name: `${PARTITION_COLUMN}${index}`, sql: partitionValue(key) })),
    ...(bucketCount === undefined ? [] : [{ name: BUCKET_COLUMN, sql: hiveBucket(buckets, bucketCount) }]),
  ];
}

/** The value as Hive writes it into a folder's name; NULL and the empty text are the same there. */
function partitionValue({ name, type }: OutputColumn): string {
  const text =
    toDuckDbType(type) === 'DOUBLE' ? javaText(quoteName(name)) : `CAST(${quoteName(name)} AS VARCHAR)`;
  const refused = (problem: string): string =>
    `error(concat('HIVE_INVALID_PARTITION_VALUE: ${problem}. Invalid value of ', ${literal(name)}, ': ', hex(${text})))`;
  return (
    `CASE WHEN NOT regexp_full_match(${text}, '[ -~]*') ` +
    `THEN ${refused('Hive partition keys can only contain printable ASCII characters (0x20 - 0x7E)')} ` +
    `WHEN length(${text}) > ${LONGEST_VALUE} THEN ${refused(`the embedded runtime takes partition values of up to ${LONGEST_VALUE} characters`)} ` +
    `ELSE hex(nullif(${text}, '')) END`
  );
}

async function collected(
  folder: string,
  layout: OutputLayout,
  values: readonly string[],
  levels: number,
): Promise<WrittenFile[]> {
  const names = (await readdir(folder)).sort();
  if (levels === 0) {
    const keys = layout.partitionKeys.length;
    const partition = values
      .slice(0, keys)
      .map((value) => (value === NULL_PARTITION ? value : Buffer.from(value, 'hex').toString('utf8')));
    const bucket = layout.bucketCount === undefined ? {} : { bucket: Number(values[keys]) };
    return names.map((name) => ({ file: path.join(folder, name), partition, ...bucket }));
  }
  const files: WrittenFile[] = [];
  for (const name of names) {
    const value = name.slice(name.indexOf('=') + 1);
    files.push(...(await collected(path.join(folder, name), layout, [...values, value], levels - 1)));
  }
  return files;
}

/** Folders at the given depth; counts no further than there can be too many. */
async function countFolders(folder: string, depth: number): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  if (depth === 1) return names.length;
  let count = 0;
  for (const name of names) {
    count += await countFolders(path.join(folder, name), depth - 1);
    if (count > MOST_WRITERS) return count;
  }
  return count;
}

function tooManyWriters(): EngineFailure {
  return new EngineFailure(
    'HIVE_TOO_MANY_OPEN_PARTITIONS',
    `Exceeded limit of ${MOST_WRITERS} open writers for partitions/buckets`,
  );
}
