import type { EnvironmentOf } from '@lakeward/config';
import {
  APP,
  approveEnvironment,
  BATCH_REPORT_TABLE,
  COPY_PREFIX,
  EVIDENCE_PREFIX,
  GUARD_PREFIX,
  guardPolicyEnvironment,
  INVENTORY_PREFIX,
  INVENTORY_TABLE_PREFIX,
  JOB_LEDGER_PREFIX,
  LEDGER_PREFIX,
  LIMITS,
  MANIFEST_PREFIX,
  multipartCopyEnvironment,
  onBatchReportEnvironment,
  onInventoryDeliveredEnvironment,
  onJobStateEnvironment,
  onTagChangeEnvironment,
  reconcileEnvironment,
  REPORT_PREFIX,
  SNAPSHOT_PREFIX,
  sweepEnvironment,
  tagChangeEvent,
  UNLOAD_PREFIX,
} from '@lakeward/reencryption/contract';
import type { Construct } from 'constructs';
import { arns } from '../arns';
import { batchJobChanged, objectCreated, s3ApiCalled } from '../constructs/events/event-pattern';
import {
  mayCreateBatchJobs,
  mayFollowBatchJobs,
  mayRestore,
  mayRewrite,
  maySteerBatchJobs,
  mayUpdateEncryption,
  type Estate,
} from '../constructs/iam/batch-grants';
import {
  mayAdmitDeliveries,
  mayGuardBuckets,
  mayKeepInventories,
  mayListBuckets,
  mayLocateBuckets,
  mayReadOwnership,
  mayWorkIn,
} from '../constructs/iam/bucket-grants';
import {
  mayCreateTables,
  mayKeepPartitions,
  mayPublish,
  mayQuery,
  mayRead,
  mayWriteEvidence,
  type Grant,
} from '../constructs/iam/grants';
import { mayInspectKey } from '../constructs/iam/key-grants';
import { mayReadMetadataTables } from '../constructs/iam/metadata-grants';
import { AsynchronousFunction } from '../constructs/lambda/asynchronous-function';
import { BatchFunction } from '../constructs/lambda/batch-function';
import { EventFunction } from '../constructs/lambda/event-function';
import type { NodeFunctionProps } from '../constructs/lambda/node-function';
import { ScheduledFunction } from '../constructs/lambda/scheduled-function';
import { BatchRole } from '../constructs/s3-batch/batch-role';
import { resultsPrefix } from '../data-lake';
import { AppStack, type AppStackProps } from './app-stack';

/** Kinds of jobs; each has a role of its own. */
const JOBS = ['update', 'copy', 'restore', 'invoke'] as const;

type Job = (typeof JOBS)[number];

const MULTIPART_COPY = 'multipart-copy';

/** Id of the inventory configuration that the app owns on each bucket, one for each environment. */
const INVENTORY_ID = 'lakeward';

/** States of a job that somebody waits for: its objects have been counted and it waits or begins, or it is over. */
const TELLING_STATES = ['Suspended', 'Ready', 'Active', 'Complete', 'Failed', 'Cancelled'];

/** Objects that are copied in parts at the same time, each by a run of its own: S3 Batch Operations keeps to it. */
const LARGE_OBJECTS_AT_ONCE = 50;

/** What all functions of the app have in common. */
const COMMON = {
  runbook: 'apps/reencryption/README.md#runbook',
  timeoutSeconds: LIMITS.timeoutSeconds,
  memoryMegabytes: LIMITS.smallMemoryMegabytes,
  codeAlarms: {
    INVOCATION_FAILED:
      'A step of re-encryption failed; the log line names the code, the remedy, and whether it is tried again.',
  },
} as const satisfies Partial<NodeFunctionProps<never>>;

/** Re-encryption of the tagged buckets: planned from inventories, carried out by S3 Batch Operations, proven by the next inventory. */
export class ReencryptionStack extends AppStack {
  constructor(scope: Construct, props: AppStackProps) {
    super(scope, APP, props);
    const multipartCopy = this.#addMultipartCopy();
    this.#addBatchRoles(multipartCopy.invocation);
    const functions = [
      ...this.#addWatchers(),
      this.#addPlanner(),
      this.#addApproval(),
      ...this.#addFollowers(),
      multipartCopy,
      this.#addGuard(),
    ];
    this.addDashboard(functions.map(({ dashboard }) => dashboard));
  }

