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
  pruningPredicates,
  type ScanConjunct,
  type TableScan,
  type TranslatedQuery,
} from './translated-query';
