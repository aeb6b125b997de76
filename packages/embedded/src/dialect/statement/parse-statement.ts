import { notSupported } from '../lexical/errors';
import type { Position } from '../lexical/position';
import { nestingError } from '../lexical/stack-depth';
import { TokenCursor } from '../lexical/token-cursor';
import { tokenize, tokens, type LexicalRules } from '../lexical/tokenizer';
import { parseQuery } from '../query/parse-query';
import { alterTable } from './alter-table';
import { createTable } from './create-table';
import { createDatabase, dropDatabase } from './database-statements';
import { hiveTableName, ifExists } from './hive-clauses';
import {
  beginsQuery,
  createTableAs,
  createView,
  dropView,
  explain,
  insert,
  query,
  unload,
} from './query-statements';
import { describe, show } from './show-statements';
import type { AthenaStatement, QueryText } from './statement';

/** Statements that Athena runs and the embedded runtime does not, with what to do instead. */
const ONLY_ON_ATHENA: Readonly<Record<string, string>> = {
  MERGE: 'Rewrite the partition with CREATE TABLE ... AS and point it to the new files, or run it on Athena.',
  UPDATE:
    'Rewrite the partition with CREATE TABLE ... AS and point it to the new files, or run it on Athena.',
  DELETE:
    'Rewrite the partition with CREATE TABLE ... AS and point it to the new files, or run it on Athena.',
  OPTIMIZE: 'It serves Iceberg tables; compact Hive partitions with CREATE TABLE ... AS.',
  VACUUM: 'It serves Iceberg tables; run it on Athena.',
  PREPARE: 'Pass the statement with its parameters as one request.',
  EXECUTE: 'Pass the statement with its parameters as one request.',
  DEALLOCATE: 'Pass the statement with its parameters as one request.',
  USING: 'User-defined functions are Lambda functions; run the statement on Athena.',
};

/**
 * Reads one statement of Athena. A final `;` may follow; a second statement is an error.
 *
 * Throws `ATHENA_SYNTAX_ERROR` (`line L:C: ...`) for what Athena refuses, and `NOT_SUPPORTED` for what Athena runs and
 * the embedded runtime does not. The grammar of a query is checked here as well; its functions, types and tables are when
 * it is translated.
 */
export function parseStatement(sql: string): AthenaStatement {
  const rules = lexicalRules(sql);
  const cursor = new TokenCursor(sql, tokenize(sql, rules));
  const statement = parse(cursor, rules);
  cursor.accept(';');
  cursor.end();
  if ('query' in statement) checkGrammar(statement.query);
  return statement;
}

function checkGrammar({ sql, at }: QueryText): void {
  try {
    parseQuery(sql, at);
  } catch (error) {
    throw nestingError(error, at);
  }
}

function parse(cursor: TokenCursor, rules: LexicalRules): AthenaStatement {
  const start = cursor.at;
  if (beginsQuery(cursor)) return query(cursor);
  if (cursor.accept('CREATE')) return create(cursor, start, rules);
  if (cursor.accept('DROP')) return drop(cursor);
  if (cursor.accept('ALTER', 'TABLE')) return alterTable(cursor, start);
  if (cursor.accept('MSCK', 'REPAIR', 'TABLE')) return { kind: 'msckRepair', name: hiveTableName(cursor) };
  if (cursor.accept('SHOW')) return show(cursor, start);
  if (cursor.accept('DESCRIBE') || cursor.accept('DESC')) return describe(cursor);
  if (cursor.accept('INSERT')) return insert(cursor);
  if (cursor.accept('UNLOAD')) return unload(cursor);
  if (cursor.accept('EXPLAIN')) return explain(cursor);
  const word = cursor.peek();
  const remedy = word.kind === 'word' ? ONLY_ON_ATHENA[word.value] : undefined;
  if (remedy !== undefined) {
    throw notSupported(start, `${word.value} is not supported by the embedded runtime`, remedy);
  }
  return cursor.fail(
    'ALTER',
    'CREATE',
    'DESCRIBE',
    'DROP',
    'EXPLAIN',
    'INSERT',
    'MSCK',
    'SHOW',
    'UNLOAD',
    '<query>',
  );
}

function create(cursor: TokenCursor, start: Position, rules: LexicalRules): AthenaStatement {
  if (cursor.accept('DATABASE') || cursor.accept('SCHEMA')) return createDatabase(cursor);
  if (cursor.accept('EXTERNAL', 'TABLE')) return createTable(cursor, start, true);
  if (cursor.accept('TABLE')) {
    return rules === 'trino' ? createTableAs(cursor) : createTable(cursor, start, false);
  }
  if (cursor.accept('VIEW')) return createView(cursor, false);
  if (cursor.accept('OR', 'REPLACE', 'VIEW')) return createView(cursor, true);
  return cursor.fail('DATABASE', 'SCHEMA', 'EXTERNAL TABLE', 'TABLE', 'VIEW', 'OR REPLACE VIEW');
}

function drop(cursor: TokenCursor): AthenaStatement {
  if (cursor.accept('DATABASE') || cursor.accept('SCHEMA')) return dropDatabase(cursor);
  if (cursor.accept('VIEW')) return dropView(cursor);
  if (cursor.accept('TABLE')) {
    const ifThere = ifExists(cursor);
    return { kind: 'dropTable', name: hiveTableName(cursor), ifExists: ifThere };
  }
  return cursor.fail('DATABASE', 'SCHEMA', 'TABLE', 'VIEW');
}

/**
 * Which rules a statement is written in, told by its first words. CREATE TABLE goes both ways: with AS or WITH after the
 * name it holds a query, with columns it is Hive's.
 */
function lexicalRules(sql: string): LexicalRules {
  const reader = tokens(sql, 'trino');
  const word = (): string => {
    const next = reader.next();
    if (next.done === true) return '';
    return next.value.kind === 'word' || next.value.kind === 'symbol' ? next.value.value : next.value.text;
  };
  switch (word()) {
    case 'ALTER':
    case 'MSCK':
    case 'SHOW':
    case 'DESCRIBE':
    case 'DESC':
      return 'hive';
    case 'DROP':
      return word() === 'VIEW' ? 'trino' : 'hive';
    case 'CREATE':
      switch (word()) {
        case 'TABLE':
          return followsQuery(word) ? 'trino' : 'hive';
        case 'DATABASE':
        case 'SCHEMA':
        case 'EXTERNAL':
          return 'hive';
        default:
          return 'trino';
      }
    default:
      return 'trino';
  }
}

function followsQuery(word: () => string): boolean {
  for (;;) {
    const value = word();
    if (value === 'AS' || value === 'WITH') return true;
    if (value === '(' || value === ';' || value === '') return false;
  }
}
