import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  DeleteTableCommand,
  GetDatabaseCommand,
  GetDatabasesCommand,
  GetPartitionCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GetTablesCommand,
  GlueClient,
  UpdatePartitionCommand,
  UpdateTableCommand,
  type Partition,
  type PartitionInput,
  type StorageDescriptor,
  type Table,
} from '@aws-sdk/client-glue';
import { clientSettings, type AwsClientOptions } from '@lakeward/aws-client';
import { isAppError } from '@lakeward/core';
import type { Catalog, CatalogPartition, CatalogTable, PartitionError } from '../catalog';
import { checkNames, checkTable } from '../check-catalog-entry';
import { notFound, valuesMisfit } from '../partition-outcome';
import { glueError, glueItemError, isNotFound } from './glue-error';
import { fromTable, toTableInput } from './table-mapping';

/**
 * A batch of 100 partitions may take Glue several seconds, hence 20 s. Catalogs are shared by every query of an account and
 * throttle in bursts: six tries, with the SDK's backoff between them, outlast most. A creation whose answer was lost is
 * tried again and then reported as existing, which callers treat as done when it is what they meant to create.
 */
const PATIENCE = { connectMs: 2_000, answerMs: 20_000, attempts: 6 };

/** Most partitions of one BatchCreatePartition and BatchDeletePartition (Glue API reference). */
const CREATE_BATCH = 100;
const DELETE_BATCH = 25;
/** Most partitions of one page of GetPartitions (Glue API reference). */
const PAGE = 1000;

export interface GlueCatalogOptions extends AwsClientOptions {
  /** Takes the place of a client made from the other options. */
  readonly client?: GlueClient;
  /** Account id of a catalog that is not the caller's own. */
  readonly catalogId?: string;
}

/** The {@link Catalog} kept by the AWS Glue Data Catalog. */
export function createGlueCatalog({ client, catalogId, ...where }: GlueCatalogOptions = {}): Catalog {
  return new GlueCatalog(
    client ?? new GlueClient(clientSettings(where, PATIENCE)),
    catalogId === undefined ? {} : { CatalogId: catalogId },
  );
}

class GlueCatalog implements Catalog {
  readonly #client: GlueClient;
  readonly #catalog: { readonly CatalogId?: string };

  constructor(client: GlueClient, catalog: { readonly CatalogId?: string }) {
    this.#client = client;
    this.#catalog = catalog;
  }

