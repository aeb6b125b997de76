import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What another reader than DuckDB finds in a Parquet file. */
export interface ParquetContent {
  /** Rows as JSON has them: whole numbers of 64 bits and decimals as texts, dates and timestamps in ISO 8601. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Compressed bytes of each top-level column. */
  readonly columnBytes: Readonly<Record<string, number>>;
  readonly codecs: readonly string[];
}

/** hyparquet is an ES module, which jest does not load: a Node of its own reads the files. */
const SCRIPT = `
  import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
  import { gunzipSync } from 'node:zlib';
  const compressors = { GZIP: (input) => gunzipSync(input) };
  const contents = [];
  for (const path of process.argv.slice(1)) {
    const file = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(file);
    const chunks = metadata.row_groups.flatMap(({ columns }) => columns.map(({ meta_data }) => meta_data));
    const columnBytes = {};
    for (const { path_in_schema: [name], total_compressed_size: size } of chunks) {
      columnBytes[name] = (columnBytes[name] ?? 0) + Number(size);
    }
    const rows = await parquetReadObjects({ file, metadata, compressors });
    contents.push({ rows, columnBytes, codecs: [...new Set(chunks.map(({ codec }) => codec))] });
  }
  const plain = (_, value) => (typeof value === 'bigint' ? value.toString() : value);
  process.stdout.write(JSON.stringify(contents, plain));
`;

/** Reads Parquet files whole, with hyparquet. */
export async function readParquetFiles(paths: readonly string[]): Promise<ParquetContent[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', SCRIPT, ...paths],
    { cwd: __dirname, maxBuffer: 256 * 1024 * 1024 },
  );
  return JSON.parse(stdout) as ParquetContent[];
}
