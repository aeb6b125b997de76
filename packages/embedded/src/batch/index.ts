export { LocalBatchJobs, type LocalBatchJobsOptions, type RunJobsOptions } from './local-batch-jobs';
export type { BatchFunction, FailureInjection, TaskAttempt } from './run-task';
export type { TaskFailure } from './task-failure';
