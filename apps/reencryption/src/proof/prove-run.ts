import type { QueryEngine } from '@lakeward/athena';
import { deterministicId, type Clock, type Deadline } from '@lakeward/core';
import type { Ledger } from '@lakeward/ledger';
import type { Log } from '@lakeward/observability';
import type { ObjectStore } from '@lakeward/s3';
import { ask, type Asked } from '../plan/classify';
import { proveStatement, type Classification } from '../plan/classification-sql';
import { APP, BATCH_REPORT_TABLE } from '../contract';
import { unexpectedAnswer } from '../errors';
import type { Goal } from '../plan/goal';
import { recordedTable } from '../inventory/metadata-table';
import { total, type Plan, type Tally } from '../plan/plan';
import { planPlace, readPlan, type PlanDependencies } from '../plan/plan-snapshot';
import { remediesOf } from '../run/follow-job';
import type { RunLedgers } from '../run/run-dependencies';
import { REENC_PROOF_FINISHED } from './proof-log-events';
import type { Proof, proofRecord } from './proof-record';

/** What proving works with. */
export interface ProveDependencies extends Pick<RunLedgers, 'buckets' | 'plans' | 'remedies'> {
  readonly settings: Pick<PlanDependencies['settings'], 'database' | 'workgroup'>;
  readonly proofs: Ledger<typeof proofRecord>;
  readonly engine: QueryEngine;
  readonly store: ObjectStore;
  readonly log: Log;
  readonly clock: Clock;
}

/** What is known of a run. `awaiting-proof`: no snapshot is newer than its end. */
export type Proven =
  | { readonly outcome: 'nothing-to-prove' }
  | { readonly outcome: 'awaiting-proof'; readonly run: string; readonly endedAt: string }
  | { readonly outcome: 'proven'; readonly proof: Proof };

/**
 * Holds the newest snapshot of a bucket against the one that the last run was planned by: what is fixed, what is still open, what came
 * back, what is new. A snapshot that began before the run had ended proves nothing. Asked again, it answers the same.
 */
export async function proveRun(
  bucket: string,
  dependencies: ProveDependencies,
  { deadline }: { readonly deadline: Deadline },
): Promise<Proven> {
  const { buckets, plans, proofs, store, settings, clock, log } = dependencies;
  const record = (await buckets.read(bucket))?.record;
  if (record?.ended === undefined) return { outcome: 'nothing-to-prove' };
  const { place: run, at: endedAt } = record.ended;
  const known = await proofs.read(run);
  if (known !== undefined) return { outcome: 'proven', proof: known.record };
  if (record.latest.place === run || record.latest.createdAt <= endedAt) {
    return { outcome: 'awaiting-proof', run, endedAt };
  }
  const planned = (await plans.read(`${run}/plan`))?.record;
  if (planned?.state !== 'planned') return { outcome: 'nothing-to-prove' };
  const earlier = await readPlan(planned.plan, store);
  const later = await readPlan(record.latest.plan, store);
  const keys = later.inventory.metadataTable;
  const sql = proveStatement(
    classificationOf(earlier, earlier.goal),
    {
      ...classificationOf(later, earlier.goal),
      ...(keys === undefined ? {} : { metadataTable: recordedTable(keys) }),
    },
    await reportsOf(earlier, run, dependencies),
  );
  const runKey = deterministicId(APP, 'proof', run, planPlace(later));
  const { database, workgroup } = settings;
  const askedAs = (attempt: number): Promise<Asked<Outcomes>> =>
    ask(sql, { database, workgroup, runKey, attempt }, { ...dependencies, deadline }, ({ queryId }) =>
      readOutcomes(queryId, dependencies.engine),
    );
  let asked = await askedAs(1);
  // What failed stays so under its token, also when it only failed since the process that ran it ended.
  for (let attempt = 2; isForTheMoment(asked) && attempt <= MOST_ATTEMPTS; attempt += 1) {
    asked = await askedAs(attempt);
  }
  if (asked.outcome === 'failed') throw asked.error;
  const { open, regressed, gone, new: added } = asked.answer;
  const { fixed, 'fixed-by-unknown-key': unsure } = asked.answer;
  const proof: Proof = {
    state: open.objects + regressed.objects === 0 ? 'proven' : 'partly-proven',
    run,
    snapshot: later.snapshot,
    provenAt: clock.now().toISOString(),
    fixed: total([fixed, unsure]),
    open,
    regressed,
    new: added,
    gone,
    keysKnown: unsure.objects === 0,
    query: asked.query.id,
  };
  const { entry } = await proofs.create(run, proof);
  log.write(REENC_PROOF_FINISHED, {
    snapshot: later.snapshot,
    state: entry.record.state,
    fixed: proof.fixed.objects,
    open: open.objects,
    regressed: regressed.objects,
    added: added.objects,
  });
  return { outcome: 'proven', proof: entry.record };
}

/** Where the plan knew keys, what its jobs updated stands in their reports; the keys of today say nothing about then. */
async function reportsOf(
  { inventory }: Plan,
  run: string,
  dependencies: ProveDependencies,
): Promise<string | undefined> {
  if (inventory.metadataTable === undefined) return undefined;
  const records = await remediesOf(run, dependencies);
  const isReported = records.some(({ jobs }) =>
    jobs.some(({ report, succeeded, failed }) => report !== undefined && succeeded + failed > 0),
  );
  return isReported ? BATCH_REPORT_TABLE : undefined;
}

/** A snapshot judged by the goal of the run, by what the inventory itself says. */
function classificationOf(plan: Plan, goal: Goal): Classification {
  const { bucket: sourceBucket, configuration, snapshot, inventory, plannedAt } = plan;
  return {
    manifest: { sourceBucket, configuration, snapshot, schema: inventory.schema },
    table: inventory.table,
    goal,
    at: new Date(plannedAt),
  };
}

async function readOutcomes(queryId: string, engine: QueryEngine): Promise<Outcomes> {
  const { rows } = await engine.results(queryId);
  const found = new Map<string, Tally>();
  for await (const [outcome, objects, bytes] of rows) {
    if (outcome == null || objects == null || bytes == null)
      throw unexpectedAnswer(queryId, 'nothing at all');
    found.set(outcome, { objects: Number(objects), bytes: Number(bytes) });
  }
  const of = (outcome: string): Tally => found.get(outcome) ?? { objects: 0, bytes: 0 };
  return Object.fromEntries(OUTCOMES.map((outcome) => [outcome, of(outcome)])) as Outcomes;
}

/** What `prove.sql` can say of a version, beside nothing of interest. */
const OUTCOMES = ['fixed', 'fixed-by-unknown-key', 'open', 'regressed', 'gone', 'new'] as const;

type Outcomes = Record<(typeof OUTCOMES)[number], Tally>;

/** Tries of the statement for one pair of snapshots; the next inventory has its own. */
const MOST_ATTEMPTS = 3;

const isForTheMoment = (asked: Asked<Outcomes>): boolean =>
  asked.outcome === 'failed' && asked.error.retryable;
