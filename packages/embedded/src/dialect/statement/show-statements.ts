import { notSupported } from '../lexical/errors';
import type { Position } from '../lexical/position';
import type { TokenCursor } from '../lexical/token-cursor';
import { hiveName } from '../types/hive-name';
import { hiveTableName, partitionSpec } from './hive-clauses';
import type { AthenaStatement } from './statement';

/** After `SHOW`. */
export function show(cursor: TokenCursor, start: Position): AthenaStatement {
  if (cursor.accept('TABLES')) return { kind: 'showTables', ...inDatabase(cursor), ...like(cursor) };
  if (cursor.accept('VIEWS')) return { kind: 'showViews', ...inDatabase(cursor), ...like(cursor) };
  if (cursor.accept('DATABASES') || cursor.accept('SCHEMAS'))
    return { kind: 'showDatabases', ...like(cursor) };
  if (cursor.accept('PARTITIONS')) return { kind: 'showPartitions', name: hiveTableName(cursor) };
  if (cursor.accept('COLUMNS')) return showColumns(cursor);
  if (cursor.accept('CREATE', 'TABLE')) return { kind: 'showCreateTable', name: hiveTableName(cursor) };
  if (cursor.accept('CREATE', 'VIEW')) return { kind: 'showCreateView', name: hiveTableName(cursor) };
  if (cursor.accept('TBLPROPERTIES')) return showTableProperties(cursor);
  if (cursor.sees('FUNCTIONS')) {
    throw notSupported(
      start,
      'SHOW FUNCTIONS is not supported by the embedded runtime',
      'The functions it runs are listed in DIALECT.md of packages/embedded.',
    );
  }
  return cursor.fail(
    'TABLES',
    'DATABASES',
    'PARTITIONS',
    'COLUMNS',
    'CREATE TABLE',
    'TBLPROPERTIES',
    'VIEWS',
  );
}

/** After `DESCRIBE` or `DESC`. */
export function describe(cursor: TokenCursor): AthenaStatement {
  const detail = cursor.accept('EXTENDED')
    ? 'extended'
    : cursor.accept('FORMATTED')
      ? 'formatted'
      : 'columns';
  const name = hiveTableName(cursor);
  const partition = cursor.sees('PARTITION') ? { partition: partitionSpec(cursor) } : {};
  const column = cursor.peek().kind === 'end' || cursor.sees(';') ? {} : { column: hiveName(cursor) };
  return { kind: 'describe', name, detail, ...partition, ...column };
}

function showColumns(cursor: TokenCursor): AthenaStatement {
  cursor.expectOneOf('FROM', 'IN');
  const name = hiveTableName(cursor);
  if (name.database === undefined && (cursor.accept('FROM') || cursor.accept('IN'))) {
    return { kind: 'showColumns', name: { database: hiveName(cursor), table: name.table } };
  }
  return { kind: 'showColumns', name };
}

function showTableProperties(cursor: TokenCursor): AthenaStatement {
  const name = hiveTableName(cursor);
  if (!cursor.accept('(')) return { kind: 'showTableProperties', name };
  const property = cursor.string();
  cursor.expect(')');
  return { kind: 'showTableProperties', name, property };
}

function inDatabase(cursor: TokenCursor): { database?: string } {
  return cursor.accept('IN') || cursor.accept('FROM') ? { database: hiveName(cursor) } : {};
}

/** `LIKE 'pattern'`, where LIKE may be left out. */
function like(cursor: TokenCursor): { like?: string } {
  if (cursor.accept('LIKE') || cursor.peek().kind === 'string') return { like: cursor.string() };
  return {};
}
