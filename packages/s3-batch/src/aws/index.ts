export { createS3BatchJobs, type S3BatchJobsOptions } from './s3-batch-jobs';
