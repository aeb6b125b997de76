import type { Catalog, CatalogPartition, CatalogTable } from '@lakeward/glue';
import { translateQuery, type AthenaStatement, type PartitionSpec, type TableName } from '../dialect';
import { EngineFailure } from './engine-failure';
import { NULL_PARTITION, objectsUnder } from './table-files';
import { catalogColumn, tableDefinition } from './table-definition';
import type { StatementContext } from './run-statement';

/** Statements that change the catalog and answer no rows. */
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

/** Carries out a DDL statement on the catalog. */
export async function changeCatalog(statement: CatalogChange, context: StatementContext): Promise<void> {
  const { catalog, request } = context;
  switch (statement.kind) {
    case 'createDatabase': {
      if (!statement.ifNotExists && (await databaseExists(catalog, statement.database))) {
        throw new EngineFailure('HIVE_METASTORE_ERROR', `Database ${statement.database} already exists`);
      }
      return catalog.ensureDatabase(statement.database);
    }
    case 'dropDatabase':
      return dropDatabase(statement, catalog);
    case 'createTable': {
      const database = await existingDatabase(statement.name, context);
      if ((await catalog.table(database, statement.name.table)) !== undefined) {
        if (statement.ifNotExists) return;
        throw new EngineFailure(
          'TABLE_ALREADY_EXISTS',
          `Table '${database}.${statement.name.table}' already exists`,
        );
      }
      return catalog.createTable(tableDefinition(statement, database));
    }
    case 'createView':
      return createView(statement, context);
    case 'dropTable':
    case 'dropView': {
      const table = await catalog.table(databaseOf(statement.name, context), statement.name.table);
      if (table === undefined) {
        if (statement.ifExists) return;
        throw notFound(statement.name, request.database);
      }
      return catalog.deleteTable(table.database, table.name);
    }
    case 'addPartitions':
      return addPartitions(statement, context);
    case 'dropPartitions':
      return dropPartitions(statement, context);
    case 'setLocation': {
      const table = await existingTable(statement.name, context);
      if (statement.partition === undefined) {
        return catalog.updateTable({
          ...table,
          storage: { ...storageOf(table), location: statement.location },
        });
      }
      const values = partitionValues(table, statement.partition);
      const partition = await catalog.partition(table.database, table.name, values);
      if (partition === undefined) throw missingPartition(table, values);
      return catalog.updatePartition(table.database, table.name, {
        ...partition,
        location: statement.location,
      });
    }
    case 'addColumns':
    case 'replaceColumns': {
      const table = await existingTable(statement.name, context);
      const columns = statement.columns.map(catalogColumn);
      return catalog.updateTable({
        ...table,
        columns: statement.kind === 'addColumns' ? [...table.columns, ...columns] : columns,
      });
    }
    case 'setTableProperties': {
      const table = await existingTable(statement.name, context);
      return catalog.updateTable({ ...table, parameters: { ...table.parameters, ...statement.properties } });
    }
    case 'msckRepair':
      return repairPartitions(await existingTable(statement.name, context), context);
  }
}

/** The table that a name stands for; TABLE_NOT_FOUND where there is none. */
export async function existingTable(name: TableName, context: StatementContext): Promise<CatalogTable> {
  const table = await context.catalog.table(databaseOf(name, context), name.table);
  if (table === undefined) throw notFound(name, context.request.database);
  return table;
}

/** Database of a name, or the request's. */
export function databaseOf({ database }: TableName, { request }: Pick<StatementContext, 'request'>): string {
  return database ?? request.database ?? 'default';
}

/** As {@link databaseOf}; SCHEMA_NOT_FOUND where there is no such database. */
export async function existingDatabase(name: TableName, context: StatementContext): Promise<string> {
  const database = databaseOf(name, context);
  if (!(await databaseExists(context.catalog, database))) {
    throw new EngineFailure('SCHEMA_NOT_FOUND', `Schema '${database}' does not exist`);
  }
  return database;
}

async function databaseExists(catalog: Catalog, name: string): Promise<boolean> {
  for await (const database of catalog.databases()) if (database === name) return true;
  return false;
}

async function dropDatabase(
  { database, ifExists, cascade }: Extract<CatalogChange, { kind: 'dropDatabase' }>,
  catalog: Catalog,
): Promise<void> {
  if (!(await databaseExists(catalog, database))) {
    if (ifExists) return;
    throw new EngineFailure('SCHEMA_NOT_FOUND', `Schema '${database}' does not exist`);
  }
  if (!cascade) {
    for await (const table of catalog.tables(database)) {
      throw new EngineFailure(
        'HIVE_METASTORE_ERROR',
        `Database ${database} is not empty. One or more tables exist, such as ${table.name}.`,
      );
    }
  }
  return catalog.deleteDatabase(database);
}

