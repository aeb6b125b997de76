import type { CatalogTable } from '@lakeward/glue';
import { formatHiveType, translateQuery, type AthenaStatement } from '../../dialect';
import { hiveTypeOf } from '../duckdb/hive-type-of';
import { EngineFailure } from '../engine-failure';
import { plannedQuery } from '../query/read-tables';
import type { StatementContext } from '../statement-context';
import { existingDatabase } from './lookup';

/** Makes or replaces a view, after its query was checked against the tables it names. */
export async function createView(
  { name, query, orReplace }: Extract<AthenaStatement, { kind: 'createView' }>,
  context: StatementContext,
): Promise<void> {
  const { catalog, request } = context;
  const database = await existingDatabase(name, context);
  if (database !== (request.database ?? database))
    await requireQualified(query.sql, database, request.database);
  const { columns } = await plannedQuery(query, context);
  const view: CatalogTable = {
    database,
    name: name.table,
    type: 'VIRTUAL_VIEW',
    columns: columns.map((column) => ({
      name: column.name.toLowerCase(),
      type: formatHiveType(hiveTypeOf(column.type)),
    })),
    partitionKeys: [],
    parameters: { presto_view: 'true' },
    viewSql: query.sql,
  };
  const present = await catalog.table(database, name.table);
  if (present === undefined) return catalog.createTable(view);
  if (!orReplace || present.type !== 'VIRTUAL_VIEW') {
    throw new EngineFailure('TABLE_ALREADY_EXISTS', `View '${database}.${name.table}' already exists`);
  }
  return catalog.updateTable(view);
}

/** A view is read with its own database as the default: its tables must not depend on the database it was made in. */
async function requireQualified(sql: string, own: string, asked: string | undefined): Promise<void> {
  const tablesIn = async (defaultDatabase: string): Promise<string> => {
    const { tables } = await translateQuery(sql, { defaultDatabase });
    return JSON.stringify(tables.map(({ database, table }) => [database, table]));
  };
  if ((await tablesIn(own)) !== (await tablesIn(asked ?? own))) {
    throw new EngineFailure(
      'NOT_SUPPORTED',
      `the view lies in '${own}' and names tables of '${asked ?? ''}' without their database; write database.table`,
    );
  }
}
