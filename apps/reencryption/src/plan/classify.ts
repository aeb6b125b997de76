import { runQuery, type QueryDependencies, type QueryEngine } from '@lakeward/athena';
import { deterministicId, type AppError } from '@lakeward/core';
import { countRemediesStatement, type Classification } from './classification-sql';
import { queryStillRunning, unexpectedAnswer } from '../errors';
import { foreignBucket } from '../inventory/inventory-errors';
import { isRemedy, parseLot, type Lot, type Remedy } from './remedies';

/** Versions of one remedy, reason, lot and storage class. */
export interface VersionGroup {
  readonly remedy: Remedy;
  readonly reason: string;
  /** Where a job can do something about them. */
  readonly lot?: Lot;
  readonly storageClass: string;
  /** Archive tier of Intelligent-Tiering, or empty. */
  readonly archiveTier: string;
  readonly objects: number;
  readonly bytes: number;
}

/** A query that was run, for the record. */
export interface AskedQuery {
  readonly id: string;
  readonly sql: string;
  readonly bytesScanned: number;
  readonly engine: string;
}

/** How queries of a plan are run. */
export interface QueryPlace {
  readonly database: string;
  readonly workgroup: string;
  /** Makes tokens: the same try of the same run is the same execution. */
  readonly runKey: string;
  readonly attempt: number;
}

/** How asking ended. `failed`: the query itself did, and stays so under its token. */
export type Asked<T> =
  | { readonly outcome: 'answered'; readonly answer: T; readonly query: AskedQuery }
  | { readonly outcome: 'failed'; readonly error: AppError };

/** Runs one statement to its end; `REENC_QUERY_STILL_RUNNING` where the deadline comes first. */
export async function ask<T>(
  sql: string,
  { database, workgroup, runKey, attempt }: QueryPlace,
  dependencies: QueryDependencies,
  read: (query: { readonly queryId: string; readonly dataManifestLocation?: string }) => Promise<T>,
): Promise<Asked<T>> {
  const token = deterministicId(runKey, String(attempt), sql);
  const query = await runQuery({ sql, database, workgroup, token }, dependencies);
  if (query.outcome === 'running') throw queryStillRunning(query.queryId);
  if (query.outcome !== 'succeeded') return { outcome: 'failed', error: query.error };
  const { bytesScanned, engine } = query.statistics;
  return {
    outcome: 'answered',
    answer: await read(query),
    query: { id: query.queryId, sql, bytesScanned, engine },
  };
}

/**
 * Counts the versions of a snapshot by what is to be done with them. Rows of another bucket are `REENC_FOREIGN_BUCKET`; an answer
 * that is no remedy's is `REENC_UNEXPECTED_ANSWER`.
 */
export function countRemedies(
  classification: Classification,
  place: QueryPlace,
  dependencies: QueryDependencies,
): Promise<Asked<VersionGroup[]>> {
  const sql = countRemediesStatement(classification);
  return ask(sql, place, dependencies, ({ queryId }) =>
    readGroups(queryId, classification.manifest.sourceBucket, dependencies.engine),
  );
}

async function readGroups(queryId: string, bucket: string, engine: QueryEngine): Promise<VersionGroup[]> {
  const { rows } = await engine.results(queryId);
  const groups: VersionGroup[] = [];
  for await (const [remedy = '', reason, lotId, storageClass, archiveTier, objects, bytes] of rows) {
    if (remedy === 'foreign-bucket') {
      throw foreignBucket(
        `The inventory of "${bucket}"`,
        bucket,
        `${objects ?? ''} of its rows name another`,
      );
    }
    const lot = parseLot(lotId ?? '');
    if (remedy === null || !isRemedy(remedy) || (lotId !== '' && lot?.remedy !== remedy)) {
      throw unexpectedAnswer(queryId, 'a remedy that does not exist');
    }
    groups.push({
      remedy,
      reason: reason ?? '',
      ...(lot === undefined ? {} : { lot }),
      storageClass: storageClass ?? '',
      archiveTier: archiveTier ?? '',
      objects: wholeNumber(objects, queryId),
      bytes: wholeNumber(bytes, queryId),
    });
  }
  return groups;
}

function wholeNumber(text: string | null | undefined, queryId: string): number {
  if (text == null || !/^\d+$/.test(text)) throw unexpectedAnswer(queryId, 'a count that is not a number');
  return Number(text);
}
