import type { CatalogPartition, CatalogTable, PartitionError } from '@lakeward/glue';
import type { AthenaStatement, PartitionSpec } from '../../dialect';
import { EngineFailure } from '../engine-failure';
import type { StatementContext } from '../statement-context';
import { partitionFolder, partitionName, partitionValuesOf } from '../tables/partition-folder';
import { objectsUnder } from '../tables/table-files';
import { existingTable, storageOf } from './lookup';

/** ALTER TABLE ADD PARTITION: without a location a partition lies where Hive would put it. */
export async function addPartitions(
  { name, partitions, ifNotExists }: Extract<AthenaStatement, { kind: 'addPartitions' }>,
  context: StatementContext,
): Promise<void> {
  const table = await existingTable(name, context);
  const added: CatalogPartition[] = partitions.map(({ spec, location }) => {
    const values = partitionValues(table, spec);
    return { values, location: location === undefined ? hiveLocation(table, values) : withSlash(location) };
  });
  const errors = await context.catalog.createPartitions(table.database, table.name, added);
  requireCreated(table, errors, { existing: ifNotExists });
}

/** ALTER TABLE DROP PARTITION. */
export async function dropPartitions(
  { name, partitions, ifExists }: Extract<AthenaStatement, { kind: 'dropPartitions' }>,
  context: StatementContext,
): Promise<void> {
  const table = await existingTable(name, context);
  const values = partitions.map((spec) => partitionValues(table, spec));
  for (const wanted of ifExists ? [] : values) await existingPartition(table, wanted, context);
  return context.catalog.deletePartitions(table.database, table.name, values);
}

/** ALTER TABLE SET LOCATION, of the table or of one partition. */
export async function setLocation(
  { name, partition: spec, location }: Extract<AthenaStatement, { kind: 'setLocation' }>,
  context: StatementContext,
): Promise<void> {
  const { catalog } = context;
  const table = await existingTable(name, context);
  if (spec === undefined) {
    return catalog.updateTable({ ...table, storage: { ...storageOf(table), location: withSlash(location) } });
  }
  const partition = await existingPartition(table, partitionValues(table, spec), context);
  return catalog.updatePartition(table.database, table.name, { ...partition, location: withSlash(location) });
}

/** MSCK REPAIR TABLE: folders of the form `key=value/` under the table's location become partitions. Answers Hive's lines. */
export async function repairPartitions(
  { name }: Extract<AthenaStatement, { kind: 'msckRepair' }>,
  context: StatementContext,
): Promise<string[]> {
  const { catalog, store } = context;
  const table = await existingTable(name, context);
  const { location } = storageOf(table);
  const keys = table.partitionKeys.map((key) => key.name);
  const found = new Map<string, CatalogPartition>();
  for await (const { bucket, key } of objectsUnder(location, store)) {
    const folders = `s3://${bucket}/${key}`.slice(location.length).split('/').slice(0, -1);
    const values = keys.length === 0 ? undefined : partitionValuesOf(keys, folders);
    if (values === undefined) continue;
    const folder = `${location}${folders.slice(0, keys.length).join('/')}/`;
    found.set(folder, { values, location: folder });
  }
  const errors = await catalog.createPartitions(table.database, table.name, [...found.values()]);
  requireCreated(table, errors, { existing: true });
  const known = new Set(errors.map(({ values }) => JSON.stringify(values)));
  return [...found.values()]
    .filter(({ values }) => !known.has(JSON.stringify(values)))
    .map(({ values }) => `Repair: Added partition to metastore ${table.name}:${partitionName(keys, values)}`);
}

/** Where Hive puts a partition: `key=value/` folders under the table's location. */
export function hiveLocation(table: CatalogTable, values: readonly string[]): string {
  const keys = table.partitionKeys.map(({ name }) => name);
  return storageOf(table).location + partitionFolder(keys, values);
}

/** Throws HIVE_METASTORE_ERROR for a partition that could not be created; that it exists may be allowed. */
export function requireCreated(
  table: CatalogTable,
  errors: readonly PartitionError[],
  allowed: { readonly existing: boolean },
): void {
  const first = errors.find(({ code }) => !(allowed.existing && code === 'AlreadyExistsException'));
  if (first === undefined) return;
  throw new EngineFailure(
    'HIVE_METASTORE_ERROR',
    `Partition [${first.values.join(', ')}] of '${table.database}.${table.name}': ${first.code}: ${first.message}`,
  );
}

async function existingPartition(
  table: CatalogTable,
  values: readonly string[],
  { catalog }: StatementContext,
): Promise<CatalogPartition> {
  const partition = await catalog.partition(table.database, table.name, values);
  if (partition !== undefined) return partition;
  throw new EngineFailure(
    'HIVE_METASTORE_ERROR',
    `Partition [${values.join(', ')}] of '${table.database}.${table.name}' does not exist`,
  );
}

/** Values in the order of the table's keys; every key must be named once. */
function partitionValues(table: CatalogTable, spec: PartitionSpec): string[] {
  const names = table.partitionKeys.map(({ name }) => name);
  const values = names.flatMap((name) => spec.find(({ column }) => column === name)?.value ?? []);
  if (values.length !== names.length || spec.length !== names.length) {
    throw new EngineFailure(
      'HIVE_METASTORE_ERROR',
      `Partition spec (${spec.map(({ column }) => column).join(', ')}) does not match the partition keys of ` +
        `'${table.database}.${table.name}' (${names.join(', ')})`,
    );
  }
  return values;
}

function withSlash(location: string): string {
  return location.endsWith('/') ? location : `${location}/`;
}
