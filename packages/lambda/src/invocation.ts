import { AppError, Deadline, systemClock, type Clock } from '@lakeward/core';
import { logEvent, type Log } from '@lakeward/observability';
import type { Context } from 'aws-lambda';
import { translateFailure, type Failure } from './failure';

/** Time kept back at the end of an invocation to record where the work stands. */
const MARGIN_MS = 10_000;

export const INVOCATION_STARTED = logEvent({
  code: 'INVOCATION_STARTED',
  level: 'INFO',
  sentence: 'An invocation started.',
  fields: ['requestId'],
});

export const INVOCATION_COMPLETED = logEvent({
  code: 'INVOCATION_COMPLETED',
  level: 'INFO',
  sentence: 'The invocation completed.',
  fields: ['requestId'],
});

export const INVOCATION_FAILED = logEvent({
  code: 'INVOCATION_FAILED',
  level: 'ERROR',
  sentence: 'The invocation, or one of its messages, failed.',
  fields: ['requestId', 'errorCode', 'retryable', 'description'],
});

/** What a handler needs of Lambda's context. */
export type InvocationContext = Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>;

/** What a use-case may know of the invocation it runs in. */
export interface Invocation {
  readonly requestId: string;
  /** Ends before the function's timeout, by a margin to record where the work stands. */
  readonly deadline: Deadline;
}

/** What every handler factory is given besides its own. */
export interface HandlerParts<Dependencies> {
  /** Builds (or hands out) what the use-case works with; called at the first invocation, never at import. */
  readonly dependencies: () => Dependencies;
  /** Built before the dependencies, so that their failure is logged too. */
  readonly log: () => Log;
  readonly clock?: Clock;
}

/** Frames the work of one invocation: deadline, STARTED and COMPLETED lines, metrics sent whatever happens. */
export async function withInvocation<Result>(
  context: InvocationContext,
  { log, clock = systemClock }: Pick<HandlerParts<unknown>, 'log' | 'clock'>,
  work: (invocation: Invocation, fail: (error: unknown) => Failure) => Promise<Result>,
): Promise<Result> {
  const requestId = context.awsRequestId;
  const out = log();
  const fail = (error: unknown): Failure => {
    const failure = translateFailure(error);
    const { code: errorCode, retryable, description } = failure;
    out.write(INVOCATION_FAILED, { requestId, errorCode, retryable, description });
    return failure;
  };
  out.write(INVOCATION_STARTED, { requestId });
  try {
    const deadline = Deadline.in(Math.max(0, context.getRemainingTimeInMillis() - MARGIN_MS), clock);
    const result = await work({ requestId, deadline }, fail);
    out.write(INVOCATION_COMPLETED, { requestId });
    return result;
  } finally {
    out.flush();
  }
}

/** The error that leaves a function: its name is the code, so that CloudWatch and dead-letter queues show it. */
export function failedInvocation({ code, description, retryable }: Failure, cause: unknown): AppError {
  const error = new AppError({ code, message: description, remedy: '', retryable, cause });
  error.name = code;
  return error;
}
