import { TestLake } from '../testing/test-lake';

jest.setTimeout(60_000);

describe('the files of a table', () => {
  let lake: TestLake;
  beforeAll(async () => {
    lake = await TestLake.open();
  });
  afterAll(() => lake.close());

  const paths = async (table: string): Promise<(string | null)[]> =>
    (await lake.rows(`SELECT DISTINCT "$path" FROM ${table} ORDER BY 1`)).map(([path]) => path ?? null);

  test('are those below its location that are not hidden and not empty', async () => {
    for (const key of ['a', 'deep/er/b', '_SUCCESS', '.c', 'deep/_tmp/d', '_dir/e']) {
      await lake.put(`files/${key}`, 'x\n');
    }
    await lake.put('files/', '');
    await lake.put('files/empty', '');
    await lake.put('files-beside/z', 'x\n');
    // Without a slash at its end the location still is a folder.
    await lake.run(`CREATE EXTERNAL TABLE files (v string) LOCATION 's3://lake/files'`);
    expect(await paths('files')).toEqual(['s3://lake/files/a', 's3://lake/files/deep/er/b']);
    expect(await lake.rows('SELECT count(*) FROM files')).toEqual([['2']]);
  });

  test('may have any name', async () => {
    const names = [
      'a[1].csv',
      'a*.csv',
      'a?.csv',
      "it's",
      'ü',
      'per%20cent',
      'b=1',
      'x//y',
      'long'.repeat(80),
    ];
    for (const name of names) await lake.put(`names/${name}`, `${name}\n`);
    await lake.run(`CREATE EXTERNAL TABLE named (v string) LOCATION 's3://lake/names/'`);
    const rows = await lake.rows('SELECT v, "$path" FROM named');
    expect(rows).toHaveLength(names.length);
    for (const [value, path] of rows) expect(path).toBe(`s3://lake/names/${value ?? ''}`);
  });

  test('show their size, time and partition', async () => {
    await lake.put('hidden/k=1/x', 'four\n');
    await lake.run(
      `CREATE EXTERNAL TABLE hidden (v string) PARTITIONED BY (k string) LOCATION 's3://lake/hidden/'`,
    );
    await lake.run('MSCK REPAIR TABLE hidden');
    const [row] = await lake.rows(
      `SELECT "$file_size", "$partition", "$bucket", "$file_modified_time" > TIMESTAMP '2020-01-01 00:00:00 UTC' FROM hidden`,
    );
    expect(row).toEqual(['5', 'k=1', null, 'true']);
    expect((await lake.run('SELECT * FROM hidden')).columns.map(({ name }) => name)).toEqual(['v', 'k']);
  });

  test('are named in lists where the table says so, as S3 Inventory does', async () => {
    await lake.put('data/one', 'first\n');
    await lake.put('data/two', 'second\n');
    await lake.put('data/three', 'third\n');
    await lake.put('lists/dt=1/symlink.txt', 's3://lake/data/one\ns3://lake/data/two\n');
    await lake.put('lists/dt=2/symlink.txt', 's3://lake/data/three');
    await lake.run(
      `CREATE EXTERNAL TABLE inventory (v string) PARTITIONED BY (dt string)
       ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'
       STORED AS INPUTFORMAT 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat'
       OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.IgnoreKeyTextOutputFormat' LOCATION 's3://lake/lists/'`,
    );
    await lake.run('MSCK REPAIR TABLE inventory');
    expect(await lake.rows('SELECT v, dt, "$path" FROM inventory ORDER BY v')).toEqual([
      ['first', '1', 's3://lake/data/one'],
      ['second', '1', 's3://lake/data/two'],
      ['third', '2', 's3://lake/data/three'],
    ]);
    await lake.put('lists/dt=2/symlink.txt', 's3://lake/data/gone');
    const failure = await lake.failure('SELECT v FROM inventory');
    expect(failure.name).toBe('HIVE_CANNOT_OPEN_SPLIT');
    expect(failure.message).toContain('s3://lake/data/gone');
  });
});
