import { toAppError } from '@lakeward/core';

/** What a failure means to whoever delivers the work. */
export interface Failure {
  /** True: deliver again. False: it will fail the same way until somebody changes something. */
  readonly retryable: boolean;
  readonly code: string;
  /** Message and remedy in one line. */
  readonly description: string;
}

/** The one translator of failures: every trigger asks here what an error means. */
export function translateFailure(error: unknown): Failure {
  const { retryable, code, message, remedy } = toAppError(error);
  return { retryable, code, description: `${message} ${remedy}` };
}
