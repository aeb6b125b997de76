import { createHash } from 'node:crypto';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { DAY_MS, type Clock, type Deadline } from '@lakeward/core';
import type { ObjectEncryptionUpdate, ObjectStore } from '@lakeward/s3';
import {
  checkJobRequest,
  checkPriority,
  checkStatusReason,
  invalidJob,
  isFinalStatus,
  jobParameters,
  jobSummary,
  statusConflict,
  statusRequest,
  tokenReused,
  type BatchJobs,
  type CreateJobRequest,
  type Job,
  type JobId,
  type JobStateEvent,
  type JobStatus,
  type JobSummary,
} from '@lakeward/s3-batch';
import type { BatchObjects } from '../store';
import { JobRun } from './job-run';
import { moved, type JobState } from './job-state';
import { JobStates } from './job-states';
import type { BatchFunction, FailureInjection } from './run-task';

/** What the jobs of a lake work with. */
export interface LocalBatchJobsOptions {
  /** Directory of the lake. */
  readonly lake: string;
  readonly clock: Clock;
  readonly store: ObjectStore;
  readonly encryption: ObjectEncryptionUpdate;
  readonly objects: BatchObjects;
  /** Region and account that jobs claim to be of. */
  readonly region?: string;
  readonly accountId?: string;
}

/** What a run of the jobs is given. */
export interface RunJobsOptions {
  /** Functions that LambdaInvoke may call, by the ARN in the job. */
  readonly functions?: Readonly<Record<string, BatchFunction>>;
  readonly inject?: FailureInjection;
  /** Told of each new status at least once, in order, also of those from before this run. */
  readonly onEvent?: (event: JobStateEvent) => void | Promise<void>;
  /** Stops between tasks; a later run goes on. */
  readonly deadline?: Deadline;
  /** Tasks side by side. Default 8. */
  readonly concurrency?: number;
}

/** Days that jobs are listed after their end. Source: "Listing jobs", S3 User Guide. */
const listedMs = 90 * DAY_MS;

/** Wait before looking again whether another process still runs the jobs, in milliseconds. */
const turnMs = 1_000;

/**
 * {@link BatchJobs} of a lake on one machine. A job is kept in `<lake>/.lakeward/batch` and stands still until `run` takes it up, in
 * this process or a later one: a process that dies in the middle is gone on from, every task's result is noted once, and no copy is
 * made twice. A function may be called again for tasks that were under way, as on S3.
 */
export class LocalBatchJobs implements BatchJobs {
  readonly #options: LocalBatchJobsOptions;
  readonly #clock: Clock;
  readonly #states: JobStates;
  readonly #directory: string;

  constructor(options: LocalBatchJobsOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#directory = path.join(options.lake, '.lakeward', 'batch');
    this.#states = new JobStates(this.#directory, options.clock);
  }

  async createJob(request: CreateJobRequest): Promise<JobId> {
    checkJobRequest(request);
    const id = idOf(request.token);
    const { region = 'eu-west-1', accountId = '111122223333' } = this.#options;
    const now = this.#clock.now();
    const job: Job = {
      ...jobParameters(request),
      id,
      arn: `arn:aws:s3:${region}:${accountId}:job/${id}`,
      status: 'New',
      createdAt: now,
      failures: [],
      progress: { total: 0, succeeded: 0, failed: 0, activeSeconds: 0 },
    };
    const kept = await this.#states.create({
      job,
      request,
      history: [{ status: 'New', at: now }],
      told: 0,
      checkpoint: { offset: 0, succeededBytes: 0, failedBytes: 0 },
    });
    if (!isDeepStrictEqual(kept.request, request)) throw tokenReused();
    return id;
  }

  async describe(id: JobId): Promise<Job> {
    return (await this.#states.get(id)).job;
  }

  async updateStatus(id: JobId, status: 'Ready' | 'Cancelled', reason?: string): Promise<JobStatus> {
    checkStatusReason(reason);
    const { job } = await this.#states.change(id, (state) => {
      const meaning = statusRequest(state.job.status, status);
      if (meaning === 'refused') {
        throw statusConflict(id, `it is ${state.job.status} and cannot become ${status}.`);
      }
      if (meaning === 'done') return state;
      const change = reason === undefined ? {} : { statusUpdateReason: reason };
      return moved(state, status === 'Ready' ? 'Ready' : 'Cancelling', this.#clock.now(), change);
    });
    return job.status;
  }

  async updatePriority(id: JobId, priority: number): Promise<number> {
    checkPriority(priority);
    const { job } = await this.#states.change(id, (state) => {
      if (isFinalStatus(state.job.status)) {
        throw invalidJob(`S3 Batch job ${id} is over.`, 'Leave its priority as it is.');
      }
      return { ...state, job: { ...state.job, priority } };
    });
    return job.priority;
  }

  async *list({ statuses }: { statuses?: readonly JobStatus[] } = {}): AsyncIterable<JobSummary> {
    const now = this.#clock.now().getTime();
    for (const { job } of await this.#states.all()) {
      const isForgotten = job.endedAt !== undefined && now - job.endedAt.getTime() > listedMs;
      if (isForgotten || (statuses !== undefined && !statuses.includes(job.status))) continue;
      yield jobSummary(job);
    }
  }

  /** The statuses a job has had, oldest first. */
  async history(id: JobId): Promise<JobState['history']> {
    return (await this.#states.get(id)).history;
  }

  /**
   * Does all that can be done now: reads manifests, lets jobs run by their priority, ends those that are cancelled or expired,
   * writes reports. Over when every job is over or waits for its confirmation, or at the deadline. One process does this at a time;
   * others wait for their turn.
   */
  async run(options: RunJobsOptions = {}): Promise<void> {
    const { store, encryption, objects, region = 'eu-west-1', accountId = '111122223333' } = this.#options;
    const run = new JobRun({
      states: this.#states,
      clock: this.#clock,
      store,
      encryption,
      objects,
      region,
      accountId,
      ...options,
    });
    while (options.deadline?.passed() !== true) {
      const done = await this.#states.hold(path.join(this.#directory, 'run.lock'), () => run.toTheEnd());
      if (done) return;
      await this.#clock.sleep(turnMs);
    }
  }
}

/** The id of the job of a token: a UUID made of it, so that a repeated request finds the job it made. */
function idOf(token: string): JobId {
  const hex = createHash('sha256').update(`s3-batch job ${token}`).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
