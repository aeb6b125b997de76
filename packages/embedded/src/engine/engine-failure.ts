import type { QueryFailure } from '@lakeward/athena';

/** Names that the embedded engine gives, with the number and category of Athena's error catalog. */
const CATALOG = {
  TABLE_NOT_FOUND: { type: 1301, category: 2 },
  SCHEMA_NOT_FOUND: { type: 1301, category: 2 },
  COLUMN_NOT_FOUND: { type: 1006, category: 2 },
  SYNTAX_ERROR: { type: 1006, category: 2 },
  TYPE_MISMATCH: { type: 1002, category: 2 },
  FUNCTION_NOT_FOUND: { type: 1303, category: 2 },
  DIVISION_BY_ZERO: { type: 1001, category: 2 },
  INVALID_CAST_ARGUMENT: { type: 1100, category: 2 },
  INVALID_FUNCTION_ARGUMENT: { type: 1106, category: 2 },
  INVALID_PARAMETER_USAGE: { type: 1100, category: 2 },
  NOT_SUPPORTED: { type: 1200, category: 2 },
  TABLE_ALREADY_EXISTS: { type: 1110, category: 2 },
  CONSTRAINT_VIOLATION: { type: 1100, category: 2 },
  INVALID_TABLE_PROPERTY: { type: 1103, category: 2 },
  HIVE_BAD_DATA: { type: 1002, category: 2 },
  HIVE_CURSOR_ERROR: { type: 1002, category: 2 },
  HIVE_CANNOT_OPEN_SPLIT: { type: 1002, category: 2 },
  HIVE_METASTORE_ERROR: { type: 204, category: 2 },
  HIVE_PATH_ALREADY_EXISTS: { type: 1100, category: 2 },
  HIVE_PARTITION_SCHEMA_MISMATCH: { type: 1004, category: 2 },
  HIVE_TOO_MANY_OPEN_PARTITIONS: { type: 1100, category: 2 },
  EXCEEDED_MEMORY_LIMIT: { type: 0, category: 2 },
  GENERIC_INTERNAL_ERROR: { type: 100, category: 1 },
} as const;

export type FailureName = keyof typeof CATALOG;

/** Thrown inside the engine: the query ends FAILED with this failure. */
export class EngineFailure extends Error {
  readonly failure: QueryFailure;

  constructor(name: FailureName, message: string, options: { retryable?: boolean } = {}) {
    super(message);
    this.failure = {
      name,
      message: `${name}: ${message}`,
      ...CATALOG[name],
      retryable: options.retryable ?? false,
    };
  }
}

/** What DuckDB says, by how its messages begin, in Athena's words. The first that fits is taken. */
const DUCKDB_MESSAGES: readonly (readonly [RegExp, FailureName])[] = [
  [/DIVISION_BY_ZERO/, 'DIVISION_BY_ZERO'],
  [/INVALID_FUNCTION_ARGUMENT/, 'INVALID_FUNCTION_ARGUMENT'],
  [/INVALID_CAST_ARGUMENT/, 'INVALID_CAST_ARGUMENT'],
  [/^Conversion Error/, 'INVALID_CAST_ARGUMENT'],
  [/Malformed JSON|JSON transform error|CSV Error|Error when (sniffing|converting)/i, 'HIVE_BAD_DATA'],
  [/gzip|GZIP|inflate|Invalid Input Error: .*(compress|zlib|miniz)/, 'HIVE_CURSOR_ERROR'],
  [/No magic bytes|parquet/i, 'HIVE_CANNOT_OPEN_SPLIT'],
  [/^Binder Error: Referenced (column|table)|column .* not found/i, 'COLUMN_NOT_FOUND'],
  [/^Catalog Error: .*(Table|View) with name/s, 'TABLE_NOT_FOUND'],
  [/^Catalog Error: .*Function/s, 'FUNCTION_NOT_FOUND'],
  [/^Binder Error/, 'TYPE_MISMATCH'],
  [/^Parser Error/, 'SYNTAX_ERROR'],
  [/^Out of Memory Error/, 'EXCEEDED_MEMORY_LIMIT'],
];

/** The failure that an error thrown while a query runs stands for. */
export function failureOf(error: unknown): QueryFailure {
  if (error instanceof EngineFailure) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  const named = /^([A-Z][A-Z0-9_]+): (.*)$/s.exec(message);
  if (named?.[1] !== undefined && named[1] in CATALOG) {
    return new EngineFailure(named[1] as FailureName, named[2] ?? '').failure;
  }
  const name = DUCKDB_MESSAGES.find(([pattern]) => pattern.test(message))?.[1] ?? 'GENERIC_INTERNAL_ERROR';
  return new EngineFailure(name, message.split('\n\nLINE ')[0] ?? message).failure;
}
