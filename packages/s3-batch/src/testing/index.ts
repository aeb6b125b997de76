export {
  batchJobsContract,
  contractKeyArn,
  contractOperation,
  type BatchJobsUnderContract,
} from './batch-jobs-contract';
export {
  InMemoryBatchJobs,
  type BatchJobsCall,
  type InMemoryBatchJobsOptions,
  type RunOutcome,
} from './in-memory-batch-jobs';
