import { quoteName } from '../duckdb/quote-name';
import type { Session, StatementColumn } from '../duckdb/session';

/** A table as a query sees it. */
export interface TableShape {
  readonly database: string;
  readonly table: string;
  /** All columns, the hidden ones too; `type` is DuckDB's. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** What running a query would take. */
export interface QueryPlan {
  readonly columns: readonly StatementColumn[];
  /** For each of the given tables, the columns that each scan of it reads. No scan: the result does not depend on the table. */
  readonly scans: readonly (readonly ReadonlySet<string>[])[];
}

interface PlanNode {
  readonly children: readonly PlanNode[];
  readonly extra_info: Readonly<Record<string, unknown>>;
}

/**
 * Settings of the database in which queries are planned. Its tables are empty; what DuckDB concludes from that, and what it
 * does with row numbers of its own, must not come into the plan; what only makes a run faster costs time here.
 */
export const PLANNER_SETTINGS = `SET GLOBAL disabled_optimizers = 'in_clause,statistics_propagation,late_materialization,compressed_materialization,common_subexpressions'`;

/** Schema and names of the tables behind the views: plain, so that they are found in the plan's text. */
const SCHEMA = 'lakeward_plan';

/**
 * Has DuckDB check and optimize the query over empty tables of the given shapes: no file is touched. What a statement is
 * wrong in comes to light here, and so does which columns it needs.
 */
export async function planQuery(
  sql: string,
  tables: readonly TableShape[],
  session: Session,
): Promise<QueryPlan> {
  await session.run(`CREATE SCHEMA ${SCHEMA}`);
  for (const [index, { database, table, columns }] of tables.entries()) {
    const stored = columns.map(({ type }, column) => `c${column} ${type}`);
    const named = columns.map(({ name }, column) => `c${column} AS ${quoteName(name)}`);
    await session.run(`CREATE TABLE ${SCHEMA}.t${index} (${stored.join(', ')})`);
    await session.run(`CREATE SCHEMA IF NOT EXISTS ${quoteName(database)}`);
    await session.run(
      `CREATE VIEW ${quoteName(database)}.${quoteName(table)} AS SELECT ${named.join(', ')} FROM ${SCHEMA}.t${index}`,
    );
  }
  const columns = await session.columns(sql);
  const [row] = tables.length === 0 ? [] : await session.rows(`EXPLAIN (FORMAT json) ${sql}`);
  const text = row === undefined ? '[]' : String(row[1]);
  const nodes = (JSON.parse(text) as PlanNode[]).flatMap(withDescendants);
  return {
    columns,
    scans: tables.map((table, index) => scansOf(`${SCHEMA}.t${index}`, table, nodes, text)),
  };
}

function withDescendants(node: PlanNode): PlanNode[] {
  return [node, ...node.children.flatMap(withDescendants)];
}

function scansOf(
  stored: string,
  { columns }: TableShape,
  nodes: readonly PlanNode[],
  text: string,
): ReadonlySet<string>[] {
  const scans = nodes.filter(({ extra_info: { Table: table } }) => isTable(table, stored));
  const mentions = text.match(new RegExp(`${stored}\\b`, 'g'))?.length ?? 0;
  // The table is read in a way that is not understood: it is read whole.
  if (mentions !== scans.length) return [new Set(columns.map(({ name }) => name))];
  return scans.map(({ extra_info: info }) => {
    // A number in a text of the query may add a column, which costs time and nothing else.
    const numbers = JSON.stringify(info).matchAll(/\bc(\d+)\b/g);
    const names = [...numbers].flatMap(([, number]) => columns[Number(number)]?.name ?? []);
    return new Set(names);
  });
}

function isTable(name: unknown, stored: string): boolean {
  return typeof name === 'string' && (name === stored || name.endsWith(`.${stored}`));
}
