import {
  AccessDeniedException,
  AlreadyExistsException,
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  ConcurrentModificationException,
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteTableCommand,
  EntityNotFoundException,
  GetDatabaseCommand,
  GetDatabasesCommand,
  GetPartitionCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GetTablesCommand,
  GlueClient,
  GlueEncryptionException,
  InternalServiceException,
  InvalidInputException,
  OperationTimeoutException,
  UpdatePartitionCommand,
  UpdateTableCommand,
  type Table,
} from '@aws-sdk/client-glue';
import { mockClient } from 'aws-sdk-client-mock';
import type { CatalogPartition, CatalogTable } from '../catalog';
import { createGlueCatalog } from './glue-catalog';

const $metadata = {};
const glue = mockClient(GlueClient);
const catalog = createGlueCatalog({ client: new GlueClient({ region: 'eu-west-1' }) });

beforeEach(() => glue.reset());

const inputs = () => glue.calls().map((call) => call.args[0].input);
const all = async <T>(items: AsyncIterable<T>) => {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
};

const orders: CatalogTable = {
  database: 'lake',
  name: 'orders',
  type: 'EXTERNAL_TABLE',
  columns: [{ name: 'id', type: 'bigint', comment: 'number' }],
  partitionKeys: [{ name: 'day', type: 'string' }],
  storage: {
    location: 's3://lake/orders/',
    inputFormat: 'In',
    outputFormat: 'Out',
    serde: 'Serde',
    serdeParameters: { 'serialization.format': '1' },
  },
  parameters: { classification: 'parquet' },
  comment: 'all orders',
};

/** The same table as Athena's DDL leaves it in Glue. */
const glueOrders: Table = {
  Name: 'orders',
  DatabaseName: 'lake',
  Description: 'all orders',
  Owner: 'hadoop',
  Retention: 0,
  TableType: 'EXTERNAL_TABLE',
  PartitionKeys: [{ Name: 'day', Type: 'string' }],
  Parameters: { classification: 'parquet' },
  StorageDescriptor: {
    Columns: [{ Name: 'id', Type: 'bigint', Comment: 'number', Parameters: { 'iceberg.field.id': '1' } }],
    Location: 's3://lake/orders/',
    InputFormat: 'In',
    OutputFormat: 'Out',
    Compressed: false,
    NumberOfBuckets: -1,
    BucketColumns: [],
    SortColumns: [{ Column: 'id', SortOrder: 1 }],
    SerdeInfo: {
      Name: 'orders',
      SerializationLibrary: 'Serde',
      Parameters: { 'serialization.format': '1' },
    },
    StoredAsSubDirectories: false,
  },
};

describe('databases', () => {
  test('an existing one is not created', async () => {
    glue.on(GetDatabaseCommand).resolves({ Database: { Name: 'lake' } });
    await catalog.ensureDatabase('lake');
    expect(inputs()).toEqual([{ Name: 'lake' }]);
  });

  test('an absent one is, and it does not matter who was first', async () => {
    glue.on(GetDatabaseCommand).rejects(new EntityNotFoundException({ message: 'absent', $metadata }));
    glue.on(CreateDatabaseCommand).rejects(new AlreadyExistsException({ message: 'there', $metadata }));
    await catalog.ensureDatabase('lake');
    expect(inputs()).toEqual([{ Name: 'lake' }, { DatabaseInput: { Name: 'lake' } }]);
  });

  test('are listed to the last page', async () => {
    glue
      .on(GetDatabasesCommand)
      .resolvesOnce({ DatabaseList: [{ Name: 'a' }, { Name: 'b' }], NextToken: 'n1' })
      .resolvesOnce({ DatabaseList: [], NextToken: 'n2' })
      .resolvesOnce({ DatabaseList: [{ Name: 'c' }] });
    expect(await all(catalog.databases())).toEqual(['a', 'b', 'c']);
    expect(inputs()).toEqual([{}, { NextToken: 'n1' }, { NextToken: 'n2' }]);
  });

  test('of another account carry its id everywhere', async () => {
    glue.on(GetDatabasesCommand).resolves({ DatabaseList: [] });
    glue.on(GetTableCommand).resolves({ Table: glueOrders });
    const client = new GlueClient({ region: 'eu-west-1' });
    const other = createGlueCatalog({ client, catalogId: '444455556666' });
    await all(other.databases());
    await other.table('lake', 'orders');
    expect(inputs()).toEqual([
      { CatalogId: '444455556666' },
      { CatalogId: '444455556666', DatabaseName: 'lake', Name: 'orders' },
    ]);
  });
});

