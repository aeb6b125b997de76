import type { CatalogTable } from '@lakeward/glue';
import { HIDDEN_COLUMNS, parseHiveType, toDuckDbType } from '../../dialect';
import { quoteName } from '../duckdb/quote-name';
import { EngineFailure, messageOf } from '../engine-failure';
import { FILE_COLUMN, type DataColumn, type ReadRelation } from '../readers/reader';
import { readerOf } from '../readers/readers';
import type { StatementContext } from '../statement-context';
import { NULL_PARTITION } from '../tables/partition-folder';
import type { TableFile } from '../tables/table-file';
import { HIDDEN_COLUMN_TYPES, hiddenValues } from './hidden-columns';

/** A column whose value is the same for all rows of a file. */
interface FileColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * Makes the table in the session: a view over the files. Columns that are not used are there, but NULL: reading them would cost
 * time for values that nobody asked for.
 */
export async function makeTableView(
  table: CatalogTable,
  files: readonly TableFile[],
  used: ReadonlySet<string>,
  context: StatementContext,
): Promise<void> {
  const { session, inspector, workDirectory } = context;
  const data: DataColumn[] = table.columns.map(({ name, type }) => ({ name, type: parseHiveType(type) }));
  const fileColumns: FileColumn[] = [
    ...table.partitionKeys.map(({ name, type }) => ({ name, type: toDuckDbType(parseHiveType(type)) })),
    ...HIDDEN_COLUMNS.map((name) => ({ name, type: HIDDEN_COLUMN_TYPES[name] })),
  ];
  const none = (name: string, type: string): string => `CAST(NULL AS ${type}) AS ${quoteName(name)}`;
  let columns: string[];
  let source: string;
  if (files.length === 0) {
    columns = [
      ...data.map(({ name, type }) => none(name, toDuckDbType(type))),
      ...fileColumns.map(({ name, type }) => none(name, type)),
    ];
    source = `(SELECT 1) WHERE FALSE`;
  } else {
    const relation = await readerOf(table)({
      table,
      columns: data,
      used,
      files,
      session,
      inspector,
      workDirectory,
    });
    const asked = fileColumns.filter(({ name }) => used.has(name));
    const places =
      asked.length === 0 ? undefined : await makePlaces(table, files, fileColumns, relation, context);
    columns = [
      ...data.map(({ name, type }) =>
        used.has(name) ? `records.${quoteName(name)}` : none(name, toDuckDbType(type)),
      ),
      ...fileColumns.map(({ name, type }) =>
        used.has(name) ? `places.${quoteName(name)}` : none(name, type),
      ),
    ];
    source =
      places === undefined
        ? `(${relation.sql}) AS records`
        : `(${relation.sql}) AS records JOIN ${places} AS places ON records.${FILE_COLUMN} = places.${FILE_COLUMN}`;
  }
  await session.run(`CREATE SCHEMA IF NOT EXISTS ${quoteName(table.database)}`);
  await session.run(
    `CREATE VIEW ${quoteName(table.database)}.${quoteName(table.name)} AS SELECT ${columns.join(', ')} FROM ${source}`,
  );
}

/** Makes a table with a row for each file; answers its name. */
async function makePlaces(
  table: CatalogTable,
  files: readonly TableFile[],
  columns: readonly FileColumn[],
  { moved }: ReadRelation,
  { session }: StatementContext,
): Promise<string> {
  const name = quoteName(`lakeward_files ${table.database}.${table.name}`);
  const texts = columns.map((_, index) => `v${index} VARCHAR`);
  await session.run(`CREATE OR REPLACE TABLE lakeward_texts (${FILE_COLUMN} VARCHAR, ${texts.join(', ')})`);
  await session.append(
    'lakeward_texts',
    files.map((file) => [
      moved?.get(file.file) ?? file.file,
      ...file.partition.map((value) => (value === NULL_PARTITION ? null : value)),
      ...hiddenValues(table, file),
    ]),
  );
  const typed = columns.map(
    ({ name: column, type }, index) => `CAST(v${index} AS ${type}) AS ${quoteName(column)}`,
  );
  try {
    await session.run(
      `CREATE TABLE ${name} AS SELECT ${FILE_COLUMN}, ${typed.join(', ')} FROM lakeward_texts`,
    );
  } catch (cause) {
    const [problem = ''] = messageOf(cause).split('\n');
    throw new EngineFailure(
      'HIVE_INVALID_PARTITION_VALUE',
      `A partition of '${table.database}.${table.name}' has a value that its key cannot have: ${problem}`,
      { cause },
    );
  }
  return name;
}
