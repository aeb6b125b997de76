import { list, matching, text, wholeNumber } from '@lakeward/config';
import * as v from 'valibot';

export { batchReportTable, type BatchReportTableSettings } from './run/batch-report-table';
export {
  INVENTORY_TABLE_PREFIX,
  standardInventoryTable,
  type InventoryTableSettings,
} from './inventory/inventory-table';

/**
 * What the app and its stack agree on. The stack types each function's environment by the schemas here and takes prefixes
 * and limits from here, so a forgotten variable or a changed prefix does not compile.
 */
export const APP = 'reencryption';

/** What objects shall be encrypted with. */
export const TARGETS = ['sse-kms', 'sse-s3'] as const;

/** `report`: plan and say so. `apply`: create the jobs as well. */
export const MODES = ['report', 'apply'] as const;

/** What is to be done with an object; each listed version has exactly one. */
export const REMEDIES = [
  'compliant',
  'key-unknown',
  'update',
  'copy',
  'multipart-copy',
  'restore-first',
  'impossible',
  'not-applicable',
] as const;

/** Remedies that a job carries out. */
export const ACTIONS = ['update', 'copy', 'multipart-copy', 'restore-first'] as const;

const onOrOff = () =>
  v.pipe(
    v.picklist(['on', 'off'], 'is neither on nor off'),
    v.transform((value) => value === 'on'),
  );
const account = () => matching(/^\d{12}$/, 'is not an account id of 12 digits');
const roleArn = () => matching(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, 'is not the ARN of a role');
const keyArnOrEmpty = () =>
  matching(/^(arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+)?$/, 'is neither empty nor the ARN of a key');

/** The account and Region that jobs and buckets are in. */
const place = { ACCOUNT: account(), REGION: text() };

/** Buckets of the app. */
const buckets = {
  /** Bucket that S3 delivers inventories to. */
  INVENTORY_BUCKET: text(),
  /** Bucket with SSE-S3 as its default: manifests and completion reports are never under KMS. */
  BATCH_BUCKET: text(),
  /** Bucket for run records and plans. */
  EVIDENCE_BUCKET: text(),
};

/** Where queries run. */
const queries = {
  DATABASE: text(),
  /** A workgroup that leaves the location of UNLOAD to the statement. */
  WORKGROUP: text(),
};

/** Topic for notices; empty for none. */
const notices = { NOTICE_TOPIC: v.string() };

/** Which buckets are watched over, and how their inventories are set up. */
const targets = {
  /** Buckets with this tag and value get an inventory, as `__Inventory` and `true`. */
  TARGET_TAG_KEY: text(),
  TARGET_TAG_VALUE: v.string(),
  /** Id of the inventory configuration that the app owns on each bucket. */
  INVENTORY_ID: matching(/^[\w.-]{1,64}$/, 'is not an id of an inventory configuration'),
  INVENTORY_FREQUENCY: v.picklist(['Daily', 'Weekly'], 'is neither Daily nor Weekly'),
  /** Key of the inventories; empty for SSE-S3. */
  INVENTORY_KEY_ARN: keyArnOrEmpty(),
};

/** What objects shall become. */
const goal = {
  TARGET: v.picklist(TARGETS, 'is neither sse-kms nor sse-s3'),
  /** Full ARN of the key for sse-kms; empty for sse-s3. */
  TARGET_KEY_ARN: keyArnOrEmpty(),
  /** S3 Bucket Keys for objects under sse-kms. */
  BUCKET_KEYS: onOrOff(),
  /** Copies old versions too, which adds a version for each; `update` always does them in place. */
  COPY_NONCURRENT: onOrOff(),
  /** Tag of new versions, as `__ObjectEncrypted=true`; empty for none. */
  COPY_TAG: matching(/^([^=]{1,128}=.{0,256})?$/, 'is neither empty nor key=value'),
  /** Catalog of S3 Metadata's tables, as `s3tablescatalog/aws-s3`; empty where metadata tables are not to be asked. */
  METADATA_CATALOG: v.string(),
};

