import type { CatalogTable, StorageDescriptor } from '@lakeward/glue';
import type { TableName } from '../../dialect';
import { EngineFailure } from '../engine-failure';
import type { StatementContext } from '../statement-context';

/** Database of a name, or the request's. */
export function databaseOf({ database }: TableName, { request }: StatementContext): string {
  return database ?? request.database?.toLowerCase() ?? 'default';
}

/** The table or view that a name stands for, or undefined. */
export function findTable(name: TableName, context: StatementContext): Promise<CatalogTable | undefined> {
  return context.catalog.table(databaseOf(name, context), name.table);
}

/** As {@link findTable}; TABLE_NOT_FOUND where there is none. */
export async function existingTable(name: TableName, context: StatementContext): Promise<CatalogTable> {
  const table = await findTable(name, context);
  if (table === undefined) {
    const place = `${databaseOf(name, context)}.${name.table}`;
    throw new EngineFailure('TABLE_NOT_FOUND', `Table 'awsdatacatalog.${place}' does not exist`);
  }
  return table;
}

/** As {@link databaseOf}; SCHEMA_NOT_FOUND where there is no such database. */
export async function existingDatabase(name: TableName, context: StatementContext): Promise<string> {
  const database = databaseOf(name, context);
  if (!(await databaseExists(database, context))) throw schemaNotFound(database);
  return database;
}

export async function databaseExists(name: string, { catalog }: StatementContext): Promise<boolean> {
  for await (const database of catalog.databases()) if (database === name) return true;
  return false;
}

export function schemaNotFound(database: string): EngineFailure {
  return new EngineFailure('SCHEMA_NOT_FOUND', `Schema '${database}' does not exist`);
}

/** Where and how the table's files lie, the location with a slash at its end; views have no such thing. */
export function storageOf(table: CatalogTable): StorageDescriptor {
  if (table.storage === undefined) {
    throw new EngineFailure('NOT_SUPPORTED', `'${table.database}.${table.name}' is a view and has no files`);
  }
  const { location } = table.storage;
  return { ...table.storage, location: location.endsWith('/') ? location : `${location}/` };
}
