import type { InvocationContext } from '../invocation';

/** The context of an invocation with `remainingMs` left, for tests of handlers. */
export function lambdaContext(remainingMs = 60_000): InvocationContext {
  return { awsRequestId: 'request-1', getRemainingTimeInMillis: () => remainingMs };
}
