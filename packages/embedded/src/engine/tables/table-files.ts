import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { deterministicId } from '@lakeward/core';
import type { CatalogTable } from '@lakeward/glue';
import { parseS3Uri, readText, s3Uri, type ObjectRef, type ObjectSummary } from '@lakeward/s3';
import { EngineFailure } from '../engine-failure';
import type { LakeStore } from '../lake-store';
import type { StatementContext } from '../statement-context';
import { projectedPartitions } from './projection';
import type { PartitionPlace, TableFile, TableObject } from './table-file';

/** A table whose files are lists of the data files' URIs, as S3 Inventory writes for Hive. */
const SYMLINK_INPUT = 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat';

/** Where the files of a table lie: its projected partitions, the catalog's partitions, or its one location. */
export async function* partitionPlaces(
  table: CatalogTable,
  { catalog, store, now }: Pick<StatementContext, 'catalog' | 'store' | 'now'>,
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
  } else if (isProjected(table)) {
    yield* projectedPartitions(table, location, { store, now });
  } else {
    yield* catalog.partitions(table.database, table.name);
  }
}

/** True where partition projection describes the partitions; the catalog's own are then ignored. */
export function isProjected({ parameters }: CatalogTable): boolean {
  return parameters['projection.enabled']?.toLowerCase() === 'true';
}

/** The objects of one place that hold data. */
export async function* objectsOf(
  table: CatalogTable,
  { values, location }: PartitionPlace,
  store: LakeStore,
): AsyncIterable<TableObject> {
  for await (const object of objectsUnder(location, store)) {
    if (table.storage?.inputFormat === SYMLINK_INPUT) yield* linkedObjects(object, values, store);
    // An object without bytes has no row in any format.
    else if (object.size > 0) yield tableObject(object, object.lastModified, values);
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

/** Each object where DuckDB can read it; one that no file can be named after is copied to the work directory. */
export async function localFiles(
  objects: readonly TableObject[],
  { store, workDirectory }: Pick<StatementContext, 'store' | 'workDirectory'>,
): Promise<TableFile[]> {
  const files: TableFile[] = [];
  for (const object of objects) {
    files.push({
      ...object,
      file: (await store.filePath(object)) ?? (await copied(object, store, workDirectory)),
    });
  }
  return files;
}

async function copied(object: TableObject, store: LakeStore, workDirectory: string): Promise<string> {
  const folder = path.join(workDirectory, 'objects');
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, deterministicId(object.uri));
  const { body } = await store.get(object);
  await pipeline(body, createWriteStream(file));
  return file;
}

async function* linkedObjects(
  list: ObjectSummary,
  values: readonly string[],
  store: LakeStore,
): AsyncIterable<TableObject> {
  for (const line of (await readText(store, list)).split('\n')) {
    const uri = line.trim();
    if (uri === '') continue;
    const ref = parseS3Uri(uri);
    const head = await store.head(ref);
    if (head === undefined) {
      throw new EngineFailure('HIVE_CANNOT_OPEN_SPLIT', `${uri}, which ${s3Uri(list)} names, does not exist`);
    }
    if (head.size > 0) yield tableObject({ ...ref, size: head.size }, head.lastModified, values);
  }
}

function tableObject(
  { bucket, key, size }: ObjectRef & { size: number },
  modified: Date,
  partition: readonly string[],
): TableObject {
  return { bucket, key, uri: s3Uri({ bucket, key }), size, modified, partition };
}