describe('tables', () => {
  test('are created with all that Athena reads', async () => {
    glue.on(CreateTableCommand).resolves({});
    await catalog.createTable({
      ...orders,
      storage: { ...orders.storage!, bucketedBy: ['id'], bucketCount: 8 },
    });
    expect(inputs()).toEqual([
      {
        DatabaseName: 'lake',
        TableInput: {
          Name: 'orders',
          Description: 'all orders',
          TableType: 'EXTERNAL_TABLE',
          Parameters: { classification: 'parquet' },
          PartitionKeys: [{ Name: 'day', Type: 'string' }],
          StorageDescriptor: {
            Columns: [{ Name: 'id', Type: 'bigint', Comment: 'number' }],
            Location: 's3://lake/orders/',
            InputFormat: 'In',
            OutputFormat: 'Out',
            SerdeInfo: { SerializationLibrary: 'Serde', Parameters: { 'serialization.format': '1' } },
            BucketColumns: ['id'],
            NumberOfBuckets: 8,
          },
        },
      },
    ]);
  });

  test('a view is created in the form Athena itself gives views', async () => {
    glue.on(CreateTableCommand).resolves({});
    await catalog.createTable({
      database: 'lake',
      name: 'ids',
      type: 'VIRTUAL_VIEW',
      columns: [
        { name: 'id', type: 'bigint' },
        { name: 'tags', type: 'array<string>' },
      ],
      partitionKeys: [],
      parameters: { owner: 'team' },
      viewSql: "SELECT id, tags FROM lake.orders WHERE name = 'ü'",
    });
    const input = glue.commandCalls(CreateTableCommand)[0]!.args[0].input.TableInput!;
    expect(input).toEqual({
      Name: 'ids',
      TableType: 'VIRTUAL_VIEW',
      Parameters: { owner: 'team', presto_view: 'true', comment: 'Presto View' },
      PartitionKeys: [],
      StorageDescriptor: {
        Columns: [
          { Name: 'id', Type: 'bigint' },
          { Name: 'tags', Type: 'array<string>' },
        ],
        Location: '',
        SerdeInfo: {},
      },
      ViewOriginalText: expect.stringMatching(/^\/\* Presto View: [A-Za-z0-9+/=]+ \*\/$/),
      ViewExpandedText: '/* Presto View */',
    });
    const base64 = input.ViewOriginalText!.slice('/* Presto View: '.length, -' */'.length);
    expect(JSON.parse(Buffer.from(base64, 'base64').toString('utf8'))).toEqual({
      originalSql: "SELECT id, tags FROM lake.orders WHERE name = 'ü'",
      catalog: 'awsdatacatalog',
      schema: 'lake',
      columns: [
        { name: 'id', type: 'bigint' },
        { name: 'tags', type: 'array(varchar)' },
      ],
    });
  });

  test('are read as Athena left them', async () => {
    glue.on(GetTableCommand).resolves({ Table: glueOrders });
    expect(await catalog.table('lake', 'orders')).toEqual(orders);
    expect(inputs()).toEqual([{ DatabaseName: 'lake', Name: 'orders' }]);
  });

  test.each([
    ['SELECT 1', 'SELECT 1'],
    [
      `/* Presto View: ${Buffer.from(JSON.stringify({ originalSql: 'SELECT 2', columns: [] })).toString('base64')} */`,
      'SELECT 2',
    ],
    [undefined, ''],
  ])('a view with the text %j says %j', async (text, sql) => {
    glue.on(GetTableCommand).resolves({
      Table: {
        Name: 'v',
        TableType: 'VIRTUAL_VIEW',
        Parameters: { presto_view: 'true', comment: 'mine' },
        ...(text === undefined ? {} : { ViewOriginalText: text }),
      },
    });
    expect(await catalog.table('lake', 'v')).toEqual({
      database: 'lake',
      name: 'v',
      type: 'VIRTUAL_VIEW',
      columns: [],
      partitionKeys: [],
      parameters: { comment: 'mine' },
      viewSql: sql,
    });
  });

  test('are listed to the last page', async () => {
    glue
      .on(GetTablesCommand)
      .resolvesOnce({ TableList: [glueOrders], NextToken: 'n1' })
      .resolvesOnce({ TableList: [{ ...glueOrders, Name: 'orders2' }] });
    expect((await all(catalog.tables('lake'))).map(({ name }) => name)).toEqual(['orders', 'orders2']);
    expect(inputs()).toEqual([{ DatabaseName: 'lake' }, { DatabaseName: 'lake', NextToken: 'n1' }]);
  });

  test('are updated without losing what the port does not know', async () => {
    glue.on(GetTableCommand).resolves({ Table: { ...glueOrders, TableType: 'MANAGED_TABLE' } });
    glue.on(UpdateTableCommand).resolves({});
    const { comment, ...rest } = orders;
    expect(comment).toBe('all orders');
    await catalog.updateTable({
      ...rest,
      columns: [...orders.columns, { name: 'note', type: 'string' }],
      storage: { ...orders.storage!, location: 's3://lake/orders2/', serdeParameters: {} },
      parameters: { classification: 'orc' },
    });
    expect(glue.commandCalls(UpdateTableCommand).map((call) => call.args[0].input)).toEqual([
      {
        DatabaseName: 'lake',
        TableInput: {
          Name: 'orders',
          Owner: 'hadoop',
          Retention: 0,
          TableType: 'MANAGED_TABLE',
          Parameters: { classification: 'orc' },
          PartitionKeys: [{ Name: 'day', Type: 'string' }],
          StorageDescriptor: {
            Columns: [
              { Name: 'id', Type: 'bigint', Comment: 'number', Parameters: { 'iceberg.field.id': '1' } },
              { Name: 'note', Type: 'string' },
            ],
            Location: 's3://lake/orders2/',
            InputFormat: 'In',
            OutputFormat: 'Out',
            Compressed: false,
            NumberOfBuckets: -1,
            BucketColumns: [],
            SortColumns: [{ Column: 'id', SortOrder: 1 }],
            SerdeInfo: { Name: 'orders', SerializationLibrary: 'Serde', Parameters: {} },
            StoredAsSubDirectories: false,
          },
        },
      },
    ]);
  });
});

