import type { QueryRequest, QueryStatistics, ResultColumn } from '@lakeward/athena';
import type { Catalog } from '@lakeward/glue';
import type { Session } from './duckdb/session';
import type { LakeStore } from './lake-store';
import type { FileInspector } from './readers/file-inspector';
import type { ResultForm } from './results/result-form';

/** What one statement runs with. */
export interface StatementContext {
  readonly id: string;
  readonly request: QueryRequest & {
    /** `s3://bucket/prefix/`, with the slash at the end. */
    readonly outputLocation: string;
  };
  /** Runs the statement. */
  readonly session: Session;
  /** A session of the database in which queries are looked at before they run: see `planQuery`. */
  readonly planner: Session;
  readonly catalog: Catalog;
  readonly store: LakeStore;
  readonly inspector: FileInspector;
  readonly now: Date;
  /** For files being written: made when needed, removed at the end. */
  readonly workDirectory: string;
  /** Aborted when the query is cancelled: to be looked at before anything becomes visible. */
  readonly signal: AbortSignal;
}

/** What a statement that succeeded leaves. */
export interface StatementResult {
  readonly columns: readonly ResultColumn[];
  readonly form: ResultForm;
  readonly bytesScanned: number;
  readonly outputLocation: string;
  readonly dataManifestLocation?: string;
}

/** What ran the statement, for evidence. */
export const ENGINE: QueryStatistics['engine'] = 'DuckDB with the Athena dialect of Lakeward';
