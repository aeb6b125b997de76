import { logEvent } from '@lakeward/observability';

export const REENC_PROOF_FINISHED = logEvent({
  code: 'REENC_PROOF_FINISHED',
  level: 'INFO',
  sentence: 'A later inventory was held against a run.',
  fields: ['snapshot', 'state', 'fixed', 'open', 'regressed', 'added'],
});