test('a view that becomes a table keeps nothing of the view', async () => {
  glue.on(GetTableCommand).resolves({
    Table: {
      Name: 'orders',
      TableType: 'VIRTUAL_VIEW',
      StorageDescriptor: { Location: '', Compressed: true },
    },
  });
  glue.on(UpdateTableCommand).resolves({});
  await catalog.updateTable(orders);
  const { TableInput } = glue.commandCalls(UpdateTableCommand)[0]!.args[0].input;
  expect(TableInput).toMatchObject({
    TableType: 'EXTERNAL_TABLE',
    StorageDescriptor: { Location: 's3://lake/orders/' },
  });
  expect(TableInput?.StorageDescriptor).not.toHaveProperty('Compressed');
  expect(TableInput).not.toHaveProperty('ViewOriginalText');
});

describe('partitions', () => {
  const day = (n: number): CatalogPartition => ({
    values: [String(n).padStart(3, '0')],
    location: `s3://lake/orders/day=${n}/`,
  });

  test('are created by the hundred, each with the descriptor of the table and its own location', async () => {
    glue.on(GetTableCommand).resolves({ Table: glueOrders });
    glue.on(BatchCreatePartitionCommand).resolves({ Errors: [] });
    const many = Array.from({ length: 201 }, (_, n) => day(n));
    expect(await catalog.createPartitions('lake', 'orders', many)).toEqual([]);
    const batches = glue.commandCalls(BatchCreatePartitionCommand).map((call) => call.args[0].input);
    expect(batches.map(({ PartitionInputList = [] }) => PartitionInputList.length)).toEqual([100, 100, 1]);
    expect(batches[2]).toEqual({
      DatabaseName: 'lake',
      TableName: 'orders',
      PartitionInputList: [
        {
          Values: ['200'],
          StorageDescriptor: { ...glueOrders.StorageDescriptor, Location: 's3://lake/orders/day=200/' },
        },
      ],
    });
  });

  test('that Glue refuses are reported, from every batch, and the others are sent', async () => {
    glue.on(GetTableCommand).resolves({ Table: glueOrders });
    glue
      .on(BatchCreatePartitionCommand)
      .resolvesOnce({
        Errors: [
          {
            PartitionValues: ['007'],
            ErrorDetail: { ErrorCode: 'AlreadyExistsException', ErrorMessage: 'Partition already exists.' },
          },
        ],
      })
      .resolvesOnce({
        Errors: [{ PartitionValues: ['101'], ErrorDetail: { ErrorCode: 'InternalServiceException' } }],
      });
    const many = Array.from({ length: 102 }, (_, n) => day(n));
    const misfit = { values: ['a', 'b'], location: 's3://lake/x/' };
    expect(await catalog.createPartitions('lake', 'orders', [misfit, ...many])).toEqual([
      {
        values: ['a', 'b'],
        code: 'InvalidInputException',
        message: 'The partition needs 1 values, none of them empty.',
      },
      { values: ['007'], code: 'AlreadyExistsException', message: 'Partition already exists.' },
      { values: ['101'], code: 'InternalServiceException', message: 'Glue gives no reason.' },
    ]);
    expect(glue.commandCalls(BatchCreatePartitionCommand)).toHaveLength(2);
  });

  test('throttling in the middle of the batches is told', async () => {
    glue.on(GetTableCommand).resolves({ Table: glueOrders });
    glue
      .on(BatchCreatePartitionCommand)
      .resolvesOnce({})
      .rejectsOnce(
        Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException', $fault: 'client' }),
      );
    const many = Array.from({ length: 150 }, (_, n) => day(n));
    await expect(catalog.createPartitions('lake', 'orders', many)).rejects.toMatchObject({
      code: 'GLUE_THROTTLED',
      retryable: true,
      message: 'Glue: table lake.orders: Rate exceeded',
    });
  });

  test('are listed to the last page without repeating the columns', async () => {
    glue
      .on(GetPartitionsCommand)
      .resolvesOnce({
        Partitions: [
          { Values: ['001'], StorageDescriptor: { Location: 's3://a/' }, Parameters: { hash: 'x' } },
        ],
        NextToken: 'n1',
      })
      .resolvesOnce({
        Partitions: [{ Values: ['002'], StorageDescriptor: { Location: 's3://b/' }, Parameters: {} }],
      });
    expect(await all(catalog.partitions('lake', 'orders'))).toEqual([
      { values: ['001'], location: 's3://a/', parameters: { hash: 'x' } },
      { values: ['002'], location: 's3://b/' },
    ]);
    const first = { DatabaseName: 'lake', TableName: 'orders', ExcludeColumnSchema: true, MaxResults: 1000 };
    expect(inputs()).toEqual([first, { ...first, NextToken: 'n1' }]);
  });

  test('one is moved without losing its own schema', async () => {
    const storage = { Columns: [{ Name: 'id', Type: 'int' }], Location: 's3://old/', InputFormat: 'In' };
    glue.on(GetPartitionCommand).resolves({
      Partition: { Values: ['001'], StorageDescriptor: storage, Parameters: { hash: 'x', rows: '1' } },
    });
    glue.on(UpdatePartitionCommand).resolves({});
    const moved = { values: ['001'], location: 's3://new/', parameters: { hash: 'y' } };
    await catalog.updatePartition('lake', 'orders', moved);
    expect(inputs()).toEqual([
      { DatabaseName: 'lake', TableName: 'orders', PartitionValues: ['001'] },
      {
        DatabaseName: 'lake',
        TableName: 'orders',
        PartitionValueList: ['001'],
        PartitionInput: {
          Values: ['001'],
          StorageDescriptor: { ...storage, Location: 's3://new/' },
          Parameters: { hash: 'y' },
        },
      },
    ]);
  });

  test('are deleted by twenty-five; absent ones do not matter, others do', async () => {
    const problem = (code: string) => ({
      Errors: [{ PartitionValues: ['000'], ErrorDetail: { ErrorCode: code, ErrorMessage: 'why' } }],
    });
    glue
      .on(BatchDeletePartitionCommand)
      .resolvesOnce({})
      .resolvesOnce(problem('EntityNotFoundException'))
      .resolvesOnce(problem('ConcurrentModificationException'));
    const values = Array.from({ length: 26 }, (_, n) => [String(n)]);
    await catalog.deletePartitions('lake', 'orders', values);
    expect(inputs()).toEqual([
      {
        DatabaseName: 'lake',
        TableName: 'orders',
        PartitionsToDelete: values.slice(0, 25).map((each) => ({ Values: each })),
      },
      { DatabaseName: 'lake', TableName: 'orders', PartitionsToDelete: [{ Values: ['25'] }] },
    ]);
    await expect(catalog.deletePartitions('lake', 'orders', [['000']])).rejects.toMatchObject({
      code: 'GLUE_CONFLICT',
      retryable: true,
      message: 'Glue: partition ["000"] of lake.orders: why',
    });
  });

  test('none is deleted without asking, and none is asked for nothing', async () => {
    await catalog.deletePartitions('lake', 'orders', []);
    expect(glue.calls()).toHaveLength(0);
  });
});

