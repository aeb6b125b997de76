import { AppError } from '@lakeward/core';
import type { CatalogTable, PartitionError } from './catalog';

/** What a catalog reports for a partition that is there already, in Glue's word. */
export function alreadyExists(values: readonly string[]): PartitionError {
  return { values, code: 'AlreadyExistsException', message: 'The partition already exists.' };
}

/** What a catalog reports for a partition with too few, too many or empty values; undefined where they fit the table. */
export function valuesMisfit(table: CatalogTable, values: readonly string[]): PartitionError | undefined {
  const keys = table.partitionKeys.length;
  if (values.length === keys && !values.includes('')) return undefined;
  return {
    values,
    code: 'InvalidInputException',
    message: `The partition needs ${keys} values, none of them empty.`,
  };
}

/** The error for what is not there: `what` says it, such as `table orders.daily`. */
export function notFound(what: string): AppError {
  return new AppError({
    code: 'GLUE_NOT_FOUND',
    message: `There is no ${what}.`,
    remedy: 'Check the name, and the account and region or the lake that is asked.',
  });
}

/** The error for what is there already. */
export function exists(what: string): AppError {
  return new AppError({
    code: 'GLUE_ALREADY_EXISTS',
    message: `There is a ${what} already.`,
    remedy: 'Update it, or delete it first.',
  });
}
