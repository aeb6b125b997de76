import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { DAY_MS, systemClock, type Clock } from '@lakeward/core';
import { invalidJob, jobNotFound, statusConflict, tokenReused } from '../batch-errors';
import type { BatchJobs, CreateJobRequest, Job, JobFailure, JobId, JobSummary } from '../batch-jobs';
import { checkJobRequest, checkPriority, checkStatusReason } from '../check-job-request';
import { jobParameters, jobSummary } from '../job-parameters';
import { isFinalStatus, statusRequest, type JobStatus } from '../job-status';

/** How the tasks of a job end. */
export interface RunOutcome {
  readonly succeeded: number;
  readonly failed: number;
  /** The job as a whole fails. */
  readonly failure?: JobFailure;
}

/** One call as the fake saw it. */
export interface BatchJobsCall {
  readonly operation: keyof BatchJobs;
  /** Absent for `createJob` and `list`. */
  readonly id?: JobId;
}

/** How a fake is set up. */
export interface InMemoryBatchJobsOptions {
  readonly clock?: Clock;
  readonly region?: string;
  readonly accountId?: string;
  /** Counts the tasks of a job whose manifest is read. Default: the number is not told before the job has run. */
  readonly count?: (job: Job) => number | Promise<number>;
  /** Does the work of a job that becomes Active. Default: a manifest without tasks. */
  readonly run?: (job: Job) => RunOutcome | Promise<RunOutcome>;
}

/** Days after which a job that nobody confirmed fails. */
const suspendedDays = 30;

/**
 * A {@link BatchJobs} in memory whose jobs stand still until they are told to go on: `step` moves one job by one status, `settle`
 * all of them as far as they get. `before` makes calls fail without effect, `after` although they took effect.
 */
export class InMemoryBatchJobs implements BatchJobs {
  readonly calls: BatchJobsCall[] = [];
  before: ((call: BatchJobsCall) => void | Promise<void>) | undefined;
  after: ((call: BatchJobsCall) => void | Promise<void>) | undefined;
  readonly #clock: Clock;
  readonly #region: string;
  readonly #accountId: string;
  readonly #count: NonNullable<InMemoryBatchJobsOptions['count']>;
  readonly #run: NonNullable<InMemoryBatchJobsOptions['run']>;
  readonly #jobs = new Map<JobId, Job>();
  readonly #requests = new Map<string, { readonly id: JobId; readonly request: CreateJobRequest }>();
  readonly #history = new Map<JobId, JobStatus[]>();

  constructor(options: InMemoryBatchJobsOptions = {}) {
    this.#clock = options.clock ?? systemClock;
    this.#region = options.region ?? 'eu-west-1';
    this.#accountId = options.accountId ?? '111122223333';
    this.#count = options.count ?? (() => 0);
    this.#run = options.run ?? (() => ({ succeeded: 0, failed: 0 }));
  }

