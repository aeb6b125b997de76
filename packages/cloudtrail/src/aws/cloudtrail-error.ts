import { AppError, toAppError } from '@lakeward/core';
import { awsFailure } from '@lakeward/aws-client';

const CODES = {
  throttled: 'CLOUDTRAIL_THROTTLED',
  unavailable: 'CLOUDTRAIL_UNAVAILABLE',
  denied: 'CLOUDTRAIL_ACCESS_DENIED',
  refused: 'CLOUDTRAIL_INVALID_REQUEST',
} as const;

const REMEDIES = {
  throttled: 'Try again later.',
  unavailable: 'Try again later.',
  denied: 'Allow cloudtrail:ListPublicKeys, and check that the Region is enabled for the account.',
  refused: 'Correct the request as the message says.',
} as const;

/** What the CloudTrail client threw, in the port's codes; anything that did not come from AWS stays what it is. */
export function cloudTrailError(error: unknown, region: string): AppError {
  const failure = awsFailure(error);
  if (failure === undefined) return toAppError(error);
  // OperationNotPermittedException is the service's own word for a missing right ("ListPublicKeys", CloudTrail API reference).
  const kind = failure.name === 'OperationNotPermittedException' ? 'denied' : failure.kind;
  return new AppError({
    code: CODES[kind],
    message: `CloudTrail: public keys of ${region}: ${failure.message === '' ? failure.name : failure.message}`,
    remedy: REMEDIES[kind],
    retryable: kind === 'throttled' || kind === 'unavailable',
    cause: error,
  });
}
