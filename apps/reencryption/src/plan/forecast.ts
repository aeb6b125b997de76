import type { VersionGroup } from './classify';
import type { Goal } from './goal';
import { copyRequests } from '../multipart-copy/copy-requests';
import { getPrice, putPrice, restorePrice, retrievalPrice, type RegionPrices } from '../prices';
import { lotsByRemedy } from './write-manifests';

/** A guess with its two ends. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** What a plan costs and how long it takes, by list prices; all money in US dollars. */
export interface Forecast {
  /** Region and day of the prices. */
  readonly prices: { readonly region: string; readonly asOf: string };
  /** Objects and bytes that jobs work on. */
  readonly objects: number;
  readonly bytes: number;
  /** Bytes that are read and written anew; `update` moves none. */
  readonly bytesMoved: number;
  readonly jobs: number;
  /** Requests to S3 that the jobs make. */
  readonly requests: number;
  readonly kmsCalls: { readonly withBucketKeys: number; readonly withoutBucketKeys: number };
  readonly cost: {
    /** Fees of S3 Batch: for each job and each object. */
    readonly batch: number;
    readonly requests: number;
    /** For the setting of the plan. */
    readonly kms: Range;
    readonly retrieval: number;
    /** Lambda, for objects over 5 GiB. */
    readonly functions: number;
    readonly total: Range;
  };
  /** The same estate by the way of copying every listed version, compliant ones too. */
  readonly copyEverything: { readonly objects: number; readonly bytesMoved: number; readonly cost: number };
  readonly wallClockHours: Range;
}

/** Share of KMS calls that are left with Bucket Keys: AWS speaks of "up to 99 percent" less. */
const LEFT_WITH_BUCKET_KEYS = 0.01;

/** Tasks a second that S3 Batch works off; AWS promises none. Slow: many small prefixes or KMS quota; fast: a large bucket. */
const TASKS_PER_SECOND: Range = { low: 300, high: 3_000 };

/** Reading the manifest, waiting for the turn, writing the report. */
const JOB_OVERHEAD_HOURS: Range = { low: 0.1, high: 1 };

/** Bytes a second that a large object is copied with; about 2 TB in 15 minutes at best. */
const LARGE_COPY_BYTES_PER_SECOND: Range = { low: 200_000_000, high: 2_000_000_000 };

/** Memory of the function that copies large objects. */
const FUNCTION_GIGABYTES = 1.73;

/** Hours until a bulk restore is ready, by what is restored. Source: "Understanding archive retrieval options", S3 User Guide. */
const RESTORE_HOURS: Readonly<Record<string, Range>> = {
  GLACIER: { low: 5, high: 12 },
  ARCHIVE: { low: 5, high: 12 },
  ARCHIVE_ACCESS: { low: 5, high: 12 },
  DEEP_ARCHIVE: { low: 12, high: 48 },
  DEEP_ARCHIVE_ACCESS: { low: 12, high: 48 },
};

/** Classes whose uploads in parts are charged as for STANDARD until they are completed. Source: see `copyRequests`. */
const ARCHIVES = ['GLACIER', 'DEEP_ARCHIVE'];

/**
 * Forecast of a plan by the prices of a Region.
 *
 * A task of S3 Batch is taken to be one request: UpdateObjectEncryption, CopyObject ("S3CopyObjectOperation", S3 API reference: every
 * object is passed to it), or RestoreObject. An object over 5 GiB takes the requests of a copy in parts, counted for the mean size of
 * its group: that is less than one part off for each object, as long as none is over 2,500 GiB. What planning cannot know is left out:
 * where access control lists are in use in the bucket, or copies get a tag, smaller objects are copied by the function too and take
 * some ten requests and an invocation each; tries that are repeated; calls to KMS for parts, of which nothing is documented; and
 * objects over 5 GiB of an inventory that tells no sizes.
 */
export function forecast(groups: readonly VersionGroup[], goal: Goal, prices: RegionPrices): Forecast {
  const acted = groups.filter(({ lot }) => lot !== undefined);
  const objects = sum(acted, ({ objects }) => objects);
  const jobs = [...lotsByRemedy(groups).values()].reduce((count, lots) => count + lots.length, 0);
  const copies = acted.filter(({ remedy }) => remedy !== 'update');
  const bytesMoved = sum(copies, ({ bytes }) => bytes);
  const large = sum(acted, (group) => (isLarge(group) ? group.objects : 0));
  const requests = sum(acted, (group) => group.objects * requestsOf(group));

  const withoutBucketKeys = kmsCalls(acted, goal);
  const withBucketKeys = Math.ceil(withoutBucketKeys * LEFT_WITH_BUCKET_KEYS);
  const kmsPrice = (calls: number): number => (calls / 10_000) * prices.kmsPer10000Calls;
  const kms = goal.bucketKeys
    ? { low: kmsPrice(withBucketKeys), high: kmsPrice(withoutBucketKeys) }
    : { low: kmsPrice(withoutBucketKeys), high: kmsPrice(withoutBucketKeys) };

  const batch = jobs * prices.batchPerJob + (objects / 1e6) * prices.batchPerMillionObjects;
  const requestCost = sum(acted, (group) => group.objects * requestPrice(group, prices));
  const retrieval = sum(copies, (group) => retrievalPrice(group, prices));
  const functions =
    (large / 1e6) * prices.lambdaPerMillionRequests +
    (bytesMovedLarge(acted) / LARGE_COPY_BYTES_PER_SECOND.low) *
      prices.lambdaPerGbSecond *
      FUNCTION_GIGABYTES;
  const fixed = batch + requestCost + retrieval + functions;
  return {
    prices: { region: prices.region, asOf: prices.asOf },
    objects,
    bytes: sum(acted, ({ bytes }) => bytes),
    bytesMoved,
    jobs,
    requests,
    kmsCalls: { withBucketKeys, withoutBucketKeys },
    cost: {
      batch: money(batch),
      requests: money(requestCost),
      kms: { low: money(kms.low), high: money(kms.high) },
      retrieval: money(retrieval),
      functions: money(functions),
      total: { low: money(fixed + kms.low), high: money(fixed + kms.high) },
    },
    copyEverything: copyEverything(groups, goal, prices),
    wallClockHours: wallClock(acted, jobs),
  };
}

