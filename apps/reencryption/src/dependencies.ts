import { createAthenaQueryEngine } from '@lakeward/athena/aws';
import { parseEnvironment, type ConfigurationOf } from '@lakeward/config';
import { systemClock } from '@lakeward/core';
import { createGlueCatalog } from '@lakeward/glue/aws';
import { createKmsKeyAdministration } from '@lakeward/kms/aws';
import { Ledger } from '@lakeward/ledger';
import type { Log } from '@lakeward/observability';
import type { ObjectStore } from '@lakeward/s3';
import { createS3BatchJobs } from '@lakeward/s3-batch/aws';
import { createS3BucketAdministration, createS3MultipartCopy, createS3ObjectStore } from '@lakeward/s3/aws';
import { createSnsNotifier } from '@lakeward/sns/aws';
import { partitionOf } from './aws-partition';
import {
  approveEnvironment,
  BATCH_REPORT_TABLE,
  BUCKET_LEDGER_PREFIX,
  COPY_PREFIX,
  EVIDENCE_PREFIX,
  GUARD_PREFIX,
  guardPolicyEnvironment,
  INVENTORY_PREFIX,
  JOB_LEDGER_PREFIX,
  LEDGER_PREFIX,
  MANIFEST_PREFIX,
  multipartCopyEnvironment,
  onInventoryDeliveredEnvironment,
  onJobStateEnvironment,
  PROOF_LEDGER_PREFIX,
  reconcileEnvironment,
  REPORT_PREFIX,
  SNAPSHOT_PREFIX,
  UNLOAD_PREFIX,
} from './contract';
import type { GuardDependencies } from './guard/guard-policy';
import type { Goal } from './plan/goal';
import { parseTag } from './multipart-copy/copy-goal';
import { copyRecord } from './multipart-copy/copy-record';
import type { MultipartCopyDependencies } from './multipart-copy/multipart-copy-handler';
import { planRecord } from './plan/plan-record';
import { keyUsersOf } from './preflight/key-users';
import { proofRecord } from './proof/proof-record';
import type { ReconcileDependencies } from './reconcile/reconcile';
import type { JobSettings } from './run/job-settings';
import type {
  DecideDependencies,
  FollowDependencies,
  FollowJobDependencies,
  RunLedgers,
} from './run/run-dependencies';
import { bucketRecord, jobIndexRecord, remedyRecord } from './run/run-records';
import type { TakeInventoryDependencies } from './take-inventory';

type Environment = Readonly<Record<string, string | undefined>>;

/** What `reconcile` and `on-tag-change` work with on AWS, from the function's environment. */
export function awsReconcileDependencies(
  log: Log,
  environment: Environment = process.env,
): ReconcileDependencies {
  const configuration = parseEnvironment(reconcileEnvironment, environment);
  return {
    settings: {
      account: configuration.ACCOUNT,
      region: configuration.REGION,
      partition: partitionOf(configuration.REGION),
      tagKey: configuration.TARGET_TAG_KEY,
      tagValue: configuration.TARGET_TAG_VALUE,
      inventoryId: configuration.INVENTORY_ID,
      frequency: configuration.INVENTORY_FREQUENCY,
      inventoryBucket: configuration.INVENTORY_BUCKET,
      inventoryPrefix: INVENTORY_PREFIX,
      inventoryKeyArn: given(configuration.INVENTORY_KEY_ARN),
    },
    buckets: createS3BucketAdministration(),
    log,
    clock: systemClock,
  };
}

/** What `guard-policy` works with on AWS, from the function's environment. */
export function awsGuardDependencies(log: Log, environment: Environment = process.env): GuardDependencies {
  const configuration = parseEnvironment(guardPolicyEnvironment, environment);
  return {
    settings: {
      partition: partitionOf(configuration.REGION),
      target: configuration.TARGET,
      keyArn: given(configuration.TARGET_KEY_ARN),
      tag: parseTag(configuration.COPY_TAG),
      jobRoles: configuration.JOB_ROLE_ARNS,
      evidenceBucket: configuration.EVIDENCE_BUCKET,
      evidencePrefix: GUARD_PREFIX,
    },
    buckets: createS3BucketAdministration(),
    store: createS3ObjectStore(),
    log,
  };
}

/** What `on-inventory-delivered` works with on AWS, from the function's environment. */
export function awsTakeInventoryDependencies(
  log: Log,
  environment: Environment = process.env,
): TakeInventoryDependencies {
  const configuration = parseEnvironment(onInventoryDeliveredEnvironment, environment);
  const store = createS3ObjectStore();
  const administration = createS3BucketAdministration();
  const evidence = configuration.EVIDENCE_BUCKET;
  return {
    mode: configuration.MODE,
    goal: goalOf(configuration),
    inventoryBucket: configuration.INVENTORY_BUCKET,
    inventoryPrefix: INVENTORY_PREFIX,
    metadataCatalog: configuration.METADATA_CATALOG,
    settings: {
      database: configuration.DATABASE,
      workgroup: configuration.WORKGROUP,
      region: configuration.REGION,
      account: configuration.ACCOUNT,
      priceRegion: configuration.REGION,
      batchBucket: configuration.BATCH_BUCKET,
      snapshotPrefix: SNAPSHOT_PREFIX,
      unloadPrefix: UNLOAD_PREFIX,
      manifestPrefix: MANIFEST_PREFIX,
      evidenceBucket: evidence,
      evidencePrefix: EVIDENCE_PREFIX,
    },
    checks: {
      bucketRegions: administration,
      keys: createKmsKeyAdministration(),
      users: keyUsersOf({
        update: configuration.UPDATE_ROLE_ARN,
        copy: configuration.COPY_ROLE_ARN,
        multipartCopy: configuration.MULTIPART_COPY_ROLE_ARN,
      }),
      knowsAllKeys: true,
    },
    engine: createAthenaQueryEngine(),
    catalog: createGlueCatalog(),
    store,
    copies: createS3MultipartCopy(),
    ...runLedgers(store, evidence),
    proofs: new Ledger(store, { bucket: evidence, prefix: PROOF_LEDGER_PREFIX }, proofRecord),
    jobs: jobSettingsOf(configuration),
    batchJobs: createS3BatchJobs({ accountId: configuration.ACCOUNT }),
    administration,
    log,
    clock: systemClock,
  };
}

