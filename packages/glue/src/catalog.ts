/** A column: `name` is lower-case, `type` is a Hive type such as `struct<a:string>`. */
export interface CatalogColumn {
  readonly name: string;
  readonly type: string;
  readonly comment?: string;
}

/** How the files of a table or partition are laid out and read. */
export interface StorageDescriptor {
  /** `s3://bucket/prefix/`. */
  readonly location: string;
  /** Java class name, as Glue keeps it. */
  readonly inputFormat: string;
  readonly outputFormat: string;
  readonly serde: string;
  readonly serdeParameters: Readonly<Record<string, string>>;
  readonly bucketedBy?: readonly string[];
  readonly bucketCount?: number;
}

/** A table or a view. */
export interface CatalogTable {
  readonly database: string;
  /** Lower-case. */
  readonly name: string;
  readonly type: 'EXTERNAL_TABLE' | 'VIRTUAL_VIEW';
  readonly columns: readonly CatalogColumn[];
  readonly partitionKeys: readonly CatalogColumn[];
  /** Views have none. */
  readonly storage?: StorageDescriptor;
  /** Table properties: `projection.*`, `classification`, ... */
  readonly parameters: Readonly<Record<string, string>>;
  /** SQL of a view, in Athena's dialect. */
  readonly viewSql?: string;
  readonly comment?: string;
}

/** A partition: one value for each partition key, in order, and where its files are. */
export interface CatalogPartition {
  readonly values: readonly string[];
  readonly location: string;
  /** Free properties, such as the hash of what wrote the partition. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** A partition that could not be created, and why. */
export interface PartitionError {
  readonly values: readonly string[];
  readonly code: string;
  readonly message: string;
}

/**
 * What the lake holds: databases, tables, partitions. Adapters: Glue (`@lakeward/glue/aws`), files
 * (`@lakeward/embedded`), the in-memory fake (`@lakeward/glue/testing`); all pass the contract suite beside the fake.
 *
 * Errors thrown (AppError): `GLUE_NOT_FOUND`, `GLUE_ALREADY_EXISTS`, `GLUE_CONFLICT` (retryable), `GLUE_THROTTLED` (retryable),
 * `GLUE_ACCESS_DENIED`, `GLUE_INVALID_REQUEST`, `GLUE_UNAVAILABLE` (retryable).
 */
export interface Catalog {
  /** Creates the database; an existing one is left as it is. */
  ensureDatabase(name: string): Promise<void>;
  databases(): AsyncIterable<string>;
  /** Deletes the database with its tables. Absent is no error. */
  deleteDatabase(name: string): Promise<void>;
  /** The table, or undefined. */
  table(database: string, name: string): Promise<CatalogTable | undefined>;
  tables(database: string): AsyncIterable<CatalogTable>;
  /** Creates; an existing table is `GLUE_ALREADY_EXISTS`. */
  createTable(table: CatalogTable): Promise<void>;
  /** Replaces the definition of an existing table; partitions stay. */
  updateTable(table: CatalogTable): Promise<void>;
  /** Deletes table and partitions, never their files. Absent is no error. */
  deleteTable(database: string, name: string): Promise<void>;
  /** The partition, or undefined. */
  partition(
    database: string,
    table: string,
    values: readonly string[],
  ): Promise<CatalogPartition | undefined>;
  partitions(database: string, table: string): AsyncIterable<CatalogPartition>;
  /**
   * Adds partitions, any number of them (sent in batches of 100). Those that exist stay as they are and are reported as
   * `AlreadyExistsException`; so is every other one that was refused. An empty answer means all were created.
   */
  createPartitions(
    database: string,
    table: string,
    partitions: readonly CatalogPartition[],
  ): Promise<readonly PartitionError[]>;
  /** Replaces location and properties of an existing partition in one step: readers see the old or the new. */
  updatePartition(database: string, table: string, partition: CatalogPartition): Promise<void>;
  /** Removes partitions, never their files. Absent ones are no error. */
  deletePartitions(database: string, table: string, values: readonly (readonly string[])[]): Promise<void>;
}
