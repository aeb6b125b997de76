import type { Position } from '../lexical/position';
import type { HiveType } from '../types/hive-type';

/** A table or view as a statement names it, lower-case. Without `database` the caller's default database is meant. */
export interface TableName {
  readonly database?: string;
  readonly table: string;
}

/** A declared column; `name` is lower-case. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: HiveType;
  readonly comment?: string;
}

/** `PARTITION (a = '1', b = 2)`: the names with their values as text, in the order written. */
export type PartitionSpec = readonly { readonly column: string; readonly value: string }[];

/** A partition to add. Without `location` it lies at `column=value/` under the table. */
export interface PartitionAddition {
  readonly spec: PartitionSpec;
  readonly location?: string;
}

/** How the rows of a text table are written. */
export type RowFormat =
  | { readonly kind: 'serde'; readonly serde: string; readonly properties: Readonly<Record<string, string>> }
  | {
      readonly kind: 'delimited';
      readonly fields?: string;
      readonly escape?: string;
      readonly collectionItems?: string;
      readonly mapKeys?: string;
      readonly lines?: string;
      readonly nullText?: string;
    };

/** Formats that `STORED AS` takes by name. */
export const STORED_AS = ['TEXTFILE', 'SEQUENCEFILE', 'RCFILE', 'ORC', 'PARQUET', 'AVRO', 'ION'] as const;

export type StoredAsName = (typeof STORED_AS)[number];

/** What the files of a table are. */
export type StoredAs =
  | { readonly kind: 'format'; readonly name: StoredAsName }
  | { readonly kind: 'classes'; readonly inputFormat: string; readonly outputFormat: string };

/** What CTAS and UNLOAD write. Every value is checked: what is here can be written. */
export interface OutputProperties {
  readonly format: 'PARQUET' | 'JSON' | 'TEXTFILE';
  readonly compression: 'NONE' | 'SNAPPY' | 'GZIP' | 'ZSTD';
  /** ZSTD only. */
  readonly compressionLevel?: number;
  /** TEXTFILE only; one character. */
  readonly fieldDelimiter: string;
  readonly partitionedBy: readonly string[];
}

/** {@link OutputProperties} and what only a table has. */
export interface CtasProperties extends OutputProperties {
  readonly externalLocation?: string;
  /** Empty where the table has no buckets. */
  readonly bucketedBy: readonly string[];
  readonly bucketCount?: number;
}

/** A query inside a statement, and where it begins: hand both to `translateQuery`. */
export interface QueryText {
  readonly sql: string;
  readonly at: Position;
}

/** One statement of Athena. Every name is lower-case, every literal unescaped. */
export type AthenaStatement =
  | {
      readonly kind: 'createDatabase';
      readonly database: string;
      readonly ifNotExists: boolean;
      readonly comment?: string;
      readonly location?: string;
      readonly properties: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'dropDatabase';
      readonly database: string;
      readonly ifExists: boolean;
      readonly cascade: boolean;
    }
  | {
      readonly kind: 'createTable';
      readonly name: TableName;
      readonly ifNotExists: boolean;
      readonly columns: readonly ColumnDefinition[];
      readonly partitionKeys: readonly ColumnDefinition[];
      readonly comment?: string;
      readonly buckets?: { readonly columns: readonly string[]; readonly count: number };
      readonly rowFormat?: RowFormat;
      readonly storedAs?: StoredAs;
      readonly location: string;
      readonly properties: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'dropTable'; readonly name: TableName; readonly ifExists: boolean }
  | {
      readonly kind: 'createView';
      readonly name: TableName;
      readonly orReplace: boolean;
      readonly query: QueryText;
    }
  | { readonly kind: 'dropView'; readonly name: TableName; readonly ifExists: boolean }
  | {
      readonly kind: 'addPartitions';
      readonly name: TableName;
      readonly ifNotExists: boolean;
      readonly partitions: readonly PartitionAddition[];
    }
  | {
      readonly kind: 'dropPartitions';
      readonly name: TableName;
      readonly ifExists: boolean;
      readonly partitions: readonly PartitionSpec[];
    }
  | {
      readonly kind: 'setLocation';
      readonly name: TableName;
      /** Absent: the table's own location. */
      readonly partition?: PartitionSpec;
      readonly location: string;
    }
  | {
      readonly kind: 'addColumns' | 'replaceColumns';
      readonly name: TableName;
      readonly partition?: PartitionSpec;
      readonly columns: readonly ColumnDefinition[];
    }
  | {
      readonly kind: 'setTableProperties';
      readonly name: TableName;
      readonly properties: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'msckRepair'; readonly name: TableName }
  | {
      readonly kind: 'showTables' | 'showViews';
      readonly database?: string;
      /** `*` is any text, `|` separates choices. */
      readonly like?: string;
    }
  | { readonly kind: 'showDatabases'; readonly like?: string }
  | { readonly kind: 'showPartitions'; readonly name: TableName }
  | { readonly kind: 'showColumns'; readonly name: TableName }
  | { readonly kind: 'showCreateTable'; readonly name: TableName }
  | { readonly kind: 'showCreateView'; readonly name: TableName }
  | {
      readonly kind: 'showTableProperties';
      readonly name: TableName;
      /** The one property asked for; absent: all. */
      readonly property?: string;
    }
  | {
      readonly kind: 'describe';
      readonly name: TableName;
      /** EXTENDED and FORMATTED add the table's details. */
      readonly detail: 'columns' | 'extended' | 'formatted';
      readonly partition?: PartitionSpec;
      readonly column?: string;
    }
  | {
      readonly kind: 'ctas';
      readonly name: TableName;
      readonly ifNotExists: boolean;
      readonly properties: CtasProperties;
      readonly query: QueryText;
      /** False for `WITH NO DATA`: the table is made and stays empty. */
      readonly withData: boolean;
    }
  | {
      readonly kind: 'unload';
      readonly query: QueryText;
      /** `s3://bucket/prefix/`. */
      readonly to: string;
      readonly properties: OutputProperties;
    }
  | {
      readonly kind: 'insert';
      readonly table: TableName;
      /** Absent: the table's columns in order. */
      readonly columns?: readonly string[];
      readonly query: QueryText;
    }
  | { readonly kind: 'explain'; readonly query: QueryText; readonly analyze: boolean }
  | { readonly kind: 'query'; readonly query: QueryText };