async function createView(
  { name, query, columns, orReplace }: Extract<CatalogChange, { kind: 'createView' }>,
  context: StatementContext,
): Promise<void> {
  const database = await existingDatabase(name, context);
  // A view that cannot be translated would fail at every later query, far from its cause.
  await translateQuery(query.sql, { defaultDatabase: database });
  const viewSql =
    columns === undefined ? query.sql : `SELECT * FROM (${query.sql}) AS v (${columns.join(', ')})`;
  const view: CatalogTable = {
    database,
    name: name.table,
    type: 'VIRTUAL_VIEW',
    columns: [],
    partitionKeys: [],
    parameters: { presto_view: 'true' },
    viewSql,
  };
  const present = await context.catalog.table(database, name.table);
  if (present === undefined) return context.catalog.createTable(view);
  if (!orReplace || present.type !== 'VIRTUAL_VIEW') {
    throw new EngineFailure('TABLE_ALREADY_EXISTS', `View '${database}.${name.table}' already exists`);
  }
  return context.catalog.updateTable(view);
}

async function addPartitions(
  { name, partitions, ifNotExists }: Extract<CatalogChange, { kind: 'addPartitions' }>,
  context: StatementContext,
): Promise<void> {
  const table = await existingTable(name, context);
  const added: CatalogPartition[] = partitions.map(({ spec, location }) => {
    const values = partitionValues(table, spec);
    return { values, location: location ?? hiveLocation(table, values) };
  });
  const errors = await context.catalog.createPartitions(table.database, table.name, added);
  const [first] = ifNotExists ? errors.filter(({ code }) => code !== 'AlreadyExistsException') : errors;
  if (first !== undefined) {
    throw new EngineFailure(
      'HIVE_METASTORE_ERROR',
      `Partition [${first.values.join(', ')}] of '${table.database}.${table.name}': ${first.code}: ${first.message}`,
    );
  }
}

async function dropPartitions(
  { name, partitions, ifExists }: Extract<CatalogChange, { kind: 'dropPartitions' }>,
  context: StatementContext,
): Promise<void> {
  const table = await existingTable(name, context);
  const values = partitions.map((spec) => partitionValues(table, spec));
  if (!ifExists) {
    for (const wanted of values) {
      const partition = await context.catalog.partition(table.database, table.name, wanted);
      if (partition === undefined) throw missingPartition(table, wanted);
    }
  }
  return context.catalog.deletePartitions(table.database, table.name, values);
}

/** MSCK REPAIR TABLE: folders of the form `key=value/` under the table's location become partitions. */
async function repairPartitions(table: CatalogTable, context: StatementContext): Promise<void> {
  const { location } = storageOf(table);
  const folders = new Map<string, CatalogPartition>();
  for await (const { bucket, key } of objectsUnder(location, context.store)) {
    const parts = `s3://${bucket}/${key}`.slice(location.length).split('/');
    const values = table.partitionKeys.map(({ name }, level) => {
      const part = parts[level] ?? '';
      return part.startsWith(`${name}=`) ? decodeURIComponent(part.slice(name.length + 1)) : undefined;
    });
    if (values.every((value) => value !== undefined)) {
      const folder = `${location}${parts.slice(0, values.length).join('/')}/`;
      folders.set(folder, { values, location: folder });
    }
  }
  await context.catalog.createPartitions(table.database, table.name, [...folders.values()]);
}

/** Values in the order of the table's keys; every key must be named once. */
export function partitionValues(table: CatalogTable, spec: PartitionSpec): string[] {
  const names = table.partitionKeys.map(({ name }) => name);
  const unknown = spec.find(({ column }) => !names.includes(column));
  if (unknown !== undefined || spec.length !== names.length) {
    throw new EngineFailure(
      'HIVE_METASTORE_ERROR',
      `Partition spec (${spec.map(({ column }) => column).join(', ')}) does not match the partition keys of ` +
        `'${table.database}.${table.name}' (${names.join(', ')})`,
    );
  }
  return names.map((name) => spec.find(({ column }) => column === name)?.value ?? '');
}

/** `key=value/` folders under the table's location, values URL-encoded as Hive does. */
export function hiveLocation(table: CatalogTable, values: readonly string[]): string {
  const folders = table.partitionKeys.map(({ name }, index) => {
    const value = values[index] ?? '';
    return `${name}=${value === '' ? NULL_PARTITION : encodeURIComponent(value)}/`;
  });
  return storageOf(table).location + folders.join('');
}

/** Where and how the table's files lie; views have no such thing. */
export function storageOf(table: CatalogTable): NonNullable<CatalogTable['storage']> {
  if (table.storage === undefined) {
    throw new EngineFailure('NOT_SUPPORTED', `'${table.database}.${table.name}' is a view and has no files`);
  }
  return table.storage;
}

function notFound(name: TableName, database = 'default'): EngineFailure {
  return new EngineFailure(
    'TABLE_NOT_FOUND',
    `Table 'awsdatacatalog.${name.database ?? database}.${name.table}' does not exist`,
  );
}

function missingPartition(table: CatalogTable, values: readonly string[]): EngineFailure {
  return new EngineFailure(
    'HIVE_METASTORE_ERROR',
    `Partition [${values.join(', ')}] of '${table.database}.${table.name}' does not exist`,
  );
}
