import { literal } from '@lakeward/sql';
import type { ReadRequest } from './reader';

/**
 * One relation over all files of a request. DuckDB knows gzip by the file's name alone, so files are read in two groups by
 * what they are.
 */
export function perCompression(
  { files, gzipped }: Pick<ReadRequest, 'files' | 'gzipped'>,
  read: (files: string, compression: string) => string,
): string {
  const plain = files.map(({ file }) => file).filter((file) => !gzipped.has(file));
  const packed = files.map(({ file }) => file).filter((file) => gzipped.has(file));
  return [
    ...(plain.length > 0 ? [read(`[${literal(plain)}]`, "'none'")] : []),
    ...(packed.length > 0 ? [read(`[${literal(packed)}]`, "'gzip'")] : []),
  ].join(' UNION ALL BY NAME ');
}
