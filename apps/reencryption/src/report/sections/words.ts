import type { State } from '@lakeward/report';
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
  proven: { state: 'good', word: 'proven' },
  'partly-proven': { state: 'bad', word: 'partly proven' },
};
