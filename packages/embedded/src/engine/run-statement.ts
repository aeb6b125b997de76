import { rm } from 'node:fs/promises';
import type { AthenaStatement } from '../dialect';
import type { StatementContext, StatementResult } from './statement-context';
import { changeCatalog } from './statements/change-catalog';
import { createTableAs } from './statements/create-table-as';
import { describeTable } from './statements/describe-table';
import { explain } from './statements/explain';
import { insertInto } from './statements/insert-into';
import { runSelect } from './statements/run-select';
import { show } from './statements/show';
import { unload } from './statements/unload';

/** Runs one parsed statement to its end. */
export async function runStatement(
  statement: AthenaStatement,
  context: StatementContext,
): Promise<StatementResult> {
  try {
    return await perform(statement, context);
  } finally {
    // What is left is removed by the engine that opens the state directory next.
    await rm(context.workDirectory, { recursive: true, force: true }).catch(() => undefined);
  }
}

function perform(statement: AthenaStatement, context: StatementContext): Promise<StatementResult> {
  switch (statement.kind) {
    case 'query':
      return runSelect(statement.query, context);
    case 'explain':
      return explain(statement, context);
    case 'ctas':
      return createTableAs(statement, context);
    case 'unload':
      return unload(statement, context);
    case 'insert':
      return insertInto(statement, context);
    case 'describe':
      return describeTable(statement, context);
    case 'showTables':
    case 'showViews':
    case 'showDatabases':
    case 'showPartitions':
    case 'showColumns':
    case 'showCreateTable':
    case 'showCreateView':
    case 'showTableProperties':
      return show(statement, context);
    case 'createDatabase':
    case 'dropDatabase':
    case 'createTable':
    case 'dropTable':
    case 'createView':
    case 'dropView':
    case 'addPartitions':
    case 'dropPartitions':
    case 'setLocation':
    case 'addColumns':
    case 'replaceColumns':
    case 'setTableProperties':
    case 'msckRepair':
      return changeCatalog(statement, context);
  }
}
