import { open } from 'node:fs/promises';
import type { Catalog, CatalogTable } from '@lakeward/glue';
import { literal } from '@lakeward/sql';
import {
  parseHiveType,
  pruningPredicates,
  toDuckDbType,
  translateQuery,
  type TableScan,
  type TranslatedQuery,
} from '../dialect';
import { EngineFailure } from './engine-failure';
import type { LakeStore } from './lake-store';
import { quoteName } from './readers/json-columns';
import { FILE_COLUMN, type DataColumn } from './readers/reader';
import { isColumnar, readerOf } from './readers/readers';
import type { Session } from './session';
import { filesOf, NULL_PARTITION, partitionPlaces, type PartitionPlace, type TableFile } from './table-files';

/** What finding a query's tables needs. */
export interface LakeAccess {
  readonly catalog: Catalog;
  readonly store: LakeStore;
  readonly now: Date;
}

/** A table as one query reads it. */
export interface ScannedTable {
  readonly table: CatalogTable;
  readonly files: readonly TableFile[];
  /** How many times the query reads it. */
  readonly scans: number;
}

/** Columns that every table has and no catalog lists. */
const HIDDEN_COLUMNS: readonly (readonly [name: string, type: string])[] = [
  ['$path', 'VARCHAR'],
  ['$bucket', 'VARCHAR'],
  ['$partition', 'VARCHAR'],
  ['$file_size', 'BIGINT'],
  ['$file_modified_time', 'TIMESTAMP WITH TIME ZONE'],
];

/**
 * Makes a view in the session for each table that the query names, over the files that its filters leave, and answers what
 * will be read. Views of the catalog become views of the session over their own tables.
 */
export async function prepareTables(
  query: TranslatedQuery,
  session: Session,
  access: LakeAccess,
): Promise<ScannedTable[]> {
  const prepared = new Map<string, ScannedTable | 'view'>();
  await prepareScans(query, query.sql, session, access, prepared);
  return [...prepared.values()].filter((table) => table !== 'view');
}

async function prepareScans(
  query: TranslatedQuery,
  text: string,
  session: Session,
  access: LakeAccess,
  prepared: Map<string, ScannedTable | 'view'>,
): Promise<void> {
  for (const first of query.tables) {
    const name = `${quoteName(first.database)}.${quoteName(first.table)}`;
    if (prepared.has(name)) continue;
    const scans = query.tables.filter(
      ({ database, table }) => database === first.database && table === first.table,
    );
    const table = await findTable(first, access.catalog);
    await session.run(`CREATE SCHEMA IF NOT EXISTS ${quoteName(table.database)}`);
    if (table.type === 'VIRTUAL_VIEW') {
      const view = await translateQuery(table.viewSql ?? '', { defaultDatabase: table.database });
      prepared.set(name, 'view');
      await prepareScans(view, `${text}\n${view.sql}`, session, access, prepared);
      await session.run(`CREATE VIEW ${name} AS ${view.sql}`);
    } else {
      prepared.set(name, await prepareTable(table, scans, text, session, access));
    }
  }
}

async function findTable({ database, table }: TableScan, catalog: Catalog): Promise<CatalogTable> {
  const found = await catalog.table(database, table);
  if (found === undefined) {
    throw new EngineFailure('TABLE_NOT_FOUND', `Table 'awsdatacatalog.${database}.${table}' does not exist`);
  }
  return found;
}

