import { COLLECTION_MACROS } from './collections';
import { CONVERSION_MACROS } from './conversions';
import { DATE_TIME_MACROS } from './date-time';
import { FAILURE_MACROS } from './failures';
import { NUMBER_MACROS } from './numbers';
import { TEXT_MACROS } from './text';

/** DuckDB SQL that defines what the translation calls: to be run once for a DuckDB instance, after the settings. */
export const dialectMacros = [
  FAILURE_MACROS,
  CONVERSION_MACROS,
  NUMBER_MACROS,
  COLLECTION_MACROS,
  TEXT_MACROS,
  DATE_TIME_MACROS,
].join('\n');

/**
 * DuckDB settings that the translation relies on: to be run once for a DuckDB instance. Athena's sessions are UTC, and its
 * arrays sort NULLs last. The translation says itself which IN is a join.
 */
export const dialectSettings = `
SET GLOBAL TimeZone = 'UTC';
SET GLOBAL Calendar = 'gregorian';
SET GLOBAL default_null_order = 'nulls_last';
SET GLOBAL ieee_floating_point_ops = true;
SET GLOBAL integer_division = false;
SET GLOBAL disabled_optimizers = 'in_clause';
`;
