export { openEmbeddedRuntime, type EmbeddedRuntime, type EmbeddedRuntimeOptions } from './embedded-runtime';
export { openLakeStorage, type LakeStorage } from './lake-storage';
export type { LakeStore } from './engine/lake-store';
export type { Mount } from './mount/mounted-object-store';
export { FileTrailKeys } from './trail-keys';
export {
  LocalBatchJobs,
  type BatchFunction,
  type FailureInjection,
  type RunJobsOptions,
  type TaskAttempt,
  type TaskFailure,
} from './batch';
