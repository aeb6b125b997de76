import { AppError, toAppError } from '@lakeward/core';
import { awsFailure } from '@lakeward/aws-client';

/**
 * The port's code for each AthenaErrorCode that an InvalidRequestException carries. The API reference has the field but lists no
 * values: these were seen.
 */
const CODES: Readonly<Record<string, string>> = {
  MALFORMED_QUERY: 'ATHENA_SYNTAX_ERROR',
  IDEMPOTENT_PARAMETER_MISMATCH: 'ATHENA_TOKEN_REUSED',
  QUERY_EXECUTION_NOT_FOUND: 'ATHENA_QUERY_NOT_FOUND',
  INVALID_QUERY_EXECUTION_STATE: 'ATHENA_RESULTS_UNAVAILABLE',
  RESULT_NOT_FOUND: 'ATHENA_RESULTS_UNAVAILABLE',
};

const REMEDIES: Readonly<Record<string, string>> = {
  ATHENA_SYNTAX_ERROR: 'Correct the statement at the place the message names; one statement is allowed.',
  ATHENA_TOKEN_REUSED: 'Derive the token from everything the statement depends on.',
  ATHENA_QUERY_NOT_FOUND: 'Use the id that start() returned, in the same region and account.',
  ATHENA_RESULTS_UNAVAILABLE:
    'Wait until the query has SUCCEEDED; results may also have expired from the bucket.',
  ATHENA_INVALID_REQUEST: 'Correct the request as the message says.',
  ATHENA_THROTTLED: 'Try again later, or have the quota of active queries raised.',
  ATHENA_ACCESS_DENIED: 'Grant the role access to the workgroup, the catalog and the result location.',
  ATHENA_UNAVAILABLE: 'Try again later.',
};

/**
 * What the Athena client threw, in the port's codes; anything that did not come from AWS stays what it is. `action` completes
 * the sentence "Athena: <action>: <its words>".
 */
export function athenaError(error: unknown, action: string): AppError {
  const failure = awsFailure(error);
  if (failure === undefined) return toAppError(error);
  const code = codeOf(failure.kind, error);
  return new AppError({
    code,
    message: `Athena: ${action}: ${failure.message}`,
    remedy: REMEDIES[code] ?? 'Try again later.',
    retryable: code === 'ATHENA_THROTTLED' || code === 'ATHENA_UNAVAILABLE',
    cause: error,
  });
}

function codeOf(kind: 'throttled' | 'unavailable' | 'denied' | 'refused', error: unknown): string {
  switch (kind) {
    case 'throttled':
      return 'ATHENA_THROTTLED';
    case 'unavailable':
      return 'ATHENA_UNAVAILABLE';
    case 'denied':
      return 'ATHENA_ACCESS_DENIED';
    case 'refused': {
      const { AthenaErrorCode } = error as { AthenaErrorCode?: string };
      return CODES[AthenaErrorCode ?? ''] ?? 'ATHENA_INVALID_REQUEST';
    }
  }
}
