import type { Catalog, CatalogPartition, CatalogTable } from '../catalog';

/** A catalog to hold against the contract. It may hold other databases, but none that begins with `lakeward_contract`. */
export interface CatalogUnderContract {
  readonly catalog: Catalog;
  close?(): Promise<void>;
}

export interface CatalogContractOptions {
  makeCatalog(): Promise<CatalogUnderContract>;
}

const DATABASE = 'lakeward_contract';

const orders: CatalogTable = {
  database: DATABASE,
  name: 'orders',
  type: 'EXTERNAL_TABLE',
  columns: [
    { name: 'id', type: 'bigint', comment: 'order number' },
    { name: 'lines', type: 'array<struct<sku:string,amount:decimal(10,2)>>' },
  ],
  partitionKeys: [
    { name: 'region', type: 'string' },
    { name: 'day', type: 'string' },
  ],
  storage: {
    location: 's3://lake/orders/',
    inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
    serde: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
    serdeParameters: { 'serialization.format': '1' },
    bucketedBy: ['id'],
    bucketCount: 16,
  },
  parameters: { classification: 'parquet', 'projection.enabled': 'false' },
  comment: 'Größe of all orders',
};

const view: CatalogTable = {
  database: DATABASE,
  name: 'orders_of_today',
  type: 'VIRTUAL_VIEW',
  columns: [
    { name: 'id', type: 'bigint' },
    { name: 'lines', type: 'array<struct<sku:string,amount:decimal(10,2)>>' },
  ],
  partitionKeys: [],
  parameters: {},
  viewSql: `SELECT id, lines FROM "${DATABASE}"."orders" WHERE day = 'heute /* ü */'`,
};

const partition = (region: string, day: string, more: Partial<CatalogPartition> = {}): CatalogPartition => ({
  values: [region, day],
  location: `s3://lake/orders/region=${region}/day=${day}/`,
  ...more,
});

