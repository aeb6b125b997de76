import { logEvent } from '@lakeward/observability';

export const REENC_COPIED = logEvent({
  code: 'REENC_COPIED',
  level: 'INFO',
  sentence: 'A large object was copied over itself in parts.',
  fields: ['bucket', 'bytes', 'parts', 'resumed'],
});

export const REENC_COPY_DROPPED = logEvent({
  code: 'REENC_COPY_DROPPED',
  level: 'WARN',
  sentence: 'A copy in parts was given up, and its upload aborted.',
  fields: ['bucket'],
});