  /** Bring inventories into line with tags: every day, and when a tag changes. */
  #addWatchers() {
    const { buckets, tag, inventoryFrequency, reconcileHourUtc } = this.environment.reencryption;
    const grants = [
      mayKeepInventories(this.environment, buckets),
      mayAdmitDeliveries(this.lake.inventoryBucket),
    ];
    const common = {
      ...COMMON,
      environment: {
        ...this.#place(),
        TARGET_TAG_KEY: tag.key,
        TARGET_TAG_VALUE: tag.value,
        INVENTORY_ID,
        INVENTORY_FREQUENCY: inventoryFrequency,
        INVENTORY_KEY_ARN: '',
        INVENTORY_BUCKET: this.lake.inventoryBucket,
      },
      impact: 'A bucket that was tagged is not listed, so nobody sees how its objects are encrypted.',
      codeAlarms: {
        ...COMMON.codeAlarms,
        REENC_BUCKET_NOT_RECONCILED: 'A tagged bucket has no inventory, or an untagged one keeps it.',
      },
    };
    return [
      new ScheduledFunction(this, 'reconcile', {
        ...common,
        description: 'Gives every tagged bucket an inventory, and takes it from those no longer tagged.',
        contract: reconcileEnvironment,
        grants: [mayListBuckets(), ...grants],
        reservedConcurrency: 1,
        rhythm: { dailyAtHourUtc: reconcileHourUtc },
      }),
      new EventFunction(this, 'on-tag-change', {
        ...common,
        description: 'Gives a bucket its inventory, or takes it away, as soon as its tags change.',
        contract: onTagChangeEnvironment,
        // An event names a bucket of any Region.
        grants: [mayLocateBuckets(this.environment, ['*']), ...grants],
        reservedConcurrency: 2,
        events: { 'tag-change': s3ApiCalled(tagChangeEvent.entries.detail.entries.eventName.options) },
      }),
    ];
  }

  #addPlanner() {
    const { mode } = this.environment.reencryption;
    return new EventFunction(this, 'on-inventory-delivered', {
      ...COMMON,
      description: 'Verifies an inventory, decides for every object what is to be done, and plans the jobs.',
      impact: 'A bucket has no plan for its newest inventory, so its objects stay as they are.',
      contract: onInventoryDeliveredEnvironment,
      environment: {
        ...this.#planning(),
        MODE: mode,
        MULTIPART_COPY_ROLE_ARN: this.#multipartCopyRoleArn(),
      },
      grants: [
        ...this.#planningGrants(),
        ...this.#checkGrants(),
        ...(mode === 'apply' ? this.#jobGrants() : []),
      ],
      memoryMegabytes: LIMITS.memoryMegabytes,
      reservedConcurrency: 5,
      events: {
        delivery: objectCreated(this.lake.inventoryBucket, {
          wildcard: `${INVENTORY_PREFIX}/*/manifest.checksum`,
        }),
      },
    });
  }

  #addApproval() {
    return new AsynchronousFunction(this, 'approve', {
      ...COMMON,
      description: 'Makes, confirms or cancels the jobs of a plan, as somebody has decided.',
      impact: 'A decision about a plan was not carried out: its jobs still wait.',
      contract: approveEnvironment,
      environment: this.#planning(),
      grants: [this.#runGrant(), ...this.#jobGrants()],
      memoryMegabytes: LIMITS.memoryMegabytes,
      reservedConcurrency: 1,
    });
  }

  /** Follow jobs: by events, by their reports, and by the clock, since events are best effort. */
  #addFollowers() {
    const common = {
      ...COMMON,
      environment: this.#following(),
      grants: this.#followingGrants(),
      impact: 'Nobody is told how a job of S3 Batch Operations ended, nor which objects it left undone.',
      codeAlarms: {
        ...COMMON.codeAlarms,
        REENC_JOB_FAILED: 'A job failed as a whole or left objects undone: they are as they were.',
      },
    };
    /** What looks at jobs that are not over cancels those whose manifest is not the plan's. */
    const stopping = {
      ...common.codeAlarms,
      REENC_TASK_COUNT:
        'A job was cancelled: its manifest lists other objects than the approved plan, so somebody may have changed it.',
    };
    return [
      new EventFunction(this, 'on-job-state', {
        ...common,
        description:
          'Records how a job of S3 Batch Operations stands, and cancels one that is not as planned.',
        contract: onJobStateEnvironment,
        grants: [...common.grants, maySteerBatchJobs(this.environment)],
        codeAlarms: stopping,
        reservedConcurrency: 5,
        events: { 'job-state': batchJobChanged(TELLING_STATES) },
      }),
      new EventFunction(this, 'on-batch-report', {
        ...common,
        description: "Makes a job's completion report queryable, and counts what it did.",
        contract: onBatchReportEnvironment,
        grants: this.#reportGrants(),
        reservedConcurrency: 5,
        events: {
          report: objectCreated(this.lake.batchBucket, { wildcard: `${REPORT_PREFIX}/*/manifest.json` }),
        },
      }),
      new ScheduledFunction(this, 'sweep', {
        ...common,
        description: 'Looks for jobs whose events never came, and starts those that waited for others.',
        contract: sweepEnvironment,
        grants: [...this.#reportGrants(), maySteerBatchJobs(this.environment)],
        codeAlarms: stopping,
        reservedConcurrency: 1,
        rhythm: { everyMinutes: LIMITS.sweepMinutes },
      }),
    ];
  }

  #addMultipartCopy() {
    const { partsInParallel } = this.environment.reencryption;
    const { TARGET, TARGET_KEY_ARN, BUCKET_KEYS, COPY_TAG } = this.#goal();
    return new BatchFunction(this, MULTIPART_COPY, {
      ...COMMON,
      description: 'Copies an object of more than 5 GiB over itself, in parts.',
      impact: 'Objects of more than 5 GiB are not re-encrypted.',
      contract: multipartCopyEnvironment,
      environment: {
        ...this.#place(),
        EVIDENCE_BUCKET: this.lake.evidenceBucket,
        TARGET,
        TARGET_KEY_ARN,
        BUCKET_KEYS,
        COPY_TAG,
        PARTS_IN_PARALLEL: String(partsInParallel),
      },
      grants: [mayRewrite(this.environment, this.#estate()), this.#evidenceGrant(COPY_PREFIX)],
      reservedConcurrency: LARGE_OBJECTS_AT_ONCE,
    });
  }

  #addGuard() {
    const { TARGET, TARGET_KEY_ARN, COPY_TAG } = this.#goal();
    return new AsynchronousFunction(this, 'guard-policy', {
      ...COMMON,
      description: "Shows, and on request puts up, guards in a bucket's policy against unencrypted objects.",
      impact: 'A bucket stays open to reads of unencrypted versions, or to uploads under the wrong key.',
      contract: guardPolicyEnvironment,
      environment: {
        ...this.#place(),
        EVIDENCE_BUCKET: this.lake.evidenceBucket,
        TARGET,
        TARGET_KEY_ARN,
        COPY_TAG,
        JOB_ROLE_ARNS: [...JOBS.map((job) => this.#roleArn(job)), this.#multipartCopyRoleArn()].join(','),
      },
      grants: [
        mayGuardBuckets(this.environment, this.environment.reencryption.buckets),
        this.#evidenceGrant(GUARD_PREFIX),
      ],
      reservedConcurrency: 1,
    });
  }

  /** One role for each kind of job: an update cannot copy, a restore cannot write. */
  #addBatchRoles(invocation: Grant): void {
    const estate = this.#estate();
    const work: Readonly<Record<Job, readonly [string, Grant]>> = {
      update: ['Changes the encryption of objects in place.', mayUpdateEncryption(this.environment, estate)],
      copy: ['Copies objects over themselves.', mayRewrite(this.environment, estate)],
      restore: ['Orders archived objects back.', mayRestore(this.environment, estate)],
      invoke: ['Hands large objects to the function that copies in parts.', invocation],
    };
    for (const job of JOBS) {
      const [description, grant] = work[job];
      new BatchRole(this, `batch-${job}`, {
        name: this.#roleName(job),
        description,
        manifests: { bucket: this.lake.batchBucket, prefix: MANIFEST_PREFIX },
        reports: this.#reports(),
        work: [grant],
      });
    }
  }

  #roleName(job: Job): string {
    return this.name('role', APP, 'batch', job);
  }

  #roleArn(job: Job): string {
    return arns.role(this.environment, this.#roleName(job));
  }

  #multipartCopyRoleArn(): string {
    return arns.role(this.environment, this.name('role', APP, MULTIPART_COPY));
  }

  #estate(): Estate {
    const { buckets, target, sourceKeyArns } = this.environment.reencryption;
    return {
      buckets,
      targetKeyArn: target.algorithm === 'sse-kms' ? target.keyArn : undefined,
      sourceKeyArns,
    };
  }

  #place() {
    const { account, region } = this.environment;
    return { ACCOUNT: account, REGION: region };
  }

  #goal() {
    const { target, metadataTables, copyNoncurrent, copyTag } = this.environment.reencryption;
    const isKms = target.algorithm === 'sse-kms';
    return {
      TARGET: target.algorithm,
      TARGET_KEY_ARN: isKms ? target.keyArn : '',
      BUCKET_KEYS: onOrOff(isKms && target.bucketKeys),
      COPY_NONCURRENT: onOrOff(copyNoncurrent),
      COPY_TAG: copyTag,
      METADATA_CATALOG: metadataTables?.catalog ?? '',
    };
  }

  #following(): EnvironmentOf<typeof onJobStateEnvironment> {
    return {
      ...this.#place(),
      INVENTORY_BUCKET: this.lake.inventoryBucket,
      BATCH_BUCKET: this.lake.batchBucket,
      EVIDENCE_BUCKET: this.lake.evidenceBucket,
      DATABASE: this.lake.database,
      WORKGROUP: this.lake.reencryptionWorkgroup,
      NOTICE_TOPIC: arns.topic(this.environment, this.lake.noticeTopic),
    };
  }

  #planning(): EnvironmentOf<typeof approveEnvironment> {
    const { confirmAboveObjects, jobPriority, reportScope } = this.environment.reencryption;
    return {
      ...this.#following(),
      ...this.#goal(),
      UPDATE_ROLE_ARN: this.#roleArn('update'),
      COPY_ROLE_ARN: this.#roleArn('copy'),
      RESTORE_ROLE_ARN: this.#roleArn('restore'),
      INVOKE_ROLE_ARN: this.#roleArn('invoke'),
      MULTIPART_COPY_FUNCTION_ARN: arns.function(
        this.environment,
        this.name('function', APP, MULTIPART_COPY),
      ),
      CONFIRM_ABOVE_OBJECTS: String(confirmAboveObjects),
      JOB_PRIORITY: String(jobPriority),
      REPORT_SCOPE: reportScope,
    };
  }

  /** Queries over inventories and reports; what they unload becomes manifests. */
  #planningGrants(): Grant[] {
    const { environment, lake } = this;
    const { metadataTables } = environment.reencryption;
    const inventories = this.#inventoryTables();
    return [
      mayQuery(environment, {
        workgroup: lake.reencryptionWorkgroup,
        tables: [inventories, this.#reportTable()],
        results: {
          bucket: lake.resultsBucket,
          prefix: resultsPrefix(lake.reencryptionWorkgroup),
          keyArn: this.dataKeyArn,
        },
      }),
      mayKeepPartitions(environment, [inventories]),
      mayCreateTables(environment, [inventories]),
      mayRead(environment, { bucket: lake.inventoryBucket, prefix: `${INVENTORY_PREFIX}/` }),
      mayRead(environment, this.#reports()),
      mayWorkIn(environment, {
        bucket: lake.batchBucket,
        prefixes: [SNAPSHOT_PREFIX, UNLOAD_PREFIX, MANIFEST_PREFIX],
        // UNLOAD encrypts its files as the workgroup encrypts results.
        unloadKeyArn: this.dataKeyArn,
      }),
      ...(metadataTables === undefined ? [] : [mayReadMetadataTables(environment, metadataTables)]),
      this.#runGrant(),
    ];
  }

  /** Before anything is planned: where the bucket lies, and whether jobs may use the key. */
  #checkGrants(): Grant[] {
    const { buckets, target } = this.environment.reencryption;
    return [
      mayLocateBuckets(this.environment, buckets),
      ...(target.algorithm === 'sse-kms' ? [mayInspectKey(target.keyArn)] : []),
    ];
  }

  /** Reports are made queryable; what failed and may succeed becomes a manifest again. */
  #reportGrants(): Grant[] {
    const { environment, lake } = this;
    return [
      ...this.#followingGrants(),
      mayRead(environment, this.#reports()),
      mayWorkIn(environment, { bucket: lake.batchBucket, prefixes: [MANIFEST_PREFIX] }),
      mayKeepPartitions(environment, [this.#reportTable()]),
    ];
  }

  /** How jobs stand is asked, kept, and told when they are over. */
  #followingGrants(): Grant[] {
    return [
      mayFollowBatchJobs(this.environment),
      this.#runGrant(),
      mayPublish(this.environment, {
        arn: arns.topic(this.environment, this.lake.noticeTopic),
        keyArn: this.operationsKeyArn,
      }),
    ];
  }

  #jobGrants(): Grant[] {
    return [
      mayFollowBatchJobs(this.environment),
      maySteerBatchJobs(this.environment),
      mayCreateBatchJobs(
        this.environment,
        JOBS.map((job) => this.#roleArn(job)),
      ),
      // A copy says who owns it where access control lists count.
      mayReadOwnership(this.environment, this.environment.reencryption.buckets),
    ];
  }

  /** Plans, and the records of runs and jobs. */
  #runGrant(): Grant {
    return this.#evidenceGrant(EVIDENCE_PREFIX, LEDGER_PREFIX, JOB_LEDGER_PREFIX);
  }

  #evidenceGrant(...prefixes: readonly string[]): Grant {
    return mayWriteEvidence(this.environment, {
      bucket: this.lake.evidenceBucket,
      prefixes,
      keyArn: this.dataKeyArn,
    });
  }

  /** Inventories of the same columns share a table; one of other columns gets its own when it is first seen. */
  #inventoryTables() {
    return { database: this.lake.database, table: `${INVENTORY_TABLE_PREFIX}*` };
  }

  #reportTable() {
    return { database: this.lake.database, table: BATCH_REPORT_TABLE };
  }

  #reports() {
    return { bucket: this.lake.batchBucket, prefix: `${REPORT_PREFIX}/` };
  }
}

function onOrOff(on: boolean): 'on' | 'off' {
  return on ? 'on' : 'off';
}
