import { syntaxError } from '../lexical/errors';
import { START } from '../lexical/position';
import { trinoTypeOf, type HiveType } from '../types/hive-type';
import type { TrinoType } from '../types/trino-type';
import { parseQuery } from './parse-query';
import { queriesIn, tablesOf } from './select-parts';
import type { CommonTable, Query, Source } from './syntax-tree';

/** What the caller's catalog knows of a table. */
export type TableDescription =
  | {
      readonly kind: 'table';
      /** Columns and partition columns in order; the hidden ones (`$path`, ...) are left out. */
      readonly columns: readonly { readonly name: string; readonly type: HiveType }[];
    }
  /** `sql` is the view's query in Athena's dialect; it is read in place of the view. */
  | { readonly kind: 'view'; readonly sql: string };

/** Asked once for each table that a query names; undefined where nothing is known of it. */
export type DescribeTable = (name: {
  readonly database: string;
  readonly table: string;
}) => Promise<TableDescription | undefined>;

/** What a name in a FROM means. */
export type TableMeaning =
  | { readonly kind: 'common'; readonly table: CommonTable }
  | {
      readonly kind: 'table';
      readonly database: string;
      readonly table: string;
      readonly columns?: readonly { readonly name: string; readonly type: TrinoType }[];
    }
  | { readonly kind: 'view'; readonly database: string; readonly table: string; readonly query: Query };

export type TableMeanings = ReadonlyMap<Source, TableMeaning>;

/** What finding the tables needs. */
export interface ResolveOptions {
  readonly defaultDatabase?: string;
  readonly describeTable?: DescribeTable;
}

/** Views may name views; deeper than this it is a circle. */
const MAX_DEPTH = 32;

/** Finds for each table that a query names, at any depth, whether it is a named subquery, a table or a view. */
export async function resolveTables(query: Query, options: ResolveOptions): Promise<TableMeanings> {
  const meanings = new Map<Source, TableMeaning>();
  await resolve(query, new Map(), options, meanings, 0);
  return meanings;
}

type Visible = ReadonlyMap<string, CommonTable>;

async function resolve(
  query: Query,
  outer: Visible,
  options: ResolveOptions,
  meanings: Map<Source, TableMeaning>,
  depth: number,
): Promise<void> {
  const visible = new Map(outer);
  for (const table of query.with) {
    const name = table.name.text.toLowerCase();
    // A named subquery sees those before it, and itself where the query is recursive.
    if (query.recursive) visible.set(name, table);
    await resolve(table.query, visible, options, meanings, depth);
    visible.set(name, table);
  }
  for (const source of tablesOf(query)) {
    meanings.set(source, await meaningOf(source, visible, options, meanings, depth));
  }
  const inWith = new Set(query.with.map((table) => table.query));
  for (const inner of queriesIn(query)) {
    if (!inWith.has(inner)) await resolve(inner, visible, options, meanings, depth);
  }
}

async function meaningOf(
  source: Extract<Source, { kind: 'table' }>,
  visible: Visible,
  options: ResolveOptions,
  meanings: Map<Source, TableMeaning>,
  depth: number,
): Promise<TableMeaning> {
  const { table } = source.name;
  const common = source.name.database === undefined ? visible.get(table) : undefined;
  if (common !== undefined) return { kind: 'common', table: common };
  const database = source.name.database ?? options.defaultDatabase?.toLowerCase();
  if (database === undefined) {
    throw syntaxError(
      source.at,
      'Schema must be specified when session schema is not set',
      `Write database.${table}, or run the query with a default database.`,
    );
  }
  const description = await options.describeTable?.({ database, table });
  if (description === undefined) return { kind: 'table', database, table };
  if (description.kind === 'table') {
    const columns = description.columns.map(({ name, type }) => ({
      name: name.toLowerCase(),
      type: trinoTypeOf(type),
    }));
    return { kind: 'table', database, table, columns };
  }
  if (depth >= MAX_DEPTH) throw syntaxError(source.at, `View '${database}.${table}' is recursive`);
  const query = parseQuery(description.sql, START);
  await resolve(query, new Map(), { ...options, defaultDatabase: database }, meanings, depth + 1);
  return { kind: 'view', database, table, query };
}
