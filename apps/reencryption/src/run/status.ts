import type { Ledger } from '@lakeward/ledger';
import type { ObjectStore } from '@lakeward/s3';
import type { Plan } from '../plan/plan';
import { readPlan } from '../plan/plan-snapshot';
import type { Proof, proofRecord } from '../proof/proof-record';
import { hasEnded, isKnown, remediesOf } from './follow-job';
import { needsAttention } from './job-trouble';
import type { RunLedgers } from './run-dependencies';
import { planNotFound } from './run-errors';
import type { RemedyRecord } from './run-records';
import { isMiscounted } from './task-count';

/** Where a bucket stands, in one word. */
export type BucketState =
  /** Nothing needs a job. */
  | 'compliant'
  /** A plan waits for a decision. */
  | 'planned'
  | 'rejected'
  /** Jobs wait for somebody to confirm them. */
  | 'awaiting-confirmation'
  | 'running'
  /** Jobs are over and did what they could; the next inventory has to show it. */
  | 'awaiting-proof'
  /** Jobs are over, and one was cancelled, failed, was not what the plan says, or left objects undone. */
  | 'needs-attention'
  /** The next inventory has shown it: nothing is open and nothing came back. */
  | 'proven'
  /** The next inventory shows that something is left. */
  | 'partly-proven';

/** How a bucket stands: its newest plan, what was decided, what jobs did, and what the next inventory proves. */
export interface BucketStatus {
  readonly bucket: string;
  readonly state: BucketState;
  readonly plan: Plan;
  readonly remedies: readonly RemedyRecord[];
  /** What is known of the last run that came to its end. */
  readonly proof?: Proof;
}

/** Status of one bucket; `REENC_PLAN_NOT_FOUND` where it was never planned. */
export async function bucketStatus(
  bucket: string,
  dependencies: Pick<RunLedgers, 'buckets' | 'remedies'> & {
    readonly proofs: Ledger<typeof proofRecord>;
    readonly store: ObjectStore;
  },
): Promise<BucketStatus> {
  const entry = await dependencies.buckets.read(bucket);
  if (entry === undefined) throw planNotFound(`the bucket "${bucket}"`);
  const { latest, ended } = entry.record;
  const plan = await readPlan(latest.plan, dependencies.store);
  const remedies = await remediesOf(latest.place, dependencies);
  const proof = ended === undefined ? undefined : (await dependencies.proofs.read(ended.place))?.record;
  return {
    bucket,
    state: stateOf(plan, remedies, proof, ended?.place !== latest.place),
    plan,
    remedies,
    ...(proof === undefined ? {} : { proof }),
  };
}

function stateOf(
  plan: Plan,
  remedies: readonly RemedyRecord[],
  proof: Proof | undefined,
  isOfEarlierRun: boolean,
): BucketState {
  if (remedies.length === 0) {
    if (plan.manifests.length > 0) return isOfEarlierRun && proof !== undefined ? 'partly-proven' : 'planned';
    return proof === undefined ? 'compliant' : proof.state;
  }
  if (remedies.every(({ decision }) => decision === 'rejected')) return 'rejected';
  const jobs = remedies.flatMap((remedy) => remedy.jobs);
  // One whose count differs is cancelled, whoever confirms it.
  if (jobs.some((job) => job.needsConfirmation && job.status === 'Suspended' && !isMiscounted(job))) {
    return 'awaiting-confirmation';
  }
  if (!remedies.every(hasEnded) || !remedies.every(isKnown)) return 'running';
  if (proof !== undefined) return proof.state;
  return remedies.some(needsAttention) ? 'needs-attention' : 'awaiting-proof';
}
