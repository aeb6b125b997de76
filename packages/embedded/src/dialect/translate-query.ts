import { writeExpression } from './duckdb/write-expression';
import { writeQuery } from './duckdb/write-query';
import type { Translation, WriteContext } from './duckdb/context';
import { START, type Position } from './lexical/position';
import { nestingError } from './lexical/stack-depth';
import { boundParameters } from './query/bound-parameters';
import { parseQuery } from './query/parse-query';
import { resolveTables, type ResolveOptions } from './query/resolve-tables';
import { scanFilters } from './query/scan-filters';
import type { TableScan, TranslatedQuery } from './translated-query';

/** What a query is translated with. */
export interface TranslateOptions extends ResolveOptions {
  /** Values of the `?` in order, each the text of a SQL literal. */
  readonly parameters?: readonly string[];
  /** Where the query begins in its statement, for the places in errors. */
  readonly at?: Position;
  /** What current_timestamp and its like stand for. Without it DuckDB's clock is asked, and they narrow no scan. */
  readonly now?: Date;
}

/**
 * Translates a query of Athena's dialect (engine version 3) to DuckDB's SQL with Athena's meaning.
 *
 * Errors (AppError), each with `line L:C: ` in front of its message: `ATHENA_SYNTAX_ERROR`, `FUNCTION_NOT_FOUND`,
 * `TYPE_MISMATCH`, `INVALID_PARAMETER_USAGE` for what Athena refuses; `NOT_SUPPORTED` for what only Athena runs.
 * Columns are found by DuckDB when the query runs.
 */
export async function translateQuery(sql: string, options: TranslateOptions = {}): Promise<TranslatedQuery> {
  const at = options.at ?? START;
  try {
    return await translate(sql, at, options);
  } catch (error) {
    throw nestingError(error, at);
  }
}

async function translate(sql: string, at: Position, options: TranslateOptions): Promise<TranslatedQuery> {
  const query = parseQuery(sql, at, boundParameters(options.parameters ?? []));
  const meanings = await resolveTables(query, options);
  const scans: TableScan[] = [];
  const translation: Translation = {
    meanings,
    filters: scanFilters(query, meanings),
    scans,
    commonTables: new Map(),
    ...(options.now === undefined ? {} : { now: options.now }),
  };
  const context: WriteContext = {
    translation,
    lambdas: new Map(),
    depth: 0,
    write: writeExpression,
    writeQuery,
  };
  return { sql: writeQuery(query, context).sql, tables: scans };
}
