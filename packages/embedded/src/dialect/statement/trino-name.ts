import { syntaxError } from '../lexical/errors';
import type { TokenCursor } from '../lexical/token-cursor';
import type { TableName } from './statement';

/** The catalog that a lake's own tables are in. */
export const DEFAULT_CATALOG = 'awsdatacatalog';

/** Words that queries and views take as names only in double quotes ("Escape reserved keywords in queries"). */
const RESERVED = new Set(
  `ALTER AND AS BETWEEN BY CASE CAST CONSTRAINT CREATE CROSS CUBE CURRENT_CATALOG CURRENT_DATE CURRENT_PATH
  CURRENT_SCHEMA CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DEALLOCATE DELETE DESCRIBE DISTINCT DROP ELSE END ESCAPE
  EXCEPT EXECUTE EXISTS EXTRACT FALSE FOR FROM FULL GROUP GROUPING HAVING IN INNER INSERT INTERSECT INTO IS JOIN
  JSON_ARRAY JSON_EXISTS JSON_OBJECT JSON_QUERY JSON_TABLE JSON_VALUE LEFT LIKE LISTAGG LOCALTIME LOCALTIMESTAMP NATURAL
  NORMALIZE NOT NULL ON OR ORDER OUTER PREPARE RECURSIVE RIGHT ROLLUP SELECT SKIP TABLE THEN TRIM TRUE UESCAPE UNION
  UNNEST USING VALUES WHEN WHERE WITH`.split(/\s+/),
);

/** True for a word that is no name unless quoted. */
export function isReservedInQueries(word: string): boolean {
  return RESERVED.has(word);
}

/** Takes a name of a query, lower-cased: a word that is not reserved, or anything in double quotes. */
export function trinoName(cursor: TokenCursor): string {
  const token = cursor.peek();
  if (token.kind === 'name') {
    if (token.text.startsWith('`')) {
      throw syntaxError(
        token.at,
        'backquoted identifiers are not supported; use double quotes to quote identifiers',
        'Queries, views and CTAS quote names with double quotes; backticks are for Hive statements.',
      );
    }
    return cursor.next().value.toLowerCase();
  }
  if (token.kind !== 'word' || RESERVED.has(token.value)) return cursor.fail('<identifier>');
  return cursor.next().text.toLowerCase();
}

/** `table`, `db.table` or `awsdatacatalog.db.table`; any other catalog is an error. */
export function trinoTableName(cursor: TokenCursor): TableName {
  const { at } = cursor;
  const parts = [trinoName(cursor)];
  while (cursor.accept('.')) parts.push(trinoName(cursor));
  const [last = '', database, catalog, ...more] = parts.reverse();
  if (more.length > 0) throw syntaxError(at, 'a table name has at most three parts');
  if (catalog !== undefined && catalog !== DEFAULT_CATALOG) {
    throw syntaxError(
      at,
      `Catalog '${catalog}' does not exist`,
      'The embedded runtime has one catalog, awsdatacatalog; leave it out or name it.',
    );
  }
  return database === undefined ? { table: last } : { database, table: last };
}
