import { isAppError } from './app-error';
import type { Clock } from './clock';
import type { Deadline } from './deadline';

/** How long to wait between tries, in milliseconds. */
export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** Backoff that suits AWS control-plane throttling. */
export const defaultBackoff: Backoff = { firstMs: 200, maxMs: 20_000 };

/** The wait before try `attempt` (0 = the first wait): doubling from `firstMs` up to `maxMs`. */
export function backoffDelay(backoff: Backoff, attempt: number): number {
  return Math.min(backoff.maxMs, backoff.firstMs * 2 ** attempt);
}

/**
 * Runs `work` until it succeeds, fails for good, or the deadline leaves no room for another wait.
 *
 * Only an AppError with `retryable` is tried again; the last error is thrown as it came.
 */
export async function retry<T>(
  work: () => Promise<T>,
  { clock, deadline, backoff = defaultBackoff }: { clock: Clock; deadline: Deadline; backoff?: Backoff },
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const wait = backoffDelay(backoff, attempt);
      if (!isAppError(error) || !error.retryable || deadline.remaining() <= wait) throw error;
      await clock.sleep(wait);
    }
  }
}
