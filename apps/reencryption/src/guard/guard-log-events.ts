import { logEvent } from '@lakeward/observability';

export const REENC_GUARDS_CHANGED = logEvent({
  code: 'REENC_GUARDS_CHANGED',
  level: 'INFO',
  sentence: 'The guards in the policy of a bucket were changed.',
  fields: ['bucket', 'guards', 'previous'],
});