  createJob(request: CreateJobRequest): Promise<JobId> {
    return this.#call({ operation: 'createJob' }, () => {
      checkJobRequest(request);
      const known = this.#requests.get(request.token);
      if (known !== undefined) {
        if (!isDeepStrictEqual(known.request, request)) throw tokenReused();
        return known.id;
      }
      const id = randomUUID();
      this.#requests.set(request.token, { id, request });
      this.#set({
        ...jobParameters(request),
        id,
        arn: `arn:aws:s3:${this.#region}:${this.#accountId}:job/${id}`,
        status: 'New',
        createdAt: this.#clock.now(),
        failures: [],
        progress: { total: 0, succeeded: 0, failed: 0, activeSeconds: 0 },
      });
      return id;
    });
  }

  describe(id: JobId): Promise<Job> {
    return this.#call({ operation: 'describe', id }, () => this.#job(id));
  }

  updateStatus(id: JobId, status: 'Ready' | 'Cancelled', reason?: string): Promise<JobStatus> {
    return this.#call({ operation: 'updateStatus', id }, () => {
      checkStatusReason(reason);
      const job = this.#job(id);
      const meaning = statusRequest(job.status, status);
      if (meaning === 'refused') throw statusConflict(id, `it is ${job.status} and cannot become ${status}.`);
      if (meaning === 'done') return job.status;
      const next = status === 'Ready' ? 'Ready' : 'Cancelling';
      this.#set({ ...job, status: next, ...(reason === undefined ? {} : { statusUpdateReason: reason }) });
      return next;
    });
  }

  updatePriority(id: JobId, priority: number): Promise<number> {
    return this.#call({ operation: 'updatePriority', id }, () => {
      checkPriority(priority);
      const job = this.#job(id);
      if (isFinalStatus(job.status)) throw invalidJob(`S3 Batch job ${id} is over.`, 'Leave its priority.');
      this.#set({ ...job, priority });
      return priority;
    });
  }

  async *list({ statuses }: { statuses?: readonly JobStatus[] } = {}): AsyncIterable<JobSummary> {
    const jobs = await this.#call({ operation: 'list' }, () =>
      [...this.#jobs.keys()].map((id) => this.#job(id)),
    );
    for (const job of jobs) {
      if (statuses !== undefined && !statuses.includes(job.status)) continue;
      yield jobSummary(job);
    }
  }

  /** Moves the job by one status; false where it stays as it is. */
  async step(id: JobId): Promise<boolean> {
    const job = this.#job(id);
    const next = await this.#next(job);
    if (next === undefined) return false;
    this.#set(next);
    return true;
  }

  /** Moves all jobs until each is over or waits for its confirmation, the one of the greatest priority first. */
  async settle(): Promise<void> {
    for (;;) {
      const jobs = [...this.#jobs.values()].sort((a, b) => b.priority - a.priority);
      let moved = false;
      for (const { id } of jobs) {
        while (await this.step(id)) moved = true;
      }
      if (!moved) return;
    }
  }

  /** The states a job went through. */
  history(id: JobId): readonly JobStatus[] {
    return this.#history.get(id) ?? [];
  }

  async #next(job: Job): Promise<Job | undefined> {
    const now = this.#clock.now();
    switch (job.status) {
      case 'New':
        return { ...job, status: 'Preparing' };
      case 'Preparing': {
        const progress = { ...job.progress, total: await this.#count(job) };
        return job.confirmationRequired
          ? {
              ...job,
              status: 'Suspended',
              suspendedAt: now,
              suspendedCause: 'AWAITING_CONFIRMATION',
              progress,
            }
          : { ...job, status: 'Ready', progress };
      }
      case 'Ready':
      case 'Paused':
        return { ...job, status: 'Active' };
      case 'Pausing':
        return { ...job, status: 'Paused' };
      case 'Active': {
        const { succeeded, failed, failure } = await this.#run(job);
        // A job that fails as a whole has tasks left that were never tried.
        const total = Math.max(job.progress.total, succeeded + failed);
        const progress = { ...job.progress, total, succeeded, failed };
        return failure === undefined
          ? { ...job, status: 'Completing', progress }
          : { ...job, status: 'Failing', progress, failures: [failure] };
      }
      case 'Completing':
        return { ...job, status: 'Complete', endedAt: now };
      case 'Cancelling':
        return { ...job, status: 'Cancelled', endedAt: now };
      case 'Failing':
        return { ...job, status: 'Failed', endedAt: now };
      case 'Suspended':
      case 'Complete':
      case 'Cancelled':
      case 'Failed':
        return undefined;
    }
  }

  #job(id: JobId): Job {
    const job = this.#jobs.get(id);
    if (job === undefined) throw jobNotFound(id);
    const expires = (job.suspendedAt?.getTime() ?? Infinity) + suspendedDays * DAY_MS;
    if (job.status !== 'Suspended' || this.#clock.now().getTime() < expires) return job;
    return this.#set({ ...job, status: 'Failed', endedAt: new Date(expires) });
  }

  #set(job: Job): Job {
    const history = this.#history.get(job.id) ?? [];
    if (history.at(-1) !== job.status) this.#history.set(job.id, [...history, job.status]);
    this.#jobs.set(job.id, job);
    return job;
  }

  async #call<T>(call: BatchJobsCall, work: () => T | Promise<T>): Promise<T> {
    this.calls.push(call);
    await this.before?.(call);
    const result = await work();
    await this.after?.(call);
    return result;
  }
}
