import type { TokenCursor } from '../lexical/token-cursor';
import { hiveName } from '../types/hive-name';
import { hiveType } from '../types/parse-hive-type';
import type { ColumnDefinition, PartitionSpec, TableName } from './statement';

/** `db.table` or `table` of a Hive statement. */
export function hiveTableName(cursor: TokenCursor): TableName {
  const first = hiveName(cursor);
  return cursor.accept('.') ? { database: first, table: hiveName(cursor) } : { table: first };
}

/** `(name type [COMMENT 'text'], ...)`. */
export function columnDefinitions(cursor: TokenCursor): ColumnDefinition[] {
  return cursor.parenthesized(() => {
    const name = hiveName(cursor);
    const type = hiveType(cursor);
    const comment = cursor.accept('COMMENT') ? { comment: cursor.string() } : {};
    return { name, type, ...comment };
  });
}

/** `('key' = 'value', ...)`. */
export function stringProperties(cursor: TokenCursor): Record<string, string> {
  const entries = cursor.parenthesized((): [string, string] => {
    const key = cursor.string();
    cursor.expect('=');
    return [key, cursor.string()];
  });
  return Object.fromEntries(entries);
}

/** `PARTITION (name = value, ...)`; only equality, as Athena has it. */
export function partitionSpec(cursor: TokenCursor): PartitionSpec {
  cursor.expect('PARTITION');
  return cursor.parenthesized(() => {
    const column = hiveName(cursor);
    cursor.expect('=');
    return { column, value: partitionValue(cursor) };
  });
}

/** Hive's constants have no sign: a negative number stands in quotes. */
function partitionValue(cursor: TokenCursor): string {
  if (cursor.sees('DATE') && cursor.peek(1).kind === 'string') cursor.next();
  const token = cursor.peek();
  if (token.kind === 'integer' || token.kind === 'decimal') return cursor.next().value;
  return cursor.seesAny('TRUE', 'FALSE') ? cursor.next().value.toLowerCase() : cursor.string();
}

/** `IF NOT EXISTS`, if it is there. */
export function ifNotExists(cursor: TokenCursor): boolean {
  return cursor.accept('IF', 'NOT', 'EXISTS');
}

/** `IF EXISTS`, if it is there. */
export function ifExists(cursor: TokenCursor): boolean {
  return cursor.accept('IF', 'EXISTS');
}
