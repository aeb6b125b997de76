import type { ObjectRef } from '@lakeward/s3';

/** An object that a table consists of. */
export interface TableObject extends ObjectRef {
  /** `s3://bucket/key`: what `"$path"` shows. */
  readonly uri: string;
  readonly size: number;
  readonly modified: Date;
  /** Values of the partition columns, in the order of the table's partition keys. */
  readonly partition: readonly string[];
}

/** A {@link TableObject} where DuckDB can read it. */
export interface TableFile extends TableObject {
  /** Local path of the plain file. */
  readonly file: string;
}

/** A place where files of a table lie. */
export interface PartitionPlace {
  readonly values: readonly string[];
  readonly location: string;
}
