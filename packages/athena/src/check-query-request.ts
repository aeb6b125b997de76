import { AppError } from '@lakeward/core';
import type { QueryRequest } from './query-engine';

/** Longest statement Athena takes, in bytes of UTF-8 ("Service Quotas"). */
const MAX_SQL_BYTES = 262_144;
/** Longest execution parameter, in characters (Athena API reference, StartQueryExecution). */
const MAX_PARAMETER_LENGTH = 1024;

/**
 * Throws `ATHENA_INVALID_REQUEST` for a request that Athena would refuse whatever its statement says: every engine calls
 * it first, so that a request accepted on one machine is not refused in the cloud. Values are never repeated in the message.
 */
export function checkQueryRequest(request: QueryRequest): void {
  if (request.sql.trim() === '') {
    throw invalid('The statement is empty.', 'Give one SQL statement.');
  }
  const bytes = Buffer.byteLength(request.sql, 'utf8');
  if (bytes > MAX_SQL_BYTES) {
    throw invalid(
      `The statement has ${bytes} bytes; Athena takes ${MAX_SQL_BYTES}.`,
      'Split it, or read long value lists from a table.',
    );
  }
  const { length } = request.token;
  if (length < 32 || length > 128) {
    throw invalid(
      `The token has ${length} characters; Athena takes 32 to 128.`,
      'Derive it by deterministicId(), which makes 64.',
    );
  }
  const index = (request.parameters ?? []).findIndex(
    (value) => value === '' || value.length > MAX_PARAMETER_LENGTH,
  );
  if (index !== -1) {
    throw invalid(
      `Parameter ${index + 1} is empty or longer than ${MAX_PARAMETER_LENGTH} characters.`,
      'Give each parameter as a SQL literal; the empty string is two quotes.',
    );
  }
}

function invalid(message: string, remedy: string): AppError {
  return new AppError({ code: 'ATHENA_INVALID_REQUEST', message, remedy });
}
