export type {
  BatchJobs,
  CreateJobRequest,
  Job,
  JobFailure,
  JobId,
  JobManifest,
  JobProgress,
  JobReport,
  JobSummary,
  ManifestField,
} from './batch-jobs';
export type {
  AclGrant,
  CannedAcl,
  CopyChecksumAlgorithm,
  CopyEncryption,
  CopyStorageClass,
  JobOperation,
  LambdaInvoke,
  NewObjectMetadata,
  S3InitiateRestoreObject,
  S3PutObjectCopy,
  S3UpdateObjectEncryption,
} from './job-operation';
export { isFinalStatus, jobStatuses, mayRequestStatus, type JobStatus } from './job-status';
export type { LambdaResultCode, LambdaTask, LambdaTaskEvent, LambdaTaskResponse } from './lambda-task';
