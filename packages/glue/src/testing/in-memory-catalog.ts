import type { Catalog, CatalogPartition, CatalogTable, PartitionError } from '../catalog';
import { checkNames, checkTable } from '../check-catalog-entry';
import { alreadyExists, exists, notFound, valuesMisfit } from '../partition-outcome';

interface Entry {
  table: CatalogTable;
  readonly partitions: Map<string, CatalogPartition>;
}

/** A {@link Catalog} that forgets everything with the process. What goes in and comes out are copies. */
export class InMemoryCatalog implements Catalog {
  readonly #databases = new Map<string, Map<string, Entry>>();

  // eslint-disable-next-line @typescript-eslint/require-await -- throws must become rejections
  async ensureDatabase(name: string): Promise<void> {
    checkNames(name);
    if (!this.#databases.has(name)) this.#databases.set(name, new Map());
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port's lists are asynchronous
  async *databases(): AsyncIterable<string> {
    yield* [...this.#databases.keys()].sort();
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- throws must become rejections
  async deleteDatabase(name: string): Promise<void> {
    checkNames(name);
    this.#databases.delete(name);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- throws must become rejections
  async table(database: string, name: string): Promise<CatalogTable | undefined> {
    checkNames(database, name);
    const entry = this.#databases.get(database)?.get(name);
    return entry && structuredClone(entry.table);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port's lists are asynchronous
  async *tables(database: string): AsyncIterable<CatalogTable> {
    checkNames(database);
    const entries = [...this.#tables(database).values()].map(({ table }) => structuredClone(table));
    yield* entries.sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- throws must become rejections
  async createTable(table: CatalogTable): Promise<void> {
    checkTable(table);
    const tables = this.#tables(table.database);
    if (tables.has(table.name)) throw exists(`table ${table.database}.${table.name}`);
    tables.set(table.name, { table: structuredClone(table), partitions: new Map() });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- throws must become rejections
  async updateTable(table: CatalogTable): Promise<void> {
    checkTable(table);
    this.#entry(table.database, table.name).table = structuredClone(table);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- throws must become rejections
  async deleteTable(database: string, name: string): Promise<void> {
    checkNames(database, name);
    this.#databases.get(database)?.delete(name);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- throws must become rejections
  async partition(
    database: string,
    table: string,
    values: readonly string[],
  ): Promise<CatalogPartition | undefined> {
    checkNames(database, table);
    const partition = this.#databases.get(database)?.get(table)?.partitions.get(keyOf(values));
    return partition && structuredClone(partition);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port's lists are asynchronous
  async *partitions(database: string, table: string): AsyncIterable<CatalogPartition> {
    checkNames(database, table);
    const partitions = [...this.#entry(database, table).partitions.values()];
    yield* partitions.map((partition) => structuredClone(partition));
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- throws must become rejections
  async createPartitions(
    database: string,
    table: string,
    partitions: readonly CatalogPartition[],
  ): Promise<readonly PartitionError[]> {
    checkNames(database, table);
    const entry = this.#entry(database, table);
    return partitions.flatMap((partition) => {
      const key = keyOf(partition.values);
      const error =
        valuesMisfit(entry.table, partition.values) ??
        (entry.partitions.has(key) ? alreadyExists(partition.values) : undefined);
      if (error !== undefined) return [error];
      entry.partitions.set(key, structuredClone(partition));
      return [];
    });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- throws must become rejections
  async updatePartition(database: string, table: string, partition: CatalogPartition): Promise<void> {
    checkNames(database, table);
    const { partitions } = this.#entry(database, table);
    const key = keyOf(partition.values);
    if (!partitions.has(key)) throw notFound(`partition ${key} of ${database}.${table}`);
    partitions.set(key, structuredClone(partition));
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- throws must become rejections
  async deletePartitions(
    database: string,
    table: string,
    values: readonly (readonly string[])[],
  ): Promise<void> {
    checkNames(database, table);
    const { partitions } = this.#entry(database, table);
    for (const each of values) partitions.delete(keyOf(each));
  }

  #tables(database: string): Map<string, Entry> {
    const tables = this.#databases.get(database);
    if (tables === undefined) throw notFound(`database ${database}`);
    return tables;
  }

  #entry(database: string, name: string): Entry {
    const entry = this.#databases.get(database)?.get(name);
    if (entry === undefined) throw notFound(`table ${database}.${name}`);
    return entry;
  }
}

function keyOf(values: readonly string[]): string {
  return JSON.stringify(values);
}
