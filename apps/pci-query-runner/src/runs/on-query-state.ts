import type { Deadline } from '@lakeward/core';
import { FINAL_QUERY_STATES } from '../contract';
import { atRest, continueRun, type AtRest } from './continue-run';
import type { ReviewDependencies } from '../review/review';

/** A query has changed its state, as an event tells: perhaps twice, late, or about a query of somebody else. */
export interface QueryStateChange {
  readonly queryId: string;
  readonly state: string;
}

/** What became of it. `another-query`: no run of the ledger waits for it. */
export type QueryStateOutcome =
  | { readonly outcome: 'reviewed' | 'already-reviewed'; readonly date: string; readonly manifest: string }
  | { readonly outcome: 'not-final' | 'another-query' | 'query-running' | AtRest };

/** Finishes the review that waits for the query, and ignores everything else. */
export async function onQueryState(
  { queryId, state }: QueryStateChange,
  dependencies: ReviewDependencies,
  time: { readonly deadline: Deadline },
): Promise<QueryStateOutcome> {
  if (!FINAL_QUERY_STATES.some((final) => final === state)) return { outcome: 'not-final' };
  const { ledger, queries, clock } = dependencies;
  const query = await queries.read(queryId);
  const run = query === undefined ? undefined : await ledger.read(query.record.run);
  if (run === undefined) return { outcome: 'another-query' };
  const rest = atRest(run.record, clock.now());
  if (rest !== undefined) return { outcome: rest };
  // A try before failed, and another query is under way.
  if (run.record.state === 'started' && run.record.query?.id !== queryId) return { outcome: 'another-query' };
  const reviewed = await continueRun(run, dependencies, time);
  return reviewed === undefined
    ? { outcome: 'query-running' }
    : { outcome: reviewed.outcome, date: reviewed.manifest.date, manifest: reviewed.manifestUri };
}
