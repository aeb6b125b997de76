import { isAppError } from '@lakeward/core';
import type { Catalog, CatalogPartition, CatalogTable } from '@lakeward/glue';
import { s3Uri, type ObjectRef, type ObjectStore } from '@lakeward/s3';
import type { InventoryManifest } from './inventory-manifest';
import { inventoryTable, type InventoryTableSettings } from './inventory-table';
import { partitionRefused } from '../errors';

/** A snapshot that can be queried. */
export interface IngestedSnapshot {
  readonly manifest: InventoryManifest;
  /** Name of the table it is a partition of. */
  readonly table: string;
}

/**
 * Makes a verified delivery queryable: a list of its files, and a partition of the table of its schema that points to the list.
 * The list's place holds the manifest's MD5, so a delivery with other content is swapped in by one change of the partition.
 */
export async function ingestInventory(
  { manifest, files }: { readonly manifest: InventoryManifest; readonly files: readonly ObjectRef[] },
  settings: InventoryTableSettings,
  { catalog, store }: { readonly catalog: Catalog; readonly store: ObjectStore },
): Promise<IngestedSnapshot> {
  const { sourceBucket, configuration, snapshot, md5 } = manifest;
  const folder = `${settings.prefix}${sourceBucket}/${configuration}/${snapshot}/${md5}/`;
  const list = files.map((file) => `${s3Uri(file)}\n`).join('');
  await store.put({ bucket: settings.bucket, key: `${folder}symlink.txt` }, list, {
    contentType: 'text/plain',
  });
  const table = inventoryTable(manifest.schema, settings);
  await ensureTable(table, catalog);
  await publishPartition(table, catalog, {
    values: [sourceBucket, configuration, snapshot],
    location: s3Uri({ bucket: settings.bucket, key: folder }),
  });
  return { manifest, table: table.name };
}

/** Creates database and table where they are not there yet. */
export async function ensureTable(table: CatalogTable, catalog: Catalog): Promise<void> {
  if ((await catalog.table(table.database, table.name)) !== undefined) return;
  await catalog.ensureDatabase(table.database);
  try {
    await catalog.createTable(table);
  } catch (error) {
    // Another delivery of the same schema came first.
    if (!isAppError(error, 'GLUE_ALREADY_EXISTS')) throw error;
  }
}

/** Adds the partition, or moves the one that is there: readers see the old files or the new, never both. */
export async function publishPartition(
  { database, name }: CatalogTable,
  catalog: Catalog,
  partition: CatalogPartition,
): Promise<void> {
  const [error] = await catalog.createPartitions(database, name, [partition]);
  if (error === undefined) return;
  if (error.code !== 'AlreadyExistsException') throw partitionRefused(name, error);
  const present = await catalog.partition(database, name, partition.values);
  if (present?.location !== partition.location) await catalog.updatePartition(database, name, partition);
}
