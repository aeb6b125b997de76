import { AppError } from '@lakeward/core';
import type { Position } from '../lexical/position';
import type { TableMeanings } from '../query/resolve-tables';
import type { ScanFilters } from '../query/scan-filters';
import type { CommonTable, Expression, Query } from '../query/syntax-tree';
import { formatTrinoType, type TrinoType } from '../types/trino-type';
import type { TableScan } from '../translated-query';
import type { Column, Scope } from './scope';
import { familyOf, type Value } from './value';

/** What is the same throughout one translation. */
export interface Translation {
  readonly meanings: TableMeanings;
  readonly filters: ScanFilters;
  /** The time that current_timestamp stands for; absent: the time the query runs. */
  readonly now?: Date;
  /** Filled while the query is written. */
  readonly scans: TableScan[];
  /** Columns of the named subqueries written so far. */
  readonly commonTables: Map<CommonTable, readonly Column[] | undefined>;
}

/** Where an expression stands. */
export interface WriteContext {
  readonly translation: Translation;
  readonly scope?: Scope;
  /** Parameters of the lambdas around, by lower-case name. */
  readonly lambdas: ReadonlyMap<string, Value>;
  /** How many lambdas are around: gives their parameters names of their own. */
  readonly depth: number;
  readonly write: (expression: Expression, context: WriteContext) => Value;
  readonly writeQuery: (query: Query, context: WriteContext) => WrittenQuery;
}

/** A query in DuckDB's SQL, and its columns where they can be told. */
export interface WrittenQuery {
  readonly sql: string;
  readonly columns: readonly Column[] | undefined;
}

/** A name that no relation in reach has: `COLUMN_NOT_FOUND`. */
export function columnNotFound(at: Position, name: string): AppError {
  return new AppError({
    code: 'COLUMN_NOT_FOUND',
    message: `line ${at.line}:${at.column}: Column '${name}' cannot be resolved`,
    remedy: 'Name a column of the tables in FROM; aliases of the select list are known to ORDER BY only.',
  });
}

/** What Trino refuses because types do not fit: `TYPE_MISMATCH`. */
export function typeMismatch(at: Position, sentence: string): AppError {
  return new AppError({
    code: 'TYPE_MISMATCH',
    message: `line ${at.line}:${at.column}: ${sentence}`,
    remedy: 'Trino converts neither between text and numbers nor between text and dates: write a CAST.',
  });
}

/** What Trino says when a function has no version for these arguments: `FUNCTION_NOT_FOUND`. */
export function unexpectedParameters(
  at: Position,
  name: string,
  types: readonly (TrinoType | string)[],
): AppError {
  const given = types.map((type) => (typeof type === 'string' ? type : formatTrinoType(type)));
  return new AppError({
    code: 'FUNCTION_NOT_FOUND',
    message: `line ${at.line}:${at.column}: Unexpected parameters (${given.join(', ')}) for function ${name}`,
    remedy:
      'See the function in the documentation of Trino; text, numbers and dates are not converted by themselves.',
  });
}

/** Fails when both types are known and cannot be compared with each other. */
export function requireComparable(at: Position, operator: string, left: Value, right: Value): void {
  const [a, b] = [familyOf(left.type), familyOf(right.type)];
  if (a === undefined || b === undefined || a === b) return;
  throw typeMismatch(
    at,
    `Cannot apply operator: ${formatTrinoType(left.type)} ${operator} ${formatTrinoType(right.type)}`,
  );
}

/** The type of several values side by side: the first that is known, numbers widened. */
export function commonType(types: readonly TrinoType[]): TrinoType {
  const known = types.filter((type) => type.kind !== 'unknown');
  const [first] = known;
  if (first === undefined) return { kind: 'unknown' };
  if (known.every((type) => formatTrinoType(type) === formatTrinoType(first))) return first;
  if (known.every((type) => type.kind === 'varchar' || type.kind === 'char')) return { kind: 'varchar' };
  const order = ['tinyint', 'smallint', 'integer', 'bigint', 'real', 'double'];
  const ranks = known.map((type) => (type.kind === 'scalar' ? order.indexOf(type.name) : -1));
  if (ranks.includes(-1)) return { kind: 'unknown' };
  return known[ranks.indexOf(Math.max(...ranks))] ?? first;
}
