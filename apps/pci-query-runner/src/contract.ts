import { list, matching, optionalList, text, wholeNumber } from '@lakeward/config';
import * as v from 'valibot';

export { cloudTrailTable, type CloudTrailTableSettings } from './cloudtrail-table';

/**
 * What the app and its stack agree on. The stack types a function's environment by the schema here and takes prefixes and
 * limits from here, so a forgotten variable or a changed prefix does not compile.
 */
export const APP = 'pci-query-runner';

/** How partitions come to be: computed from the query's filters, or added to the catalog for each day. */
export const PARTITION_MODES = ['projection', 'add-partition'] as const;

/** Environment of `review-day`. */
export const reviewDayEnvironment = v.object({
  /** Bucket that CloudTrail delivers to. */
  LOG_BUCKET: text(),
  /** Prefix chosen at the trail's creation, with its trailing slash; empty where there is none. */
  LOG_PREFIX: v.string(),
  /** `o-...` for an organization trail, else empty. */
  ORGANIZATION_ID: matching(/^(o-[a-z0-9]{10,32})?$/, 'is not an organization id'),
  /** Accounts whose logs must be there, 12 digits each. */
  ACCOUNTS: list(),
  /** Regions whose logs must be there. */
  REGIONS: list(),
  DATABASE: text(),
  TABLE: text(),
  WORKGROUP: text(),
  PARTITION_MODE: v.picklist(PARTITION_MODES, 'is neither projection nor add-partition'),
  /** Bucket for run records and evidence. */
  EVIDENCE_BUCKET: text(),
  /** Rule pack, such as pci-dss-3.2.1. */
  PACK: text(),
  /** Buckets with audit logs or cardholder data, whose objects nobody should read unseen. */
  GUARDED_BUCKETS: optionalList(),
  /** Findings listed for each rule; counts stay exact. */
  LISTING_CAP: wholeNumber(1),
  /** Topic for notices; empty for none. */
  NOTICE_TOPIC: v.string(),
});

/**
 * Event of `review-day`: EventBridge's scheduled event, whose `time` decides which day is over, or one by hand that names
 * the day. The same `time` is the same run, however often it is delivered.
 */
export const reviewDayEvent = v.object({
  time: v.pipe(v.string(), v.isoTimestamp()),
  /** `YYYY-MM-DD`; the day before `time` where absent. */
  date: v.optional(v.pipe(v.string(), v.isoDate())),
});

/** Where things lie in the evidence bucket. */
export const EVIDENCE_PREFIX = 'pci-query-runner/evidence/';
export const LEDGER_PREFIX = 'pci-query-runner/runs/';

/** Limits that both sides rely on. */
export const LIMITS = {
  /** Longest run of the function, in seconds: Lambda's own maximum. Source: "Lambda quotas". */
  timeoutSeconds: 900,
  /** A log file is at most 50 MB before compression ("Quotas in AWS CloudTrail"); parsed, one takes about 400 MB. */
  memoryMegabytes: 1_769,
} as const;
