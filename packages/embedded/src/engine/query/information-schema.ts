import type { CatalogTable } from '@lakeward/glue';
import { INFORMATION_SCHEMA, parseHiveType, toTrinoType, type TableDescription } from '../../dialect';
import { quoteName } from '../duckdb/quote-name';
import { EngineFailure } from '../engine-failure';
import type { StatementContext } from '../statement-context';
import type { TableShape } from './query-plan';

/** What Athena calls its catalog. */
const CATALOG = 'awsdatacatalog';

/** Tables of `information_schema` that the embedded engine has ("Query the AWS Glue Data Catalog"), all columns text or bigint. */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  schemata: ['catalog_name', 'schema_name'],
  tables: ['table_catalog', 'table_schema', 'table_name', 'table_type'],
  columns: [
    'table_catalog',
    'table_schema',
    'table_name',
    'column_name',
    'ordinal_position',
    'column_default',
    'is_nullable',
    'data_type',
    'comment',
    'extra_info',
  ],
  views: ['table_catalog', 'table_schema', 'table_name', 'view_definition'],
};

const NUMBERS = ['ordinal_position'];

/** The columns of a table of `information_schema`; undefined where there is no such table. */
export function describeInformationTable(table: string): TableDescription | undefined {
  const columns = TABLES[table]?.map((name) => ({
    name,
    type: parseHiveType(NUMBERS.includes(name) ? 'bigint' : 'string'),
  }));
  return columns === undefined ? undefined : { kind: 'table', columns };
}

/** The same, as DuckDB sees it; TABLE_NOT_FOUND where there is none. */
export function informationTable(table: string): TableShape {
  const columns = TABLES[table];
  if (columns === undefined) {
    throw new EngineFailure(
      'TABLE_NOT_FOUND',
      `Table '${CATALOG}.information_schema.${table}' does not exist`,
    );
  }
  return {
    database: INFORMATION_SCHEMA,
    table,
    columns: columns.map((name) => ({ name, type: NUMBERS.includes(name) ? 'BIGINT' : 'VARCHAR' })),
  };
}

/** Makes the table in the session, with what the catalog holds now. */
export async function fillInformationTable(
  { database, table, columns }: TableShape,
  { session, catalog }: StatementContext,
): Promise<void> {
  const rows: (string | null)[][] = [];
  for await (const name of catalog.databases()) {
    if (table === 'schemata') rows.push([CATALOG, name]);
    else for await (const found of catalog.tables(name)) rows.push(...entriesOf(table, found));
  }
  const text = `lakeward_${table}`;
  await session.run(`CREATE TABLE ${text} (${columns.map((column) => `${column.name} VARCHAR`).join(', ')})`);
  await session.append(text, rows);
  await session.run(`CREATE SCHEMA IF NOT EXISTS ${quoteName(database)}`);
  const typed = columns.map((column) => `CAST(${column.name} AS ${column.type}) AS ${column.name}`);
  await session.run(
    `CREATE VIEW ${quoteName(database)}.${quoteName(table)} AS SELECT ${typed.join(', ')} FROM ${text}`,
  );
}

function entriesOf(kind: string, table: CatalogTable): (string | null)[][] {
  const name = [CATALOG, table.database, table.name];
  const isView = table.type === 'VIRTUAL_VIEW';
  switch (kind) {
    case 'tables':
      return [[...name, isView ? 'VIEW' : 'BASE TABLE']];
    case 'views':
      return isView ? [[...name, table.viewSql ?? '']] : [];
    default:
      return [...table.columns, ...table.partitionKeys].map((column, index) => [
        ...name,
        column.name,
        String(index + 1),
        null,
        'YES',
        toTrinoType(parseHiveType(column.type)),
        column.comment ?? null,
        index < table.columns.length ? null : 'partition key',
      ]);
  }
}
