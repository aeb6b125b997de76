import { gunzipSync } from 'node:zlib';
import { AppError } from '@lakeward/core';
import { InMemoryCatalog } from '@lakeward/glue/testing';
import { hiveBucketReference } from '../testing/hive-hash-reference';
import { readParquetFiles } from '../testing/read-parquet';
import { TestLake } from '../testing/test-lake';

jest.setTimeout(60_000);

const ROWS = `(VALUES (1, 'a', 'x'), (2, 'b', 'x'), (3, 'c', 'y'), (4, NULL, NULL)) AS t (n, s, p)`;

describe('CREATE TABLE AS', () => {
  let lake: TestLake;
  beforeAll(async () => {
    lake = await TestLake.open();
  });
  afterAll(() => lake.close());

  test('puts Parquet files under tables/<id>/ with metadata and manifest beside it', async () => {
    const { id, status, columns, rows } = await lake.run(`CREATE TABLE plain AS SELECT n, s FROM ${ROWS}`);
    expect([columns, rows]).toEqual([[], []]);
    expect(status.outputLocation).toBe(`s3://results/queries/tables/${id}`);
    expect(status.dataManifestLocation).toBe(`s3://results/queries/tables/${id}-manifest.csv`);
    const manifest = (await lake.read(status.dataManifestLocation ?? '')).toString();
    expect(manifest).toMatch(
      new RegExp(
        `^s3://results/queries/tables/${id}/\\d{8}_\\d{6}_\\d{5}_[a-z0-9]{5}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\n$`,
      ),
    );
    expect((await lake.read(`${status.outputLocation}.metadata`)).includes(id)).toBe(true);
    expect(await lake.rows('SELECT * FROM plain ORDER BY n')).toEqual([
      ['1', 'a'],
      ['2', 'b'],
      ['3', 'c'],
      ['4', null],
    ]);
    const key = manifest.trim().slice('s3://results/'.length);
    const file = (await lake.store.filePath({ bucket: 'results', key })) ?? '';
    const [content] = await readParquetFiles([file]);
    expect(content?.codecs).toEqual(['GZIP']);
    expect(content?.rows).toEqual([
      { n: 1, s: 'a' },
      { n: 2, s: 'b' },
      { n: 3, s: 'c' },
      { n: 4, s: null },
    ]);
    expect(await lake.catalog.table('db', 'plain')).toMatchObject({
      columns: [
        { name: 'n', type: 'int' },
        { name: 's', type: 'string' },
      ],
      partitionKeys: [],
      storage: {
        location: `s3://results/queries/tables/${id}/`,
        serde: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
      },
    });
  });

  test('puts partitions into folders, keys left out of the files', async () => {
    await lake.run(
      `CREATE TABLE parted WITH (format = 'JSON', partitioned_by = ARRAY['p'], external_location = 's3://lake/parted')
       AS SELECT n, s, CONCAT(p, '/', 'q=1') AS p FROM ${ROWS}`,
    );
    const keys = await lake.keys('parted/');
    expect(keys.map((key) => key.split('/')[1])).toEqual([
      'p=__HIVE_DEFAULT_PARTITION__',
      'p=x%2Fq%3D1',
      'p=y%2Fq%3D1',
    ]);
    expect(keys.every((key) => key.endsWith('.gz'))).toBe(true);
    const [, second = ''] = keys;
    expect(gunzipSync(await lake.read(`s3://lake/${second}`)).toString()).toBe(
      '{"n":1,"s":"a"}\n{"n":2,"s":"b"}\n',
    );
    expect(await lake.rows('SELECT n, p FROM parted ORDER BY n')).toEqual([
      ['1', 'x/q=1'],
      ['2', 'x/q=1'],
      ['3', 'y/q=1'],
      ['4', null],
    ]);
    expect(await lake.rows(`SELECT n FROM parted WHERE p = 'y/q=1'`)).toEqual([['3']]);
    expect(await lake.catalog.partition('db', 'parted', ['x/q=1'])).toEqual({
      values: ['x/q=1'],
      location: 's3://lake/parted/p=x%2Fq%3D1/',
    });
  });

  test('keeps partitions apart that differ in case alone', async () => {
    await lake.run(
      `CREATE TABLE cased WITH (partitioned_by = ARRAY['p'], external_location = 's3://lake/cased/') AS SELECT 1 AS n, 'eu' AS p UNION ALL SELECT 2, 'EU'`,
    );
    expect(await lake.rows('SELECT n, p FROM cased ORDER BY n')).toEqual([
      ['1', 'eu'],
      ['2', 'EU'],
    ]);
  });

  test('puts rows into the bucket that their hash says, in one file a bucket', async () => {
    await lake.run(
      `CREATE TABLE buckets WITH (format = 'TEXTFILE', write_compression = 'NONE', field_delimiter = ',', bucketed_by = ARRAY['id'], bucket_count = 8, external_location = 's3://lake/buckets/')
       AS SELECT CONCAT('id-', CAST(n AS varchar)) AS id, n FROM UNNEST(SEQUENCE(1, 200)) AS t (n)`,
    );
    const keys = await lake.keys('buckets/');
    expect(keys.map((key) => /_bucket-(\d{5})$/.exec(key)?.[1])).toEqual(
      Array.from({ length: 8 }, (_, bucket) => `0000${bucket}`),
    );
    const ids: string[] = [];
    for (const [bucket, key] of keys.entries()) {
      for (const line of (await lake.read(`s3://lake/${key}`)).toString().trimEnd().split('\n')) {
        const [id = ''] = line.split(',');
        expect(hiveBucketReference([id], 8)).toBe(bucket);
        ids.push(id);
      }
    }
    expect(new Set(ids).size).toBe(200);
    expect(await lake.rows(`SELECT n FROM buckets WHERE id = 'id-77'`)).toEqual([['77']]);
    expect(await lake.catalog.table('db', 'buckets')).toMatchObject({
      storage: { bucketedBy: ['id'], bucketCount: 8, serdeParameters: { 'field.delim': ',' } },
    });
  });

  test('makes no file for an empty bucket, nor for no rows at all', async () => {
    await lake.run(
      `CREATE TABLE few WITH (bucketed_by = ARRAY['n'], bucket_count = 50, external_location = 's3://lake/few/') AS SELECT 7 AS n, 'x' AS s`,
    );
    expect((await lake.keys('few/')).map((key) => key.slice(-13))).toEqual(['_bucket-00007']);
    const none = await lake.run(
      `CREATE TABLE none_at_all WITH (external_location = 's3://lake/none/') AS SELECT n FROM ${ROWS} WHERE n > 9`,
    );
    expect(none.status.dataManifestLocation).toBeUndefined();
    expect(await lake.keys('none/')).toEqual([]);
    expect(await lake.rows('SELECT count(*) FROM none_at_all')).toEqual([['0']]);
  });

  test('WITH NO DATA makes the table alone', async () => {
    const { status } = await lake.run(
      `CREATE TABLE shape WITH (partitioned_by = ARRAY['p'], external_location = 's3://lake/shape/') AS SELECT n, s, p FROM ${ROWS} WITH NO DATA`,
    );
    expect(status.statistics.bytesScanned).toBe(0);
    expect(await lake.keys('shape/')).toEqual([]);
    expect(await lake.catalog.table('db', 'shape')).toMatchObject({
      partitionKeys: [{ name: 'p', type: 'string' }],
    });
  });

  test('refuses a table that exists, or does nothing where asked to', async () => {
    await lake.run(`CREATE TABLE here WITH (external_location = 's3://lake/here/') AS SELECT 1 AS n`);
    expect(
      await lake.failure(`CREATE TABLE here WITH (external_location = 's3://lake/there/') AS SELECT 1 AS n`),
    ).toMatchObject({ name: 'TABLE_ALREADY_EXISTS', type: 1110 });
    await lake.run(
      `CREATE TABLE IF NOT EXISTS here WITH (external_location = 's3://lake/there/') AS SELECT 2 AS n`,
    );
    expect(await lake.keys('there/')).toEqual([]);
    expect(await lake.rows('SELECT n FROM here')).toEqual([['1']]);
  });

  test('refuses a place where something lies, but not the marker of an empty folder', async () => {
    await lake.put('taken/old', 'left by a run that failed');
    const failure = await lake.failure(
      `CREATE TABLE taken WITH (external_location = 's3://lake/taken/') AS SELECT 1 AS n`,
    );
    expect(failure).toMatchObject({ name: 'HIVE_PATH_ALREADY_EXISTS', category: 2, retryable: false });
    expect(failure.message).toContain("table 'db.taken' already exists: s3://lake/taken/");
    await lake.put('hidden-left/_x', '');
    expect(
      await lake.failure(
        `CREATE TABLE taken WITH (external_location = 's3://lake/hidden-left/') AS SELECT 1 AS n`,
      ),
    ).toMatchObject({ name: 'HIVE_PATH_ALREADY_EXISTS' });
    await lake.put('marked/', '');
    await lake.run(`CREATE TABLE marked WITH (external_location = 's3://lake/marked/') AS SELECT 1 AS n`);
    expect(await lake.rows('SELECT n FROM marked')).toEqual([['1']]);
  });

  test.each([
    ['partitions', `partitioned_by = ARRAY['p']`, 101],
    [
      'partitions times buckets',
      `partitioned_by = ARRAY['p'], bucketed_by = ARRAY['n'], bucket_count = 3`,
      34,
    ],
    ['very many partitions', `partitioned_by = ARRAY['p']`, 20_000],
  ])('writes to a hundred places at most: %s', async (_, properties, count) => {
    const ctas = (places: number): string =>
      `CREATE TABLE many WITH (${properties}, external_location = 's3://lake/many/') AS SELECT n, CAST(n % ${places} AS varchar) AS p FROM (SELECT x * 300 + y AS n FROM UNNEST(SEQUENCE(0, 199)) AS a (x) CROSS JOIN UNNEST(SEQUENCE(0, 299)) AS b (y))`;
    expect(await lake.failure(ctas(count))).toMatchObject({
      name: 'HIVE_TOO_MANY_OPEN_PARTITIONS',
      message: expect.stringContaining('Exceeded limit of 100 open writers for partitions/buckets'),
    });
    expect(await lake.keys('many/')).toEqual([]);
    expect(await lake.catalog.table('db', 'many')).toBeUndefined();
    // What failed leaves nothing in the way of the next try.
    const fewer = count > 100 ? 100 : 33;
    await lake.run(ctas(fewer));
    expect(await lake.rows('SELECT count(*), count(DISTINCT p) FROM many')).toEqual([
      ['60000', String(fewer)],
    ]);
    await lake.run('DROP TABLE many');
    for (const key of await lake.keys('many/')) await lake.store.delete({ bucket: 'lake', key });
  });

  test.each<[problem: string, sql: string, name: string]>([
    ['a column without a name', `AS SELECT n, n + 1 FROM ${ROWS}`, 'MISSING_COLUMN_NAME'],
    ['two columns of one name', `AS SELECT n, s AS "N" FROM ${ROWS}`, 'DUPLICATE_COLUMN_NAME'],
    ['NULL without a type', `AS SELECT n, NULL AS nothing FROM ${ROWS}`, 'COLUMN_TYPE_UNKNOWN'],
    ['a type that no table has', `AS SELECT current_timestamp AS at`, 'NOT_SUPPORTED'],
    [
      'a key that is not the last column',
      `WITH (partitioned_by = ARRAY['n']) AS SELECT n, s FROM ${ROWS}`,
      'HIVE_COLUMN_ORDER_MISMATCH',
    ],
    [
      'a key that is no column',
      `WITH (partitioned_by = ARRAY['z']) AS SELECT n, s FROM ${ROWS}`,
      'INVALID_TABLE_PROPERTY',
    ],
    [
      'nothing but keys',
      `WITH (partitioned_by = ARRAY['n']) AS SELECT n FROM ${ROWS}`,
      'INVALID_TABLE_PROPERTY',
    ],
    [
      'buckets by what is no column',
      `WITH (bucketed_by = ARRAY['z'], bucket_count = 2) AS SELECT n FROM ${ROWS}`,
      'INVALID_TABLE_PROPERTY',
    ],
    [
      'buckets by a decimal',
      `WITH (bucketed_by = ARRAY['d'], bucket_count = 2) AS SELECT 1.5 AS d`,
      'NOT_SUPPORTED',
    ],
    [
      'a key that is no printable ASCII',
      `WITH (partitioned_by = ARRAY['p']) AS SELECT 1 AS n, 'ä' AS p`,
      'HIVE_INVALID_PARTITION_VALUE',
    ],
    [
      'a text that TEXTFILE cannot hold',
      `WITH (format = 'TEXTFILE') AS SELECT CONCAT('a', chr(10), 'b') AS s`,
      'NOT_SUPPORTED',
    ],
    ['a missing table', `AS SELECT * FROM nowhere`, 'TABLE_NOT_FOUND'],
    ['a failure on the way', `AS SELECT 10 / (n - 3) AS q FROM ${ROWS}`, 'DIVISION_BY_ZERO'],
  ])('%s: fails and leaves nothing', async (_, rest, name) => {
    const before = await allKeys();
    expect(await lake.failure(`CREATE TABLE wrong ${rest}`)).toMatchObject({ name });
    expect(await allKeys()).toEqual(before);
    expect(await lake.catalog.table('db', 'wrong')).toBeUndefined();
  });

  test('a bucket that does not exist is named', async () => {
    const failure = await lake.failure(
      `CREATE TABLE lost WITH (external_location = 's3://no-such-bucket/x/') AS SELECT 1 AS n`,
    );
    expect(failure.name).toBe('HIVE_FILESYSTEM_ERROR');
    expect(failure.message).toContain('no-such-bucket');
  });

  const allKeys = async (): Promise<string[]> => {
    const keys: string[] = [];
    for (const bucket of ['lake', 'results']) {
      for await (const { key } of lake.store.list(bucket)) keys.push(`${bucket}/${key}`);
    }
    return keys;
  };
});

