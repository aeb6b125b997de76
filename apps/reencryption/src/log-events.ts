import { logEvent } from '@lakeward/observability';

export const REENC_PLAN_STARTED = logEvent({
  code: 'REENC_PLAN_STARTED',
  level: 'INFO',
  sentence: 'Planning of a snapshot started.',
  fields: ['snapshot', 'plan'],
});

export const REENC_PLAN_FINISHED = logEvent({
  code: 'REENC_PLAN_FINISHED',
  level: 'INFO',
  sentence: 'A snapshot was planned.',
  fields: ['snapshot', 'plan', 'objects', 'acted'],
});

export const REENC_PLAN_REPEATED = logEvent({
  code: 'REENC_PLAN_REPEATED',
  level: 'INFO',
  sentence: 'The snapshot had been planned for the same goal before.',
  fields: ['snapshot', 'plan'],
});
