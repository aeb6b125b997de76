import { notSupported, syntaxError } from '../lexical/errors';
import type { Position } from '../lexical/position';
import type { TokenCursor } from '../lexical/token-cursor';
import { hiveName } from '../types/hive-name';
import { columnDefinitions, hiveTableName, ifNotExists, stringProperties } from './hive-clauses';
import {
  STORED_AS,
  type AthenaStatement,
  type ColumnDefinition,
  type RowFormat,
  type StoredAs,
} from './statement';

/** After `CREATE [EXTERNAL] TABLE`. The clauses come in the order of Athena's "CREATE TABLE" page. */
export function createTable(cursor: TokenCursor, start: Position, external: boolean): AthenaStatement {
  const unlessThere = ifNotExists(cursor);
  const name = hiveTableName(cursor);
  const columns = cursor.sees('(') ? columnDefinitions(cursor) : [];
  const comment = cursor.accept('COMMENT') ? { comment: cursor.string() } : {};
  const partitionKeys = cursor.accept('PARTITIONED', 'BY') ? partitionColumns(cursor) : [];
  const buckets = cursor.accept('CLUSTERED', 'BY') ? { buckets: bucketing(cursor) } : {};
  const row = cursor.accept('ROW', 'FORMAT') ? { rowFormat: rowFormat(cursor) } : {};
  const stored = cursor.accept('STORED', 'AS') ? { storedAs: storedAs(cursor) } : {};
  const location = cursor.accept('LOCATION') ? cursor.string() : undefined;
  const properties = cursor.accept('TBLPROPERTIES') ? stringProperties(cursor) : {};
  cursor.end();

  refuseIceberg(start, properties);
  if (!external) {
    throw syntaxError(
      start,
      'CREATE TABLE without EXTERNAL',
      'Write CREATE EXTERNAL TABLE, or CREATE TABLE ... AS.',
    );
  }
  if (location === undefined) {
    throw syntaxError(
      start,
      'No location was specified for table. An S3 location must be specified',
      "Add LOCATION 's3://bucket/prefix/'.",
    );
  }
  refuseRepeatedNames(start, [...columns, ...partitionKeys]);
  return {
    kind: 'createTable',
    name,
    ifNotExists: unlessThere,
    columns,
    partitionKeys,
    ...comment,
    ...buckets,
    ...row,
    ...stored,
    location,
    properties,
  };
}

function partitionColumns(cursor: TokenCursor): ColumnDefinition[] {
  const { at } = cursor;
  // Iceberg's transforms, such as day(ts) or bucket(16, id), and its names without types.
  const second = cursor.peek(2);
  if (second.value === '(' || second.value === ',' || second.value === ')') {
    throw notSupported(
      at,
      'partition transforms belong to Iceberg tables',
      'Declare partition columns with their types; Iceberg tables run on Athena only.',
    );
  }
  return columnDefinitions(cursor);
}

function bucketing(cursor: TokenCursor): { columns: string[]; count: number } {
  const columns = cursor.parenthesized(() => hiveName(cursor));
  cursor.expect('INTO');
  const { at } = cursor;
  const count = cursor.integer();
  if (count < 1) throw syntaxError(at, 'a table has at least one bucket');
  cursor.expect('BUCKETS');
  return { columns, count };
}

function rowFormat(cursor: TokenCursor): RowFormat {
  if (cursor.accept('SERDE')) {
    const serde = cursor.string();
    const properties = cursor.accept('WITH', 'SERDEPROPERTIES') ? stringProperties(cursor) : {};
    return { kind: 'serde', serde, properties };
  }
  cursor.expect('DELIMITED');
  const fields = terminated(cursor, 'fields', 'FIELDS', 'TERMINATED', 'BY');
  const escape = 'fields' in fields ? terminated(cursor, 'escape', 'ESCAPED', 'BY') : {};
  return {
    kind: 'delimited',
    ...fields,
    ...escape,
    ...terminated(cursor, 'collectionItems', 'COLLECTION', 'ITEMS', 'TERMINATED', 'BY'),
    ...terminated(cursor, 'mapKeys', 'MAP', 'KEYS', 'TERMINATED', 'BY'),
    ...terminated(cursor, 'lines', 'LINES', 'TERMINATED', 'BY'),
    ...terminated(cursor, 'nullText', 'NULL', 'DEFINED', 'AS'),
  };
}

function terminated<K extends string>(
  cursor: TokenCursor,
  key: K,
  ...keywords: readonly string[]
): Partial<Record<K, string>> {
  return cursor.accept(...keywords) ? ({ [key]: cursor.string() } as Record<K, string>) : {};
}

function storedAs(cursor: TokenCursor): StoredAs {
  if (cursor.accept('INPUTFORMAT')) {
    const inputFormat = cursor.string();
    cursor.expect('OUTPUTFORMAT');
    return { kind: 'classes', inputFormat, outputFormat: cursor.string() };
  }
  return { kind: 'format', name: cursor.expectOneOf(...STORED_AS) };
}

/** Iceberg keeps its own metadata files, which DuckDB cannot read here. */
function refuseIceberg(start: Position, properties: Readonly<Record<string, string>>): void {
  const type = Object.entries(properties).find(([key]) => key.toLowerCase() === 'table_type')?.[1];
  if (type?.toUpperCase() === 'ICEBERG') {
    throw notSupported(
      start,
      'Iceberg tables are not supported by the embedded runtime',
      'Make it an external Hive table, or run the statement on Athena.',
    );
  }
}

function refuseRepeatedNames(start: Position, columns: readonly ColumnDefinition[]): void {
  const names = columns.map((column) => column.name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw syntaxError(start, `Column '${repeated}' is declared more than once`);
}