async function prepareTable(
  table: CatalogTable,
  scans: readonly TableScan[],
  text: string,
  session: Session,
  access: LakeAccess,
): Promise<ScannedTable> {
  const keys = table.partitionKeys.map(({ name, type }) => ({
    name,
    type: toDuckDbType(parseHiveType(type)),
  }));
  const places: PartitionPlace[] = [];
  for await (const place of partitionPlaces(table, access)) places.push(place);
  const keyNames = keys.map(({ name }) => name);
  const wanted = await pruned(places, ({ values }) => values, keys, scans, session);
  const files: TableFile[] = [];
  for (const place of wanted) {
    for await (const file of filesOf(place, access.store)) files.push(file);
  }
  const left = await pruned(
    files,
    ({ partition, uri, bucket }) => [...partition, uri, bucket],
    [...keys, { name: '$path', type: 'VARCHAR' }, { name: '$bucket', type: 'VARCHAR' }],
    scans.filter(
      (scan) =>
        pruningPredicates(scan, keyNames).length <
        pruningPredicates(scan, [...keyNames, '$path', '$bucket']).length,
    ),
    session,
  );
  await session.run(await viewOf(table, left, text, session));
  return { table, files: left, scans: scans.length };
}

/** The items that some scan's filters leave. Filters are decided by the engine itself, over a table of the items' values. */
async function pruned<T>(
  items: readonly T[],
  valuesOf: (item: T) => readonly string[],
  columns: readonly { name: string; type: string }[],
  scans: readonly TableScan[],
  session: Session,
): Promise<readonly T[]> {
  const names = columns.map(({ name }) => name);
  const filters = scans.map((scan) => pruningPredicates(scan, names));
  if (items.length === 0 || filters.length === 0 || filters.some((conjuncts) => conjuncts.length === 0))
    return items;
  const typed = columns.map(
    ({ name, type }) =>
      `CAST(nullif(${quoteName(name)}, '${NULL_PARTITION}') AS ${type}) AS ${quoteName(name)}`,
  );
  await session.run(
    `CREATE OR REPLACE TABLE pruning (item BIGINT, ${columns.map(({ name }) => `${quoteName(name)} VARCHAR`).join(', ')})`,
  );
  await session.append('pruning', rowsOf(items, valuesOf));
  const condition = filters.map((conjuncts) => conjuncts.map((sql) => `(${sql})`).join(' AND ')).join(' OR ');
  const kept = await session.rows(
    `SELECT item FROM (SELECT item, ${typed.join(', ')} FROM pruning) WHERE ${condition} ORDER BY item`,
  );
  await session.run('DROP TABLE pruning');
  return kept.map(([index]) => items[Number(index)] as T);
}

function* rowsOf<T>(
  items: readonly T[],
  valuesOf: (item: T) => readonly string[],
): Iterable<(string | bigint)[]> {
  for (const [index, item] of items.entries()) yield [BigInt(index), ...valuesOf(item)];
}

/** CREATE VIEW of the table over the files. */
async function viewOf(
  table: CatalogTable,
  files: readonly TableFile[],
  text: string,
  session: Session,
): Promise<string> {
  const name = `${quoteName(table.database)}.${quoteName(table.name)}`;
  const data: DataColumn[] = table.columns.map((column) => ({
    name: column.name,
    type: parseHiveType(column.type),
  }));
  const keys = table.partitionKeys.map((key) => ({
    name: key.name,
    type: toDuckDbType(parseHiveType(key.type)),
  }));
  if (files.length === 0) {
    const none = [
      ...data.map((column) => ({ name: column.name, type: toDuckDbType(column.type) })),
      ...keys,
      ...HIDDEN_COLUMNS.map(([hidden, type]) => ({ name: hidden, type })),
    ].map((column) => `CAST(NULL AS ${column.type}) AS ${quoteName(column.name)}`);
    return `CREATE VIEW ${name} AS SELECT ${none.join(', ')} WHERE FALSE`;
  }
  const used = usedColumns(data, text);
  const relation = await readerOf(table)({
    table,
    columns: used,
    files,
    gzipped: isColumnar(table) ? new Set() : await gzippedFiles(files),
    askValue: (sql) => session.value(sql),
  });
  const places = `files_of_${table.database}_${table.name}`.replace(/\W/g, '_');
  await session.run(
    `CREATE TABLE ${places} (file VARCHAR, "$path" VARCHAR, "$bucket" VARCHAR, "$file_size" VARCHAR, "$file_modified_time" VARCHAR, ` +
      `"$partition" VARCHAR${keys.map((key) => `, ${quoteName(key.name)} VARCHAR`).join('')})`,
  );
  await session.append(
    places,
    files.map((file) => [
      file.file,
      file.uri,
      file.bucket,
      String(file.size),
      file.modified.toISOString(),
      keys.map((key, index) => `${key.name}=${file.partition[index] ?? ''}`).join('/'),
      ...file.partition.map((value) => (value === NULL_PARTITION ? null : value)),
    ]),
  );
  const columns = [
    ...data.map((column) =>
      used.includes(column)
        ? `rows_read.${quoteName(column.name)}`
        : `CAST(NULL AS ${toDuckDbType(column.type)}) AS ${quoteName(column.name)}`,
    ),
    ...[...keys, ...HIDDEN_COLUMNS.map(([hidden, type]) => ({ name: hidden, type }))].map(
      (column) => `CAST(${places}.${quoteName(column.name)} AS ${column.type}) AS ${quoteName(column.name)}`,
    ),
  ];
  return `CREATE VIEW ${name} AS SELECT ${columns.join(', ')} FROM (${relation}) AS rows_read JOIN ${places} ON rows_read.${FILE_COLUMN} = ${places}.file`;
}

