import { logEvent } from '@lakeward/observability';

export const PCI_REVIEW_STARTED = logEvent({
  code: 'PCI_REVIEW_STARTED',
  level: 'INFO',
  sentence: 'The review of a day started.',
  fields: ['date', 'pack', 'runKey'],
});

export const PCI_REVIEW_FINISHED = logEvent({
  code: 'PCI_REVIEW_FINISHED',
  level: 'INFO',
  sentence: 'The review of a day finished.',
  fields: ['date', 'pack', 'runKey', 'files', 'events', 'findings', 'bytesScanned'],
});

export const PCI_REVIEW_REPEATED = logEvent({
  code: 'PCI_REVIEW_REPEATED',
  level: 'INFO',
  sentence: 'The review had been finished by an earlier delivery of the same event.',
  fields: ['date', 'pack', 'runKey'],
});

/** An alarm of the stack counts this code: the invocation went on with other reviews. */
export const PCI_RUN_FAILED = logEvent({
  code: 'PCI_RUN_FAILED',
  level: 'ERROR',
  sentence: 'The review of one of several days failed; the others went on.',
  fields: ['date', 'pack', 'errorCode'],
});

/** An alarm of the stack counts this code. */
export const PCI_DAY_INCOMPLETE = logEvent({
  code: 'PCI_DAY_INCOMPLETE',
  level: 'WARN',
  sentence: 'Events of the reviewed day may be missing.',
  fields: ['date', 'problems'],
});

export const PCI_SIGNED_OFF = logEvent({
  code: 'PCI_SIGNED_OFF',
  level: 'INFO',
  sentence: 'A reviewer signed a day off.',
  fields: ['date', 'pack', 'sequence'],
});
