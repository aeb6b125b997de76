import { rm } from 'node:fs/promises';
import path from 'node:path';
import { isAppError, type Clock, type Deadline } from '@lakeward/core';
import type { ObjectEncryptionUpdate, ObjectStore } from '@lakeward/s3';
import type { Job, JobFailure, JobId, JobStateEvent, JobStatus } from '@lakeward/s3-batch';
import type { BatchObjects } from '../store';
import { moved, type JobState } from './job-state';
import type { JobStates } from './job-states';
import { ResultFiles } from './result-files';
import { failsTooOften, runSegment } from './run-segment';
import type { BatchFunction, FailureInjection } from './run-task';
import { listTasks, readTasks } from './task-list';

/** What one run works with. */
export interface JobRunParts {
  readonly states: JobStates;
  readonly clock: Clock;
  readonly store: ObjectStore;
  readonly encryption: ObjectEncryptionUpdate;
  readonly objects: BatchObjects;
  readonly region: string;
  readonly accountId: string;
  readonly functions?: Readonly<Record<string, BatchFunction>>;
  readonly inject?: FailureInjection;
  readonly onEvent?: (event: JobStateEvent) => void | Promise<void>;
  readonly deadline?: Deadline;
  readonly concurrency?: number;
}

/** Tasks side by side: as many writes as a disk takes at once without them waiting for each other much. */
const defaultConcurrency = 8;

/**
 * Tasks of a function between two checkpoints: after a crash the function is called again for those that were under way, and those
 * of a function may be large.
 */
const functionTasks = 128;

/** The order in which S3 Batch attends to jobs: what takes no time, and then what is running or may. */
const quick: ReadonlySet<JobStatus> = new Set([
  'New',
  'Preparing',
  'Completing',
  'Cancelling',
  'Failing',
  'Pausing',
]);
const runnable: ReadonlySet<JobStatus> = new Set(['Ready', 'Active', 'Paused']);

/** Moves jobs on, one step at a time; each step is on disk before the next, so that any later run goes on from it. */
export class JobRun {
  readonly #parts: JobRunParts;

  constructor(parts: JobRunParts) {
    this.#parts = parts;
  }

  /** Until nothing can be done any more, or the deadline. */
  async toTheEnd(): Promise<void> {
    for (;;) {
      const jobs = await this.#parts.states.all();
      await this.#tell(jobs);
      const next = nextJob(jobs);
      if (next === undefined || this.#parts.deadline?.passed() === true) return;
      await this.#step(next, jobs);
    }
  }

  async #step(state: JobState, jobs: readonly JobState[]): Promise<void> {
    const { id, status } = state.job;
    switch (status) {
      case 'New':
        await this.#move(id, 'New', 'Preparing');
        return;
      case 'Preparing':
        await this.#prepare(state.job);
        return;
      case 'Pausing':
        await this.#move(id, 'Pausing', 'Paused');
        return;
      case 'Ready':
      case 'Paused':
        for (const { job } of jobs)
          if (job.status === 'Active') await this.#move(job.id, 'Active', 'Pausing');
        await this.#move(id, status, 'Active');
        return;
      case 'Active':
        await this.#runTasks(state);
        return;
      case 'Completing':
        await this.#finish(state, 'Complete');
        return;
      case 'Cancelling':
        await this.#finish(state, 'Cancelled');
        return;
      case 'Failing':
        await this.#finish(state, 'Failed');
        return;
      case 'Suspended':
      case 'Complete':
      case 'Cancelled':
      case 'Failed':
        return;
    }
  }

  /** Reads the manifest through; a job that was cancelled meanwhile stays so. */
  async #prepare({ id, manifest, operation, confirmationRequired }: Job): Promise<void> {
    let total: number;
    try {
      const oneBucket = operation.name === 'S3PutObjectCopy';
      total = await listTasks(this.#parts.store, manifest, { file: this.#taskFile(id), oneBucket });
    } catch (error) {
      if (!isAppError(error)) throw error;
      // S3 Batch cuts reasons at 256 characters.
      const failure = { code: 'InvalidManifestContent', reason: error.message.slice(0, 256) };
      await this.#move(id, 'Preparing', 'Failing', { failures: [failure] });
      return;
    }
    const progress = { total, succeeded: 0, failed: 0, activeSeconds: 0 };
    if (confirmationRequired) {
      const suspendedAt = this.#parts.clock.now();
      const suspended = { suspendedAt, suspendedCause: 'AWAITING_CONFIRMATION', progress };
      await this.#move(id, 'Preparing', 'Suspended', suspended);
    } else await this.#move(id, 'Preparing', 'Ready', { progress });
  }

