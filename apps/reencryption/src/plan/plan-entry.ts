import type { AppError, Clock, Deadline } from '@lakeward/core';
import type { Ledger, LedgerEntry } from '@lakeward/ledger';
import type { ObjectRef, ObjectStore } from '@lakeward/s3';
import type * as v from 'valibot';
import { verificationContinues } from '../errors';
import type { planRecord } from './plan-record';
import { verifyFiles, type InventoryDelivery } from '../inventory/verify-inventory';

/** What the ledger says of a plan that is being made, or was. */
export type PlanEntry = LedgerEntry<v.InferOutput<typeof planRecord>>;

/** Which plan it is. */
export interface PlanIdentity {
  /** Where everything of it lies. */
  readonly place: string;
  readonly runKey: string;
}

/** What keeping the entry works with. */
export interface PlanEntryDependencies {
  readonly plans: Ledger<typeof planRecord>;
  readonly clock: Clock;
}

/** The files of the delivery, all verified; `REENC_VERIFICATION_CONTINUES` where time runs out, with what is done on record. */
export async function verifiedFiles(
  delivery: InventoryDelivery,
  known: PlanEntry | undefined,
  { place, runKey, filesPrefix }: PlanIdentity & { readonly filesPrefix?: string },
  { plans, store, clock }: PlanEntryDependencies & { readonly store: ObjectStore },
  deadline: Deadline,
): Promise<readonly ObjectRef[]> {
  const { length: count } = delivery.manifest.files;
  const before = known === undefined ? 0 : known.record.state === 'verifying' ? known.record.verified : count;
  const options = { verified: before, ...(filesPrefix === undefined ? {} : { filesPrefix }) };
  const found = await verifyFiles(delivery, options, { store, clock, deadline });
  if (found.verified === count) return found.files;
  const startedAt = known?.record.startedAt ?? clock.now().toISOString();
  const record = { state: 'verifying', runKey, startedAt, verified: found.verified } as const;
  if (known === undefined) await plans.create(`${place}/plan`, record);
  else await plans.update(known, record);
  throw verificationContinues(found.verified, count);
}

/** The record of a plan whose files are verified; that of another delivery of the event where it came first. */
export async function beginPlan(
  known: PlanEntry | undefined,
  { place, runKey }: PlanIdentity,
  { plans, clock }: PlanEntryDependencies,
): Promise<PlanEntry> {
  const startedAt = known?.record.startedAt ?? clock.now().toISOString();
  const started = { state: 'started', runKey, startedAt, attempt: 1 } as const;
  if (known === undefined) return (await plans.create(`${place}/plan`, started)).entry;
  return known.record.state === 'verifying' ? plans.update(known, started) : known;
}

/** The next delivery must ask under another token, or it would find this failure again. */
export async function nextAttempt(
  entry: PlanEntry,
  attempt: number,
  error: AppError,
  { plans }: Pick<PlanEntryDependencies, 'plans'>,
): Promise<AppError> {
  const { runKey, startedAt } = entry.record;
  await plans.update(entry, { state: 'started', runKey, startedAt, attempt: attempt + 1 });
  return error;
}
