import { logEvent } from '@lakeward/observability';

export const REENC_DECIDED = logEvent({
  code: 'REENC_DECIDED',
  level: 'INFO',
  sentence: 'A decision about a plan was carried out.',
  fields: ['decision', 'snapshot', 'plan'],
});

export const REENC_JOB_CREATED = logEvent({
  code: 'REENC_JOB_CREATED',
  level: 'INFO',
  sentence: 'A job of S3 Batch Operations was made.',
  fields: ['jobId', 'remedy', 'round'],
});

export const REENC_JOB_ENDED = logEvent({
  code: 'REENC_JOB_ENDED',
  level: 'INFO',
  sentence: 'A job of S3 Batch Operations has ended.',
  fields: ['jobId', 'remedy', 'status', 'succeeded', 'failed'],
});

/** An alarm of the stack may count this code. */
export const REENC_JOB_FAILED = logEvent({
  code: 'REENC_JOB_FAILED',
  level: 'WARN',
  sentence: 'A job of S3 Batch Operations failed as a whole, or left tasks undone.',
  fields: ['jobId', 'remedy', 'status', 'succeeded', 'failed'],
});

/** Also the code in the job's record, the notice, and the reason that S3 Batch shows. An alarm of the stack may count it. */
export const REENC_TASK_COUNT = logEvent({
  code: 'REENC_TASK_COUNT',
  level: 'ERROR',
  sentence: 'A job was cancelled: S3 Batch counts other objects in its manifest than the plan.',
  fields: ['jobId', 'remedy', 'objects', 'tasks'],
});

export const REENC_OLD_VERSIONS_LEFT = logEvent({
  code: 'REENC_OLD_VERSIONS_LEFT',
  level: 'WARN',
  sentence:
    'A job that copies old versions was cancelled: the current versions would not be copied after them.',
  fields: ['jobId', 'remedy', 'objects'],
});

export const REENC_FOREIGN_JOB = logEvent({
  code: 'REENC_FOREIGN_JOB',
  level: 'DEBUG',
  sentence: 'An event told of a job that is not one of the app.',
  fields: ['jobId'],
});

export const REENC_REPORT_READ = logEvent({
  code: 'REENC_REPORT_READ',
  level: 'INFO',
  sentence: 'A completion report was made queryable and its failures counted.',
  fields: ['jobId', 'failed', 'retryable', 'tooLarge'],
});
