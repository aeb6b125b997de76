import { TestLake } from '../testing/test-lake';
import { bucketOfFile } from './bucket-filter';

jest.setTimeout(60_000);

describe('bucketOfFile', () => {
  test.each<[string, number | undefined]>([
    ['t/20190526_072952_00009_fn7s5_bucket-00234', 234],
    ['t/20190526_072952_00009_fn7s5_bucket-00007.gz', 7],
    ['t/20190526_072952_00009_fn7s5_bucket-00007-1.gz', 7],
    ['000001_0_query', 1],
    ['t/000049_0', 49],
    ['t/part-00001.parquet', undefined],
    ['bucket-00001/file', undefined],
  ])('%s', (key, bucket) => {
    expect(bucketOfFile(key)).toBe(bucket);
  });
});

describe('queries of bucketed tables', () => {
  let lake: TestLake;
  beforeAll(async () => {
    lake = await TestLake.open();
    const source = `SELECT CONCAT('device-', CAST(n AS varchar)) AS id, n, CAST(n % 3 AS varchar) AS k FROM UNNEST(SEQUENCE(1, 400)) AS t (n)`;
    await lake.run(
      `CREATE TABLE one WITH (format = 'TEXTFILE', write_compression = 'NONE', bucketed_by = ARRAY['id'], bucket_count = 16, external_location = 's3://lake/one/') AS ${source}`,
    );
    await lake.run(
      `CREATE TABLE two WITH (format = 'TEXTFILE', write_compression = 'NONE', bucketed_by = ARRAY['n', 'k'], bucket_count = 8, external_location = 's3://lake/two/') AS ${source}`,
    );
  });
  afterAll(() => lake.close());

  /** How many files are read, by what reading each of them alone costs. */
  const share = async (table: string, condition: string): Promise<{ rows: number; part: number }> => {
    const all = await lake.run(`SELECT n FROM ${table}`);
    const some = await lake.run(`SELECT n FROM ${table} WHERE ${condition}`);
    return {
      rows: some.rows.length,
      part: some.status.statistics.bytesScanned / all.status.statistics.bytesScanned,
    };
  };

  test.each<[table: string, condition: string, rows: number, most: number]>([
    ['one', `id = 'device-77'`, 1, 0.1],
    ['one', `'device-77' = id`, 1, 0.1],
    ['one', `id IN ('device-77', 'device-78', 'none')`, 2, 0.3],
    ['two', `n IN (${Array.from({ length: 101 }, () => 77).join(', ')}) AND k = '2'`, 1, 0.2],
    ['one', `id = 'device-77' AND n > 1000`, 0, 0.1],
    ['two', `n = 77 AND k = '2'`, 1, 0.2],
    ['two', `n IN (77, 78) AND k IN ('0', '2')`, 2, 0.7],
  ])('%s where %s reads some buckets', async (table, condition, rows, most) => {
    const { rows: found, part } = await share(table, condition);
    expect(found).toBe(rows);
    expect(part).toBeGreaterThan(0);
    expect(part).toBeLessThan(most);
  });

  test.each<[table: string, condition: string, rows: number]>([
    ['one', `id LIKE 'device-77'`, 1],
    ['one', `id = 'device-77' OR n = 5`, 2],
    ['one', `lower(id) = 'device-77'`, 1],
    ['two', `n = 77`, 1],
  ])('%s where %s reads all', async (table, condition, rows) => {
    expect(await share(table, condition)).toEqual({ rows, part: 1 });
  });

  test('a table that something else bucketed is read whole', async () => {
    await lake.run(`ALTER TABLE one SET TBLPROPERTIES ('bucketing_format' = 'spark')`);
    expect(await share('one', `id = 'device-77'`)).toEqual({ rows: 1, part: 1 });
    await lake.run(`ALTER TABLE one SET TBLPROPERTIES ('bucketing_format' = 'hive')`);
    await lake.put('one/part-0', 'device-77\u0001999\u00010\n');
    expect(await share('one', `id = 'device-77'`)).toEqual({ rows: 2, part: 1 });
  });
});
