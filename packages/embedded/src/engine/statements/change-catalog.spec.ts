import { TestLake } from '../testing/test-lake';

jest.setTimeout(60_000);

describe('statements that change the catalog', () => {
  let lake: TestLake;
  beforeAll(async () => {
    lake = await TestLake.open();
  });
  afterAll(() => lake.close());

  const text = (name: string, keys = ''): string =>
    `CREATE EXTERNAL TABLE ${name} (v string) ${keys} LOCATION 's3://lake/${name}/'`;

  test('answer an empty text file', async () => {
    const { id, status, columns, rows } = await lake.run(text('answered'));
    expect(status.outputLocation).toBe(`s3://results/queries/${id}.txt`);
    expect((await lake.read(status.outputLocation)).length).toBe(0);
    expect([columns, rows]).toEqual([[], []]);
  });

  test('make and drop databases', async () => {
    await lake.run('CREATE DATABASE made');
    expect(await lake.failure('CREATE DATABASE made')).toMatchObject({ name: 'HIVE_METASTORE_ERROR' });
    await lake.run('CREATE DATABASE IF NOT EXISTS made');
    await lake.run(`CREATE EXTERNAL TABLE made.t (v string) LOCATION 's3://lake/x/'`);
    expect(await lake.failure('DROP DATABASE made')).toMatchObject({
      name: 'HIVE_METASTORE_ERROR',
      message: expect.stringContaining('not empty'),
    });
    await lake.run('DROP DATABASE made CASCADE');
    await lake.run('DROP DATABASE IF EXISTS made');
    expect(await lake.failure('DROP DATABASE made')).toMatchObject({ name: 'SCHEMA_NOT_FOUND' });
    expect(
      await lake.failure(`CREATE EXTERNAL TABLE made.t (v string) LOCATION 's3://lake/x/'`),
    ).toMatchObject({
      name: 'SCHEMA_NOT_FOUND',
    });
  });

  test('make and drop tables, and never their files', async () => {
    await lake.put('dropped/x', 'kept\n');
    await lake.run(text('dropped'));
    expect(await lake.failure(text('dropped'))).toMatchObject({ name: 'TABLE_ALREADY_EXISTS' });
    await lake.run(text('dropped').replace('TABLE', 'TABLE IF NOT EXISTS'));
    await lake.run('DROP TABLE dropped');
    expect(await lake.keys('dropped/')).toEqual(['dropped/x']);
    expect(await lake.failure('DROP TABLE dropped')).toMatchObject({ name: 'TABLE_NOT_FOUND' });
    await lake.run('DROP TABLE IF EXISTS dropped');
  });

  test('tell views from tables', async () => {
    await lake.run(text('base'));
    await lake.run('CREATE VIEW seen AS SELECT v FROM base');
    expect(await lake.failure('DROP VIEW base')).toMatchObject({ name: 'NOT_SUPPORTED' });
    expect(await lake.failure('DROP TABLE seen')).toMatchObject({ name: 'NOT_SUPPORTED' });
    expect(await lake.failure('CREATE VIEW seen AS SELECT 1 AS n')).toMatchObject({
      name: 'TABLE_ALREADY_EXISTS',
    });
    expect(await lake.failure('CREATE OR REPLACE VIEW base AS SELECT 1 AS n')).toMatchObject({
      name: 'TABLE_ALREADY_EXISTS',
    });
    await lake.run('CREATE OR REPLACE VIEW seen AS SELECT 7 AS n');
    expect(await lake.rows('SELECT n FROM seen')).toEqual([['7']]);
    await lake.run('DROP VIEW seen');
    expect(await lake.failure('SELECT n FROM seen')).toMatchObject({ name: 'TABLE_NOT_FOUND' });
  });

  test('check a view when it is made, and name its columns', async () => {
    await lake.put('rows/x', 'one\n');
    await lake.run(text('rows_here').replace('rows_here/', 'rows/'));
    await lake.run(
      `CREATE VIEW named AS SELECT v AS first, length(v) AS "Second" FROM rows_here -- a comment`,
    );
    expect(await lake.rows('SELECT first, second FROM named')).toEqual([['one', '3']]);
    expect((await lake.catalog.table('db', 'named'))?.columns).toEqual([
      { name: 'first', type: 'string' },
      { name: 'second', type: 'bigint' },
    ]);
    expect(await lake.failure('CREATE VIEW wrong AS SELECT nothing FROM rows_here')).toMatchObject({
      name: 'COLUMN_NOT_FOUND',
    });
    expect(await lake.failure('CREATE VIEW wrong AS SELECT v FROM nowhere')).toMatchObject({
      name: 'TABLE_NOT_FOUND',
    });
  });

  test('let a view in another database name its tables in full', async () => {
    await lake.run(text('mine'));
    await lake.run('CREATE VIEW default.full_names AS SELECT v FROM db.mine');
    expect(await lake.rows('SELECT count(*) FROM default.full_names')).toEqual([['0']]);
    expect(await lake.failure('CREATE VIEW default.short_names AS SELECT v FROM mine')).toMatchObject({
      name: 'NOT_SUPPORTED',
      message: expect.stringContaining('write database.table'),
    });
  });

  test('a view that goes round in circles is refused', async () => {
    await lake.run('CREATE VIEW round_one AS SELECT 1 AS n');
    await lake.run('CREATE VIEW round_two AS SELECT n FROM round_one');
    // As on Athena it may be made; reading it ends.
    await lake.run('CREATE OR REPLACE VIEW round_one AS SELECT n FROM round_two');
    expect(await lake.failure('SELECT n FROM round_two')).toMatchObject({
      name: 'SYNTAX_ERROR',
      message: expect.stringContaining('recursive'),
    });
  });

  test('add, move and drop partitions', async () => {
    await lake.run(text('parts', 'PARTITIONED BY (a string, b int)'));
    await lake.run(
      `ALTER TABLE parts ADD PARTITION (b = 1, a = 'x:y') PARTITION (a = 'z', b = 2) LOCATION 's3://lake/far'`,
    );
    expect(await lake.catalog.partition('db', 'parts', ['x:y', '1'])).toMatchObject({
      location: 's3://lake/parts/a=x%3Ay/b=1/',
    });
    expect(await lake.failure(`ALTER TABLE parts ADD PARTITION (a = 'z', b = 2)`)).toMatchObject({
      name: 'HIVE_METASTORE_ERROR',
      message: expect.stringContaining('AlreadyExistsException'),
    });
    await lake.run(
      `ALTER TABLE parts ADD IF NOT EXISTS PARTITION (a = 'z', b = 2) PARTITION (a = 'n', b = 3)`,
    );
    await lake.put('far/x', 'far\n');
    await lake.put('near/x', 'near\n');
    expect(await lake.rows('SELECT v, a, b FROM parts')).toEqual([['far', 'z', '2']]);
    await lake.run(`ALTER TABLE parts PARTITION (a = 'z', b = 2) SET LOCATION 's3://lake/near/'`);
    expect(await lake.rows('SELECT v, a, b FROM parts')).toEqual([['near', 'z', '2']]);
    expect(await lake.failure(`ALTER TABLE parts ADD PARTITION (a = 'q')`)).toMatchObject({
      name: 'HIVE_METASTORE_ERROR',
    });
    await lake.run(`ALTER TABLE parts DROP PARTITION (a = 'z', b = 2), PARTITION (a = 'n', b = 3)`);
    expect(await lake.rows('SHOW PARTITIONS parts')).toEqual([['a=x%3Ay/b=1']]);
    expect(await lake.failure(`ALTER TABLE parts DROP PARTITION (a = 'z', b = 2)`)).toMatchObject({
      name: 'HIVE_METASTORE_ERROR',
    });
    await lake.run(`ALTER TABLE parts DROP IF EXISTS PARTITION (a = 'z', b = 2)`);
  });

  test('MSCK finds folders as Hive names them, once', async () => {
    await lake.run(
      `CREATE EXTERNAL TABLE found (v string) PARTITIONED BY (a string, b string) LOCATION 's3://lake/found'`,
    );
    for (const key of [
      'a=1/b=x%3Ay/f',
      'a=1/b=x%3Ay/g',
      'a=__HIVE_DEFAULT_PARTITION__/b=2/f',
      'a=3/f',
      'other/b=1/f',
      '_a=1/b=1/f',
    ]) {
      await lake.put(`found/${key}`, 'v\n');
    }
    const { status } = await lake.run('MSCK REPAIR TABLE found');
    expect((await lake.read(status.outputLocation)).toString().split('\n').sort()).toEqual([
      'Repair: Added partition to metastore found:a=1/b=x%3Ay',
      'Repair: Added partition to metastore found:a=__HIVE_DEFAULT_PARTITION__/b=2',
    ]);
    expect(await lake.rows('SELECT a, b, count(*) FROM found GROUP BY 1, 2 ORDER BY 1')).toEqual([
      ['1', 'x:y', '2'],
      [null, '2', '1'],
    ]);
    await lake.put('found/a=4/b=4/f', 'v\n');
    const again = await lake.run('MSCK REPAIR TABLE found');
    expect((await lake.read(again.status.outputLocation)).toString()).toBe(
      'Repair: Added partition to metastore found:a=4/b=4',
    );
  });

  test('change columns, properties and location', async () => {
    await lake.put('changed/x', '1\u00012\n');
    await lake.run(text('changed'));
    await lake.run('ALTER TABLE changed ADD COLUMNS (n int)');
    expect(await lake.rows('SELECT v, n FROM changed')).toEqual([['1', '2']]);
    await lake.run('ALTER TABLE changed REPLACE COLUMNS (sole int)');
    expect(await lake.rows('SELECT * FROM changed')).toEqual([['1']]);
    await lake.run(`ALTER TABLE changed SET TBLPROPERTIES ('skip.header.line.count' = '1')`);
    expect(await lake.rows('SELECT * FROM changed')).toEqual([]);
    await lake.put('moved/x', 'head\n9\n');
    await lake.run(`ALTER TABLE changed SET LOCATION 's3://lake/moved'`);
    expect(await lake.rows('SELECT * FROM changed')).toEqual([['9']]);
    expect(await lake.failure('ALTER TABLE changed ADD COLUMNS (sole int)')).toMatchObject({
      name: 'HIVE_METASTORE_ERROR',
    });
  });

  test('formats that the embedded runtime cannot read are refused when the table is made', async () => {
    expect(
      await lake.failure(`CREATE EXTERNAL TABLE o (v string) STORED AS ORC LOCATION 's3://lake/o/'`),
    ).toMatchObject({ name: 'NOT_SUPPORTED', message: expect.stringContaining('PARQUET') });
    await lake.run(
      `CREATE EXTERNAL TABLE regexed (v string) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe' LOCATION 's3://lake/o/'`,
    );
    await lake.put('o/x', 'x');
    expect(await lake.failure('SELECT v FROM regexed')).toMatchObject({ name: 'NOT_SUPPORTED' });
  });
});
