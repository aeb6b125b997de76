import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { flushFile } from '../../files/disk';

/** Pause between two rounds, in milliseconds. */
const PAUSE_MS = 500;

/**
 * Puts what is written below a folder on disk while more is being written: otherwise the system keeps it, and whoever needs it on disk
 * waits for all of it at the end. Errors are left to who does that. `stop` ends it, and waits for the round that is under way.
 */
export function flushMeanwhile(folder: string): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const done = (async () => {
    for (;;) {
      await sleep(PAUSE_MS, undefined, { signal: stopped.signal });
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
      for (const entry of entries.filter((each) => each.isFile())) {
        stopped.signal.throwIfAborted();
        await flushFile(path.join(entry.parentPath, entry.name)).catch(() => undefined);
      }
    }
  })().catch(() => undefined);
  return {
    stop: () => {
      stopped.abort();
      return done;
    },
  };
}
