import type { CreateJobRequest, Job, JobSummary } from './batch-jobs';

/** What is told of a job again that it was made with: all but its token and tags. */
export function jobParameters({
  operation,
  manifest,
  report,
  priority,
  roleArn,
  confirmationRequired,
  description,
}: CreateJobRequest): Omit<CreateJobRequest, 'tags' | 'token'> {
  return {
    operation,
    manifest,
    ...(report === undefined ? {} : { report }),
    priority,
    roleArn,
    confirmationRequired,
    ...(description === undefined ? {} : { description }),
  };
}

/** The job as a line of a list. */
export function jobSummary(job: Job): JobSummary {
  const { id, operation, status, priority, description, createdAt, endedAt, progress } = job;
  return {
    id,
    operation: operation.name,
    status,
    priority,
    ...(description === undefined ? {} : { description }),
    createdAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    progress,
  };
}
