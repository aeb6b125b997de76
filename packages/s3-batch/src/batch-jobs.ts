import type { ObjectRef } from '@lakeward/s3';
import type { JobOperation } from './job-operation';
import type { JobStatus } from './job-status';

/** Names one job: a UUID on S3. */
export type JobId = string;

/** A column of a manifest; `Ignore` is skipped. */
export type ManifestField = 'Bucket' | 'Key' | 'VersionId' | 'Ignore';

/** The list of objects a job works on. It must not be encrypted with SSE-C, and a list of one's own not with SSE-KMS either. */
export interface JobManifest {
  /** The list, or the `manifest.json` of a CSV inventory. */
  readonly location: ObjectRef;
  /** ETag of that object, without quotes. */
  readonly etag: string;
  readonly versionId?: string;
  readonly format:
    | { readonly name: 'S3BatchOperations_CSV_20180820'; readonly fields: readonly ManifestField[] }
    | { readonly name: 'S3InventoryReport_CSV_20161130' };
}

/** Where the completion report goes; the bucket must not demand SSE-KMS, reports are always SSE-S3. */
export interface JobReport {
  readonly bucket: string;
  /** At most 512 characters, without a slash at the end; the job's folder is put below it. */
  readonly prefix?: string;
  readonly scope: 'AllTasks' | 'FailedTasksOnly';
  /** Account that must own the bucket. */
  readonly expectedBucketOwner?: string;
}

/** A job to be made. */
export interface CreateJobRequest {
  /** 1 to 64 characters: the same token is the same job, however often it is asked for. */
  readonly token: string;
  readonly operation: JobOperation;
  readonly manifest: JobManifest;
  /** No report where absent. */
  readonly report?: JobReport;
  /** 0 to 2,147,483,647; the greater runs first and makes others pause. */
  readonly priority: number;
  /** The role S3 Batch works as. */
  readonly roleArn: string;
  /** The job waits in Suspended until it is confirmed; it fails after 30 days. */
  readonly confirmationRequired: boolean;
  /** 1 to 256 characters. */
  readonly description?: string;
  /** At most 50. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** How far a job is. A task is one line of the manifest. */
export interface JobProgress {
  /** Zero until the manifest has been read. */
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Seconds the job has spent in Active. */
  readonly activeSeconds: number;
}

/** Why a job failed as a whole. */
export interface JobFailure {
  /** Such as `InvalidManifestContent`. */
  readonly code: string;
  readonly reason: string;
}

/** All that is told of a job. */
export interface Job {
  readonly id: JobId;
  readonly arn: string;
  readonly status: JobStatus;
  readonly operation: JobOperation;
  readonly manifest: JobManifest;
  readonly report?: JobReport;
  readonly priority: number;
  readonly roleArn: string;
  readonly confirmationRequired: boolean;
  readonly description?: string;
  readonly createdAt: Date;
  /** When it became Complete, Cancelled or Failed. */
  readonly endedAt?: Date;
  readonly suspendedAt?: Date;
  /** Such as `AWAITING_CONFIRMATION`. */
  readonly suspendedCause?: string;
  /** What whoever changed the status last gave as reason. */
  readonly statusUpdateReason?: string;
  readonly failures: readonly JobFailure[];
  readonly progress: JobProgress;
}

/** One line of a list of jobs. */
export interface JobSummary {
  readonly id: JobId;
  readonly operation: string;
  readonly status: JobStatus;
  readonly priority: number;
  readonly description?: string;
  readonly createdAt: Date;
  readonly endedAt?: Date;
  readonly progress: JobProgress;
}

/**
 * Work on millions of objects by S3 Batch Operations. Adapters: S3 Control (`@lakeward/s3-batch/aws`), a runner on one machine
 * (`@lakeward/embedded`), and the in-memory fake (`@lakeward/s3-batch/testing`); all pass the contract suite beside the fake.
 *
 * Errors thrown (AppError): `S3_BATCH_JOB_NOT_FOUND`, `S3_BATCH_INVALID_REQUEST`, `S3_BATCH_TOKEN_REUSED` (the token belongs to
 * another job), `S3_BATCH_STATUS_CONFLICT` (the job's status does not allow the change), `S3_BATCH_ACCESS_DENIED`,
 * `S3_BATCH_THROTTLED` (retryable), `S3_BATCH_UNAVAILABLE` (retryable).
 */
export interface BatchJobs {
  /** Makes the job, or finds the one that was made with the same token. Nothing is read before the job runs. */
  createJob(request: CreateJobRequest): Promise<JobId>;
  /** Where the job stands. Ask at most every 30 seconds. */
  describe(id: JobId): Promise<Job>;
  /**
   * `Ready` confirms a suspended job, `Cancelled` ends one. Asking once more for what has been done already is no error.
   * `reason`: at most 256 characters.
   */
  updateStatus(id: JobId, status: 'Ready' | 'Cancelled', reason?: string): Promise<JobStatus>;
  /** Changes the priority of a job that is not over; gives the priority it has now. */
  updatePriority(id: JobId, priority: number): Promise<number>;
  /** The account's jobs in the Region, of any status or those named; ended ones for 90 days. */
  list(options?: { statuses?: readonly JobStatus[] }): AsyncIterable<JobSummary>;
}
