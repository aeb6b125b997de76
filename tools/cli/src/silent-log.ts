import type { Log } from '@lakeward/observability';

/** On a command line progress and result are the log. */
export const silentLog: Log = {
  write: () => undefined,
  count: () => undefined,
  flush: () => undefined,
};