/**
 * Columns whose names occur in the statement, or all where it has a star: reading the others would cost time for values
 * that nobody asked for. A name that occurs as something else only makes the scan wider.
 */
function usedColumns(columns: readonly DataColumn[], text: string): DataColumn[] {
  if (/(?:^|[\s,(.])\*/.test(text.replaceAll(/count\(\s*\*\s*\)/gi, ''))) return [...columns];
  const words = new Set(text.toLowerCase().match(/[\p{L}\p{N}_$]+/gu) ?? []);
  return columns.filter(({ name }) =>
    (name.match(/[\p{L}\p{N}_$]+/gu) ?? []).every((word) => words.has(word)),
  );
}

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/** Paths of the files that begin with gzip's magic bytes. */
async function gzippedFiles(files: readonly TableFile[]): Promise<Set<string>> {
  const gzipped = new Set<string>();
  const magic = Buffer.alloc(2);
  for (const { file } of files) {
    const handle = await open(file, 'r');
    try {
      const { bytesRead } = await handle.read(magic, 0, 2, 0);
      if (bytesRead === 2 && magic.equals(GZIP_MAGIC)) gzipped.add(file);
    } finally {
      await handle.close();
    }
  }
  return gzipped;
}

/** Replaces local paths in an engine's message by what they are in the lake. */
export function withLakePaths(message: string, tables: readonly ScannedTable[]): string {
  for (const { files } of tables) {
    for (const { file, uri } of files) {
      if (message.includes(file)) return message.replaceAll(file, uri);
    }
  }
  return message;
}

/** Bytes that the query reads: whole text files, and of Parquet the columns it names ("Amazon Athena pricing"). */
export async function bytesScanned(
  tables: readonly ScannedTable[],
  columnsRead: ReadonlySet<string>,
  session: Session,
): Promise<number> {
  let total = 0;
  for (const { table, files, scans } of tables) {
    if (files.length === 0) continue;
    total +=
      scans *
      (isColumnar(table)
        ? await columnBytes(files, columnsRead, session)
        : files.reduce((sum, file) => sum + file.size, 0));
  }
  return total;
}

async function columnBytes(
  files: readonly TableFile[],
  columns: ReadonlySet<string>,
  session: Session,
): Promise<number> {
  if (columns.size === 0) return 0;
  const bytes = await session.value(
    `SELECT CAST(coalesce(sum(total_compressed_size), 0) AS VARCHAR) FROM parquet_metadata([${literal(files.map(({ file }) => file))}]) ` +
      `WHERE lower(split_part(path_in_schema, ', ', 1)) IN (${literal([...columns])})`,
  );
  return Number(bytes);
}
