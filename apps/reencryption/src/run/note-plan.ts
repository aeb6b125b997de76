import type { Plan } from '../plan/plan';
import { planPlace } from '../plan/plan-snapshot';
import { changeRecord } from './change-record';
import type { RunLedgers } from './run-dependencies';

/**
 * Notes a plan as the newest of its bucket. Yesterday's inventory may be delivered after today's: the older one stays queryable and
 * planned, but is not the one that is decided about. Answers whether the plan is the newest.
 */
export async function notePlan(
  plan: Plan,
  planUri: string,
  { buckets }: Pick<RunLedgers, 'buckets'>,
): Promise<boolean> {
  const place = planPlace(plan);
  const latest = { createdAt: plan.inventory.createdAt, place, plan: planUri };
  await buckets.create(plan.bucket, { bucket: plan.bucket, latest, open: null });
  const entry = await changeRecord(buckets, plan.bucket, (record) =>
    record.latest.createdAt > latest.createdAt || record.latest.place === place
      ? record
      : { ...record, latest },
  );
  return entry?.record.latest.place === place;
}
