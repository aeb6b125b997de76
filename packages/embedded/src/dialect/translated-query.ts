/** One `AND`ed condition on the rows of a scan: DuckDB SQL over the scan's own columns, unqualified and lower-case. */
export interface ScanConjunct {
  readonly sql: string;
  readonly columns: readonly string[];
  /** Where the condition compares its one column with literals (`=`, IN): these, as DuckDB SQL. */
  readonly values?: readonly string[];
}

/**
 * One place where a query reads a table. A table that is read twice has two scans: what it must offer is what either
 * needs.
 */
export interface TableScan {
  readonly database: string;
  readonly table: string;
  /** Conditions that every row this scan contributes to the result fulfils. Never complete, always true. */
  readonly conjuncts: readonly ScanConjunct[];
}

/** A query in DuckDB's SQL. */
export interface TranslatedQuery {
  /** Reads the tables as `"database"."table"`, and needs `dialectSettings` and `dialectMacros` in its connection. */
  readonly sql: string;
  readonly tables: readonly TableScan[];
}

/**
 * Conditions by which files of the scan can be left unread: those that refer to nothing but `columns` (partition columns
 * and `$path`). Each is DuckDB SQL over unqualified names; a file for which one is not true has no row for the query.
 */
export function pruningPredicates(scan: TableScan, columns: readonly string[]): string[] {
  return scan.conjuncts
    .filter((conjunct) => conjunct.columns.every((column) => columns.includes(column)))
    .map((conjunct) => conjunct.sql);
}

/** The literals that a condition of the scan compares a column with (`=` or IN), as DuckDB SQL; undefined where none does. */
export function fixedValues(scan: TableScan, column: string): readonly string[] | undefined {
  return scan.conjuncts.find(({ columns, values }) => values !== undefined && columns[0] === column)?.values;
}