  async #runTasks(state: JobState): Promise<void> {
    const {
      clock,
      encryption,
      objects,
      functions = {},
      inject,
      concurrency = defaultConcurrency,
    } = this.#parts;
    const { job, checkpoint } = state;
    const begun = clock.now();
    const read = await readTasks(this.#taskFile(job.id), checkpoint.offset);
    const tasks = job.operation.name === 'LambdaInvoke' ? read.slice(0, functionTasks) : read;
    const tools = { clock, encryption, objects, functions, inject };
    const isStopped = () => this.#parts.deadline?.passed() === true;
    const { results, succeeded, failed } = await runSegment(job, tasks, { tools, concurrency, isStopped });
    const files = await this.#results(job.id).append(
      checkpoint,
      results,
      job.report?.scope ?? 'FailedTasksOnly',
    );
    const offset = tasks[results.length - 1]?.end ?? checkpoint.offset;
    const seconds = Math.max(0, (clock.now().getTime() - begun.getTime()) / 1_000);

    await this.#parts.states.change(job.id, (present) => {
      const { progress } = present.job;
      const counted = {
        ...progress,
        succeeded: progress.succeeded + succeeded,
        failed: progress.failed + failed,
        activeSeconds: progress.activeSeconds + seconds,
      };
      const noted = {
        ...present,
        job: { ...present.job, progress: counted },
        checkpoint: { ...files, offset },
      };
      if (present.job.status !== 'Active') return noted;
      if (failsTooOften(counted)) {
        return moved(noted, 'Failing', clock.now(), { failures: [tooManyFailures(counted)] });
      }
      return counted.succeeded + counted.failed === progress.total
        ? moved(noted, 'Completing', clock.now())
        : noted;
    });
  }

  /** Writes the report, where a task was tried, and ends the job. */
  async #finish({ job, checkpoint }: JobState, status: 'Complete' | 'Cancelled' | 'Failed'): Promise<void> {
    const { clock, store, states } = this.#parts;
    const results = this.#results(job.id);
    const change: { endedAt: Date; failures?: JobFailure[] } = { endedAt: clock.now() };
    if (job.progress.succeeded + job.progress.failed > 0) {
      // What was done after the checkpoint was never noted, and a cancelled job does not do it again.
      await results.append(checkpoint, [], job.report?.scope ?? 'FailedTasksOnly');
      try {
        await results.publish(store, job, clock.now());
      } catch (error) {
        if (!isAppError(error) || error.retryable) throw error;
        change.failures = [
          ...job.failures,
          { code: 'ReportNotWritten', reason: error.message.slice(0, 256) },
        ];
      }
    }
    const isFailed = change.failures !== undefined;
    await states.change(job.id, (present) =>
      present.job.status === job.status
        ? moved(present, isFailed ? 'Failed' : status, clock.now(), change)
        : present,
    );
    await rm(states.workFolder(job.id), { recursive: true, force: true });
  }

  /** Moves the job on, unless it has another status by now. */
  async #move(id: JobId, from: JobStatus, to: JobStatus, change: Partial<Job> = {}): Promise<void> {
    await this.#parts.states.change(id, (state) =>
      state.job.status === from ? moved(state, to, this.#parts.clock.now(), change) : state,
    );
  }

  /** Tells of each new status; noted only after it was told, so that a crash in between tells it twice. */
  async #tell(jobs: readonly JobState[]): Promise<void> {
    const { onEvent, states } = this.#parts;
    if (onEvent === undefined) return;
    for (const state of jobs) {
      for (let index = state.told; index < state.history.length; index += 1) {
        await onEvent(this.#event(state, index));
        await states.change(state.job.id, (present) => ({
          ...present,
          told: Math.max(present.told, index + 1),
        }));
      }
    }
  }

  #event({ job, history }: JobState, index: number): JobStateEvent {
    const { region, accountId, clock } = this.#parts;
    const { status, at } = history[index] ?? { status: job.status, at: clock.now() };
    const isFailure = status === 'Failing' || status === 'Failed';
    return {
      kind: index === 0 ? 'JobCreated' : 'JobStatusChanged',
      jobId: job.id,
      jobArn: job.arn,
      status,
      eventId: `${job.id}-${index}`,
      at,
      account: accountId,
      region,
      failureCodes: isFailure ? job.failures.map(({ code }) => code) : [],
      reasons: isFailure ? job.failures.map(({ reason }) => reason) : [],
    };
  }

  #taskFile(id: JobId): string {
    return path.join(this.#parts.states.workFolder(id), 'tasks.jsonl');
  }

  #results(id: JobId): ResultFiles {
    return new ResultFiles(this.#parts.states.workFolder(id));
  }
}

/** The job to attend to: the quick steps first, then by priority, those that run already before others of the same. */
function nextJob(jobs: readonly JobState[]): JobState | undefined {
  const soon = jobs.find(({ job }) => quick.has(job.status));
  if (soon !== undefined) return soon;
  const rank = ({ job }: JobState) => job.priority * 2 + (job.status === 'Active' ? 1 : 0);
  return jobs.filter(({ job }) => runnable.has(job.status)).sort((a, b) => rank(b) - rank(a))[0];
}

function tooManyFailures({ succeeded, failed }: { succeeded: number; failed: number }): JobFailure {
  return {
    code: 'JobTaskFailureRateExceeded',
    reason: `${failed} of ${succeeded + failed} tasks have failed: more than half.`,
  };
}
