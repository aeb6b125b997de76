import { AppError } from '@lakeward/core';
import type { CatalogTable } from './catalog';

/** Glue's single-line string ("GetTable"), without upper-case letters: Glue folds them, other catalogs would not. */
const NAME = /^[^\p{Lu}\p{Cc}\p{Cs}]{1,255}$/u;

/**
 * Throws `GLUE_INVALID_REQUEST` unless every given name of a database or table can be one in every catalog: 1 to 255
 * characters, no upper-case letter, no control character.
 */
export function checkNames(...names: readonly string[]): void {
  const name = names.find((candidate) => !NAME.test(candidate));
  if (name !== undefined) {
    throw invalid(
      `${JSON.stringify(name)} cannot name a database or table.`,
      'Write the name in lower case, in 1 to 255 characters of one line.',
    );
  }
}

/** Throws `GLUE_INVALID_REQUEST` for a table that no engine could read: a table without storage, a view without SQL. */
export function checkTable(table: CatalogTable): void {
  checkNames(table.database, table.name);
  const place = `${table.database}.${table.name}`;
  if (table.type === 'EXTERNAL_TABLE' && (table.storage === undefined || table.viewSql !== undefined)) {
    throw invalid(
      `Table ${place} has no storage, or the SQL of a view.`,
      'Say where its files are and how to read them.',
    );
  }
  if (table.type === 'VIRTUAL_VIEW' && (table.viewSql === undefined || table.storage !== undefined)) {
    throw invalid(
      `View ${place} has no SQL, or the storage of a table.`,
      'Give the SELECT the view stands for, and no storage.',
    );
  }
  const columns = [...table.columns, ...table.partitionKeys].map(({ name }) => name);
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined) {
    throw invalid(
      `Table ${place} has two columns named "${twice}".`,
      'Give each column and partition key a name of its own.',
    );
  }
}

function invalid(message: string, remedy: string): AppError {
  return new AppError({ code: 'GLUE_INVALID_REQUEST', message, remedy });
}
