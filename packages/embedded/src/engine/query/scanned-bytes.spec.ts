import { readParquetFiles } from '../testing/read-parquet';
import { TestLake } from '../testing/test-lake';

jest.setTimeout(60_000);

describe('bytes scanned', () => {
  let lake: TestLake;
  let sizes: Map<string, number>;
  beforeAll(async () => {
    lake = await TestLake.open();
    await lake.run(
      `CREATE TABLE p WITH (format = 'PARQUET', write_compression = 'SNAPPY', external_location = 's3://lake/p/') AS
       SELECT n, CAST(n AS varchar) AS text, CAST(ROW(n, n * 2) AS row(small bigint, large bigint)) AS pair
       FROM UNNEST(SEQUENCE(1, 5000)) AS t (n)`,
    );
    const [key = ''] = await lake.keys('p/');
    const file = (await lake.store.filePath({ bucket: 'lake', key })) ?? '';
    const [content] = await readParquetFiles([file]);
    sizes = new Map(Object.entries(content?.columnBytes ?? {}));
  });
  afterAll(() => lake.close());

  test.each<[sql: string, columns: readonly string[]]>([
    ['SELECT sum(n) FROM p', ['n']],
    ["SELECT count(*) FROM p WHERE text LIKE '%7%'", ['text']],
    ["SELECT n FROM p WHERE text = '7'", ['n', 'text']],
    ['SELECT pair.large FROM p', ['pair']],
    ['SELECT * FROM p', ['n', 'text', 'pair']],
    ['SELECT count(*) FROM p', []],
    ['SELECT 1', []],
    ["SELECT a.n FROM p a JOIN p b ON a.n = b.n WHERE b.text = '1'", ['n', 'n', 'text']],
  ])('of Parquet are those of the columns of each scan: %s', async (sql, columns) => {
    const { status } = await lake.run(sql);
    const expected = columns.reduce((sum, name) => sum + (sizes.get(name) ?? Number.NaN), 0);
    expect(status.statistics.bytesScanned).toBe(expected);
  });

  test('of text are those of whole files, for each scan', async () => {
    await lake.put('text/a', 'x\ty\n'.repeat(100));
    await lake.run(
      `CREATE EXTERNAL TABLE words (a string, b string) ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' LOCATION 's3://lake/text/'`,
    );
    const bytes = async (sql: string): Promise<number> =>
      (await lake.run(sql)).status.statistics.bytesScanned;
    expect(await bytes('SELECT a FROM words')).toBe(400);
    expect(await bytes('SELECT count(*) FROM words')).toBe(400);
    expect(await bytes('SELECT count(*) FROM words x JOIN words y ON x.a = y.b')).toBe(800);
    expect(await bytes('SHOW COLUMNS IN words')).toBe(0);
  });
});
