import { DAY_MS } from '@lakeward/core';
import type { CreateJobRequest, Job, JobStatus } from '@lakeward/s3-batch';

/** What is kept of a job. */
export interface JobState {
  readonly job: Job;
  /** As it was asked for: the same token must ask for the same again. */
  readonly request: CreateJobRequest;
  /** Every status the job has had. */
  readonly history: readonly { readonly status: JobStatus; readonly at: Date }[];
  /** How many of them have been told of. */
  readonly told: number;
  readonly checkpoint: Checkpoint;
}

/** How far the tasks are: all before it are done and in the files of results, none after it is. */
export interface Checkpoint {
  /** Bytes of the list of tasks. */
  readonly offset: number;
  readonly succeededBytes: number;
  readonly failedBytes: number;
}

/** Days after which a job that nobody confirmed fails. Source: "Tracking job status and completion reports", S3 User Guide. */
const suspendedDays = 30;

/** The job with a new status and what comes with it. */
export function moved(state: JobState, status: JobStatus, at: Date, change: Partial<Job> = {}): JobState {
  return {
    ...state,
    job: { ...state.job, ...change, status },
    history: [...state.history, { status, at }],
  };
}

/** The job as it is at this moment: one that waited too long for its confirmation has failed. */
export function current(state: JobState, now: Date): JobState {
  const { status, suspendedAt } = state.job;
  if (status !== 'Suspended' || suspendedAt === undefined) return state;
  const end = new Date(suspendedAt.getTime() + suspendedDays * DAY_MS);
  if (now < end) return state;
  const failure = {
    code: 'ConfirmationExpired',
    reason: `Nobody confirmed the job within ${suspendedDays} days.`,
  };
  return moved(moved(state, 'Failing', end), 'Failed', end, { endedAt: end, failures: [failure] });
}

/** The state as JSON; dates are marked, since those within an operation have no schema of their own here. */
export function formatJobState(state: JobState): string {
  return `${JSON.stringify(marked(state), undefined, 2)}\n`;
}

/** Reads what {@link formatJobState} wrote. */
export function parseJobState(text: string): JobState {
  return JSON.parse(text, (_, value: unknown) => {
    const at = (value as { $date?: unknown } | null)?.$date;
    return typeof at === 'string' ? new Date(at) : value;
  }) as JobState;
}

/** JSON.stringify turns dates into text before a replacer sees them. */
function marked(value: unknown): unknown {
  if (value instanceof Date) return { $date: value.toISOString() };
  if (Array.isArray(value)) return value.map(marked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, marked(each)]));
}
