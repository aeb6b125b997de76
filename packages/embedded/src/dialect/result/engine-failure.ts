/** A failure of a running query in Athena's words. */
export interface NamedFailure {
  /** Name in front of Athena's messages, such as `DIVISION_BY_ZERO`. */
  readonly name: string;
  /** What follows the name. */
  readonly message: string;
}

/** How DuckDB's messages begin, and what Athena calls the same. The first that fits is taken. */
const PATTERNS: readonly (readonly [RegExp, string, (found: RegExpExecArray) => string])[] = [
  [
    /^Conversion Error: Could not convert string '([A-Z][A-Z_]+): ([\s\S]*)' to BOOL/,
    '',
    (found) => found[2] ?? '',
  ],
  [
    /^Binder Error: Referenced column "([^"]+)" not found/,
    'COLUMN_NOT_FOUND',
    (found) => `Column '${found[1] ?? ''}' cannot be resolved`,
  ],
  [
    /^Binder Error: Referenced table "([^"]+)" not found/,
    'COLUMN_NOT_FOUND',
    (found) => `Column '${found[1] ?? ''}' cannot be resolved`,
  ],
  [
    /^Binder Error: .*"([^"]+)" does not have a column named "([^"]+)"/,
    'COLUMN_NOT_FOUND',
    (found) => `Column '${found[1] ?? ''}.${found[2] ?? ''}' cannot be resolved`,
  ],
  [
    /^Binder Error: Column "([^"]+)" referenced that exists in the SELECT clause/,
    'COLUMN_NOT_FOUND',
    (found) => `Column '${found[1] ?? ''}' cannot be resolved`,
  ],
  [
    /^Binder Error: Ambiguous reference to column name "([^"]+)"/,
    'AMBIGUOUS_NAME',
    (found) => `Column '${found[1] ?? ''}' is ambiguous`,
  ],
  [
    /^Catalog Error: Table with name "?([^ "]+)"? does not exist/,
    'TABLE_NOT_FOUND',
    (found) => `Table '${found[1] ?? ''}' does not exist`,
  ],
  [
    /^Invalid Input Error: More than one row returned by a subquery/,
    'SUBQUERY_MULTIPLE_ROWS',
    () => 'Scalar sub-query has returned multiple rows',
  ],
  [/^Out of Range Error: Overflow/, 'NUMERIC_VALUE_OUT_OF_RANGE', (found) => firstLine(found.input)],
  [
    /^Conversion Error: Type .* can't be cast because the value is out of range/,
    'NUMERIC_VALUE_OUT_OF_RANGE',
    (found) => firstLine(found.input),
  ],
  [/^Conversion Error/, 'INVALID_CAST_ARGUMENT', (found) => firstLine(found.input)],
  [/^Invalid Input Error/, 'INVALID_FUNCTION_ARGUMENT', (found) => firstLine(found.input)],
  [/^Binder Error/, 'TYPE_MISMATCH', (found) => firstLine(found.input)],
];

/**
 * What a message of DuckDB means in Athena's terms, for a query that `translateQuery` wrote: the failures that its macros
 * raise and those of DuckDB's own that have a name in Athena. Undefined for anything else.
 */
export function readFailure(message: string): NamedFailure | undefined {
  for (const [pattern, name, text] of PATTERNS) {
    const found = pattern.exec(message);
    if (found !== null) return { name: name === '' ? (found[1] ?? '') : name, message: text(found) };
  }
  return undefined;
}

/** The sentence without the excerpt of the SQL, which is not what was sent. */
function firstLine(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/^[A-Z][A-Za-z ]+ Error: /, '');
}