  async ensureDatabase(name: string): Promise<void> {
    checkNames(name);
    const place = `database ${name}`;
    // Asked first, so that a role without leave to create databases can work in one that is there.
    const existing = await this.#orUndefined(place, () =>
      this.#client.send(new GetDatabaseCommand({ ...this.#catalog, Name: name })),
    );
    if (existing !== undefined) return;
    try {
      const command = new CreateDatabaseCommand({ ...this.#catalog, DatabaseInput: { Name: name } });
      await this.#ask(place, () => this.#client.send(command));
    } catch (error) {
      if (!isAppError(error, 'GLUE_ALREADY_EXISTS')) throw error;
    }
  }

  async *databases(): AsyncIterable<string> {
    for (let token: string | undefined, more = true; more; more = token !== undefined) {
      const command = new GetDatabasesCommand({ ...this.#catalog, ...following(token) });
      const page = await this.#ask('databases', () => this.#client.send(command));
      for (const { Name } of page.DatabaseList ?? []) if (Name !== undefined) yield Name;
      token = page.NextToken;
    }
  }

  async deleteDatabase(name: string): Promise<void> {
    checkNames(name);
    await this.#orUndefined(`database ${name}`, () =>
      this.#client.send(new DeleteDatabaseCommand({ ...this.#catalog, Name: name })),
    );
  }

  async table(database: string, name: string): Promise<CatalogTable | undefined> {
    checkNames(database, name);
    const table = await this.#glueTable(database, name);
    return table && fromTable(database, table);
  }

  async *tables(database: string): AsyncIterable<CatalogTable> {
    checkNames(database);
    for (let token: string | undefined, more = true; more; more = token !== undefined) {
      const command = new GetTablesCommand({
        ...this.#catalog,
        DatabaseName: database,
        ...following(token),
      });
      const page = await this.#ask(`database ${database}`, () => this.#client.send(command));
      for (const table of page.TableList ?? []) yield fromTable(database, table);
      token = page.NextToken;
    }
  }

  async createTable(table: CatalogTable): Promise<void> {
    checkTable(table);
    const command = new CreateTableCommand({
      ...this.#catalog,
      DatabaseName: table.database,
      TableInput: toTableInput(table),
    });
    await this.#ask(`table ${table.database}.${table.name}`, () => this.#client.send(command));
  }

  async updateTable(table: CatalogTable): Promise<void> {
    checkTable(table);
    const existing = await this.#existingTable(table.database, table.name);
    const command = new UpdateTableCommand({
      ...this.#catalog,
      DatabaseName: table.database,
      TableInput: toTableInput(table, existing),
    });
    await this.#ask(`table ${table.database}.${table.name}`, () => this.#client.send(command));
  }

  async deleteTable(database: string, name: string): Promise<void> {
    checkNames(database, name);
    await this.#orUndefined(`table ${database}.${name}`, () =>
      this.#client.send(new DeleteTableCommand({ ...this.#catalog, DatabaseName: database, Name: name })),
    );
  }

  async partition(
    database: string,
    table: string,
    values: readonly string[],
  ): Promise<CatalogPartition | undefined> {
    checkNames(database, table);
    const partition = await this.#gluePartition(database, table, values);
    return partition && fromPartition(partition);
  }

  async *partitions(database: string, table: string): AsyncIterable<CatalogPartition> {
    checkNames(database, table);
    for (let token: string | undefined, more = true; more; more = token !== undefined) {
      const command = new GetPartitionsCommand({
        ...this.#catalog,
        DatabaseName: database,
        TableName: table,
        // Every partition repeats the columns of the table: without them an answer is a tenth as large.
        ExcludeColumnSchema: true,
        MaxResults: PAGE,
        ...following(token),
      });
      const page = await this.#ask(`table ${database}.${table}`, () => this.#client.send(command));
      for (const partition of page.Partitions ?? []) yield fromPartition(partition);
      token = page.NextToken;
    }
  }

  async createPartitions(
    database: string,
    table: string,
    partitions: readonly CatalogPartition[],
  ): Promise<readonly PartitionError[]> {
    checkNames(database, table);
    // A partition has a descriptor of its own; what it does not say about its files is as in the table.
    const existing = await this.#existingTable(database, table);
    const definition = fromTable(database, existing);
    const fitting: CatalogPartition[] = [];
    const errors: PartitionError[] = [];
    for (const partition of partitions) {
      const error = valuesMisfit(definition, partition.values);
      if (error === undefined) fitting.push(partition);
      else errors.push(error);
    }
    for (const batch of batches(fitting, CREATE_BATCH)) {
      const command = new BatchCreatePartitionCommand({
        ...this.#catalog,
        DatabaseName: database,
        TableName: table,
        PartitionInputList: batch.map((partition) => toPartitionInput(partition, existing.StorageDescriptor)),
      });
      const { Errors = [] } = await this.#ask(`table ${database}.${table}`, () => this.#client.send(command));
      errors.push(
        ...Errors.map(({ PartitionValues = [], ErrorDetail }) => ({
          values: PartitionValues,
          code: ErrorDetail?.ErrorCode ?? 'UnknownException',
          message: ErrorDetail?.ErrorMessage ?? 'Glue gives no reason.',
        })),
      );
    }
    return errors;
  }

  async updatePartition(database: string, table: string, partition: CatalogPartition): Promise<void> {
    checkNames(database, table);
    const place = `partition ${JSON.stringify(partition.values)} of ${database}.${table}`;
    // UpdatePartition replaces everything, so what the port does not know is taken from what is there.
    const existing = await this.#gluePartition(database, table, partition.values);
    if (existing === undefined) throw notFound(place);
    const command = new UpdatePartitionCommand({
      ...this.#catalog,
      DatabaseName: database,
      TableName: table,
      PartitionValueList: [...partition.values],
      PartitionInput: toPartitionInput(partition, existing.StorageDescriptor),
    });
    await this.#ask(place, () => this.#client.send(command));
  }

  async deletePartitions(
    database: string,
    table: string,
    values: readonly (readonly string[])[],
  ): Promise<void> {
    checkNames(database, table);
    for (const batch of batches(values, DELETE_BATCH)) {
      const command = new BatchDeletePartitionCommand({
        ...this.#catalog,
        DatabaseName: database,
        TableName: table,
        PartitionsToDelete: batch.map((each) => ({ Values: [...each] })),
      });
      const { Errors = [] } = await this.#ask(`table ${database}.${table}`, () => this.#client.send(command));
      for (const { PartitionValues, ErrorDetail } of Errors) {
        const error = glueItemError(
          ErrorDetail?.ErrorCode ?? 'UnknownException',
          ErrorDetail?.ErrorMessage ?? 'Glue gives no reason.',
          `partition ${JSON.stringify(PartitionValues)} of ${database}.${table}`,
        );
        if (!isNotFound(error)) throw error;
      }
    }
  }

  async #glueTable(database: string, name: string): Promise<Table | undefined> {
    const command = new GetTableCommand({ ...this.#catalog, DatabaseName: database, Name: name });
    const answer = await this.#orUndefined(`table ${database}.${name}`, () => this.#client.send(command));
    return answer?.Table;
  }

  async #existingTable(database: string, name: string): Promise<Table> {
    const table = await this.#glueTable(database, name);
    if (table === undefined) throw notFound(`table ${database}.${name}`);
    return table;
  }

  async #gluePartition(
    database: string,
    table: string,
    values: readonly string[],
  ): Promise<Partition | undefined> {
    const command = new GetPartitionCommand({
      ...this.#catalog,
      DatabaseName: database,
      TableName: table,
      PartitionValues: [...values],
    });
    const answer = await this.#orUndefined(`table ${database}.${table}`, () => this.#client.send(command));
    return answer?.Partition;
  }

  async #orUndefined<T>(place: string, call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await this.#ask(place, call);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async #ask<T>(place: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw glueError(error, place);
    }
  }
}

function following(token: string | undefined): { NextToken?: string } {
  return token === undefined ? {} : { NextToken: token };
}

function* batches<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}

function toPartitionInput(
  partition: CatalogPartition,
  storage: StorageDescriptor | undefined,
): PartitionInput {
  return {
    Values: [...partition.values],
    StorageDescriptor: { ...storage, Location: partition.location },
    ...(partition.parameters === undefined ? {} : { Parameters: { ...partition.parameters } }),
  };
}

function fromPartition({
  Values = [],
  StorageDescriptor: storage,
  Parameters = {},
}: Partition): CatalogPartition {
  return {
    values: Values,
    location: storage?.Location ?? '',
    ...(Object.keys(Parameters).length === 0 ? {} : { parameters: Parameters }),
  };
}
