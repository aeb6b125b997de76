import type { State } from '@lakeward/report';
import type { JobStatus } from '@lakeward/s3-batch';
import type { BucketState } from '../../run/status';
import type { VersionState } from '../report-model';

/** Names of how versions stand, as tables and legends say them. */
export const STATE_NAMES: Readonly<Record<VersionState, string>> = {
  'as-wanted': 'as wanted',
  update: 'to change in place',
  copy: 'to copy',
  'key-unknown': 'key unknown',
  stays: 'stays as it is',
};

/** Mark and word of a bucket. */
export const BUCKET_MARKS: Readonly<Record<BucketState, { readonly state: State; readonly word: string }>> = {
  compliant: { state: 'good', word: 'nothing to do' },
  planned: { state: 'attention', word: 'planned' },
  rejected: { state: 'attention', word: 'rejected' },
  'awaiting-confirmation': { state: 'attention', word: 'to confirm' },
  running: { state: 'unknown', word: 'running' },
  'awaiting-proof': { state: 'unknown', word: 'awaiting proof' },
  'needs-attention': { state: 'bad', word: 'to look at' },
  proven: { state: 'good', word: 'proven' },
  'partly-proven': { state: 'bad', word: 'partly proven' },
};

/** What a status of S3 Batch says of a job. */
export const JOB_STATUS_MEANINGS: Readonly<Record<JobStatus, string>> = {
  New: 'made, and not looked at yet',
  Preparing: 'reads its manifest',
  Suspended: 'waits for its turn, or for somebody to confirm it',
  Ready: 'waits until S3 Batch has room for it',
  Active: 'works',
  Pausing: 'makes room for a job of higher priority',
  Paused: 'has made room for a job of higher priority',
  Completing: 'writes its report',
  Complete: 'has tried every task, whatever came of it',
  Cancelling: 'is being cancelled',
  Cancelled: 'was cancelled; what was done by then stays',
  Failing: 'ends as failed',
  Failed: 'failed as a whole; what was done by then stays',
};
