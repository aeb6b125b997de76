import type { Ledger } from '@lakeward/ledger';
import type { ObjectStore } from '@lakeward/s3';
import { readPlan } from '../plan/plan-snapshot';
import type { proofRecord } from '../proof/proof-record';
import { remediesOf } from '../run/follow-job';
import type { RunLedgers } from '../run/run-dependencies';
import { bucketStatus } from '../run/status';
import type { BucketRun } from './report-model';

/** What a run is read from. */
export interface RunRecords extends Pick<RunLedgers, 'buckets' | 'plans' | 'remedies'> {
  readonly proofs: Ledger<typeof proofRecord>;
  readonly store: ObjectStore;
}

/** A run, and where its plan lies. */
export interface LoadedRun {
  readonly run: BucketRun;
  /** `s3://` URI of the plan document. */
  readonly planUri: string;
}

/**
 * The run of a bucket that a report is about: the newest plan, or, once a later snapshot has shown it and nothing was decided on that
 * one yet, the run it shows. `REENC_PLAN_NOT_FOUND` where the bucket was never planned.
 */
export async function loadRun(bucket: string, records: RunRecords): Promise<LoadedRun> {
  const { state, plan: latest, remedies, proof } = await bucketStatus(bucket, records);
  const entry = await records.buckets.read(bucket);
  const place = entry?.record.ended?.place;
  const newest = entry?.record.latest;
  if (proof !== undefined && place !== undefined && place !== newest?.place && remedies.length === 0) {
    const planned = (await records.plans.read(`${place}/plan`))?.record;
    if (planned?.state === 'planned') {
      const plan = await readPlan(planned.plan, records.store);
      const run = { state, plan, remedies: await remediesOf(place, records), later: latest, proof };
      return { run, planUri: planned.plan };
    }
  }
  // A proof of an earlier run says nothing of this one.
  const own = place === newest?.place && proof !== undefined ? { proof } : {};
  return { run: { state, plan: latest, remedies, ...own }, planUri: newest?.plan ?? '' };
}