/** How jobs are made. */
const jobs = {
  UPDATE_ROLE_ARN: roleArn(),
  COPY_ROLE_ARN: roleArn(),
  RESTORE_ROLE_ARN: roleArn(),
  INVOKE_ROLE_ARN: roleArn(),
  MULTIPART_COPY_FUNCTION_ARN: text(),
  /** Jobs with more objects wait suspended until somebody confirms them. */
  CONFIRM_ABOVE_OBJECTS: wholeNumber(),
  /** 0 to 2,147,483,647. */
  JOB_PRIORITY: wholeNumber(),
  REPORT_SCOPE: v.picklist(['AllTasks', 'FailedTasksOnly'], 'is neither AllTasks nor FailedTasksOnly'),
};

/** Environment of `reconcile`. */
export const reconcileEnvironment = v.object({ ...place, ...targets, INVENTORY_BUCKET: text() });

/** Environment of `on-tag-change`. */
export const onTagChangeEnvironment = reconcileEnvironment;

/** Environment of `on-inventory-delivered`. */
export const onInventoryDeliveredEnvironment = v.object({
  ...place,
  ...buckets,
  ...queries,
  ...goal,
  ...jobs,
  ...notices,
  MODE: v.picklist(MODES, 'is neither report nor apply'),
  /** Role of the function that copies large objects: like the roles of jobs it must be let at the key. */
  MULTIPART_COPY_ROLE_ARN: roleArn(),
});

/** Environment of `approve`. */
export const approveEnvironment = v.object({
  ...place,
  ...buckets,
  ...queries,
  ...goal,
  ...jobs,
  ...notices,
});

/** Environment of `on-job-state`. */
export const onJobStateEnvironment = v.object({ ...place, ...buckets, ...queries, ...notices });

/** Environment of `on-batch-report`. */
export const onBatchReportEnvironment = onJobStateEnvironment;

/** Environment of `sweep`. */
export const sweepEnvironment = onJobStateEnvironment;

/**
 * Environment of `multipart-copy`. The job's user arguments say what the copies are encrypted with; jobs of invocation schema 1.0
 * have none and get what is said here.
 */
export const multipartCopyEnvironment = v.object({
  ...place,
  EVIDENCE_BUCKET: text(),
  TARGET: goal.TARGET,
  TARGET_KEY_ARN: goal.TARGET_KEY_ARN,
  BUCKET_KEYS: goal.BUCKET_KEYS,
  COPY_TAG: goal.COPY_TAG,
  /** Parts copied at the same time. */
  PARTS_IN_PARALLEL: wholeNumber(1),
});

/** Environment of `guard-policy`. */
export const guardPolicyEnvironment = v.object({
  ...place,
  EVIDENCE_BUCKET: text(),
  TARGET: goal.TARGET,
  TARGET_KEY_ARN: goal.TARGET_KEY_ARN,
  COPY_TAG: goal.COPY_TAG,
  /** Roles of the jobs and of `multipart-copy`, which guards let through. */
  JOB_ROLE_ARNS: list(),
});

/** EventBridge Scheduler or a rule with a schedule, or an invocation at deployment: `reconcile` and `sweep`. */
export const scheduledEvent = v.object({ time: v.pipe(v.string(), v.isoTimestamp()) });

/** Changes of bucket tags, as CloudTrail reports them to EventBridge. Source: "AWS service events delivered via CloudTrail". */
export const tagChangeEvent = v.object({
  time: v.pipe(v.string(), v.isoTimestamp()),
  detail: v.object({
    eventName: v.picklist(['PutBucketTagging', 'DeleteBucketTagging', 'TagResource', 'UntagResource']),
    /** Present where the call was refused. */
    errorCode: v.optional(v.string()),
    requestParameters: v.nullable(
      v.object({ bucketName: v.optional(v.string()), resourceArn: v.optional(v.string()) }),
    ),
  }),
});

/**
 * `Object Created` of EventBridge; the key is as it is, not URL-encoded. Source: "Amazon S3 event notification structure for EventBridge".
 * `on-inventory-delivered` takes those of `manifest.checksum` in the inventory bucket, `on-batch-report` those of `manifest.json`
 * below {@link REPORT_PREFIX} in the batch bucket.
 */
export const objectCreatedEvent = v.object({
  time: v.pipe(v.string(), v.isoTimestamp()),
  detail: v.object({
    bucket: v.object({ name: v.string() }),
    object: v.object({ key: v.string() }),
  }),
});

