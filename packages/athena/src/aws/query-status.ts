import type { QueryExecution } from '@aws-sdk/client-athena';
import { AppError } from '@lakeward/core';
import type { QueryId, QueryStatus } from '../query-engine';
import { queryFailure } from '../query-failure';

/** What GetQueryExecution says, in the port's terms. */
export function queryStatus(id: QueryId, execution: QueryExecution | undefined): QueryStatus {
  const state = execution?.Status?.State;
  switch (state) {
    case 'QUEUED':
    case 'RUNNING':
      return { state };
    case 'SUCCEEDED':
      return succeeded(id, execution);
    case 'FAILED':
      return failed(execution);
    case 'CANCELLED':
      return { state, reason: execution?.Status?.StateChangeReason ?? 'Athena gives no reason.' };
    case undefined:
    default:
      throw new AppError({
        code: 'ATHENA_UNAVAILABLE',
        message: `Athena: query ${id}: the answer has no state known to this version (${String(state)}).`,
        remedy: 'Try again later; update Lakeward if it stays so.',
        retryable: true,
      });
  }
}

function succeeded(id: QueryId, execution: QueryExecution | undefined): QueryStatus {
  const outputLocation = execution?.ResultConfiguration?.OutputLocation;
  if (outputLocation === undefined) {
    throw new AppError({
      code: 'ATHENA_INVALID_REQUEST',
      message: `Athena: query ${id} succeeded without a result file: its workgroup has managed query results.`,
      remedy: 'Run it in a workgroup with a result location; Lakeward hashes and keeps the result files.',
    });
  }
  const statistics = execution?.Statistics;
  return {
    state: 'SUCCEEDED',
    statistics: {
      bytesScanned: statistics?.DataScannedInBytes ?? 0,
      engineMilliseconds: statistics?.EngineExecutionTimeInMillis ?? 0,
      engine: execution?.EngineVersion?.EffectiveEngineVersion ?? 'Athena',
    },
    outputLocation,
    ...(statistics?.DataManifestLocation === undefined
      ? {}
      : { dataManifestLocation: statistics.DataManifestLocation }),
  };
}

function failed(execution: QueryExecution | undefined): QueryStatus {
  const status = execution?.Status;
  const error = status?.AthenaError;
  const message = error?.ErrorMessage ?? status?.StateChangeReason ?? 'Athena gives no reason.';
  return {
    state: 'FAILED',
    failure: queryFailure(message, {
      ...(error?.ErrorCategory === undefined ? {} : { category: error.ErrorCategory }),
      ...(error?.ErrorType === undefined ? {} : { type: error.ErrorType }),
      ...(error?.Retryable === undefined ? {} : { retryable: error.Retryable }),
    }),
  };
}