/** What every {@link Catalog} must do; `name` says which one it is. */
export function catalogContract(name: string, options: CatalogContractOptions): void {
  describe(`catalog contract: ${name}`, () => {
    let subject: CatalogUnderContract;
    let catalog: Catalog;
    beforeEach(async () => {
      subject = await options.makeCatalog();
      catalog = subject.catalog;
      await catalog.ensureDatabase(DATABASE);
    });
    afterEach(async () => {
      await catalog.deleteDatabase(DATABASE);
      await subject.close?.();
    });

    const notFound = { code: 'GLUE_NOT_FOUND', retryable: false };
    const ourDatabases = async () =>
      (await all(catalog.databases())).filter((database) => database.startsWith(DATABASE));
    const listed = async () => sorted(await all(catalog.partitions(DATABASE, 'orders')));

    test('keeps a database that is there', async () => {
      await catalog.createTable(orders);
      await catalog.ensureDatabase(DATABASE);
      expect(await ourDatabases()).toEqual([DATABASE]);
      expect(await catalog.table(DATABASE, 'orders')).toEqual(orders);
    });

    test('deletes a database with its tables, and does not mind an absent one', async () => {
      await catalog.createTable(orders);
      await catalog.deleteDatabase(DATABASE);
      await catalog.deleteDatabase(DATABASE);
      expect(await ourDatabases()).toEqual([]);
      expect(await catalog.table(DATABASE, 'orders')).toBeUndefined();
      await catalog.ensureDatabase(DATABASE);
      expect(await all(catalog.tables(DATABASE))).toEqual([]);
    });

    test('gives back tables and views as they were created', async () => {
      await catalog.createTable(orders);
      await catalog.createTable(view);
      expect(await catalog.table(DATABASE, 'orders')).toEqual(orders);
      expect(await catalog.table(DATABASE, 'orders_of_today')).toEqual(view);
      const tables = await all(catalog.tables(DATABASE));
      expect(tables.sort((left, right) => (left.name < right.name ? -1 : 1))).toEqual([orders, view]);
    });

    test('says undefined for an absent table and GLUE_NOT_FOUND for the tables of an absent database', async () => {
      expect(await catalog.table(DATABASE, 'orders')).toBeUndefined();
      expect(await catalog.table('lakeward_contract_absent', 'orders')).toBeUndefined();
      await expect(all(catalog.tables('lakeward_contract_absent'))).rejects.toMatchObject(notFound);
    });

    test('refuses a table that is there, or whose database is not', async () => {
      await catalog.createTable(orders);
      await expect(catalog.createTable({ ...orders, comment: 'other' })).rejects.toMatchObject({
        code: 'GLUE_ALREADY_EXISTS',
        retryable: false,
      });
      expect(await catalog.table(DATABASE, 'orders')).toEqual(orders);
      await expect(
        catalog.createTable({ ...orders, database: 'lakeward_contract_absent' }),
      ).rejects.toMatchObject(notFound);
    });

    test('refuses names in upper case, tables without storage and columns of one name', async () => {
      const refused = { code: 'GLUE_INVALID_REQUEST', retryable: false };
      const { storage, ...homeless } = orders;
      expect(storage).toBe(orders.storage);
      await expect(catalog.createTable({ ...orders, name: 'Orders' })).rejects.toMatchObject(refused);
      await expect(catalog.ensureDatabase('')).rejects.toMatchObject(refused);
      await expect(catalog.table(DATABASE, 'x'.repeat(256))).rejects.toMatchObject(refused);
      await expect(catalog.createTable(homeless)).rejects.toMatchObject(refused);
      await expect(catalog.createTable({ ...orders, partitionKeys: orders.columns })).rejects.toMatchObject(
        refused,
      );
    });

    test('replaces a definition and keeps the partitions', async () => {
      await catalog.createTable(orders);
      await catalog.createPartitions(DATABASE, 'orders', [partition('eu', '2026-03-09')]);
      const { comment, ...rest } = orders;
      expect(comment).toBe(orders.comment);
      const changed: CatalogTable = {
        ...rest,
        columns: [...orders.columns, { name: 'note', type: 'string' }],
        parameters: { classification: 'parquet' },
      };
      await catalog.updateTable(changed);
      expect(await catalog.table(DATABASE, 'orders')).toEqual(changed);
      expect(await listed()).toEqual([partition('eu', '2026-03-09')]);
      await expect(catalog.updateTable({ ...orders, name: 'absent' })).rejects.toMatchObject(notFound);
    });

    test('deletes a table with its partitions, and does not mind an absent one', async () => {
      await catalog.createTable(orders);
      await catalog.createPartitions(DATABASE, 'orders', [partition('eu', '2026-03-09')]);
      await catalog.deleteTable(DATABASE, 'orders');
      await catalog.deleteTable(DATABASE, 'orders');
      await catalog.deleteTable('lakeward_contract_absent', 'orders');
      expect(await catalog.table(DATABASE, 'orders')).toBeUndefined();
      await catalog.createTable(orders);
      expect(await listed()).toEqual([]);
    });

    test('creates partitions by the hundred', async () => {
      await catalog.createTable(orders);
      const many = Array.from({ length: 250 }, (_, index) => partition('eu', String(index).padStart(3, '0')));
      expect(await catalog.createPartitions(DATABASE, 'orders', many)).toEqual([]);
      expect(await listed()).toEqual(many);
    });

    test('reports partitions that exist, leaves them as they are and creates the others', async () => {
      await catalog.createTable(orders);
      const first = partition('eu', '2026-03-09', { parameters: { hash: 'a' } });
      await catalog.createPartitions(DATABASE, 'orders', [first]);
      const errors = await catalog.createPartitions(DATABASE, 'orders', [
        partition('eu', '2026-03-08'),
        partition('eu', '2026-03-09', { location: 's3://lake/elsewhere/' }),
        partition('eu', '2026-03-10'),
      ]);
      expect(errors).toEqual([
        { values: ['eu', '2026-03-09'], code: 'AlreadyExistsException', message: expect.any(String) },
      ]);
      expect(await listed()).toEqual([partition('eu', '2026-03-08'), first, partition('eu', '2026-03-10')]);
    });

    test('reports partitions whose values do not fit the table', async () => {
      await catalog.createTable(orders);
      const errors = await catalog.createPartitions(DATABASE, 'orders', [
        { values: ['eu'], location: 's3://lake/orders/region=eu/' },
        partition('eu', '2026-03-09'),
      ]);
      expect(errors).toMatchObject([{ values: ['eu'], code: 'InvalidInputException' }]);
      expect(await listed()).toEqual([partition('eu', '2026-03-09')]);
    });

    test('keeps partition values apart whatever characters they hold', async () => {
      await catalog.createTable(orders);
      const odd = [
        partition('a/b', 'x'),
        partition('a', 'b/x'),
        partition('ü "1"', "it's 100 %"),
        partition('A', 'x'),
        partition('a', 'x'),
      ];
      expect(await catalog.createPartitions(DATABASE, 'orders', odd)).toEqual([]);
      for (const each of odd) {
        expect(await catalog.partition(DATABASE, 'orders', each.values)).toEqual(each);
      }
      expect(await catalog.partition(DATABASE, 'orders', ['a', 'B/x'])).toBeUndefined();
    });

    test('replaces location and properties of one partition', async () => {
      await catalog.createTable(orders);
      const old = partition('eu', '2026-03-09', { parameters: { hash: 'a', rows: '7' } });
      const neighbour = partition('us', '2026-03-09');
      await catalog.createPartitions(DATABASE, 'orders', [old, neighbour]);
      const published = partition('eu', '2026-03-09', {
        location: 's3://lake/runs/2/',
        parameters: { hash: 'b' },
      });
      await catalog.updatePartition(DATABASE, 'orders', published);
      expect(await catalog.partition(DATABASE, 'orders', ['eu', '2026-03-09'])).toEqual(published);
      expect(await listed()).toEqual([published, neighbour]);
    });

    test('updates no partition that is not there', async () => {
      await catalog.createTable(orders);
      const absent = partition('eu', '2026-03-09');
      await expect(catalog.updatePartition(DATABASE, 'orders', absent)).rejects.toMatchObject(notFound);
      await expect(catalog.updatePartition(DATABASE, 'absent', absent)).rejects.toMatchObject(notFound);
      expect(await listed()).toEqual([]);
    });

    test('deletes partitions, and does not mind absent ones', async () => {
      await catalog.createTable(orders);
      const many = Array.from({ length: 60 }, (_, index) => partition('eu', String(index).padStart(2, '0')));
      await catalog.createPartitions(DATABASE, 'orders', many);
      await catalog.deletePartitions(DATABASE, 'orders', [
        ...many.slice(0, 58).map(({ values }) => values),
        ['us', '00'],
      ]);
      expect(await listed()).toEqual(many.slice(58));
      expect(await catalog.createPartitions(DATABASE, 'orders', many.slice(0, 1))).toEqual([]);
    });

    test('has no partitions for an absent table', async () => {
      expect(await catalog.partition(DATABASE, 'absent', ['eu', '2026-03-09'])).toBeUndefined();
      await expect(all(catalog.partitions(DATABASE, 'absent'))).rejects.toMatchObject(notFound);
      await expect(
        catalog.createPartitions(DATABASE, 'absent', [partition('eu', '2026-03-09')]),
      ).rejects.toMatchObject(notFound);
      await expect(
        catalog.deletePartitions(DATABASE, 'absent', [['eu', '2026-03-09']]),
      ).rejects.toMatchObject(notFound);
    });
  });
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

function sorted(partitions: CatalogPartition[]): CatalogPartition[] {
  const key = ({ values }: CatalogPartition): string => JSON.stringify([...values].reverse());
  return partitions.sort((left, right) => (key(left) < key(right) ? -1 : 1));
}