/** Status of a job, as S3 reports it through CloudTrail. Source: "Tracking an S3 Batch Operations job in Amazon EventBridge". */
export const jobStateEvent = v.object({
  time: v.pipe(v.string(), v.isoTimestamp()),
  detail: v.object({
    eventName: v.literal('JobStatusChanged'),
    serviceEventDetails: v.object({ jobId: v.string(), status: v.string() }),
  }),
});

/** Names one snapshot of one bucket. */
const snapshotEntries = {
  bucket: v.string(),
  /** Id of the inventory configuration. */
  configuration: v.string(),
  /** `2026-11-06T01-00Z`, as the folder of the delivery is named. */
  snapshot: v.string(),
};

/** Event of `approve`, by hand. */
export const approveEvent = v.object({
  ...snapshotEntries,
  /** `redrive`: run once more what failed and may succeed now. */
  decision: v.picklist(['approve', 'reject', 'redrive']),
  /** All of the plan where absent. */
  remedies: v.optional(v.array(v.picklist(ACTIONS))),
  /** Who decided, and why; kept with the run. */
  reason: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
});

/**
 * Guards that `guard-policy` can put up. `deny-reads`: nobody but jobs reads a version without the tag of copies;
 * `deny-version-reads`: not by its version id; `deny-uploads`: nobody writes with another encryption than the target.
 */
export const GUARDS = ['deny-reads', 'deny-version-reads', 'deny-uploads'] as const;

/** Event of `guard-policy`, by hand. */
export const guardPolicyEvent = v.object({
  bucket: v.string(),
  guards: v.array(v.picklist(GUARDS)),
  /** `diff` shows what would change; `apply` needs the revision that the diff was shown for. */
  decision: v.picklist(['diff', 'apply']),
  /** Revision of the policy that the diff was made against. */
  revision: v.optional(v.string()),
});

/** What S3 delivers inventories under, in the inventory bucket; S3 puts the slash after it. */
export const INVENTORY_PREFIX = 'reencryption/inventory';
/** Lists of the files of each snapshot, in the batch bucket: what the partitions of the inventory tables point to. */
export const SNAPSHOT_PREFIX = 'reencryption/snapshots/';
/** What queries unload, in the batch bucket: gone after a day by lifecycle. */
export const UNLOAD_PREFIX = 'reencryption/unload/';
/** Manifests of jobs, in the batch bucket. */
export const MANIFEST_PREFIX = 'reencryption/manifests/';
/** Completion reports, in the batch bucket; S3 Batch puts the slash after it. */
export const REPORT_PREFIX = 'reencryption/reports';
/** Plans and run reports, in the evidence bucket. */
export const EVIDENCE_PREFIX = 'reencryption/plans/';
/** Run records, in the evidence bucket. */
export const LEDGER_PREFIX = 'reencryption/runs/';
/** What is going on with each bucket, in the evidence bucket; no bucket's name begins with an underscore. */
export const BUCKET_LEDGER_PREFIX = `${LEDGER_PREFIX}_buckets/`;
/** What later inventories show of runs, in the evidence bucket. */
export const PROOF_LEDGER_PREFIX = `${LEDGER_PREFIX}_proofs/`;
/** Which run a job belongs to, in the evidence bucket. */
export const JOB_LEDGER_PREFIX = 'reencryption/jobs/';

/** Policies as they stood before a guard was put up or taken away, in the evidence bucket. */
export const GUARD_PREFIX = 'reencryption/guards/';
/** Multipart copies under way, in the evidence bucket. */
export const COPY_PREFIX = 'reencryption/copies/';

/** Table over all completion reports. */
export const BATCH_REPORT_TABLE = 's3_batch_reports';

/** Limits that both sides rely on. */
export const LIMITS = {
  /** Longest run of a function, in seconds: Lambda's own maximum. Source: "Lambda quotas". */
  timeoutSeconds: 900,
  /** Streaming manifests and MD5 of inventory files want CPU, which comes with memory. */
  memoryMegabytes: 1_769,
  /** For functions that only ask and write a record. */
  smallMemoryMegabytes: 512,
  /** Largest object that S3 Batch and CopyObject copy, in bytes. Source: "CopyObject", S3 API reference. */
  copyBytes: 5_368_709_120,
  /** Minutes between two sweeps. */
  sweepMinutes: 15,
} as const;
