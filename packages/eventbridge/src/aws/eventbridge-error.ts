import { awsFailure } from '@lakeward/aws-client';
import { AppError, toAppError } from '@lakeward/core';

const REMEDIES: Readonly<Record<string, string>> = {
  EVENTS_ACCESS_DENIED:
    "Allow events:PutEvents on the bus and, where it is encrypted, the use of the bus's KMS key.",
  EVENTS_THROTTLED: 'Try again later, or send fewer events.',
  EVENTS_UNAVAILABLE: 'Try again later; some of the events may come twice.',
  EVENTS_NOT_ACCEPTED: 'Correct the event or the bus as the message says.',
};

/** Codes of single events that may be accepted later (EventBridge API reference, PutEventsResultEntry). */
const PASSING = /^(?:InternalFailure|InternalException|ThrottlingException|ServiceUnavailable\w*)$/;

/** An event that EventBridge did not take, in the port's codes. */
export function notAccepted(bus: string, code: string, message: string): AppError {
  const name = !PASSING.test(code)
    ? /^(?:AccessDenied|NotAuthorized)/.test(code)
      ? 'EVENTS_ACCESS_DENIED'
      : 'EVENTS_NOT_ACCEPTED'
    : code === 'ThrottlingException'
      ? 'EVENTS_THROTTLED'
      : 'EVENTS_UNAVAILABLE';
  return errorOf(name, `EventBridge: bus ${bus} did not take an event: ${code}: ${message}`, undefined);
}

/** What the client threw, in the port's codes; anything that did not come from AWS stays what it is. */
export function eventBridgeError(error: unknown, bus: string): AppError {
  const failure = awsFailure(error);
  if (failure === undefined) return toAppError(error);
  const codes = {
    throttled: 'EVENTS_THROTTLED',
    unavailable: 'EVENTS_UNAVAILABLE',
    denied: 'EVENTS_ACCESS_DENIED',
    refused: 'EVENTS_NOT_ACCEPTED',
  } as const;
  return errorOf(codes[failure.kind], `EventBridge: bus ${bus}: ${failure.message}`, error);
}

function errorOf(code: string, message: string, cause: unknown): AppError {
  return new AppError({
    code,
    message,
    remedy: REMEDIES[code] ?? 'Try again later.',
    retryable: code === 'EVENTS_THROTTLED' || code === 'EVENTS_UNAVAILABLE',
    cause,
  });
}
