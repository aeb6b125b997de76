import { literal } from '@lakeward/sql';
import type { TableFile } from '../tables/table-file';
import type { FileEnds } from './file-inspector';
import { perCompression, SOURCE_OPTIONS } from './file-source';
import { FILE_COLUMN } from './reader';

/** A character that no text holds (Unicode, section 23.7): DuckDB must be given a separator, and lines have none. */
const NEVER = '\u{10FFFF}';

/** The lines of text files as a relation with the column `line`; empty lines are lines. */
export function linesRelation(
  files: readonly TableFile[],
  ends: ReadonlyMap<string, FileEnds>,
  skip: number,
): string {
  const source = perCompression(
    files,
    ends,
    (list, compression) =>
      `SELECT line, ${FILE_COLUMN} FROM read_csv(${list}, columns = {'line': 'VARCHAR'}, auto_detect = false, header = false, ` +
      `skip = ${literal(skip)}, delim = '${NEVER}', quote = '', escape = '', compression = ${compression}, ${SOURCE_OPTIONS})`,
  );
  return `SELECT coalesce(line, '') AS line, ${FILE_COLUMN} FROM (${source})`;
}

/** How many lines at the head of each file are no rows (table property `skip.header.line.count`). */
export function headerLines(parameters: Readonly<Record<string, string>>): number {
  const count = Number(parameters['skip.header.line.count'] ?? 0);
  return Number.isInteger(count) && count > 0 ? count : 0;
}
