import type { TableFile } from '../tables/table-file';

/** Paths as DuckDB takes them: it would expand `*`, `?` and `[`, which file names may hold. */
export function filePatterns(files: readonly Pick<TableFile, 'file'>[]): string[] {
  return files.map(({ file }) => file.replace(/[[*?]/g, '[$&]'));
}
