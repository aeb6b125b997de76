/**
 * One expression with what Athena (Trino) makes of it: the text it prints in a result, null for NULL, or the name of the error.
 * `source` says where the value comes from when it is not plain: a chapter of Trino's documentation, or the reasoning.
 */
export interface Check {
  readonly sql: string;
  readonly expected: string | null | { readonly error: string };
  readonly source?: string;
}

/** A check that is known to come out otherwise on the embedded runtime, and why. */
export interface KnownDifference extends Check {
  readonly reason: string;
}

export function check(sql: string, expected: string | null, source?: string): Check {
  return source === undefined ? { sql, expected } : { sql, expected, source };
}

export function fails(sql: string, error: string, source?: string): Check {
  return source === undefined ? { sql, expected: { error } } : { sql, expected: { error }, source };
}

/** The expression as a query of one row and one column; a whole query stays as it is. */
export function asQuery(sql: string): string {
  return /^\s*(?:SELECT|WITH|VALUES)\b/i.test(sql) ? sql : `SELECT ${sql}`;
}
