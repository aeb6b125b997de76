import type { QueryFailure } from '@lakeward/athena';
import { isAppError, type AppError } from '@lakeward/core';
import { readFailure } from '../dialect';

/**
 * Names that the embedded engine gives, with the number that Athena has for them; -1 where none is known. Numbers were
 * observed by third parties or follow from the error catalog's words; see docs/aws-facts.md.
 */
const NUMBERS = {
  TABLE_NOT_FOUND: 1301,
  SCHEMA_NOT_FOUND: 1301,
  COLUMN_NOT_FOUND: 1006,
  SYNTAX_ERROR: 1006,
  MISSING_COLUMN_NAME: 1006,
  DUPLICATE_COLUMN_NAME: 1006,
  COLUMN_TYPE_UNKNOWN: 1006,
  AMBIGUOUS_NAME: 1006,
  TYPE_MISMATCH: 1002,
  FUNCTION_NOT_FOUND: 1303,
  DIVISION_BY_ZERO: 1001,
  NUMERIC_VALUE_OUT_OF_RANGE: 1001,
  SUBQUERY_MULTIPLE_ROWS: 1001,
  INVALID_CAST_ARGUMENT: 1100,
  INVALID_FUNCTION_ARGUMENT: 1106,
  INVALID_PARAMETER_USAGE: 1100,
  NOT_SUPPORTED: 1200,
  TABLE_ALREADY_EXISTS: 1110,
  CONSTRAINT_VIOLATION: 1100,
  INVALID_TABLE_PROPERTY: 1103,
  HIVE_BAD_DATA: 1002,
  HIVE_CURSOR_ERROR: 1002,
  HIVE_CANNOT_OPEN_SPLIT: 1002,
  HIVE_COLUMN_ORDER_MISMATCH: -1,
  HIVE_FILESYSTEM_ERROR: -1,
  HIVE_INVALID_PARTITION_VALUE: -1,
  HIVE_METASTORE_ERROR: 204,
  HIVE_PATH_ALREADY_EXISTS: 1100,
  HIVE_TOO_MANY_OPEN_PARTITIONS: 1100,
  EXCEEDED_MEMORY_LIMIT: 0,
  GENERIC_INTERNAL_ERROR: 100,
} as const;

export type FailureName = keyof typeof NUMBERS;

/** Categories of Athena's errors: whose fault it is. */
const SYSTEM = 1;
const USER = 2;

/** Thrown inside the engine: the query ends FAILED with this failure. */
export class EngineFailure extends Error {
  readonly failure: QueryFailure;

  constructor(name: FailureName, message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'EngineFailure';
    this.failure = failure(name, message, options.retryable);
  }
}

function failure(name: string, message: string, retryable = false): QueryFailure {
  const type = isFailureName(name) ? NUMBERS[name] : -1;
  const category = name === 'GENERIC_INTERNAL_ERROR' ? SYSTEM : USER;
  return { name, message: `${name}: ${message}`, type, category, retryable };
}

function isFailureName(name: string): name is FailureName {
  return name in NUMBERS;
}

/** What DuckDB says of files and of its own limits. What it says of the query itself the dialect knows. */
const DUCKDB_MESSAGES: readonly (readonly [RegExp, FailureName])[] = [
  [/^Out of Memory Error/, 'EXCEEDED_MEMORY_LIMIT'],
  [
    /Malformed JSON|JSON transform error|CSV Error|CSV Parser|not utf-8|maximum_object_size/i,
    'HIVE_BAD_DATA',
  ],
  [/^(IO|Invalid Input) Error: .*(gzip|inflate|miniz|zstd|decompress)/is, 'HIVE_CURSOR_ERROR'],
  [
    /No magic bytes|too small to be a Parquet|No files found that match|parquet.*(file|column)/i,
    'HIVE_CANNOT_OPEN_SPLIT',
  ],
];

/** What DuckDB says where the unknown column has the name that the item of the select list gets from it. */
const UNKNOWN_COLUMN = /^Binder Error: Column "([^"]+)" referenced that exists in the SELECT clause/;

const AFTER_THE_DIALECT: readonly (readonly [RegExp, FailureName])[] = [
  [/^Parser Error/, 'SYNTAX_ERROR'],
  [/^Catalog Error: .*Function/s, 'FUNCTION_NOT_FOUND'],
];

/** Codes of other packages' errors that a statement can meet, by how they begin. */
const APP_ERRORS: readonly (readonly [prefix: string, FailureName])[] = [
  ['ATHENA_SYNTAX_ERROR', 'SYNTAX_ERROR'],
  ['GLUE_', 'HIVE_METASTORE_ERROR'],
  ['S3_', 'HIVE_FILESYSTEM_ERROR'],
];

/** The failure that an error thrown while a query runs stands for. */
export function failureOf(error: unknown): QueryFailure {
  if (error instanceof EngineFailure) return error.failure;
  if (isAppError(error)) return ofAppError(error);
  const message = messageOf(error).replace(/\n+LINE \d+:.*$/s, '');
  // What readers and writers raise by error() comes as `Invalid Input Error: NAME: ...`.
  const raised = /^Invalid Input Error: ([A-Z][A-Z0-9_]+): (.*)$/s.exec(message);
  if (raised?.[1] !== undefined && isFailureName(raised[1])) return failure(raised[1], raised[2] ?? '');
  const first = named(message, DUCKDB_MESSAGES);
  if (first !== undefined) return failure(first, message);
  const unknown = UNKNOWN_COLUMN.exec(message)?.[1];
  if (unknown !== undefined) return failure('COLUMN_NOT_FOUND', `Column '${unknown}' cannot be resolved`);
  const read = readFailure(message);
  if (read !== undefined) return failure(read.name, read.message);
  return failure(named(message, AFTER_THE_DIALECT) ?? 'GENERIC_INTERNAL_ERROR', message);
}

/** What DuckDB says of a file, in its own general words, by what it is with Athena. */
const OF_FILES: Readonly<Record<string, FailureName>> = {
  INVALID_FUNCTION_ARGUMENT: 'HIVE_CANNOT_OPEN_SPLIT',
  GENERIC_INTERNAL_ERROR: 'HIVE_CANNOT_OPEN_SPLIT',
  INVALID_CAST_ARGUMENT: 'HIVE_BAD_DATA',
};

/** As {@link failureOf}, for a message that names a file of the lake. */
export function fileFailure(message: string, cause: unknown): EngineFailure | Error {
  const { name } = failureOf(new Error(message));
  const ofFile = OF_FILES[name];
  return ofFile === undefined ? new Error(message, { cause }) : new EngineFailure(ofFile, message, { cause });
}

/** What an error says, whatever realm it comes from. */
export function messageOf(error: unknown): string {
  const { message } = (error ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : String(error);
}

function named(
  message: string,
  patterns: readonly (readonly [RegExp, FailureName])[],
): FailureName | undefined {
  return patterns.find(([pattern]) => pattern.test(message))?.[1];
}

function ofAppError(error: AppError): QueryFailure {
  const known = isFailureName(error.code)
    ? error.code
    : APP_ERRORS.find(([prefix]) => error.code.startsWith(prefix))?.[1];
  return failure(known ?? 'GENERIC_INTERNAL_ERROR', `${error.message} ${error.remedy}`, error.retryable);
}
