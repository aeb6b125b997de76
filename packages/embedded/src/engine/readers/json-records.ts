import { toDuckDbType } from '../../dialect';
import { quoteName } from '../duckdb/quote-name';
import { below, keysFor, type JsonStructure, type KeyMatch } from './json-structure';
import { asDeclared, isDirect, pieced, storedType, underAny } from './json-values';
import type { DataColumn } from './reader';

/** A column of a JSON table. */
export interface JsonColumn extends DataColumn {
  /** Name that the data has for it, where it is another. */
  readonly key?: string;
}

/** What DuckDB's reader is to read of each record, and what to make of it. */
export interface RecordShape {
  /** Fields to read, by key: types in DuckDB's words. At least one. */
  readonly fields: ReadonlyMap<string, string>;
  /** The columns as expressions over the fields; `field` gives the expression of one. */
  readonly columns: (field: (key: string) => string) => string[];
}

/**
 * How records are read in one go, or undefined where a column has several keys at the top, as nothing can be read under two names
 * that differ in case alone.
 */
export function recordShape(
  columns: readonly JsonColumn[],
  structure: JsonStructure,
  matches: KeyMatch,
): RecordShape | undefined {
  const fields = new Map<string, string>();
  const writers: ((field: (key: string) => string) => string)[] = [];
  for (const { name, type, key: wanted = name } of columns) {
    const keys = keysFor(structure, wanted, matches);
    const [key = wanted] = keys;
    if (keys.length > 1 || [...fields.keys()].some((other) => other.toLowerCase() === key.toLowerCase())) {
      return undefined;
    }
    const inner = below(structure, keys);
    const direct = isDirect(type, inner, matches);
    fields.set(key, direct ? storedType(type, inner, matches) : 'JSON');
    writers.push((field) => {
      const value = direct
        ? asDeclared(field(key), type, inner, matches)
        : pieced(field(key), type, inner, matches);
      return `${value} AS ${quoteName(name)}`;
    });
  }
  // A record must have something to be counted by.
  if (fields.size === 0) fields.set('lakeward', 'VARCHAR');
  return { fields, columns: (field) => writers.map((write) => write(field)) };
}

/** The columns out of whole records, `record` being an expression of type JSON: slower, and good for everything. */
export function recordColumns(
  record: string,
  columns: readonly JsonColumn[],
  structure: JsonStructure,
  matches: KeyMatch,
): string[] {
  return columns.map(({ name, type, key: wanted = name }) => {
    const keys = keysFor(structure, wanted, matches);
    const value =
      keys.length === 0
        ? `CAST(NULL AS ${toDuckDbType(type)})`
        : pieced(underAny(record, keys), type, below(structure, keys), matches);
    return `${value} AS ${quoteName(name)}`;
  });
}
