import { list, matching, optionalList, text, wholeNumber } from '@lakeward/config';
import * as v from 'valibot';

export { cloudTrailTable, type CloudTrailTableSettings } from './logs/cloudtrail-table';

/**
 * What the app and its stack agree on. The stack types a function's environment by the schema here and takes prefixes and
 * limits from here, so a forgotten variable or a changed prefix does not compile.
 */
export const APP = 'pci-query-runner';

/** How partitions come to be: computed from the query's filters, or added to the catalog for each day. */
export const PARTITION_MODES = ['projection', 'add-partition'] as const;

const instant = v.pipe(v.string(), v.isoTimestamp());
const date = v.pipe(v.string(), v.isoDate());

/** How evidence is kept from deletion: not at all, or by an S3 Object Lock mode. */
export const RETENTION_MODES = ['none', 'governance', 'compliance'] as const;

/** True for an AWS account id. */
export function isAccountId(text: string): boolean {
  return /^\d{12}$/.test(text);
}

/** True for a Region's name by its form, such as `eu-west-1` or `us-gov-east-1`. */
export function isRegion(text: string): boolean {
  return /^[a-z]{2}(?:-[a-z]+)+-\d$/.test(text);
}

/** Environment of all functions: `review-day`, `on-query-state` and `sweep` finish the same runs. */
export const reviewDayEnvironment = v.object({
  /** Bucket that CloudTrail delivers to. */
  LOG_BUCKET: text(),
  /** Prefix chosen at the trail's creation, with its trailing slash; empty where there is none. */
  LOG_PREFIX: v.string(),
  /** `o-...` for an organization trail, else empty. */
  ORGANIZATION_ID: matching(/^(o-[a-z0-9]{10,32})?$/, 'is not an organization id'),
  /** Accounts whose logs must be there, 12 digits each. */
  ACCOUNTS: v.pipe(list(), v.everyItem(isAccountId, 'has an account id that is not 12 digits')),
  /** Regions whose logs must be there. */
  REGIONS: v.pipe(list(), v.everyItem(isRegion, 'has a Region of another form than eu-west-1')),
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
  /** Event bus, by name or ARN, for the day's state and critical findings; empty for none. */
  EVENT_BUS: v.string(),
  /** Most bytes that the review of a day may scan, by the sizes of its log files; 0 for no limit. */
  BYTE_LIMIT: wholeNumber(),
  /** Days that log files are kept before a lifecycle rule deletes them; 0 for ever. An older day is not reviewed. */
  LOG_RETENTION_DAYS: wholeNumber(),
  /** KMS key that signs manifests (ECC_NIST_P256, sign and verify), by ARN; empty where they stay unsigned. */
  SIGNING_KEY: v.string(),
  /** Object Lock of the evidence. */
  RETENTION_MODE: v.picklist(RETENTION_MODES, 'is none of none, governance, compliance'),
  /** Days that evidence is locked; 0 with `none` only. */
  RETENTION_DAYS: wholeNumber(),
});

/**
 * Event of `review-day`: EventBridge's scheduled event, whose `time` decides which day is over, or one by hand that names a
 * day, a range of days, both ends included, or a day to sign off. The same `time` is the same run of each day, however often
 * it is delivered.
 */
export const reviewDayEvent = v.pipe(
  v.object({
    time: instant,
    /** `YYYY-MM-DD`; the day before `time` where neither it nor a range is given. */
    date: v.optional(date),
    from: v.optional(date),
    to: v.optional(date),
    /** A reviewer's statement about a reviewed day, to be signed; nothing is reviewed then. */
    signOff: v.optional(
      v.object({
        date,
        /** Version of the evidence, as its folder is called; the newest where absent. */
        version: v.optional(v.string()),
        reviewer: v.string(),
        statement: v.string(),
        findingNotes: v.optional(v.array(v.object({ rule: v.string(), note: v.string() })), []),
      }),
    ),
  }),
  v.check(({ from, to }) => (from === undefined) === (to === undefined), 'from and to together'),
  v.check(({ date: day, from }) => day === undefined || from === undefined, 'a date or a range, not both'),
  v.check(
    ({ date: day, from, signOff }) => signOff === undefined || (day ?? from) === undefined,
    'a review or a sign-off, not both',
  ),
);

/**
 * Event of `on-query-state`: what is used of EventBridge's "Athena Query State Change". Events are best effort and may come
 * twice, late or not at all. Source: "Monitor Athena query events with EventBridge".
 */
export const queryStateEvent = v.object({
  detail: v.object({
    queryExecutionId: v.pipe(v.string(), v.minLength(1)),
    currentState: v.string(),
  }),
});

/** The states in which there is something to finish; a rule need not deliver others. */
export const FINAL_QUERY_STATES = ['SUCCEEDED', 'FAILED', 'CANCELLED'] as const;

/** Event of `sweep`: the schedule's. */
export const sweepEvent = v.object({ time: instant });

/** How often `sweep` looks for runs that nobody finished. */
export const SWEEP_EVERY_MINUTES = 15;

/** Source and kinds of the events that go to the bus; their form is in the README. */
export const EVENT_SOURCE = 'lakeward.pci-query-runner';
export const EVENT_TYPES = { day: 'PCI Day Reviewed', finding: 'PCI Critical Findings' } as const;

/** Where things lie in the evidence bucket. */
export const EVIDENCE_PREFIX = 'pci-query-runner/evidence/';
export const LEDGER_PREFIX = 'pci-query-runner/runs/';
/** Which run a query belongs to, by query id. */
export const QUERY_PREFIX = 'pci-query-runner/queries/';
/** Accepted findings (PCI DSS 10.4.3), written by the people who review; no object means none. */
export const EXCEPTIONS_KEY = 'pci-query-runner/exceptions.json';

/** Limits that both sides rely on. */
export const LIMITS = {
  /** Longest run of the function, in seconds: Lambda's own maximum. Source: "Lambda quotas". */
  timeoutSeconds: 900,
  /** A log file is at most 50 MB before compression ("Quotas in AWS CloudTrail"); parsed, one takes about 400 MB. */
  memoryMegabytes: 1_769,
} as const;
