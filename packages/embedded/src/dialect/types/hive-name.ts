import { syntaxError } from '../lexical/errors';
import type { TokenCursor } from '../lexical/token-cursor';

/** Words that Hive's DDL takes as names only in backticks ("Escape reserved keywords in queries"). */
const RESERVED = new Set(
  `ALL ALTER AND ARRAY AS AUTHORIZATION BETWEEN BIGINT BINARY BOOLEAN BOTH BY CACHE CASE CASHE CAST CHAR COLUMN COMMIT
  CONF CONSTRAINT CREATE CROSS CUBE CURRENT CURRENT_DATE CURRENT_TIMESTAMP CURSOR DATABASE DATE DAYOFWEEK DECIMAL DELETE
  DESCRIBE DISTINCT DIV DOUBLE DROP ELSE END EXCHANGE EXISTS EXTENDED EXTERNAL EXTRACT FALSE FETCH FLOAT FLOOR FOLLOWING
  FOR FOREIGN FROM FULL FUNCTION GRANT GROUP GROUPING HAVING IF IMPORT IN INNER INSERT INT INTEGER INTERSECT INTERVAL
  INTO IS JOIN LATERAL LEFT LESS LIKE LOCAL MACRO MAP MORE NONE NOT NULL NUMERIC OF ON ONLY OR ORDER OUT OUTER OVER
  PARTIALSCAN PARTITION PERCENT PRECEDING PRECISION PRESERVE PRIMARY PROCEDURE RANGE READS REDUCE REFERENCES REGEXP
  REVOKE RIGHT RLIKE ROLLBACK ROLLUP ROW ROWS SELECT SET SMALLINT START TABLE TABLESAMPLE THEN TIME TIMESTAMP TO
  TRANSFORM TRIGGER TRUE TRUNCATE UNBOUNDED UNION UNIQUEJOIN UPDATE USER USING UTC_TIMESTAMP VALUES VARCHAR VIEWS WHEN
  WHERE WINDOW WITH`.split(/\s+/),
);

/** Takes a name of a Hive statement, lower-cased: a word that is not reserved, or anything in backticks. */
export function hiveName(cursor: TokenCursor): string {
  const token = cursor.peek();
  if (token.kind === 'name') return cursor.next().value.toLowerCase();
  if (token.kind !== 'word') return cursor.fail('a name');
  if (RESERVED.has(token.value) || token.value.startsWith('_')) {
    throw syntaxError(
      token.at,
      `mismatched input '${token.text}'. Expecting: a name`,
      `Reserved words and names that start with _ stand in backticks here: \`${token.text}\`.`,
    );
  }
  return cursor.next().text.toLowerCase();
}
