import type { CatalogTable } from '@lakeward/glue';
import type { HiveType } from '../../dialect';
import type { Session } from '../duckdb/session';
import type { TableFile } from '../tables/table-file';
import type { FileInspector } from './file-inspector';

/** A data column of a table (partition columns are not among them). */
export interface DataColumn {
  readonly name: string;
  readonly type: HiveType;
}

/** Name of the column with the local path of the file a row comes from. */
export const FILE_COLUMN = 'lakeward_file';

/** What a reader is asked to make a relation of. */
export interface ReadRequest {
  readonly table: CatalogTable;
  /** All data columns, in the table's order. */
  readonly columns: readonly DataColumn[];
  /** Names of the columns that are needed. */
  readonly used: ReadonlySet<string>;
  /** At least one. */
  readonly files: readonly TableFile[];
  /** For readers that must look at the data first. */
  readonly session: Session;
  readonly inspector: FileInspector;
  /** For files that have to be rewritten to be read. */
  readonly workDirectory: string;
}

/** A table's files as a relation. */
export interface ReadRelation {
  /** DuckDB's SQL for a query that gives the used columns, typed, and {@link FILE_COLUMN}. */
  readonly sql: string;
  /** Files that are read in place of others, by the path of those. */
  readonly moved?: ReadonlyMap<string, string>;
}

export type Reader = (request: ReadRequest) => Promise<ReadRelation>;

/** The columns that are needed. */
export function usedColumns({ columns, used }: ReadRequest): readonly DataColumn[] {
  return columns.filter(({ name }) => used.has(name));
}
