import type { ResultColumn } from '@lakeward/athena';
import type { AthenaStatement } from '../../dialect';
import { EngineFailure } from '../engine-failure';
import { writeLines } from '../results/write-result';
import type { StatementContext, StatementResult } from '../statement-context';
import { partitionName } from '../tables/partition-folder';
import { isProjected } from '../tables/table-files';
import { padded } from './describe-table';
import { databaseExists, databaseOf, existingTable, schemaNotFound } from './lookup';
import { createTableLines } from './show-create-table';

type Show = Extract<
  AthenaStatement,
  {
    kind:
      | 'showTables'
      | 'showViews'
      | 'showDatabases'
      | 'showPartitions'
      | 'showColumns'
      | 'showCreateTable'
      | 'showCreateView'
      | 'showTableProperties';
  }
>;

/** Runs a SHOW statement: a row of text a line, as Athena does. */
export async function show(statement: Show, context: StatementContext): Promise<StatementResult> {
  return writeLines(await linesOf(statement, context), columnsOf(statement.kind), context);
}

/** Names of the columns as Hive gives them. */
function columnsOf(kind: Show['kind']): ResultColumn[] {
  const names: Readonly<Record<Show['kind'], readonly string[]>> = {
    showTables: ['tab_name'],
    showViews: ['views'],
    showDatabases: ['database_name'],
    showPartitions: ['partition'],
    showColumns: ['field'],
    showCreateTable: ['createtab_stmt'],
    showCreateView: ['create view'],
    showTableProperties: ['prpt_name', 'prpt_value'],
  };
  return names[kind].map((name) => ({ name, type: 'string' }));
}

async function linesOf(statement: Show, context: StatementContext): Promise<string[]> {
  const { catalog, request } = context;
  switch (statement.kind) {
    case 'showDatabases': {
      const names: string[] = [];
      for await (const name of catalog.databases()) names.push(name);
      return names.filter(likePattern(statement.like)).sort();
    }
    case 'showTables':
    case 'showViews': {
      const database = statement.database ?? request.database?.toLowerCase() ?? 'default';
      if (!(await databaseExists(database, context))) throw schemaNotFound(database);
      const names: string[] = [];
      for await (const { name, type } of catalog.tables(database)) {
        if (statement.kind === 'showTables' || type === 'VIRTUAL_VIEW') names.push(name);
      }
      return names.filter(likePattern(statement.like)).sort();
    }
    case 'showPartitions': {
      const table = await existingTable(statement.name, context);
      const keys = table.partitionKeys.map(({ name }) => name);
      if (keys.length === 0) {
        throw new EngineFailure(
          'HIVE_METASTORE_ERROR',
          `Table ${table.database}.${table.name} is not a partitioned table`,
        );
      }
      const names: string[] = [];
      // Projected partitions are in no catalog, and Athena lists none of them.
      if (isProjected(table)) return names;
      for await (const { values } of catalog.partitions(table.database, table.name)) {
        names.push(partitionName(keys, values));
      }
      return names.sort();
    }
    case 'showColumns': {
      const { columns, partitionKeys } = await existingTable(statement.name, context);
      return [...columns, ...partitionKeys].map(({ name }) => padded(name));
    }
    case 'showCreateTable':
      return createTableLines(await existingTable(statement.name, context));
    case 'showCreateView': {
      const view = await existingTable(statement.name, context);
      if (view.viewSql === undefined) {
        throw new EngineFailure(
          'NOT_SUPPORTED',
          `'${view.database}.${view.name}' is a table: use SHOW CREATE TABLE`,
        );
      }
      return [
        `CREATE VIEW ${databaseOf(statement.name, context)}.${view.name} AS`,
        ...view.viewSql.split('\n'),
      ];
    }
    case 'showTableProperties': {
      const { parameters, database, name } = await existingTable(statement.name, context);
      if (statement.property === undefined) {
        return Object.entries(parameters).map(([key, value]) => `${key}\t${value}`);
      }
      const value = parameters[statement.property];
      return [value ?? `Table ${database}.${name} does not have property: ${statement.property}`];
    }
  }
}

/** Hive's patterns: `*` is any text, `|` separates choices, case does not matter. */
function likePattern(like = '*'): (name: string) => boolean {
  const choices = like.split('|').map((choice) =>
    choice
      .split('*')
      .map((text) => text.replace(/[\\^$.+?()[\]{}]/g, '\\$&'))
      .join('.*'),
  );
  const pattern = new RegExp(`^(?:${choices.join('|')})$`, 'i');
  return (name) => pattern.test(name);
}
