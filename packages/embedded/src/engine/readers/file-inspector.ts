import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { PassThrough, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip } from 'node:zlib';
import { READ_CHUNK } from '../../files/disk';
import { EngineFailure, messageOf } from '../engine-failure';
import type { TableFile } from '../tables/table-file';
import { hasWholeFrames } from './zstd-frames';

/** Compressions of text files, in DuckDB's words. */
export type Compression = 'uncompressed' | 'gzip' | 'zstd';

/** What the ends of a file tell. */
export interface FileEnds {
  readonly compression: Compression;
  /** Bytes after unpacking; of zstd the packed size, for it does not say. */
  readonly unpackedSize: number;
}

/** First bytes of compressed files; formats whose name is no {@link Compression} cannot be read. */
const MAGIC: readonly (readonly [bytes: Buffer, format: string])[] = [
  [Buffer.from([0x1f, 0x8b]), 'gzip'],
  [Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), 'zstd'],
  [Buffer.from('BZh'), 'bzip2'],
  [Buffer.from([0x04, 0x22, 0x4d, 0x18]), 'LZ4'],
  [Buffer.from([0xff, 0x06, 0x00, 0x00, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59]), 'Snappy'],
];

/** Files looked at side by side: each takes one of Node's few threads for reading and unpacking. */
const AT_A_TIME = 3;

/** Findings that are kept; the oldest go first. */
const MOST_FINDINGS = 100_000;

/**
 * Looks at files before DuckDB reads them, because it takes their word: it knows gzip by the file's name alone and believes a gzip
 * stream that ends early or was damaged. What was found is kept for as long as a file has the same size and time.
 */
export class FileInspector {
  readonly #contents = new Map<string, boolean>();

  /**
   * The compression of each file, by its first bytes whatever its name is; by local path. A zstd file that ends early is
   * HIVE_CURSOR_ERROR.
   */
  async ends(files: readonly TableFile[]): Promise<ReadonlyMap<string, FileEnds>> {
    const found = new Map<string, FileEnds>();
    await each(files, async (file) => {
      found.set(file.file, await endsOf(file));
    });
    return found;
  }

  /**
   * Reads each file to its end: a gzip file that ends early or is damaged is HIVE_CURSOR_ERROR. Answers the local paths of those
   * that hold the byte.
   */
  async holding(byte: number | undefined, files: readonly TableFile[]): Promise<ReadonlySet<string>> {
    const ends = await this.ends(files);
    const holding = new Set<string>();
    await each(files, async (file) => {
      const compression = ends.get(file.file)?.compression;
      if (compression !== 'gzip' && byte === undefined) return;
      const finding = [file.file, file.size, file.modified.getTime(), byte ?? ''].join('\0');
      const known = this.#contents.get(finding);
      const holds = known ?? (await contentHolds(file, compression === 'gzip', byte));
      if (known === undefined) this.#remember(finding, holds);
      if (holds) holding.add(file.file);
    });
    return holding;
  }

  /** The first bytes of a file, unpacked. */
  async head(file: TableFile, compression: Compression, bytes: number): Promise<Buffer> {
    if (compression === 'zstd') return Buffer.alloc(0);
    const chunks: Buffer[] = [];
    let left = bytes;
    const source = createReadStream(file.file, { end: bytes - 1, highWaterMark: READ_CHUNK });
    // The part of the file that is read ends early by intention.
    const unpacked =
      compression === 'gzip' ? createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }) : new PassThrough();
    source.on('error', (error) => unpacked.destroy(error));
    for await (const chunk of source.pipe(unpacked) as AsyncIterable<Buffer>) {
      chunks.push(chunk.subarray(0, left));
      left -= chunk.length;
      if (left <= 0) break;
    }
    source.destroy();
    return Buffer.concat(chunks);
  }

  #remember(finding: string, holds: boolean): void {
    this.#contents.set(finding, holds);
    if (this.#contents.size <= MOST_FINDINGS) return;
    for (const oldest of this.#contents.keys()) {
      this.#contents.delete(oldest);
      return;
    }
  }
}

async function endsOf({ file, uri, size }: TableFile): Promise<FileEnds> {
  const handle = await open(file, 'r');
  try {
    const head = Buffer.alloc(10);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    const format = MAGIC.find(([bytes]) =>
      head.subarray(0, Math.min(bytes.length, bytesRead)).equals(bytes),
    )?.[1];
    if (format === undefined) return { compression: 'uncompressed', unpackedSize: size };
    if (format === 'zstd') {
      if (await hasWholeFrames(handle, size)) return { compression: 'zstd', unpackedSize: size };
      throw new EngineFailure('HIVE_CURSOR_ERROR', `Failed to read file at ${uri}: the zstd data ends early`);
    }
    if (format !== 'gzip') {
      throw new EngineFailure(
        'NOT_SUPPORTED',
        `${uri} is compressed with ${format}, which the embedded runtime does not read; use gzip or zstd`,
      );
    }
    const tail = Buffer.alloc(4);
    await handle.read(tail, 0, tail.length, Math.max(size - tail.length, 0));
    return { compression: 'gzip', unpackedSize: tail.readUInt32LE() };
  } finally {
    await handle.close();
  }
}

async function contentHolds(
  { file, uri }: TableFile,
  gzipped: boolean,
  byte: number | undefined,
): Promise<boolean> {
  let holds = false;
  const look = new Writable({
    write: (chunk: Buffer, _, done) => {
      holds ||= byte !== undefined && chunk.includes(byte);
      done();
    },
  });
  const unpack = gzipped ? createGunzip({ chunkSize: READ_CHUNK }) : new PassThrough();
  try {
    await pipeline(createReadStream(file, { highWaterMark: READ_CHUNK }), unpack, look);
  } catch (error) {
    if (!gzipped) throw error;
    throw new EngineFailure('HIVE_CURSOR_ERROR', `Failed to read file at ${uri}: gzip: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return holds;
}

async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_A_TIME, items.length) }, worker));
}
