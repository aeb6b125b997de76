import { parseStatement } from '../../dialect';
import { tableDefinition } from '../tables/table-definition';
import { TestLake } from '../testing/test-lake';
import { createTableLines } from './show-create-table';

jest.setTimeout(60_000);

const CREATE = `CREATE EXTERNAL TABLE orders (id bigint COMMENT 'it''s the key', note string, o struct<a:int,b:array<string>>)
  COMMENT 'all orders' PARTITIONED BY (dt string, region string) CLUSTERED BY (id) INTO 4 BUCKETS
  ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe' WITH SERDEPROPERTIES ('k' = 'v''s')
  LOCATION 's3://lake/orders/' TBLPROPERTIES ('classification' = 'json')`;

describe('SHOW and DESCRIBE', () => {
  let lake: TestLake;
  beforeAll(async () => {
    lake = await TestLake.open();
    await lake.run(CREATE);
    await lake.run(`CREATE EXTERNAL TABLE other_items (v string) LOCATION 's3://lake/items/'`);
    await lake.run('CREATE VIEW recent AS SELECT id,\n  note FROM orders');
    await lake.run(
      `ALTER TABLE orders ADD PARTITION (dt = '2026-03-09', region = 'eu/west') PARTITION (region = 'us', dt = '2026-03-08')`,
    );
  });
  afterAll(() => lake.close());

  const lines = async (sql: string): Promise<(string | null)[]> =>
    (await lake.rows(sql)).map(([line]) => line ?? null);

  test('rows are lines of a text file, with metadata beside it', async () => {
    const { id, status, columns } = await lake.run('SHOW TABLES');
    expect(columns).toEqual([{ name: 'tab_name', type: 'string' }]);
    expect(status.outputLocation).toBe(`s3://results/queries/${id}.txt`);
    expect((await lake.read(status.outputLocation)).toString()).toBe('orders\nother_items\nrecent');
    expect((await lake.read(`${status.outputLocation}.metadata`)).includes('tab_name')).toBe(true);
  });

  test.each<[sql: string, lines: readonly string[]]>([
    ['SHOW TABLES IN db', ['orders', 'other_items', 'recent']],
    [`SHOW TABLES IN db 'o*'`, ['orders', 'other_items']],
    [`SHOW TABLES '*ITEMS|rec*'`, ['other_items', 'recent']],
    [`SHOW TABLES LIKE 'x.*'`, []],
    ['SHOW VIEWS', ['recent']],
    ['SHOW DATABASES', ['db', 'default']],
    [`SHOW DATABASES LIKE 'de*'`, ['default']],
    ['SHOW PARTITIONS orders', ['dt=2026-03-08/region=us', 'dt=2026-03-09/region=eu%2Fwest']],
    [
      'SHOW COLUMNS IN orders',
      [
        'id                  ',
        'note                ',
        'o                   ',
        'dt                  ',
        'region              ',
      ],
    ],
    ['SHOW CREATE VIEW recent', ['CREATE VIEW db.recent AS', 'SELECT id,', '  note FROM orders']],
    ['SHOW TBLPROPERTIES orders', ['EXTERNAL\tTRUE', 'classification\tjson']],
    [`SHOW TBLPROPERTIES orders('classification')`, ['json']],
    [
      'DESCRIBE recent',
      [
        'id                  \tbigint              \t                    ',
        'note                \tstring              \t                    ',
      ],
    ],
    ['DESCRIBE orders note', ['note                \tstring              \t                    ']],
  ])('%s', async (sql, expected) => {
    expect(await lines(sql)).toEqual(expected);
  });

  test('DESCRIBE tells columns and partitions', async () => {
    expect(await lines('DESCRIBE orders')).toEqual([
      "id                  \tbigint              \tit's the key        ",
      'note                \tstring              \t                    ',
      'o                   \tstruct<a:int,b:array<string>>\t                    ',
      'dt                  \tstring              \t                    ',
      'region              \tstring              \t                    ',
      '\t \t ',
      '# Partition Information\t \t ',
      '# col_name          \tdata_type           \tcomment             ',
      '\t \t ',
      'dt                  \tstring              \t                    ',
      'region              \tstring              \t                    ',
    ]);
    expect(await lines('DESCRIBE FORMATTED orders')).toContain(
      'Location:           \ts3://lake/orders/   \t                    ',
    );
  });

  test('SHOW CREATE TABLE gives a statement that makes the same table', async () => {
    const text = (await lines('SHOW CREATE TABLE orders')).join('\n');
    const table = await lake.catalog.table('db', 'orders');
    await lake.run('DROP TABLE orders');
    await lake.run(text);
    expect(await lake.catalog.table('db', 'orders')).toEqual(table);
    await lake.run(
      `ALTER TABLE orders ADD PARTITION (dt = '2026-03-09', region = 'eu/west') PARTITION (region = 'us', dt = '2026-03-08')`,
    );
  });

  test.each([
    `CREATE EXTERNAL TABLE d.t (a string) ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\001' ESCAPED BY '\\\\' NULL DEFINED AS '\\\\N' STORED AS TEXTFILE LOCATION 's3://lake/a''b/'`,
    `CREATE EXTERNAL TABLE d.t (\`select\` int, b map<string,array<struct<c:decimal(10,2)>>>) STORED AS PARQUET LOCATION 's3://lake/t/' TBLPROPERTIES ('projection.enabled' = 'true', 'storage.location.template' = 's3://lake/\${x}')`,
  ])('SHOW CREATE TABLE round trip: %s', (sql) => {
    const made = (text: string): unknown => {
      const statement = parseStatement(text);
      if (statement.kind !== 'createTable') throw new Error(`${text} is ${statement.kind}`);
      return tableDefinition(statement, 'd');
    };
    const table = made(sql) as Parameters<typeof createTableLines>[0];
    expect(made(createTableLines(table).join('\n'))).toEqual(table);
  });

  test.each<[sql: string, name: string]>([
    ['SHOW TABLES IN nowhere', 'SCHEMA_NOT_FOUND'],
    ['SHOW PARTITIONS nothing', 'TABLE_NOT_FOUND'],
    ['SHOW PARTITIONS other_items', 'HIVE_METASTORE_ERROR'],
    ['SHOW CREATE TABLE recent', 'NOT_SUPPORTED'],
    ['SHOW CREATE VIEW orders', 'NOT_SUPPORTED'],
    ['DESCRIBE orders nothing', 'COLUMN_NOT_FOUND'],
    ['DESCRIBE nothing', 'TABLE_NOT_FOUND'],
  ])('%s fails', async (sql, name) => {
    expect(await lake.failure(sql)).toMatchObject({ name });
  });

  test('EXPLAIN shows a plan and pays nothing, EXPLAIN ANALYZE runs it', async () => {
    await lake.put('items/x', 'one\n');
    const plan = await lake.run(`EXPLAIN SELECT v FROM other_items WHERE v = 'one'`);
    expect(plan.columns).toEqual([{ name: 'Query Plan', type: 'varchar' }]);
    expect(plan.rows.length).toBeGreaterThan(5);
    expect(plan.status.statistics.bytesScanned).toBe(0);
    expect(JSON.stringify(plan.rows)).not.toContain(lake.directory);
    expect(plan.status.outputLocation).toMatch(/\.csv$/);
    const analyzed = await lake.run(`EXPLAIN ANALYZE SELECT v FROM other_items`);
    expect(analyzed.status.statistics.bytesScanned).toBe(4);
    expect(JSON.stringify(analyzed.rows)).not.toContain(lake.directory);
  });
});
