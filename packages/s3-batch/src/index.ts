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
export { isFinalStatus, jobStatuses, statusRequest, type JobStatus } from './job-status';
export type { LambdaResultCode, LambdaTask, LambdaTaskEvent, LambdaTaskResponse } from './lambda-task';
export { batchFileError, invalidJob, jobNotFound, statusConflict, tokenReused } from './batch-errors';
export { readReport, reportLine, type ReportedTask, type TaskResult } from './completion-report';
export {
  formatJobEvent,
  jobEventPattern,
  jobEventSchema,
  parseJobEvent,
  type JobStateEvent,
} from './job-event';
export {
  manifestFields,
  readManifest,
  writeManifest,
  type ManifestEntry,
  type ManifestTask,
} from './manifest-csv';
export {
  formatReportManifest,
  jobOfReportManifest,
  parseReportManifest,
  reportLocation,
  type ReportManifest,
  type ReportResult,
} from './report-manifest';
export { checkJobRequest, checkPriority, checkStatusReason } from './check-job-request';
export { jobParameters, jobSummary } from './job-parameters';
