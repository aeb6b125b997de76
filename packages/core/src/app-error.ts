import { isNativeError } from 'node:util/types';

/** What an {@link AppError} is made of. */
export interface AppErrorDetails {
  /** Stable, upper-case name that alarms, exit codes and tests refer to, such as `S3_PRECONDITION_FAILED`. */
  readonly code: string;
  /** One sentence: what is wrong, with the place (file, key, column, line) in it. */
  readonly message: string;
  /** One sentence: what the reader does about it. */
  readonly remedy: string;
  /** True where the same call may succeed later without anyone changing anything. Default false. */
  readonly retryable?: boolean;
  /** What was caught, when this error translates another. */
  readonly cause?: unknown;
}

/**
 * The one error type of Lakeward: every failure that leaves a package carries a code, says whether a retry can help,
 * and tells the remedy. packages/lambda translates it for each trigger; the command line prints it.
 */
export class AppError extends Error {
  readonly code: string;
  readonly remedy: string;
  readonly retryable: boolean;

  constructor({ code, message, remedy, retryable = false, cause }: AppErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'AppError';
    this.code = code;
    this.remedy = remedy;
    this.retryable = retryable;
  }
}

/** True when `error` is an {@link AppError} and, if codes are given, carries one of them. */
export function isAppError(error: unknown, ...codes: readonly string[]): error is AppError {
  return error instanceof AppError && (codes.length === 0 || codes.includes(error.code));
}

/** The error as an {@link AppError}: itself, or `UNEXPECTED_ERROR` around it (not retryable: its effects are unknown). */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError({
    code: 'UNEXPECTED_ERROR',
    // Errors of Node's own modules may come from another realm, where instanceof does not know them.
    message: isNativeError(error) ? `${error.name}: ${error.message}` : `A ${typeof error} was thrown.`,
    remedy: 'This is a defect: report it with the command or event that led to it.',
    cause: error,
  });
}
