import { notSupported } from '../lexical/errors';
import type { Position } from '../lexical/position';
import type { TokenCursor } from '../lexical/token-cursor';
import {
  columnDefinitions,
  hiveTableName,
  ifExists,
  ifNotExists,
  partitionSpec,
  stringProperties,
} from './hive-clauses';
import type { AthenaStatement, PartitionAddition } from './statement';

/** After `ALTER TABLE`. */
export function alterTable(cursor: TokenCursor, start: Position): AthenaStatement {
  const name = hiveTableName(cursor);
  const partition = cursor.sees('PARTITION') ? { partition: partitionSpec(cursor) } : {};
  if (cursor.accept('SET', 'LOCATION')) {
    return { kind: 'setLocation', name, ...partition, location: cursor.string() };
  }
  if (cursor.accept('ADD', 'COLUMNS')) {
    return { kind: 'addColumns', name, ...partition, columns: columnDefinitions(cursor) };
  }
  if (cursor.accept('REPLACE', 'COLUMNS')) {
    return { kind: 'replaceColumns', name, ...partition, columns: columnDefinitions(cursor) };
  }
  if (cursor.seesAny('RENAME', 'CHANGE') || cursor.sees('DROP', 'COLUMN')) {
    throw notSupported(
      start,
      `ALTER TABLE ... ${cursor.peek().value} is not supported by the embedded runtime`,
      'Use ADD COLUMNS, REPLACE COLUMNS, ADD PARTITION and DROP PARTITION, or run the statement on Athena.',
    );
  }
  if ('partition' in partition) {
    return cursor.fail('SET LOCATION', 'ADD COLUMNS', 'REPLACE COLUMNS', 'RENAME');
  }
  if (cursor.accept('SET', 'TBLPROPERTIES')) {
    return { kind: 'setTableProperties', name, properties: stringProperties(cursor) };
  }
  if (cursor.accept('ADD')) {
    return { kind: 'addPartitions', name, ifNotExists: ifNotExists(cursor), partitions: additions(cursor) };
  }
  if (cursor.accept('DROP')) {
    const ifThere = ifExists(cursor);
    return {
      kind: 'dropPartitions',
      name,
      ifExists: ifThere,
      partitions: cursor.list(() => partitionSpec(cursor)),
    };
  }
  return cursor.fail('ADD', 'DROP', 'REPLACE', 'SET', 'PARTITION');
}

/** `PARTITION (..) [LOCATION '..']`, one after the other without commas. */
function additions(cursor: TokenCursor): PartitionAddition[] {
  const partitions: PartitionAddition[] = [];
  do {
    const spec = partitionSpec(cursor);
    partitions.push(cursor.accept('LOCATION') ? { spec, location: cursor.string() } : { spec });
  } while (cursor.sees('PARTITION'));
  return partitions;
}
