import { isAppError, type Deadline } from '@lakeward/core';
import type { ObjectRef } from '@lakeward/s3';
import type { Goal } from './plan/goal';
import { manifestKeyOf } from './inventory/inventory-manifest';
import { s3MetadataTable } from './inventory/metadata-table';
import { planSnapshot, type PlanDependencies } from './plan/plan-snapshot';
import { proveRun, type ProveDependencies, type Proven } from './proof/prove-run';
import { decide } from './run/decide';
import { notePlan } from './run/note-plan';
import type { DecideDependencies } from './run/run-dependencies';

/** What taking in an inventory works with. */
export interface TakeInventoryDependencies extends PlanDependencies, DecideDependencies, ProveDependencies {
  readonly settings: PlanDependencies['settings'];
  readonly goal: Goal;
  readonly mode: 'report' | 'apply';
  /** Bucket that inventories are delivered to. */
  readonly inventoryBucket: string;
  /** Without trailing slash. */
  readonly inventoryPrefix: string;
  /** Catalog of S3 Metadata, or empty. */
  readonly metadataCatalog: string;
}

/** What came of an inventory. */
export interface TakenInventory {
  readonly outcome: 'planned' | 'applied' | 'superseded' | 'not-ours' | Refusal;
  readonly plan?: string;
  readonly proof?: Proven['outcome'];
}

/** Why a plan was not carried out at once; the next inventory comes soon enough. */
const REFUSALS = {
  REENC_RUN_OPEN: 'waits-for-open-run',
  REENC_SNAPSHOT_TOO_OLD: 'waits-for-next-inventory',
  REENC_SNAPSHOT_SUPERSEDED: 'superseded',
  REENC_ALREADY_DECIDED: 'already-decided',
} as const;

type Refusal = (typeof REFUSALS)[keyof typeof REFUSALS];

/**
 * Takes in a delivered inventory: plans it, proves by it what the last run did, and carries the plan out where that is wanted. The
 * delivery of yesterday that comes after today's is planned too, and left at that.
 */
export async function takeInventory(
  checksum: ObjectRef,
  dependencies: TakeInventoryDependencies,
  invocation: { readonly deadline: Deadline },
): Promise<TakenInventory> {
  const { goal, inventoryBucket, inventoryPrefix, metadataCatalog } = dependencies;
  const key = manifestKeyOf(checksum.key);
  if (checksum.bucket !== inventoryBucket || !key.startsWith(`${inventoryPrefix}/`))
    return { outcome: 'not-ours' };
  const [bucket = ''] = key.slice(inventoryPrefix.length + 1).split('/');
  const input = {
    manifest: { bucket: checksum.bucket, key },
    goal,
    ...(metadataCatalog === '' ? {} : { metadataTable: s3MetadataTable(metadataCatalog, bucket) }),
  };
  const { plan, planUri } = await planSnapshot(input, dependencies, invocation);
  if (!(await notePlan(plan, planUri, dependencies))) return { outcome: 'superseded', plan: planUri };
  const proof = await proveRun(plan.bucket, dependencies, invocation);
  const taken = { plan: planUri, proof: proof.outcome };
  if (dependencies.mode === 'report' || plan.manifests.length === 0) return { outcome: 'planned', ...taken };
  return { outcome: await apply(plan.bucket, dependencies), ...taken };
}

async function apply(bucket: string, dependencies: DecideDependencies): Promise<'applied' | Refusal> {
  try {
    await decide({ bucket, decision: 'approve', reason: 'Mode apply.' }, dependencies);
    return 'applied';
  } catch (error) {
    for (const [code, refusal] of Object.entries(REFUSALS)) if (isAppError(error, code)) return refusal;
    throw error;
  }
}
