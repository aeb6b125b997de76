import { gunzipSync } from 'node:zlib';
import { TestLake } from '../testing/test-lake';

jest.setTimeout(60_000);

describe('INSERT INTO', () => {
  let lake: TestLake;
  beforeAll(async () => {
    lake = await TestLake.open();
  });
  afterAll(() => lake.close());

  test('adds files to a table, and leaves those that are there', async () => {
    await lake.put('plain/old', 'old|0\n');
    await lake.run(
      `CREATE EXTERNAL TABLE plain (s string, n int) ROW FORMAT DELIMITED FIELDS TERMINATED BY '|' LOCATION 's3://lake/plain'`,
    );
    const { id, status } = await lake.run(`INSERT INTO plain VALUES ('new', 1), (NULL, NULL)`);
    expect(status.outputLocation).toBe(`s3://results/queries/${id}`);
    const [written = '', ...others] = (await lake.read(status.dataManifestLocation ?? ''))
      .toString()
      .split('\n');
    expect(others).toEqual(['']);
    expect(gunzipSync(await lake.read(written)).toString()).toBe('new|1\n\\N|\\N\n');
    await lake.run(`INSERT INTO plain (n) SELECT 2`);
    expect(await lake.rows('SELECT s, n FROM plain ORDER BY n')).toEqual([
      ['old', '0'],
      ['new', '1'],
      [null, '2'],
      [null, null],
    ]);
  });

  test('makes the partitions that are not there, and adds to those that are, wherever they lie', async () => {
    await lake.run(
      `CREATE EXTERNAL TABLE parted (n bigint) PARTITIONED BY (dt date, k string) STORED AS PARQUET LOCATION 's3://lake/parted/' TBLPROPERTIES ('write.compression' = 'ZSTD')`,
    );
    await lake.run(
      `ALTER TABLE parted ADD PARTITION (dt = '2026-03-09', k = 'a') LOCATION 's3://lake/moved/'`,
    );
    await lake.run(
      `INSERT INTO parted SELECT n, DATE '2026-03-09', k FROM (VALUES (1, 'a'), (2, 'b c'), (3, NULL)) AS t (n, k)`,
    );
    await lake.run(`INSERT INTO parted (k, n, dt) VALUES ('b c', 4, DATE '2026-03-09')`);
    expect(await lake.rows('SHOW PARTITIONS parted')).toEqual([
      ['dt=2026-03-09/k=__HIVE_DEFAULT_PARTITION__'],
      ['dt=2026-03-09/k=a'],
      ['dt=2026-03-09/k=b c'],
    ]);
    expect(await lake.rows('SELECT n, dt, k FROM parted ORDER BY n')).toEqual([
      ['1', '2026-03-09', 'a'],
      ['2', '2026-03-09', 'b c'],
      ['3', '2026-03-09', null],
      ['4', '2026-03-09', 'b c'],
    ]);
    expect(await lake.keys('moved/')).toHaveLength(1);
    expect(await lake.keys('parted/dt=2026-03-09/k=b c/')).toHaveLength(2);
  });

  test('puts projected partitions where the template says', async () => {
    await lake.run(
      `CREATE EXTERNAL TABLE projected (n int) PARTITIONED BY (day string) ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe' LOCATION 's3://lake/projected/'
       TBLPROPERTIES ('projection.enabled' = 'true', 'projection.day.type' = 'date', 'projection.day.format' = 'yyyy/MM/dd',
         'projection.day.range' = '2026/01/01,2026/12/31', 'storage.location.template' = 's3://lake/projected/at/\${day}/')`,
    );
    await lake.run(`INSERT INTO projected VALUES (1, '2026/03/09')`);
    expect((await lake.keys('projected/'))[0]).toMatch(/^projected\/at\/2026\/03\/09\/[^/]+\.gz$/);
    expect(await lake.rows('SELECT n, day FROM projected')).toEqual([['1', '2026/03/09']]);
  });

  test('converts as Trino does without a CAST, and no further', async () => {
    await lake.run(
      `CREATE EXTERNAL TABLE typed (d double, m decimal(10,2), ts timestamp, v varchar(3), a array<bigint>) STORED AS PARQUET LOCATION 's3://lake/typed/'`,
    );
    await lake.run(`INSERT INTO typed SELECT 1, 2, DATE '2026-03-09', 'abc', ARRAY[1, 2]`);
    await lake.run(`INSERT INTO typed SELECT 1.5, NULL, NULL, NULL, NULL`);
    expect(await lake.rows('SELECT * FROM typed ORDER BY d')).toEqual([
      ['1.0', '2.00', '2026-03-09 00:00:00.000', 'abc', '[1, 2]'],
      ['1.5', null, null, null, null],
    ]);
    for (const values of [
      `'1', 2, NULL, NULL, NULL`,
      `1, 2, NULL, 3, NULL`,
      `1, 2E0, NULL, NULL, NULL`,
      `1, 2`,
      `1, 2, NULL, NULL, ARRAY['x']`,
    ]) {
      expect(await lake.failure(`INSERT INTO typed SELECT ${values}`)).toMatchObject({
        name: 'TYPE_MISMATCH',
        message: expect.stringContaining('Insert query has mismatched column types'),
      });
    }
    expect(await lake.failure(`INSERT INTO typed (v) SELECT 'abcd'`)).toMatchObject({
      name: 'INVALID_CAST_ARGUMENT',
    });
    expect(await lake.failure(`INSERT INTO typed (zz) SELECT 1`)).toMatchObject({ name: 'COLUMN_NOT_FOUND' });
    expect(await lake.keys('typed/')).toHaveLength(2);
  });

  test('refuses bucketed tables, views, and formats that it does not write', async () => {
    await lake.run(
      `CREATE TABLE buckets WITH (bucketed_by = ARRAY['n'], bucket_count = 2, external_location = 's3://lake/buckets/') AS SELECT 1 AS n`,
    );
    await lake.run('CREATE VIEW shown AS SELECT n FROM buckets');
    await lake.run(
      `CREATE EXTERNAL TABLE openx (n int) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://lake/openx/'`,
    );
    for (const table of ['buckets', 'shown', 'openx']) {
      expect(await lake.failure(`INSERT INTO ${table} SELECT 2`)).toMatchObject({ name: 'NOT_SUPPORTED' });
    }
    expect(await lake.failure(`INSERT INTO nowhere SELECT 2`)).toMatchObject({ name: 'TABLE_NOT_FOUND' });
  });

  test('leaves nothing when it fails', async () => {
    await lake.run(
      `CREATE EXTERNAL TABLE kept (n int) PARTITIONED BY (p string) STORED AS PARQUET LOCATION 's3://lake/kept/'`,
    );
    const insert = `INSERT INTO kept SELECT n, CAST(n AS varchar) FROM UNNEST(SEQUENCE(1, 101)) AS t (n)`;
    expect(await lake.failure(insert)).toMatchObject({ name: 'HIVE_TOO_MANY_OPEN_PARTITIONS' });
    expect(await lake.keys('kept/')).toEqual([]);
    expect(await lake.rows('SHOW PARTITIONS kept')).toEqual([]);
    await lake.run(insert.replace('101', '100'));
    expect(await lake.rows('SELECT count(*) FROM kept')).toEqual([['100']]);
  });
});
