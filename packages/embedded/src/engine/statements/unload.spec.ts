import { gunzipSync } from 'node:zlib';
import { readParquetFiles } from '../testing/read-parquet';
import { TestLake } from '../testing/test-lake';

jest.setTimeout(60_000);

const ROWS = `(VALUES (1, 'a', 'x'), (2, NULL, 'y')) AS t (n, s, p)`;

describe('UNLOAD', () => {
  let lake: TestLake;
  beforeAll(async () => {
    lake = await TestLake.open();
  });
  afterAll(() => lake.close());

  const content = async (prefix: string): Promise<string> => {
    const parts: string[] = [];
    for (const key of await lake.keys(prefix)) {
      parts.push(gunzipSync(await lake.read(`s3://lake/${key}`)).toString());
    }
    return parts.join('');
  };

  test('writes JSON and text, always gzip, with a manifest', async () => {
    const { id, status, columns } = await lake.run(
      `UNLOAD (SELECT n, s FROM ${ROWS} ORDER BY n) TO 's3://lake/json' WITH (format = 'JSON')`,
    );
    expect(columns).toEqual([]);
    expect(await content('json/')).toBe('{"n":1,"s":"a"}\n{"n":2,"s":null}\n');
    const [key = ''] = await lake.keys('json/');
    expect(status.outputLocation).toBe(`s3://results/queries/${id}`);
    expect(status.dataManifestLocation).toBe(`s3://results/queries/${id}-manifest.csv`);
    expect((await lake.read(status.dataManifestLocation ?? '')).toString()).toBe(`s3://lake/${key}\n`);
    await lake.run(
      `UNLOAD (SELECT n, s FROM ${ROWS} ORDER BY n) TO 's3://lake/text/' WITH (format = 'TEXTFILE')`,
    );
    expect(await content('text/')).toBe('1\u0001a\n2\u0001\\N\n');
    await lake.run(
      `UNLOAD (SELECT n, s FROM ${ROWS} ORDER BY n) TO 's3://lake/piped/' WITH (format = 'TEXTFILE', field_delimiter = '|')`,
    );
    expect(await content('piped/')).toBe('1|a\n2|\\N\n');
  });

  test.each([
    ['TEXTFILE', `, field_delimiter = ','`, '1,a\n2,\\N\n'],
    ['JSON', '', '{"n":1,"s":"a"}\n{"n":2,"s":null}\n'],
  ])('writes %s as plain text where that is asked for', async (format, more, expected) => {
    await lake.run(
      `UNLOAD (SELECT n, s FROM ${ROWS} ORDER BY n) TO 's3://lake/plain-${format}/' WITH (format = '${format}', compression = 'NONE'${more})`,
    );
    const [key = '', ...others] = await lake.keys(`plain-${format}/`);
    expect(others).toEqual([]);
    expect(key).not.toMatch(/\.gz$/);
    expect((await lake.read(`s3://lake/${key}`)).toString()).toBe(expected);
  });

  test('writes Parquet in the compression that is asked for', async () => {
    await lake.run(
      `UNLOAD (SELECT n, s, DATE '2026-03-09' AS d, 1.50 AS m FROM ${ROWS} WHERE n = 1) TO 's3://lake/parquet/' WITH (format = 'PARQUET', compression = 'SNAPPY')`,
    );
    const [key = ''] = await lake.keys('parquet/');
    const file = (await lake.store.filePath({ bucket: 'lake', key })) ?? '';
    const [found] = await readParquetFiles([file]);
    expect(found?.codecs).toEqual(['SNAPPY']);
    expect(found?.rows).toEqual([{ n: 1, s: 'a', d: '2026-03-09T00:00:00.000Z', m: 1.5 }]);
  });

  test('refuses a place where something lies, but adds to partitions', async () => {
    const unload = (properties: string): string =>
      `UNLOAD (SELECT n, p FROM ${ROWS}) TO 's3://lake/again/' WITH (format = 'JSON'${properties})`;
    await lake.run(unload(`, partitioned_by = ARRAY['p']`));
    await lake.run(unload(`, partitioned_by = ARRAY['p']`));
    expect((await lake.keys('again/')).map((key) => key.split('/')[1])).toEqual(['p=x', 'p=x', 'p=y', 'p=y']);
    expect(await lake.failure(unload(''))).toMatchObject({
      name: 'HIVE_PATH_ALREADY_EXISTS',
      message: expect.stringContaining('s3://lake/again/'),
    });
  });

  test('pays for what it reads, and writes nothing for no rows', async () => {
    await lake.put('source/x', 'one\ntwo\n');
    await lake.run(`CREATE EXTERNAL TABLE source (v string) LOCATION 's3://lake/source/'`);
    const { status } = await lake.run(
      `UNLOAD (SELECT v FROM source WHERE v = ?) TO 's3://lake/nothing/' WITH (format = 'JSON')`,
      { parameters: ["'three'"] },
    );
    expect(status.statistics.bytesScanned).toBe(8);
    expect(status.dataManifestLocation).toBeUndefined();
    expect(await lake.keys('nothing/')).toEqual([]);
  });
});