/** A catalog that refuses partitions, or says that a table exists which did not a moment ago. */
class FailingCatalog extends InMemoryCatalog {
  failing: 'tables' | 'partitions' | undefined;

  override createTable(...args: Parameters<InMemoryCatalog['createTable']>): Promise<void> {
    if (this.failing !== 'tables') return super.createTable(...args);
    return Promise.reject(new AppError({ code: 'GLUE_ALREADY_EXISTS', message: 'm', remedy: 'r' }));
  }

  override createPartitions(
    ...args: Parameters<InMemoryCatalog['createPartitions']>
  ): ReturnType<InMemoryCatalog['createPartitions']> {
    if (this.failing !== 'partitions') return super.createPartitions(...args);
    return Promise.reject(
      new AppError({ code: 'GLUE_UNAVAILABLE', message: 'down', remedy: 'wait', retryable: true }),
    );
  }
}

describe('CREATE TABLE AS with a catalog that fails', () => {
  test.each([
    ['tables', 'TABLE_ALREADY_EXISTS', false],
    ['partitions', 'HIVE_METASTORE_ERROR', true],
  ] as const)('for %s leaves no table and no file', async (failing, name, retryable) => {
    const catalog = new FailingCatalog();
    await catalog.ensureDatabase('db');
    const lake = await TestLake.open({ catalog });
    catalog.failing = failing;
    const ctas = `CREATE TABLE t WITH (partitioned_by = ARRAY['p'], external_location = 's3://lake/t/') AS SELECT n, p FROM ${ROWS}`;
    expect(await lake.failure(ctas)).toMatchObject({ name, retryable });
    expect(await lake.keys()).toEqual([]);
    expect(await catalog.table('db', 't')).toBeUndefined();
    catalog.failing = undefined;
    await lake.run(ctas);
    expect(await lake.rows('SELECT count(*) FROM t')).toEqual([['4']]);
    await lake.close();
  });
});
