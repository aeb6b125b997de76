import { logEvent } from '@lakeward/observability';

export const REENC_INVENTORY_CHANGED = logEvent({
  code: 'REENC_INVENTORY_CHANGED',
  level: 'INFO',
  sentence: 'The inventory configuration of a bucket was set, replaced or removed.',
  fields: ['bucket', 'change'],
});

/** An alarm of the stack counts this code. */
export const REENC_BUCKET_NOT_RECONCILED = logEvent({
  code: 'REENC_BUCKET_NOT_RECONCILED',
  level: 'ERROR',
  sentence: 'A bucket could not be looked at or set up; the others were.',
  fields: ['bucket', 'errorCode', 'retryable', 'description'],
});

export const REENC_RECONCILED = logEvent({
  code: 'REENC_RECONCILED',
  level: 'INFO',
  sentence: 'All buckets of the Region were looked at.',
  fields: ['looked', 'targeted', 'changed', 'failed', 'policyChanged'],
});
