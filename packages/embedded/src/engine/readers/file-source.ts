import { literal } from '@lakeward/sql';
import type { TableFile } from '../tables/table-file';
import type { Compression, FileEnds } from './file-inspector';
import { filePatterns } from './file-patterns';
import { FILE_COLUMN } from './reader';

/** Options of every DuckDB reader: which file a row comes from, and nothing read into folder names. */
export const SOURCE_OPTIONS = `filename = '${FILE_COLUMN}', hive_partitioning = false`;

/** The files as an argument of DuckDB's readers. */
export function fileList(files: readonly Pick<TableFile, 'file'>[]): string {
  return `[${literal(filePatterns(files))}]`;
}

/** One relation over all files, which are read in groups by their compression. */
export function perCompression(
  files: readonly TableFile[],
  ends: ReadonlyMap<string, FileEnds>,
  read: (files: string, compression: string) => string,
): string {
  const groups = new Map<Compression, TableFile[]>();
  for (const file of files) {
    const compression = ends.get(file.file)?.compression ?? 'uncompressed';
    const group = groups.get(compression);
    if (group === undefined) groups.set(compression, [file]);
    else group.push(file);
  }
  return [...groups]
    .map(([compression, group]) => read(fileList(group), literal(compression)))
    .join(' UNION ALL BY NAME ');
}
