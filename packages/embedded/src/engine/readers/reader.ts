import type { CatalogTable } from '@lakeward/glue';
import type { HiveType } from '../../dialect';
import type { TableFile } from '../table-files';

/** A data column of a table (partition columns are not among them). */
export interface DataColumn {
  readonly name: string;
  readonly type: HiveType;
}

/** Name of the column with the local path of the file a row comes from. */
export const FILE_COLUMN = '__lakeward_file';

/** What a reader is asked to make a relation of. */
export interface ReadRequest {
  readonly table: CatalogTable;
  readonly columns: readonly DataColumn[];
  /** At least one. */
  readonly files: readonly TableFile[];
  /** Runs a query that answers one value; for readers that must look at the data first. */
  readonly askValue: (sql: string) => Promise<unknown>;
  /** Local paths of the files that are gzip by their content, whatever their name. */
  readonly gzipped: ReadonlySet<string>;
}

/** A relation in DuckDB's SQL with the table's data columns and {@link FILE_COLUMN}. */
export type Reader = (request: ReadRequest) => Promise<string>;
