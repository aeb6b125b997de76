import type { Catalog, CatalogTable } from '@lakeward/glue';
import { parseS3Uri, s3Uri, type ObjectSummary } from '@lakeward/s3';
import { EngineFailure } from './engine-failure';
import { projectedPartitions } from './projection';
import type { LakeStore } from './lake-store';

/** A file that a table consists of. */
export interface TableFile {
  /** Local path of the plain file. */
  readonly file: string;
  /** `s3://bucket/key`: what `"$path"` shows. */
  readonly uri: string;
  readonly bucket: string;
  readonly size: number;
  readonly modified: Date;
  /** Values of the partition columns, in the order of the table's partition keys. */
  readonly partition: readonly string[];
}

/** A place where files of a table lie. */
export interface PartitionPlace {
  readonly values: readonly string[];
  readonly location: string;
}

/** How Hive writes NULL in a partition's folder name. */
export const NULL_PARTITION = '__HIVE_DEFAULT_PARTITION__';

/** Where the files of a table lie: its projected partitions, the catalog's partitions, or its one location. */
export async function* partitionPlaces(
  table: CatalogTable,
  { catalog, store, now }: { catalog: Catalog; store: LakeStore; now: Date },
): AsyncIterable<PartitionPlace> {
  const location = table.storage?.location;
  if (location === undefined) {
    throw new EngineFailure(
      'HIVE_METASTORE_ERROR',
      `Table '${table.database}.${table.name}' has no location`,
    );
  }
  if (table.partitionKeys.length === 0) {
    yield { values: [], location };
  } else if (table.parameters['projection.enabled']?.toLowerCase() === 'true') {
    yield* projectedPartitions(table, location, { store, now });
  } else {
    yield* catalog.partitions(table.database, table.name);
  }
}

/** The files of one place. */
export async function* filesOf(
  { values, location }: PartitionPlace,
  store: LakeStore,
): AsyncIterable<TableFile> {
  for await (const object of objectsUnder(location, store)) {
    const file = await store.filePath(object);
    if (file === undefined) {
      throw new EngineFailure('HIVE_CANNOT_OPEN_SPLIT', `${s3Uri(object)} is not a plain file of the lake`);
    }
    const { bucket, size, lastModified: modified } = object;
    yield { file, uri: s3Uri(object), bucket, size, modified, partition: values };
  }
}

/**
 * Objects below a location that Athena would read: no folder markers, and none whose name, or a folder of it, begins with
 * `_` or `.` ("Considerations and limitations for SQL queries in Athena").
 */
export async function* objectsUnder(location: string, store: LakeStore): AsyncIterable<ObjectSummary> {
  const { bucket, key } = parseS3Uri(location);
  const prefix = key === '' || key.endsWith('/') ? key : `${key}/`;
  for await (const object of store.list(bucket, { prefix })) {
    const hidden = object.key
      .slice(prefix.length)
      .split('/')
      .some((part) => part.startsWith('_') || part.startsWith('.'));
    if (!hidden && !object.key.endsWith('/')) yield object;
  }
}
