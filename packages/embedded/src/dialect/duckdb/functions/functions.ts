import { AGGREGATE_FUNCTIONS, WINDOW_FUNCTIONS } from './aggregates';
import { ARRAY_FUNCTIONS } from './arrays';
import { BINARY_FUNCTIONS, JSON_FUNCTIONS } from './binary';
import { CONDITION_FUNCTIONS } from './conditions';
import { DATE_TIME_FUNCTIONS } from './date-time';
import type { FunctionRule, FunctionTable } from './function-rule';
import { MAP_FUNCTIONS } from './maps';
import { NUMBER_FUNCTIONS } from './numbers';
import { REGULAR_EXPRESSION_FUNCTIONS } from './regular-expressions';
import { TEXT_FUNCTIONS } from './text';

/** The functions by the chapter of Trino's documentation they stand in. */
export const FUNCTION_CHAPTERS: Readonly<Record<string, FunctionTable>> = {
  Aggregate: AGGREGATE_FUNCTIONS,
  Array: ARRAY_FUNCTIONS,
  Binary: BINARY_FUNCTIONS,
  'Conditional and comparison': CONDITION_FUNCTIONS,
  'Date and time': DATE_TIME_FUNCTIONS,
  JSON: JSON_FUNCTIONS,
  Map: MAP_FUNCTIONS,
  'Mathematical and bitwise': NUMBER_FUNCTIONS,
  'Regular expression': REGULAR_EXPRESSION_FUNCTIONS,
  'String, URL and conversion': TEXT_FUNCTIONS,
  Window: WINDOW_FUNCTIONS,
};

/** Every function that may be called. What is not here does not reach DuckDB. */
export const FUNCTIONS: ReadonlyMap<string, FunctionRule> = new Map(
  Object.values(FUNCTION_CHAPTERS).flatMap((table) => Object.entries(table)),
);
