import type { Clock } from '@lakeward/core';
import type { Catalog } from '@lakeward/glue';
import type { Ledger } from '@lakeward/ledger';
import type { Log } from '@lakeward/observability';
import type { BucketAdministration, ObjectStore } from '@lakeward/s3';
import type { BatchJobs } from '@lakeward/s3-batch';
import type { Notifier } from '@lakeward/sns';
import type { planRecord } from '../plan/plan-record';
import type { JobSettings } from './job-settings';
import type { bucketRecord, jobIndexRecord, remedyRecord } from './run-records';

/** The records of plans, decisions, jobs and buckets. */
export interface RunLedgers {
  readonly plans: Ledger<typeof planRecord>;
  readonly remedies: Ledger<typeof remedyRecord>;
  readonly jobIndex: Ledger<typeof jobIndexRecord>;
  readonly buckets: Ledger<typeof bucketRecord>;
}

/** Where what follows jobs looks and tells. */
export interface FollowSettings {
  readonly database: string;
  readonly reportTable: string;
  readonly reportBucket: string;
  /** Without trailing slash. */
  readonly reportPrefix: string;
  /** With trailing slash: manifests of what is tried again. */
  readonly manifestPrefix: string;
  /** Topic ARN, or empty for no notice. */
  readonly noticeTopic: string;
}

/** What following a job works with. */
export interface FollowJobDependencies extends RunLedgers {
  readonly follow: FollowSettings;
  readonly batchJobs: BatchJobs;
  readonly notifier: Notifier;
  readonly log: Log;
  readonly clock: Clock;
}

/** What taking in reports and sweeping work with as well. */
export interface FollowDependencies extends FollowJobDependencies {
  readonly store: ObjectStore;
  readonly catalog: Catalog;
}

/** What deciding works with. */
export interface DecideDependencies extends RunLedgers {
  readonly jobs: JobSettings;
  readonly batchJobs: BatchJobs;
  readonly store: ObjectStore;
  readonly administration: Pick<BucketAdministration, 'objectOwnership'>;
  readonly log: Log;
  readonly clock: Clock;
}
