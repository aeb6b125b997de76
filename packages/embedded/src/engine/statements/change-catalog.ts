import type { CatalogTable } from '@lakeward/glue';
import type { AthenaStatement } from '../../dialect';
import { EngineFailure } from '../engine-failure';
import { writeLines } from '../results/write-result';
import type { StatementContext, StatementResult } from '../statement-context';
import { catalogColumn, tableDefinition } from '../tables/table-definition';
import { createView } from './create-view';
import { databaseExists, existingDatabase, existingTable, findTable, schemaNotFound } from './lookup';
import { addPartitions, dropPartitions, repairPartitions, setLocation } from './partitions';

/** Statements that change the catalog. */
export type CatalogChange = Extract<
  AthenaStatement,
  {
    kind:
      | 'createDatabase'
      | 'dropDatabase'
      | 'createTable'
      | 'dropTable'
      | 'createView'
      | 'dropView'
      | 'addPartitions'
      | 'dropPartitions'
      | 'setLocation'
      | 'addColumns'
      | 'replaceColumns'
      | 'setTableProperties'
      | 'msckRepair';
  }
>;

/** Carries out a DDL statement. It answers no rows; MSCK says what it added. */
export async function changeCatalog(
  statement: CatalogChange,
  context: StatementContext,
): Promise<StatementResult> {
  const lines =
    statement.kind === 'msckRepair'
      ? await repairPartitions(statement, context)
      : await change(statement, context).then(() => []);
  return writeLines(lines, [], context);
}

async function change(
  statement: Exclude<CatalogChange, { kind: 'msckRepair' }>,
  context: StatementContext,
): Promise<void> {
  const { catalog } = context;
  switch (statement.kind) {
    case 'createDatabase': {
      if (!statement.ifNotExists && (await databaseExists(statement.database, context))) {
        throw new EngineFailure('HIVE_METASTORE_ERROR', `Database ${statement.database} already exists`);
      }
      return catalog.ensureDatabase(statement.database);
    }
    case 'dropDatabase':
      return dropDatabase(statement, context);
    case 'createTable': {
      const database = await existingDatabase(statement.name, context);
      if ((await findTable(statement.name, context)) === undefined) {
        return catalog.createTable(tableDefinition(statement, database));
      }
      if (statement.ifNotExists) return;
      throw new EngineFailure(
        'TABLE_ALREADY_EXISTS',
        `Table '${database}.${statement.name.table}' already exists`,
      );
    }
    case 'createView':
      return createView(statement, context);
    case 'dropTable':
      return drop(statement, 'EXTERNAL_TABLE', context);
    case 'dropView':
      return drop(statement, 'VIRTUAL_VIEW', context);
    case 'addPartitions':
      return addPartitions(statement, context);
    case 'dropPartitions':
      return dropPartitions(statement, context);
    case 'setLocation':
      return setLocation(statement, context);
    case 'addColumns':
    case 'replaceColumns':
      return changeColumns(statement, context);
    case 'setTableProperties': {
      const table = await existingTable(statement.name, context);
      return catalog.updateTable({ ...table, parameters: { ...table.parameters, ...statement.properties } });
    }
  }
}

async function drop(
  { name, ifExists }: Extract<CatalogChange, { kind: 'dropTable' | 'dropView' }>,
  type: CatalogTable['type'],
  context: StatementContext,
): Promise<void> {
  if (ifExists && (await findTable(name, context)) === undefined) return;
  const table = await existingTable(name, context);
  if (table.type !== type) {
    throw new EngineFailure(
      'NOT_SUPPORTED',
      `'${table.database}.${table.name}' is a ${table.type === 'VIRTUAL_VIEW' ? 'view: use DROP VIEW' : 'table: use DROP TABLE'}`,
    );
  }
  return context.catalog.deleteTable(table.database, table.name);
}

async function dropDatabase(
  { database, ifExists, cascade }: Extract<CatalogChange, { kind: 'dropDatabase' }>,
  context: StatementContext,
): Promise<void> {
  if (!(await databaseExists(database, context))) {
    if (ifExists) return;
    throw schemaNotFound(database);
  }
  for await (const table of cascade ? [] : context.catalog.tables(database)) {
    throw new EngineFailure(
      'HIVE_METASTORE_ERROR',
      `Database ${database} is not empty. One or more tables exist, such as ${table.name}.`,
    );
  }
  return context.catalog.deleteDatabase(database);
}

async function changeColumns(
  { kind, name, partition, columns }: Extract<CatalogChange, { kind: 'addColumns' | 'replaceColumns' }>,
  context: StatementContext,
): Promise<void> {
  if (partition !== undefined) {
    throw new EngineFailure(
      'NOT_SUPPORTED',
      'partitions have the columns of their table in the embedded runtime; change the table, without PARTITION',
    );
  }
  const table = await existingTable(name, context);
  const changed = columns.map(catalogColumn);
  return context.catalog.updateTable({
    ...table,
    columns: kind === 'addColumns' ? [...table.columns, ...changed] : changed,
  });
}
