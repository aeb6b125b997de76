import { FUNCTION_CHAPTERS } from '../duckdb/functions/functions';
import { ONLY_ON_ATHENA } from '../duckdb/functions/only-on-athena';
import type { KnownDifference } from './checks/check';

/** What a known difference comes out as here. */
export interface ObservedDifference {
  readonly known: KnownDifference;
  readonly here: string | null | { readonly error: string };
}

/** The text of DIALECT.md: what of Athena's dialect the embedded runtime runs, and where it is known to differ. */
export function dialectDocument(differences: readonly ObservedDifference[], checks: number): string {
  const chapters = Object.entries(FUNCTION_CHAPTERS).map(([chapter, table]) => [
    chapter,
    Object.keys(table)
      .sort()
      .map((name) => `\`${name}\``)
      .join(', '),
  ]);
  return `# Athena's dialect on the embedded runtime

Generated from the code (\`packages/embedded/src/dialect\`); a test fails when it is out of date. To write it anew:
\`LAKEWARD_WRITE_DIALECT=1 npx jest --config packages/embedded/jest.config.cjs dialect-document\`.

Statements are read by this package's own parser: Trino's grammar for queries, Hive's for the statements on the catalog. What
it takes is also read by an independent grammar in the tests. Queries become DuckDB's SQL; a function that is not listed
here never reaches DuckDB. ${checks} expressions are held against what Trino prints.

## Statements

Run: \`SELECT\`, \`VALUES\`, \`WITH\`; \`CREATE TABLE ... AS\`, \`INSERT INTO\`, \`UNLOAD\`, \`CREATE VIEW\`, \`DROP VIEW\`, \`EXPLAIN\` of a
query; \`CREATE EXTERNAL TABLE\`, \`DROP TABLE\`, \`ALTER TABLE\` (ADD and DROP PARTITION, SET LOCATION, ADD and REPLACE COLUMNS,
SET TBLPROPERTIES), \`MSCK REPAIR TABLE\`, \`CREATE\` and \`DROP DATABASE\`, \`SHOW\`, \`DESCRIBE\`.

Refused with \`NOT_SUPPORTED\`: Iceberg tables and their statements (MERGE, UPDATE, DELETE, OPTIMIZE, VACUUM), PREPARE and EXECUTE,
user-defined functions, SHOW FUNCTIONS, output as ORC, AVRO or ION; in queries MATCH_RECOGNIZE, table functions, WITH TIES,
GROUP BY DISTINCT, the SQL/JSON functions, formats of dates that are no literals.

## Functions

${table(['Chapter', 'Functions'], chapters)}

Athena has these too, the embedded runtime has not (\`NOT_SUPPORTED\`): ${[...ONLY_ON_ATHENA]
    .sort()
    .map((name) => `\`${name}\``)
    .join(', ')}, and the geospatial functions (\`ST_...\`).

## Known differences

Each is asserted by a test, which fails once it is no longer so.

${table(
  ['Expression', 'Athena', 'Here', 'Why'],
  differences.map(({ known, here }) => [code(known.sql), shown(known.expected), shown(here), known.reason]),
)}

- \`approx_distinct\` and \`approx_percentile\` are exact. \`checksum\` does not depend on the order of rows, as on Athena, but its
  values are others.
- A value keeps no time zone other than UTC. An expression with a zone is right wherever a field, a date, a local timestamp or
  a text is taken from it in the same expression, and is refused as the result of a query.
- TIMESTAMP has microseconds; results print milliseconds, rounded.
- Patterns are RE2's: look-around, back references and possessive quantifiers are refused where the pattern is a literal.
- Of functions that are macros here an argument may be worked out more than once; so \`rand()\` inside one may give two values.
- Some things pass that Athena refuses: types that are not known before the query runs are compared and converted as DuckDB
  does, and a column of a table without a description may be called by an alias of the select list.
`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function shown(outcome: string | null | { readonly error: string }): string {
  if (outcome === null) return 'NULL';
  return typeof outcome === 'string' ? code(outcome) : outcome.error;
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}
