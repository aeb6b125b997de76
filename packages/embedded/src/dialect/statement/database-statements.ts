import type { TokenCursor } from '../lexical/token-cursor';
import { hiveName } from '../types/hive-name';
import { ifExists, ifNotExists, stringProperties } from './hive-clauses';
import type { AthenaStatement } from './statement';

/** After `CREATE DATABASE`. */
export function createDatabase(cursor: TokenCursor): AthenaStatement {
  const unlessThere = ifNotExists(cursor);
  const database = hiveName(cursor);
  const comment = cursor.accept('COMMENT') ? { comment: cursor.string() } : {};
  const location = cursor.accept('LOCATION') ? { location: cursor.string() } : {};
  const properties = cursor.accept('WITH', 'DBPROPERTIES') ? stringProperties(cursor) : {};
  return {
    kind: 'createDatabase',
    database,
    ifNotExists: unlessThere,
    ...comment,
    ...location,
    properties,
  };
}

/** After `DROP DATABASE`. */
export function dropDatabase(cursor: TokenCursor): AthenaStatement {
  const ifThere = ifExists(cursor);
  const database = hiveName(cursor);
  const cascade = cursor.accept('CASCADE');
  if (!cascade) cursor.accept('RESTRICT');
  return { kind: 'dropDatabase', database, ifExists: ifThere, cascade };
}
