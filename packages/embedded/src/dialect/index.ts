export { formatHiveType, toDuckDbType, toTrinoType, type HiveField, type HiveType } from './types/hive-type';
export { parseHiveType } from './types/parse-hive-type';
export { parseStatement } from './statement/parse-statement';
export type {
  AthenaStatement,
  ColumnDefinition,
  CtasProperties,
  OutputProperties,
  PartitionAddition,
  PartitionSpec,
  QueryText,
  RowFormat,
  StoredAs,
  StoredAsName,
  TableName,
} from './statement/statement';
export {
  fixedValues,
  pruningPredicates,
  type ScanConjunct,
  type TableScan,
  type TranslatedQuery,
} from './translated-query';
export { translateQuery, type TranslateOptions } from './translate-query';
export type { DescribeTable, TableDescription } from './query/resolve-tables';
export { HIDDEN_COLUMNS } from './duckdb/hidden-columns';
export { INFORMATION_SCHEMA } from './duckdb/write-relation';
export { dialectMacros, dialectSettings } from './duckdb/macros/macros';
export { athenaTypeName } from './result/athena-type-name';
export { readFailure, type NamedFailure } from './result/engine-failure';
export { printValue } from './result/print-value';
