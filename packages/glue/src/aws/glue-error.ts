import { AppError, isAppError, toAppError } from '@lakeward/core';
import { awsFailure, type AwsFailure } from '@lakeward/aws-client';

/** The port's code for each exception of Glue that says something about the request (Glue API reference, "Exceptions"). */
const CODES: Readonly<Record<string, string>> = {
  EntityNotFoundException: 'GLUE_NOT_FOUND',
  AlreadyExistsException: 'GLUE_ALREADY_EXISTS',
  ConcurrentModificationException: 'GLUE_CONFLICT',
  VersionMismatchException: 'GLUE_CONFLICT',
  ResourceNotReadyException: 'GLUE_CONFLICT',
  OperationTimeoutException: 'GLUE_UNAVAILABLE',
  InternalServiceException: 'GLUE_UNAVAILABLE',
  // The catalog's key cannot be used.
  GlueEncryptionException: 'GLUE_ACCESS_DENIED',
};

const REMEDIES: Readonly<Record<string, string>> = {
  GLUE_NOT_FOUND: 'Check the name, and the account and region that are asked.',
  GLUE_ALREADY_EXISTS: 'Update it, or delete it first.',
  GLUE_CONFLICT: 'Try again: someone else changed it at the same time.',
  GLUE_THROTTLED: 'Try again later, or have the request quota of the Data Catalog raised.',
  GLUE_ACCESS_DENIED: "Grant the role access in IAM, in Lake Formation and to the catalog's KMS key.",
  GLUE_INVALID_REQUEST: 'Correct the request as the message says.',
  GLUE_UNAVAILABLE: 'Try again later.',
};

const RETRYABLE: readonly string[] = ['GLUE_CONFLICT', 'GLUE_THROTTLED', 'GLUE_UNAVAILABLE'];

/** What the Glue client threw, in the port's codes; anything that did not come from AWS stays what it is. `place` says what was asked. */
export function glueError(error: unknown, place: string): AppError {
  const failure = awsFailure(error);
  return failure === undefined ? toAppError(error) : translate(failure, place, error);
}

/** An error that Glue reports for one item of a batch, inside an answer that is a success. */
export function glueItemError(name: string, message: string, place: string): AppError {
  const kind = name.includes('Throttl') ? 'throttled' : 'refused';
  return translate({ kind, name, message }, place, undefined);
}

/** True when the error says that what was asked for is not there. */
export function isNotFound(error: unknown): boolean {
  return isAppError(error, 'GLUE_NOT_FOUND');
}

function translate(failure: AwsFailure, place: string, cause: unknown): AppError {
  const code = codeOf(failure);
  return new AppError({
    code,
    message: `Glue: ${place}: ${failure.message}`,
    remedy: REMEDIES[code] ?? 'Try again later.',
    retryable: RETRYABLE.includes(code),
    cause,
  });
}

function codeOf({ kind, name }: AwsFailure): string {
  switch (kind) {
    case 'throttled':
      return 'GLUE_THROTTLED';
    case 'unavailable':
      return 'GLUE_UNAVAILABLE';
    case 'denied':
      return 'GLUE_ACCESS_DENIED';
    case 'refused':
      return CODES[name] ?? 'GLUE_INVALID_REQUEST';
  }
}
