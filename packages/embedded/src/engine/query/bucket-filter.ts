import type { CatalogTable } from '@lakeward/glue';
import { parseHiveType, toDuckDbType, type HiveType, type TableScan } from '../../dialect';
import { quoteName } from '../duckdb/quote-name';
import type { Session } from '../duckdb/session';
import { hiveBucket } from '../write/hive-hash';

/** Types whose filters choose buckets, as in Trino's `HiveBucketing`. */
const FILTERED_TYPES = ['tinyint', 'smallint', 'int', 'bigint', 'boolean', 'string'];

/** More combinations of values than this touch about every bucket anyway; Trino draws the line here too. */
const MOST_COMBINATIONS = 1_000;

/** Names of bucket files: Presto's older form, which Athena writes, and Hive's. */
const FILE_NAMES = [/^\d{8}_\d{6}_\d{5}_[a-z0-9]{5}_bucket-(\d+)(?:[-_.].*)?$/, /^(\d+)_\d+.*$/];

/** The bucket that a file holds, by its name; undefined where the name says nothing. */
export function bucketOfFile(key: string): number | undefined {
  const name = key.slice(key.lastIndexOf('/') + 1);
  const digits = FILE_NAMES.map((pattern) => pattern.exec(name)?.[1]).find((found) => found !== undefined);
  return digits === undefined ? undefined : Number(digits);
}

/**
 * The buckets in which rows for the scans can be, or undefined where that is any: known when every scan compares each bucket
 * column with fixed values. Tables bucketed by Spark or by Hive's second function are read whole.
 */
export async function wantedBuckets(
  table: CatalogTable,
  scans: readonly TableScan[],
  session: Session,
): Promise<ReadonlySet<number> | undefined> {
  const { bucketedBy = [], bucketCount } = table.storage ?? {};
  const { bucketing_format: format = 'hive', bucketing_version: version = '1' } = table.parameters;
  if (bucketCount === undefined || format !== 'hive' || version !== '1') return undefined;
  const columns = table.columns
    .filter(({ name }) => bucketedBy.includes(name))
    .sort((one, other) => bucketedBy.indexOf(one.name) - bucketedBy.indexOf(other.name))
    .map(({ name, type }) => ({ name, type: parseHiveType(type) }));
  const isKnown = columns.length > 0 && columns.length === bucketedBy.length && columns.every(isFiltered);
  const wanted = new Set<number>();
  for (const scan of isKnown ? scans : []) {
    const values = columns.map(({ name }) => fixedValues(scan, name));
    if (values.reduce((count, list) => count * (list?.length ?? Infinity), 1) > MOST_COMBINATIONS) {
      return undefined;
    }
    const lists = columns.map(({ name, type }, index) => {
      const items = (values[index] ?? []).map((value) => `CAST(${value} AS ${toDuckDbType(type)})`);
      return `(SELECT unnest([${items.join(', ')}]) AS ${quoteName(name)})`;
    });
    const buckets = await session.rows(
      `SELECT DISTINCT ${hiveBucket(columns, bucketCount)} FROM ${lists.join(' CROSS JOIN ')}`,
    );
    for (const [bucket] of buckets) wanted.add(Number(bucket));
  }
  return isKnown ? wanted : undefined;
}

function isFiltered({ type }: { readonly type: HiveType }): boolean {
  return type.kind === 'primitive' && FILTERED_TYPES.includes(type.name);
}

const LITERAL = String.raw`'(?:[^']|'')*'|-?\d+|\(-\d+\)|TRUE|FALSE`;

/** The literals that a condition of the scan compares the column with: `=` or IN, as the translation writes them. */
function fixedValues({ conjuncts }: TableScan, column: string): string[] | undefined {
  const name = quoteName(column).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const form = new RegExp(
    String.raw`^\((?:${name} = (?<right>${LITERAL})|(?<left>${LITERAL}) = ${name}|${name} IN \((?:SELECT unnest\(\[)?(?<list>(?:${LITERAL})(?:, (?:${LITERAL}))*)(?:\]\))?\))\)$`,
    's',
  );
  for (const { sql, columns } of conjuncts) {
    if (columns.length !== 1 || columns[0] !== column) continue;
    const { right, left, list } = form.exec(sql)?.groups ?? {};
    const values =
      list?.match(new RegExp(LITERAL, 'gs')) ?? [right ?? left].filter((one) => one !== undefined);
    if (values.length > 0) return values;
  }
  return undefined;
}
