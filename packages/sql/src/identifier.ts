import { AppError } from '@lakeward/core';

/**
 * A database, table, column or partition name that needs no thought in either dialect: lower-case letters, digits and
 * underscores, at most 255 bytes, not beginning with a digit. Source: "Name databases, tables, and columns", Athena User Guide.
 */
const NAME = /^[a-z_][a-z0-9_]{0,254}$/;

/** The name if it is a valid identifier; `SQL_INVALID_IDENTIFIER` otherwise. */
export function identifier(name: string): string {
  if (!NAME.test(name)) {
    throw new AppError({
      code: 'SQL_INVALID_IDENTIFIER',
      message: `"${name}" is not a valid database, table or column name.`,
      remedy: 'Use lower-case letters, digits and underscores, beginning with a letter or an underscore.',
    });
  }
  return name;
}