test.each([
  [new AlreadyExistsException({ message: 'm', $metadata }), 'GLUE_ALREADY_EXISTS', false],
  [new ConcurrentModificationException({ message: 'm', $metadata }), 'GLUE_CONFLICT', true],
  [new AccessDeniedException({ message: 'm', $metadata }), 'GLUE_ACCESS_DENIED', false],
  [new GlueEncryptionException({ message: 'm', $metadata }), 'GLUE_ACCESS_DENIED', false],
  [new InvalidInputException({ message: 'm', $metadata }), 'GLUE_INVALID_REQUEST', false],
  [new OperationTimeoutException({ message: 'm', $metadata }), 'GLUE_UNAVAILABLE', true],
  [new InternalServiceException({ message: 'm', $metadata }), 'GLUE_UNAVAILABLE', true],
  [Object.assign(new Error('m'), { name: 'ThrottlingException', $fault: 'client' }), 'GLUE_THROTTLED', true],
  [new TypeError('m'), 'UNEXPECTED_ERROR', false],
])('translates %s', async (thrown, code, retryable) => {
  glue.on(DeleteTableCommand).rejects(thrown);
  await expect(catalog.deleteTable('lake', 'orders')).rejects.toMatchObject({
    code,
    retryable,
    cause: thrown,
  });
});
