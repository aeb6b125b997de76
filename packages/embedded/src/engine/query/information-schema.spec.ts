import { TestLake } from '../testing/test-lake';

jest.setTimeout(60_000);

describe('information_schema', () => {
  let lake: TestLake;
  beforeAll(async () => {
    lake = await TestLake.open();
    await lake.run(
      `CREATE EXTERNAL TABLE t (a int COMMENT 'first', b array<string>) PARTITIONED BY (dt string) LOCATION 's3://lake/t/'`,
    );
    await lake.run('CREATE VIEW v AS SELECT a FROM t');
  });
  afterAll(() => lake.close());

  test('tells what the catalog holds', async () => {
    expect(await lake.rows('SELECT schema_name FROM information_schema.schemata ORDER BY 1')).toEqual([
      ['db'],
      ['default'],
    ]);
    expect(
      await lake.rows(
        `SELECT table_catalog, table_name, table_type FROM information_schema.tables WHERE table_schema = 'db' ORDER BY 2`,
      ),
    ).toEqual([
      ['awsdatacatalog', 't', 'BASE TABLE'],
      ['awsdatacatalog', 'v', 'VIEW'],
    ]);
    expect(
      await lake.rows(
        `SELECT column_name, ordinal_position, data_type, comment, extra_info FROM information_schema.columns WHERE table_name = 't' ORDER BY 2`,
      ),
    ).toEqual([
      ['a', '1', 'integer', 'first', null],
      ['b', '2', 'array(varchar)', null, null],
      ['dt', '3', 'varchar', null, 'partition key'],
    ]);
    expect(await lake.rows('SELECT view_definition FROM information_schema.views')).toEqual([
      ['SELECT a FROM t'],
    ]);
  });

  test('has no other tables', async () => {
    expect(await lake.failure('SELECT * FROM information_schema.nothing')).toMatchObject({
      name: 'TABLE_NOT_FOUND',
    });
  });
});
