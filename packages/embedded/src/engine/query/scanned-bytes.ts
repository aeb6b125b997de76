import type { CatalogTable } from '@lakeward/glue';
import { literal } from '@lakeward/sql';
import type { Session } from '../duckdb/session';
import { filePatterns } from '../readers/file-patterns';
import { isColumnar } from '../readers/readers';
import type { TableFile } from '../tables/table-file';

/**
 * Bytes that the scans of a table read: whole text files, and of Parquet the columns that each scan needs ("Amazon Athena
 * pricing"). Row groups that a filter leaves out are counted.
 */
export async function scannedBytes(
  table: CatalogTable,
  files: readonly TableFile[],
  scans: readonly ReadonlySet<string>[],
  session: Session,
): Promise<number> {
  if (files.length === 0) return 0;
  if (!isColumnar(table)) return scans.length * files.reduce((sum, { size }) => sum + size, 0);
  const rows = await session.rows(
    `SELECT lower(split_part(path_in_schema, ', ', 1)), CAST(sum(total_compressed_size) AS DOUBLE) ` +
      `FROM parquet_metadata([${literal(filePatterns(files))}]) GROUP BY 1`,
  );
  const sizes = new Map(rows.map(([column, bytes]) => [String(column), Number(bytes)]));
  return scans.reduce(
    (sum, columns) => sum + [...columns].reduce((part, column) => part + (sizes.get(column) ?? 0), 0),
    0,
  );
}
