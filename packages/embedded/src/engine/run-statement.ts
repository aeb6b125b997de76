import type { QueryRequest, QueryStatistics, ResultColumn } from '@lakeward/athena';
import { rm } from 'node:fs/promises';
import type { Catalog } from '@lakeward/glue';
import { parseS3Uri } from '@lakeward/s3';
import type { AthenaStatement } from '../dialect';
import { changeCatalog, type CatalogChange } from './change-catalog';
import type { LakeStore } from './lake-store';
import { runSelect } from './run-select';
import type { Session } from './session';

/** What one statement runs with. */
export interface StatementContext {
  readonly id: string;
  readonly request: QueryRequest & { readonly outputLocation: string };
  readonly session: Session;
  readonly catalog: Catalog;
  readonly store: LakeStore;
  readonly now: Date;
  /** For files being written: made when needed, removed at the end. */
  readonly workDirectory: string;
}

/** What a statement that succeeded leaves. */
export interface StatementResult {
  readonly columns: readonly ResultColumn[];
  readonly statistics: Omit<QueryStatistics, 'engineMilliseconds'>;
  readonly outputLocation: string;
  readonly dataManifestLocation?: string;
}

/** What ran the statement, for evidence. */
export const ENGINE = 'DuckDB with the Athena dialect of Lakeward';

/** Runs one parsed statement to its end. */
export async function runStatement(
  statement: AthenaStatement,
  context: StatementContext,
): Promise<StatementResult> {
  try {
    if (statement.kind === 'query') return await runSelect(statement.query, context);
    return await runChange(statement as CatalogChange, context);
  } finally {
    await rm(context.workDirectory, { recursive: true, force: true });
  }
}

async function runChange(statement: CatalogChange, context: StatementContext): Promise<StatementResult> {
  await changeCatalog(statement, context);
  const outputLocation = `${context.request.outputLocation}${context.id}.txt`;
  await context.store.put(parseS3Uri(outputLocation), '');
  return { columns: [], statistics: { bytesScanned: 0, engine: ENGINE }, outputLocation };
}