/** True for objects over 5 GiB, which the function copies in parts. */
function isLarge({ remedy, lot }: VersionGroup): boolean {
  return remedy === 'multipart-copy' || lot?.isLarge === true;
}

/** Requests for one object of a group. */
function requestsOf(group: VersionGroup): number {
  const restore = group.remedy === 'restore-first' ? 1 : 0;
  if (!isLarge(group)) return restore + 1;
  const copy = copyRequests(group.bytes / group.objects);
  return restore + copy.parts + copy.completion + copy.records + copy.looks + copy.recordLooks;
}

/**
 * Price of the requests for one object of a group. UpdateObjectEncryption is charged as a PUT of S3 Standard whatever the class
 * ("Updating server-side encryption for existing data"); a restore is followed by a copy into the class the object had.
 */
function requestPrice(group: VersionGroup, prices: RegionPrices): number {
  const { remedy, storageClass } = group;
  if (remedy === 'update') return putPrice('STANDARD', prices);
  const restore = remedy === 'restore-first' ? restorePrice(storageClass, prices) : 0;
  const put = putPrice(storageClass, prices);
  if (!isLarge(group)) return restore + put;
  const copy = copyRequests(group.bytes / group.objects);
  const standard = putPrice('STANDARD', prices);
  return (
    restore +
    copy.parts * (ARCHIVES.includes(storageClass) ? standard : put) +
    copy.completion * put +
    copy.records * standard +
    copy.looks * getPrice(storageClass, prices) +
    copy.recordLooks * getPrice('STANDARD', prices)
  );
}

/** Each object under KMS takes a call for the new key, and one for the old where that is KMS too. */
function kmsCalls(groups: readonly VersionGroup[], { target }: Goal): number {
  return sum(groups, ({ reason, objects }) => {
    const old = reason === 'other-key' || reason === 'sse-kms' || reason === 'dsse-kms' ? 1 : 0;
    return objects * (old + (target === 'sse-kms' ? 1 : 0));
  });
}

/** The article's way: every listed version is a task of one copy job, whatever its state. */
function copyEverything(
  groups: readonly VersionGroup[],
  { target }: Goal,
  prices: RegionPrices,
): Forecast['copyEverything'] {
  const listed = groups.filter(({ reason }) => reason !== 'delete-marker');
  const objects = sum(listed, ({ objects }) => objects);
  const kms = target === 'sse-kms' ? (objects / 10_000) * prices.kmsPer10000Calls : 0;
  const cost =
    prices.batchPerJob +
    (objects / 1e6) * prices.batchPerMillionObjects +
    sum(listed, (group) => group.objects * putPrice(group.storageClass, prices)) +
    kms;
  return { objects, bytesMoved: sum(listed, ({ bytes }) => bytes), cost: money(cost) };
}

function wallClock(groups: readonly VersionGroup[], jobs: number): Range {
  if (jobs === 0) return { low: 0, high: 0 };
  const objects = sum(groups, ({ objects }) => objects);
  const large = bytesMovedLarge(groups);
  const waits = groups.map(({ remedy, storageClass, archiveTier }) =>
    remedy === 'restore-first' ? RESTORE_HOURS[archiveTier === '' ? storageClass : archiveTier] : undefined,
  );
  return {
    low: hours(
      objects / TASKS_PER_SECOND.high / 3_600 +
        large / LARGE_COPY_BYTES_PER_SECOND.high / 3_600 +
        JOB_OVERHEAD_HOURS.low +
        Math.max(0, ...waits.map((wait) => wait?.low ?? 0)),
    ),
    high: hours(
      objects / TASKS_PER_SECOND.low / 3_600 +
        large / LARGE_COPY_BYTES_PER_SECOND.low / 3_600 +
        JOB_OVERHEAD_HOURS.high * jobs +
        Math.max(0, ...waits.map((wait) => wait?.high ?? 0)),
    ),
  };
}

function bytesMovedLarge(groups: readonly VersionGroup[]): number {
  return sum(groups, (group) => (isLarge(group) ? group.bytes : 0));
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

/** Dollars to a hundredth of a cent. */
const money = (dollars: number): number => Math.round(dollars * 10_000) / 10_000;
const hours = (value: number): number => Math.round(value * 100) / 100;
