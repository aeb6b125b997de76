import type { CatalogTable, StorageDescriptor } from '@lakeward/glue';
import {
  formatHiveType,
  type AthenaStatement,
  type ColumnDefinition,
  type OutputProperties,
  type RowFormat,
  type StoredAs,
} from '../../dialect';
import { EngineFailure } from '../engine-failure';

const TEXT_INPUT = 'org.apache.hadoop.mapred.TextInputFormat';
const TEXT_OUTPUT = 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat';
const LAZY_SIMPLE = 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe';

const HIVE_JSON = 'org.apache.hive.hcatalog.data.JsonSerDe';

/** Classes that Glue keeps for Parquet tables. */
const PARQUET_CLASSES = {
  inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  serde: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
} as const;

/** Classes of text tables. */
const TEXT_CLASSES = { inputFormat: TEXT_INPUT, outputFormat: TEXT_OUTPUT } as const;

type Classes = Pick<StorageDescriptor, 'inputFormat' | 'outputFormat' | 'serde'>;

/** The classes of a table that is written in a format. */
export function classesOf(format: OutputProperties['format']): Classes {
  switch (format) {
    case 'PARQUET':
      return PARQUET_CLASSES;
    case 'JSON':
      return { ...TEXT_CLASSES, serde: HIVE_JSON };
    case 'TEXTFILE':
      return { ...TEXT_CLASSES, serde: LAZY_SIMPLE };
  }
}

/** The catalog's table that a CREATE EXTERNAL TABLE declares. */
export function tableDefinition(
  statement: Extract<AthenaStatement, { kind: 'createTable' }>,
  database: string,
): CatalogTable {
  const { name, columns, partitionKeys, comment, rowFormat, storedAs, location, buckets, properties } =
    statement;
  return {
    database,
    name: name.table,
    type: 'EXTERNAL_TABLE',
    columns: columns.map(catalogColumn),
    partitionKeys: partitionKeys.map(catalogColumn),
    storage: {
      location: location.endsWith('/') ? location : `${location}/`,
      ...classes(rowFormat, storedAs),
      ...(buckets === undefined ? {} : { bucketedBy: buckets.columns, bucketCount: buckets.count }),
    },
    parameters: { EXTERNAL: 'TRUE', ...properties },
    ...(comment === undefined ? {} : { comment }),
  };
}

/** A declared column as the catalog keeps it. */
export function catalogColumn({ name, type, comment }: ColumnDefinition): CatalogTable['columns'][number] {
  return { name, type: formatHiveType(type), ...(comment === undefined ? {} : { comment }) };
}

function classes(
  rowFormat: RowFormat | undefined,
  storedAs: StoredAs | undefined,
): Classes & Pick<StorageDescriptor, 'serdeParameters'> {
  const files = fileClasses(storedAs);
  if (rowFormat?.kind === 'serde') {
    return { ...files, serde: rowFormat.serde, serdeParameters: rowFormat.properties };
  }
  const serdeParameters = rowFormat === undefined ? {} : delimiters(rowFormat);
  return { ...files, serdeParameters };
}

function fileClasses(storedAs: StoredAs | undefined): Classes {
  if (storedAs === undefined) return classesOf('TEXTFILE');
  if (storedAs.kind === 'classes') {
    const { inputFormat, outputFormat } = storedAs;
    return { inputFormat, outputFormat, serde: LAZY_SIMPLE };
  }
  switch (storedAs.name) {
    case 'TEXTFILE':
    case 'PARQUET':
      return classesOf(storedAs.name);
    case 'SEQUENCEFILE':
    case 'RCFILE':
    case 'ORC':
    case 'AVRO':
    case 'ION':
      throw new EngineFailure(
        'NOT_SUPPORTED',
        `the embedded runtime has no tables STORED AS ${storedAs.name}; use PARQUET or TEXTFILE, or run it on Athena`,
      );
  }
}

function delimiters(format: Extract<RowFormat, { kind: 'delimited' }>): Record<string, string> {
  const parameters: Record<string, string | undefined> = {
    'field.delim': format.fields,
    'serialization.format': format.fields,
    'escape.delim': format.escape,
    'collection.delim': format.collectionItems,
    'mapkey.delim': format.mapKeys,
    'line.delim': format.lines,
    'serialization.null.format': format.nullText,
  };
  return Object.fromEntries(
    Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
