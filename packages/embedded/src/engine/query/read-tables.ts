import type { CatalogTable } from '@lakeward/glue';
import {
  HIDDEN_COLUMNS,
  parseHiveType,
  toDuckDbType,
  translateQuery,
  type QueryText,
  type TableDescription,
  type TableScan,
} from '../../dialect';
import type { StatementColumn } from '../duckdb/session';
import { EngineFailure, fileFailure, messageOf } from '../engine-failure';
import type { StatementContext } from '../statement-context';
import type { TableFile } from '../tables/table-file';
import { localFiles } from '../tables/table-files';
import { HIDDEN_COLUMN_TYPES } from './hidden-columns';
import { describeInformationTable, fillInformationTable, informationTable } from './information-schema';
import { wantedObjects } from './prune-files';
import { planQuery, type TableShape } from './query-plan';
import { scannedBytes } from './scanned-bytes';
import { makeTableView } from './table-view';

/** A query that the session can run: its tables are there, over the files that it needs. */
export interface ReadyQuery {
  /** DuckDB's SQL. */
  readonly sql: string;
  readonly columns: readonly StatementColumn[];
  /** What reading the files costs, whether or not the query is run to its end. */
  readonly bytesScanned: number;
  readonly files: readonly TableFile[];
}

/** Databases whose names DuckDB keeps for itself. */
const TAKEN_NAMES = ['memory', 'temp', 'system', 'pg_catalog'];

/** A query that was checked against its tables; no file was looked at yet. */
export interface PlannedQuery extends Pick<ReadyQuery, 'sql' | 'columns'> {
  readonly tables: readonly PlannedTable[];
}

interface PlannedTable {
  readonly shape: TableShape;
  /** Undefined for a table of `information_schema`. */
  readonly table: CatalogTable | undefined;
  /** The places where the query names the table. */
  readonly scans: readonly TableScan[];
  /** Columns that each of DuckDB's scans of it reads. */
  readonly reads: readonly ReadonlySet<string>[];
}

/** Translates a query and checks it against the tables that it names. */
export async function plannedQuery(query: QueryText, context: StatementContext): Promise<PlannedQuery> {
  const { request, planner, now } = context;
  const known = new Map<string, CatalogTable>();
  const { sql, tables: scans } = await translateQuery(query.sql, {
    at: query.at,
    parameters: request.parameters ?? [],
    defaultDatabase: request.database ?? 'default',
    now,
    describeTable: ({ database, table }) => describe(database, table, known, context),
  });
  const groups = groupedByTable(scans);
  const shapes: TableShape[] = [];
  for (const [first] of groups) shapes.push(await shapeOf(first, known, context));
  const plan = await planQuery(sql, shapes, planner);
  const tables = groups.flatMap((group, index) => {
    const [{ database, table }] = group;
    const shape = shapes[index];
    const reads = plan.scans[index] ?? [];
    return shape === undefined
      ? []
      : [{ shape, table: known.get(nameOf(database, table)), scans: group, reads }];
  });
  return { sql, columns: plan.columns, tables };
}

/** Plans a query and makes it ready to run. */
export async function readyQuery(query: QueryText, context: StatementContext): Promise<ReadyQuery> {
  return madeReady(await plannedQuery(query, context), context);
}

/** Finds the files that a planned query needs, and makes its tables readable in the session. */
export async function madeReady(
  { sql, columns, tables }: PlannedQuery,
  context: StatementContext,
): Promise<ReadyQuery> {
  const files: TableFile[] = [];
  let bytesScanned = 0;
  for (const { shape, table, scans, reads } of tables) {
    if (table === undefined) {
      await fillInformationTable(shape, context);
      continue;
    }
    // A table that no scan reads is one that the result does not depend on.
    const wanted = reads.length === 0 ? [] : await wantedObjects(table, scans, context);
    const local = await localFiles(wanted, context);
    files.push(...local);
    await withLakeNames(local, async () => {
      bytesScanned += await scannedBytes(table, local, reads, context.session);
      await makeTableView(table, local, new Set(reads.flatMap((names) => [...names])), context);
    });
  }
  return { sql, columns, bytesScanned, files };
}

/** Does `work`, whose errors name files as the lake does. */
export async function withLakeNames<T>(files: readonly TableFile[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof EngineFailure) throw error;
    const message = messageOf(error);
    const named = files.reduce((text, { file, uri }) => text.replaceAll(file, uri), message);
    throw named === message ? error : fileFailure(named, error);
  }
}

async function describe(
  database: string,
  table: string,
  known: Map<string, CatalogTable>,
  { catalog }: StatementContext,
): Promise<TableDescription | undefined> {
  if (database === 'information_schema') return describeInformationTable(table);
  const found = await catalog.table(database, table);
  if (found === undefined) return undefined;
  if (found.type === 'VIRTUAL_VIEW') return { kind: 'view', sql: found.viewSql ?? '' };
  known.set(nameOf(database, table), found);
  return {
    kind: 'table',
    columns: [...found.columns, ...found.partitionKeys].map(({ name, type }) => ({
      name,
      type: parseHiveType(type),
    })),
  };
}

async function shapeOf(
  { database, table }: TableScan,
  known: ReadonlyMap<string, CatalogTable>,
  { catalog }: StatementContext,
): Promise<TableShape> {
  if (database === 'information_schema') return informationTable(table);
  const found = known.get(nameOf(database, table));
  if (found === undefined) {
    for await (const name of catalog.databases()) {
      if (name !== database) continue;
      throw new EngineFailure(
        'TABLE_NOT_FOUND',
        `Table 'awsdatacatalog.${database}.${table}' does not exist`,
      );
    }
    throw new EngineFailure('SCHEMA_NOT_FOUND', `Schema '${database}' of table '${table}' does not exist`);
  }
  if (TAKEN_NAMES.includes(database)) {
    throw new EngineFailure(
      'NOT_SUPPORTED',
      `the embedded runtime cannot read a database named '${database}'`,
    );
  }
  return {
    database,
    table,
    columns: [
      ...[...found.columns, ...found.partitionKeys].map(({ name, type }) => ({
        name,
        type: toDuckDbType(parseHiveType(type)),
      })),
      ...HIDDEN_COLUMNS.map((name) => ({ name, type: HIDDEN_COLUMN_TYPES[name] })),
    ],
  };
}

function groupedByTable(scans: readonly TableScan[]): [TableScan, ...TableScan[]][] {
  const groups = new Map<string, [TableScan, ...TableScan[]]>();
  for (const scan of scans) {
    const name = nameOf(scan.database, scan.table);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [scan]);
    else group.push(scan);
  }
  return [...groups.values()];
}

function nameOf(database: string, table: string): string {
  return JSON.stringify([database, table]);
}
