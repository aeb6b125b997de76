import { gzipSync } from 'node:zlib';
import { TestLake } from '../testing/test-lake';

jest.setTimeout(60_000);

describe('compressed text', () => {
  let lake: TestLake;
  beforeAll(async () => {
    lake = await TestLake.open();
  });
  afterAll(() => lake.close());

  test.each([
    ['bzip2', Buffer.from('BZh91AY&SY')],
    ['LZ4', Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x64])],
    ['Snappy', Buffer.from([0xff, 0x06, 0x00, 0x00, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59])],
  ])('of %s is refused by its bytes, whatever its name', async (format, bytes) => {
    const name = format.toLowerCase();
    await lake.put(`${name}/x.txt`, bytes);
    await lake.run(`CREATE EXTERNAL TABLE ${name} (v string) LOCATION 's3://lake/${name}/'`);
    expect(await lake.failure(`SELECT v FROM ${name}`)).toMatchObject({
      name: 'NOT_SUPPORTED',
      message: expect.stringContaining(`s3://lake/${name}/x.txt is compressed with ${format}`),
    });
  });

  test('of zstd is read, under any name', async () => {
    await lake.run(
      `CREATE TABLE packed WITH (format = 'TEXTFILE', write_compression = 'ZSTD', external_location = 's3://lake/packed/') AS SELECT n FROM UNNEST(SEQUENCE(1, 3000)) AS t (n)`,
    );
    const [key = ''] = await lake.keys('packed/');
    expect(key).toMatch(/\.zst$/);
    const bytes = await lake.read(`s3://lake/${key}`);
    await lake.store.delete({ bucket: 'lake', key });
    await lake.put('packed/renamed.csv', bytes);
    expect(await lake.rows('SELECT count(*), sum(n) FROM packed')).toEqual([['3000', '4501500']]);
    await lake.put('packed/renamed.csv', bytes.subarray(0, bytes.length >> 1));
    const failure = await lake.failure('SELECT count(*), sum(n) FROM packed');
    expect(failure.name).toBe('HIVE_CURSOR_ERROR');
    expect(failure.message).toContain('s3://lake/packed/renamed.csv');
    // Two streams in one file are read one after the other.
    await lake.put('packed/renamed.csv', Buffer.concat([bytes, bytes]));
    expect(await lake.rows('SELECT count(*) FROM packed')).toEqual([['6000']]);
  });

  test('a file that changed is looked at again', async () => {
    const packed = gzipSync('one\ntwo\n');
    await lake.put('changed/x', packed);
    await lake.run(`CREATE EXTERNAL TABLE changed (v string) LOCATION 's3://lake/changed/'`);
    expect(await lake.rows('SELECT count(*) FROM changed')).toEqual([['2']]);
    await lake.put('changed/x', packed.subarray(0, packed.length - 6));
    expect(await lake.failure('SELECT count(*) FROM changed')).toMatchObject({ name: 'HIVE_CURSOR_ERROR' });
    await lake.put('changed/x', 'plain\n');
    expect(await lake.rows('SELECT v FROM changed')).toEqual([['plain']]);
  });
});
