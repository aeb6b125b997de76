import { gzipSync } from 'node:zlib';
import { TestLake } from '../testing/test-lake';

jest.setTimeout(60_000);

const OPENX = 'org.openx.data.jsonserde.JsonSerDe';

describe('tables of JSON lines', () => {
  let lake: TestLake;
  beforeAll(async () => {
    lake = await TestLake.open();
  });
  afterAll(() => lake.close());

  /** Makes a table over one or more files; answers its name. */
  let tables = 0;
  const table = async (
    columns: string,
    files: readonly (string | Uint8Array)[],
    { serde = OPENX, properties = '' } = {},
  ): Promise<string> => {
    tables += 1;
    const name = `t${tables}`;
    for (const [index, body] of files.entries()) await lake.put(`${name}/f${index}`, body);
    await lake.run(
      `CREATE EXTERNAL TABLE ${name} (${columns}) ROW FORMAT SERDE '${serde}' ${properties} LOCATION 's3://lake/${name}/'`,
    );
    return name;
  };

  test('finds keys whatever their case, at every depth', async () => {
    const name = await table(
      'deviceid string, reading struct<value:double,units:array<struct<code:string>>>, tags map<string,struct<id:int>>',
      [
        '{"deviceId":"d1","Reading":{"VALUE":1.5,"Units":[{"Code":"C"},{"Code":"F"}]},"tags":{"Upper":{"Id":7}}}\n',
      ],
    );
    expect(await lake.rows(`SELECT * FROM ${name}`)).toEqual([
      ['d1', '{value=1.5, units=[{code=C}, {code=F}]}', '{Upper={id=7}}'],
    ]);
  });

  test('finds a key that only occurs late in one of many files', async () => {
    const early = `{"id":"a"}\n`.repeat(20_000);
    const name = await table('id string, errorcode string, o struct<latecode:int>', [
      early,
      `${early}{"id":"b","errorCode":"AccessDenied","o":{"lateCode":3}}\n`,
    ]);
    expect(
      await lake.rows(`SELECT id, errorcode, o.latecode FROM ${name} WHERE errorcode IS NOT NULL`),
    ).toEqual([['b', 'AccessDenied', '3']]);
  });

  test('reads a name that is spelled in several ways', async () => {
    const name = await table('arn string, n int, o struct<arn:string>', [
      '{"arn":"small","n":1,"o":{"arn":"x"}}\n{"ARN":"large","n":2,"o":{"ARN":"y"}}\n',
    ]);
    expect(await lake.rows(`SELECT arn, o.arn, n FROM ${name} ORDER BY n`)).toEqual([
      ['small', 'x', '1'],
      ['large', 'y', '2'],
    ]);
    expect(await lake.rows(`SELECT n, o.arn FROM ${name} ORDER BY n`)).toEqual([
      ['1', 'x'],
      ['2', 'y'],
    ]);
  });

  test('gives NULL for what is missing, and text for what is no text', async () => {
    const name = await table('a string, b string, c string, nothere int', [
      '{"a":{"k":[1,2]},"b":7}\n{"a":null,"c":true}\n',
    ]);
    expect(await lake.rows(`SELECT * FROM ${name} ORDER BY a`)).toEqual([
      ['{"k":[1,2]}', '7', null, null],
      [null, null, 'true', null],
    ]);
  });

  test('renames keys by mapping, and takes dots for underscores where told to', async () => {
    const mapped = await table('at string, kind string', ['{"Timestamp":"now","kind":"k"}\n'], {
      properties: `WITH SERDEPROPERTIES ('mapping.at' = 'timestamp')`,
    });
    expect(await lake.rows(`SELECT at, kind FROM ${mapped}`)).toEqual([['now', 'k']]);
    const dotted = await table('a_b string', ['{"a.b":"dotted"}\n'], {
      properties: `WITH SERDEPROPERTIES ('dots.in.keys' = 'true')`,
    });
    expect(await lake.rows(`SELECT a_b FROM ${dotted}`)).toEqual([['dotted']]);
    const exact = await table('id string', ['{"ID":"upper"}\n{"id":"lower"}\n'], {
      properties: `WITH SERDEPROPERTIES ('case.insensitive' = 'false')`,
    });
    expect(await lake.rows(`SELECT id FROM ${exact} ORDER BY 1`)).toEqual([['lower'], [null]]);
  });

  test('knows gzip by its bytes, and takes several streams in one file', async () => {
    const name = await table('n int', [
      gzipSync('{"n":1}\n'),
      '{"n":2}\n',
      Buffer.concat([gzipSync('{"n":3}\n'), gzipSync('{"n":4}\n')]),
    ]);
    expect(await lake.rows(`SELECT n FROM ${name} ORDER BY n`)).toEqual([['1'], ['2'], ['3'], ['4']]);
  });

  test('names the file of a malformed line', async () => {
    const name = await table('n int', ['{"n":1}\n', '{"n":2}\n{"n":\n{"n":3}\n']);
    const failure = await lake.failure(`SELECT sum(n) FROM ${name}`);
    expect(failure).toMatchObject({ name: 'HIVE_BAD_DATA', retryable: false });
    expect(failure.message).toContain(`s3://lake/${name}/f1`);
    expect(failure.message).not.toContain(lake.directory);
    const lenient = await table('n int', ['{"n":2}\n{"n":\n{"n":3}\n'], {
      properties: `WITH SERDEPROPERTIES ('ignore.malformed.json' = 'true')`,
    });
    expect(await lake.rows(`SELECT n FROM ${lenient} ORDER BY n`)).toEqual([['2'], ['3'], [null]]);
  });

  test('refuses a value of another type', async () => {
    const name = await table('n int, s struct<a:int>', ['{"n":"seven"}\n']);
    expect(await lake.failure(`SELECT n FROM ${name}`)).toMatchObject({ name: 'HIVE_BAD_DATA' });
    const other = await table('s struct<a:int>', ['{"s":5}\n']);
    expect(await lake.failure(`SELECT s FROM ${other}`)).toMatchObject({ name: 'HIVE_BAD_DATA' });
  });

  test('notices gzip that ends early or was damaged', async () => {
    const rows = Array.from({ length: 5_000 }, (_, n) => `{"n":${n}}\n`).join('');
    const whole = gzipSync(rows);
    const cut = await table('n int', [whole.subarray(0, whole.length >> 1)]);
    const failure = await lake.failure(`SELECT count(*) FROM ${cut}`);
    expect(failure.name).toBe('HIVE_CURSOR_ERROR');
    expect(failure.message).toContain(`s3://lake/${cut}/f0`);
    const damaged = Buffer.from(whole);
    // The checksum at the end: all rows can still be read.
    damaged.writeUInt32LE(1, damaged.length - 8);
    const wrong = await table('n int', [damaged]);
    expect(await lake.failure(`SELECT count(*) FROM ${wrong}`)).toMatchObject({ name: 'HIVE_CURSOR_ERROR' });
  });

  test('keeps decimals exact, or refuses them', async () => {
    const name = await table('d decimal(38,10), e decimal(15,2)', [
      '{"d":"12345678901234567890.0123456789","e":1234567890123.45}\n{"d":12345.6789}\n',
    ]);
    expect(await lake.rows(`SELECT * FROM ${name} ORDER BY e`)).toEqual([
      ['12345678901234567890.0123456789', '1234567890123.45'],
      ['12345.6789000000', null],
    ]);
    const long = await table('d decimal(38,10)', ['{"d":12345678901234567890.01}\n']);
    expect(await lake.failure(`SELECT d FROM ${long}`)).toMatchObject({ name: 'HIVE_BAD_DATA' });
  });

  test('reads the Hive JSON SerDes the same way, and counts rows without reading columns', async () => {
    for (const serde of [
      'org.apache.hive.hcatalog.data.JsonSerDe',
      'org.apache.hadoop.hive.serde2.JsonSerDe',
    ]) {
      const name = await table('upper string', ['{"Upper":"u"}\n{"Upper":null}\n'], { serde });
      expect(await lake.rows(`SELECT count(*), count(upper) FROM ${name}`)).toEqual([['2', '1']]);
      expect(await lake.rows(`SELECT count(*) FROM ${name}`)).toEqual([['2']]);
    }
  });
});
