import {
  CreateJobCommand,
  DescribeJobCommand,
  ListJobsCommand,
  S3ControlClient,
  UpdateJobPriorityCommand,
  UpdateJobStatusCommand,
  type ListJobsCommandOutput,
} from '@aws-sdk/client-s3-control';
import { clientSettings, type AwsClientOptions } from '@lakeward/aws-client';
import { AppError, isAppError } from '@lakeward/core';
import { jobNotFound, statusConflict } from '../batch-errors';
import type { BatchJobs, CreateJobRequest, Job, JobId, JobSummary } from '../batch-jobs';
import { checkJobRequest, checkPriority, checkStatusReason } from '../check-job-request';
import { statusRequest, type JobStatus } from '../job-status';
import { definedOnly } from './defined-only';
import { jobOf, summaryOf, wireManifest, wireReport } from './job-mapping';
import { wireOperation } from './operation-mapping';
import { s3ControlError } from './s3-control-error';

/** Calls are few and small, and S3 Control throttles early; each may be repeated, since jobs have tokens. */
const PATIENCE = { connectMs: 3_000, answerMs: 20_000, attempts: 6 };

export interface S3BatchJobsOptions extends AwsClientOptions {
  /** Twelve digits: the account that the jobs are made in. */
  readonly accountId: string;
  /** Takes the place of a client made from the other options. */
  readonly client?: S3ControlClient;
  /** Jobs asked for at a time, 1 to 1,000. Default 1,000. */
  readonly pageSize?: number;
}

/** The {@link BatchJobs} that is S3 Batch Operations. */
export function createS3BatchJobs(options: S3BatchJobsOptions): BatchJobs {
  const { accountId, client, pageSize = 1_000, ...where } = options;
  const made = client ?? new S3ControlClient({ ...clientSettings(where, PATIENCE), retryMode: 'adaptive' });
  return new S3BatchJobs(made, { accountId, pageSize });
}

class S3BatchJobs implements BatchJobs {
  readonly #client: S3ControlClient;
  readonly #accountId: string;
  readonly #pageSize: number;

  constructor(client: S3ControlClient, { accountId, pageSize }: { accountId: string; pageSize: number }) {
    this.#client = client;
    this.#accountId = accountId;
    this.#pageSize = pageSize;
  }

  async createJob(request: CreateJobRequest): Promise<JobId> {
    checkJobRequest(request);
    const { token, operation, manifest, report, priority, roleArn, tags = {} } = request;
    const place = `job over s3://${manifest.location.bucket}/${manifest.location.key}`;
    const { JobId: id } = await this.#ask(place, () =>
      this.#client.send(
        new CreateJobCommand({
          AccountId: this.#accountId,
          ClientRequestToken: token,
          ConfirmationRequired: request.confirmationRequired,
          Operation: wireOperation(operation),
          Manifest: wireManifest(manifest),
          Report: wireReport(report),
          Priority: priority,
          RoleArn: roleArn,
          ...definedOnly({ Description: request.description }),
          ...(Object.keys(tags).length === 0
            ? {}
            : { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
        }),
      ),
    );
    if (id !== undefined) return id;
    throw new AppError({
      code: 'S3_BATCH_UNAVAILABLE',
      message: `S3 Batch: ${place}: the answer names no job.`,
      remedy: 'Ask again with the same token: it finds the job that was made.',
      retryable: true,
    });
  }

  async describe(id: JobId): Promise<Job> {
    const { Job: wire } = await this.#askOf(id, () =>
      this.#client.send(new DescribeJobCommand({ AccountId: this.#accountId, JobId: id })),
    );
    if (wire === undefined) throw jobNotFound(id);
    return jobOf(id, wire);
  }

  async updateStatus(id: JobId, status: 'Ready' | 'Cancelled', reason?: string): Promise<JobStatus> {
    checkStatusReason(reason);
    try {
      const answer = await this.#askOf(id, () =>
        this.#client.send(
          new UpdateJobStatusCommand({
            AccountId: this.#accountId,
            JobId: id,
            RequestedJobStatus: status,
            ...definedOnly({ StatusUpdateReason: reason }),
          }),
        ),
      );
      return answer.Status ?? (await this.#status(id));
    } catch (error) {
      if (!isAppError(error, 'S3_BATCH_STATUS_CONFLICT', 'S3_BATCH_INVALID_REQUEST')) throw error;
      // Refused for what it is now: no error where that is what was asked for, by an earlier try perhaps.
      const present = await this.#status(id);
      switch (statusRequest(present, status)) {
        case 'done':
          return present;
        case 'refused':
          throw statusConflict(id, `it is ${present} and cannot become ${status}.`, error);
        case 'change':
          throw error;
      }
    }
  }

  async updatePriority(id: JobId, priority: number): Promise<number> {
    checkPriority(priority);
    const answer = await this.#askOf(id, () =>
      this.#client.send(
        new UpdateJobPriorityCommand({ AccountId: this.#accountId, JobId: id, Priority: priority }),
      ),
    );
    return answer.Priority ?? priority;
  }

  async *list({ statuses }: { statuses?: readonly JobStatus[] } = {}): AsyncIterable<JobSummary> {
    let token: string | undefined;
    do {
      const page: ListJobsCommandOutput = await this.#ask('list of jobs', () =>
        this.#client.send(
          new ListJobsCommand({
            AccountId: this.#accountId,
            MaxResults: this.#pageSize,
            ...definedOnly({ JobStatuses: statuses && [...statuses], NextToken: token }),
          }),
        ),
      );
      yield* (page.Jobs ?? []).map(summaryOf);
      token = page.NextToken;
    } while (token !== undefined);
  }

  /** Without what else is told of a job: it may have been made by another program. */
  async #status(id: JobId): Promise<JobStatus> {
    const { Job: wire } = await this.#askOf(id, () =>
      this.#client.send(new DescribeJobCommand({ AccountId: this.#accountId, JobId: id })),
    );
    if (wire?.Status === undefined) throw jobNotFound(id);
    return wire.Status;
  }

  #askOf<T>(id: JobId, work: () => Promise<T>): Promise<T> {
    return this.#ask(`job ${id}`, work, id);
  }

  async #ask<T>(place: string, work: () => Promise<T>, id?: JobId): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw s3ControlError(error, place, id);
    }
  }
}