/** What `approve` works with on AWS, from the function's environment. */
export function awsDecideDependencies(log: Log, environment: Environment = process.env): DecideDependencies {
  const configuration = parseEnvironment(approveEnvironment, environment);
  const store = createS3ObjectStore();
  return {
    jobs: jobSettingsOf(configuration),
    batchJobs: createS3BatchJobs({ accountId: configuration.ACCOUNT }),
    administration: createS3BucketAdministration(),
    store,
    ...runLedgers(store, configuration.EVIDENCE_BUCKET),
    log,
    clock: systemClock,
  };
}

/** What `on-job-state` works with on AWS, from the function's environment. */
export function awsFollowJobDependencies(
  log: Log,
  environment: Environment = process.env,
): FollowJobDependencies {
  const configuration = parseEnvironment(onJobStateEnvironment, environment);
  return {
    follow: {
      database: configuration.DATABASE,
      reportTable: BATCH_REPORT_TABLE,
      reportBucket: configuration.BATCH_BUCKET,
      reportPrefix: REPORT_PREFIX,
      manifestPrefix: MANIFEST_PREFIX,
      noticeTopic: configuration.NOTICE_TOPIC,
    },
    batchJobs: createS3BatchJobs({ accountId: configuration.ACCOUNT }),
    notifier: createSnsNotifier(),
    ...runLedgers(createS3ObjectStore(), configuration.EVIDENCE_BUCKET),
    log,
    clock: systemClock,
  };
}

/** What `on-batch-report` and `sweep` work with on AWS, from the function's environment. */
export function awsFollowDependencies(log: Log, environment: Environment = process.env): FollowDependencies {
  return {
    ...awsFollowJobDependencies(log, environment),
    catalog: createGlueCatalog(),
    store: createS3ObjectStore(),
  };
}

type Approval = ConfigurationOf<typeof approveEnvironment>;

function goalOf(configuration: Approval): Goal {
  const keyArn = given(configuration.TARGET_KEY_ARN);
  return {
    target: configuration.TARGET,
    ...(keyArn === undefined ? {} : { keyArn }),
    bucketKeys: configuration.BUCKET_KEYS,
    copiesNoncurrent: configuration.COPY_NONCURRENT,
  };
}

function jobSettingsOf(configuration: Approval): JobSettings {
  return {
    account: configuration.ACCOUNT,
    roles: {
      update: configuration.UPDATE_ROLE_ARN,
      copy: configuration.COPY_ROLE_ARN,
      restore: configuration.RESTORE_ROLE_ARN,
      invoke: configuration.INVOKE_ROLE_ARN,
    },
    multipartCopyFunction: configuration.MULTIPART_COPY_FUNCTION_ARN,
    confirmAboveObjects: configuration.CONFIRM_ABOVE_OBJECTS,
    priority: configuration.JOB_PRIORITY,
    reportBucket: configuration.BATCH_BUCKET,
    reportPrefix: REPORT_PREFIX,
    reportScope: configuration.REPORT_SCOPE,
    copyTag: configuration.COPY_TAG,
  };
}

function runLedgers(store: ObjectStore, bucket: string): RunLedgers {
  return {
    plans: new Ledger(store, { bucket, prefix: LEDGER_PREFIX }, planRecord),
    remedies: new Ledger(store, { bucket, prefix: LEDGER_PREFIX }, remedyRecord),
    jobIndex: new Ledger(store, { bucket, prefix: JOB_LEDGER_PREFIX }, jobIndexRecord),
    buckets: new Ledger(store, { bucket, prefix: BUCKET_LEDGER_PREFIX }, bucketRecord),
  };
}

/** What `multipart-copy` works with on AWS, from the function's environment. */
export function awsMultipartCopyDependencies(
  log: Log,
  environment: Environment = process.env,
): MultipartCopyDependencies {
  const configuration = parseEnvironment(multipartCopyEnvironment, environment);
  const keyArn = given(configuration.TARGET_KEY_ARN);
  const tag = parseTag(configuration.COPY_TAG);
  const store = createS3ObjectStore();
  const place = { bucket: configuration.EVIDENCE_BUCKET, prefix: COPY_PREFIX };
  return {
    goal: {
      target: configuration.TARGET,
      bucketKeys: configuration.BUCKET_KEYS,
      versions: 'current',
      ...(keyArn === undefined ? {} : { keyArn }),
      ...(tag === undefined ? {} : { tag }),
    },
    settings: { partsInParallel: configuration.PARTS_IN_PARALLEL },
    copies: createS3MultipartCopy(),
    store,
    records: new Ledger(store, place, copyRecord),
    log,
    clock: systemClock,
  };
}

/** Empty variables stand for what is not given. */
function given(variable: string): string | undefined {
  return variable === '' ? undefined : variable;
}
