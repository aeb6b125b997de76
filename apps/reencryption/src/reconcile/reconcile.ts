import { type Clock, Deadline, inParallel, isAppError, retry, toAppError } from '@lakeward/core';
import { maintainDeliveryPolicy, type Sources } from './delivery-policy';
import { bucketNotReached } from './reconcile-errors';
import { REENC_BUCKET_NOT_RECONCILED, REENC_RECONCILED } from './reconcile-log-events';
import { isTargeted, settleBucket, type BucketWatch, type SettledBucket } from './settle-bucket';

/** What reconciling works with. */
export interface ReconcileDependencies extends BucketWatch {
  readonly clock: Clock;
}

/** A bucket that could not be looked at or set up. */
export interface ReconcileFailure {
  readonly bucket: string;
  readonly code: string;
  /** What is wrong, and what to do about it. */
  readonly description: string;
  /** True where the next run may succeed without anyone doing anything. */
  readonly retryable: boolean;
}

/** How the Region was left. */
export interface Reconciliation {
  readonly region: string;
  /** Buckets of the Region. */
  readonly looked: number;
  /** Those of them that have the tag. */
  readonly targeted: number;
  readonly set: readonly string[];
  readonly replaced: readonly string[];
  readonly removed: readonly string[];
  readonly policyChanged: boolean;
  /** `account`: the list of buckets would not fit into the policy of the inventory bucket, so all of the account may deliver. */
  readonly deliveryFrom: 'listed' | 'account';
  readonly failures: readonly ReconcileFailure[];
}

/** Buckets that are looked at at the same time. */
const AT_A_TIME = 8;
/** How long a throttled bucket is tried again before it is left to the next run, in milliseconds. */
const PATIENCE_MS = 20_000;

type Found = SettledBucket | 'gone' | ReconcileFailure;

/**
 * Looks at all buckets of the Region and gives each the inventory that its tag asks for. Delivery is allowed before an inventory is
 * set up and disallowed after it is removed, so that no list is lost. A bucket that fails is named and does not stop the others;
 * what is known of it stays as it is, and the next run converges.
 *
 * Errors: what listing buckets or the policy of the inventory bucket throw; without them nothing can be set up.
 */
export async function reconcile(
  dependencies: ReconcileDependencies,
  { deadline }: { deadline: Deadline },
): Promise<Reconciliation> {
  const { settings, buckets, log } = dependencies;
  const names: string[] = [];
  for await (const { name } of buckets.listBuckets(settings.region)) names.push(name);
  const attempt = attempter(dependencies, deadline);
  const tagged = await inParallel(names, AT_A_TIME, (name) =>
    attempt(name, () => isTargeted(name, dependencies)),
  );
  const toAdd = names.filter((_name, index) => tagged[index] === true);
  const added = await maintainDeliveryPolicy(
    (present) => (present === 'all' ? present : new Set([...present, ...toAdd])),
    settings,
    buckets,
  );
  const found = new Map<string, Found>();
  await inParallel([...names.entries()], AT_A_TIME, async ([index, name]) => {
    const look = tagged[index];
    // A bucket whose tags could not be read fails the same way again.
    found.set(
      name,
      typeof look === 'object' ? look : await attempt(name, () => settleBucket(name, dependencies)),
    );
  });
  const kept = await stillTargeted(added.sources, found, dependencies);
  const removed = await maintainDeliveryPolicy(
    (present) => withoutUntargeted(present, kept, found),
    settings,
    buckets,
  );
  const outcome = summary(settings.region, names, found, {
    policyChanged: added.changed || removed.changed,
    deliveryFrom: removed.sources === 'all' ? 'account' : 'listed',
  });
  for (const { bucket, code: errorCode, retryable, description } of outcome.failures) {
    log.write(REENC_BUCKET_NOT_RECONCILED, { bucket, errorCode, retryable, description });
  }
  log.write(REENC_RECONCILED, {
    looked: outcome.looked,
    targeted: outcome.targeted,
    changed: outcome.set.length + outcome.replaced.length + outcome.removed.length,
    failed: outcome.failures.length,
    policyChanged: outcome.policyChanged,
  });
  return outcome;
}

/** Runs work on one bucket: tried again while S3 asks to, `gone` for a bucket deleted meanwhile, a failure for any other error. */
function attempter({ clock }: ReconcileDependencies, deadline: Deadline) {
  return async <Result>(
    bucket: string,
    work: () => Promise<Result>,
  ): Promise<Result | 'gone' | ReconcileFailure> => {
    try {
      if (deadline.passed()) throw bucketNotReached(bucket);
      const patience = Deadline.in(Math.min(PATIENCE_MS, deadline.remaining()), clock);
      return await retry(work, { clock, deadline: patience });
    } catch (error) {
      if (isAppError(error, 'S3_BUCKET_NOT_FOUND')) return 'gone';
      const { code, message, remedy, retryable } = toAppError(error);
      return { bucket, code, description: `${message} ${remedy}`, retryable };
    }
  };
}

/** Of the buckets about to lose delivery, those that have got the tag since they were settled. */
async function stillTargeted(
  sources: Sources,
  found: ReadonlyMap<string, Found>,
  dependencies: ReconcileDependencies,
): Promise<ReadonlySet<string>> {
  if (sources === 'all') return new Set();
  const leaving = [...sources].filter((name) => isUntargeted(found.get(name)));
  const tagged = await inParallel(leaving, AT_A_TIME, (name) =>
    isTargeted(name, dependencies).catch((error: unknown) => !isAppError(error, 'S3_BUCKET_NOT_FOUND')),
  );
  return new Set(leaving.filter((_name, index) => tagged[index]));
}

function withoutUntargeted(
  present: Sources,
  kept: ReadonlySet<string>,
  found: ReadonlyMap<string, Found>,
): Sources {
  const targeted = [...found]
    .filter(([, state]) => isSettled(state) && state.isTargeted)
    .map(([name]) => name);
  if (present !== 'all') {
    return new Set([...present].filter((name) => kept.has(name) || !isUntargeted(found.get(name))));
  }
  // Back from all to a list only where every bucket is known: one that is not might lose its delivery.
  return [...found.values()].some(isFailure) ? present : new Set([...targeted, ...kept]);
}

/** True for a bucket without the tag, one that is gone, and one that is not in the Region. */
function isUntargeted(state: Found | undefined): boolean {
  return state === undefined || state === 'gone' || (isSettled(state) && !state.isTargeted);
}

function isSettled(state: Found): state is SettledBucket {
  return typeof state === 'object' && 'change' in state;
}

function isFailure(state: Found): state is ReconcileFailure {
  return typeof state === 'object' && 'code' in state;
}

function summary(
  region: string,
  names: readonly string[],
  found: ReadonlyMap<string, Found>,
  policy: Pick<Reconciliation, 'policyChanged' | 'deliveryFrom'>,
): Reconciliation {
  const settled = [...found].flatMap(([name, state]) => (isSettled(state) ? [{ name, ...state }] : []));
  const changed = (change: SettledBucket['change']) =>
    settled
      .filter((one) => one.change === change)
      .map(({ name }) => name)
      .sort();
  return {
    region,
    looked: names.length,
    targeted: settled.filter((one) => one.isTargeted).length,
    set: changed('set'),
    replaced: changed('replaced'),
    removed: changed('removed'),
    ...policy,
    failures: [...found.values()].filter(isFailure).sort((a, b) => (a.bucket < b.bucket ? -1 : 1)),
  };
}
