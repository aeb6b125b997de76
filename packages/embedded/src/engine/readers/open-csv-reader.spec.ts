import { gzipSync } from 'node:zlib';
import { TestLake } from '../testing/test-lake';

jest.setTimeout(60_000);

describe('text tables of OpenCSVSerDe', () => {
  let lake: TestLake;
  beforeAll(async () => {
    lake = await TestLake.open();
  });
  afterAll(() => lake.close());

  let tables = 0;
  const table = async (
    columns: string,
    files: readonly (string | Uint8Array)[],
    properties = '',
  ): Promise<string> => {
    tables += 1;
    const name = `t${tables}`;
    for (const [index, body] of files.entries()) await lake.put(`${name}/f${index}`, body);
    await lake.run(
      `CREATE EXTERNAL TABLE ${name} (${columns}) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde' ${properties} LOCATION 's3://lake/${name}/'`,
    );
    return name;
  };

  test('unquote values, keep empty ones as texts, and fill up short rows with NULL', async () => {
    const name = await table('a string, b string, c string', [
      '"1","a,b","say ""hi"""\n2,,""\n3,only\n4,x,y,too,much\n',
    ]);
    expect(await lake.rows(`SELECT a, b, c FROM ${name} ORDER BY a`)).toEqual([
      ['1', 'a,b', 'say "hi"'],
      ['2', '', ''],
      ['3', 'only', null],
      ['4', 'x', 'y'],
    ]);
  });

  test('undo escapes in files that have them, packed or not, beside files that have none', async () => {
    const name = await table('id string, v string', [
      '1,"{""k"":""a\\\\b""}"\n',
      gzipSync('2,"say \\"hi\\""\r\n3,\\N\n4,"never closed\n'),
      '5,plain\n',
    ]);
    expect(await lake.rows(`SELECT id, v, "$path" FROM ${name} ORDER BY id`)).toEqual([
      ['1', '{"k":"a\\b"}', `s3://lake/${name}/f0`],
      ['2', 'say "hi"', `s3://lake/${name}/f1`],
      ['3', 'N', `s3://lake/${name}/f1`],
      ['4', null, `s3://lake/${name}/f1`],
      ['5', 'plain', `s3://lake/${name}/f2`],
    ]);
  });

  test('refuse line breaks inside quotes, which the SerDe does not support', async () => {
    const name = await table('a string, b string', ['1,"first\nsecond"\n2,x\n']);
    const failure = await lake.failure(`SELECT a, b FROM ${name}`);
    expect(failure.name).toBe('HIVE_BAD_DATA');
    expect(failure.message).toContain(`s3://lake/${name}/f0`);
    const open = await table('a string, b string', ['1,x\n2,"never closed\n3,y\n']);
    expect(await lake.failure(`SELECT a, b FROM ${open}`)).toMatchObject({ name: 'HIVE_BAD_DATA' });
  });

  test('read days and milliseconds, and refuse what does not fit', async () => {
    const name = await table('n int, d double, day date, at timestamp, b boolean', [
      '7,"1.5",18276,1579059880000,true\n',
    ]);
    expect(await lake.rows(`SELECT * FROM ${name}`)).toEqual([
      ['7', '1.5', '2020-01-15', '2020-01-15 03:44:40.000', 'true'],
    ]);
    const bad = await table('n int, s string', ['1,x\n"",y\n']);
    const failure = await lake.failure(`SELECT n FROM ${bad}`);
    expect(failure.message).toMatch(
      /^HIVE_BAD_DATA: Error parsing field value '' for field 0: .*s3:\/\/lake\//,
    );
    expect(await lake.rows(`SELECT s FROM ${bad} ORDER BY 1`)).toEqual([['x'], ['y']]);
    await lake.run(`ALTER TABLE ${bad} SET TBLPROPERTIES ('use.null.for.invalid.data' = 'true')`);
    expect(await lake.rows(`SELECT n, s FROM ${bad} ORDER BY s`)).toEqual([
      ['1', 'x'],
      [null, 'y'],
    ]);
  });

  test('take other characters, and skip headers', async () => {
    const name = await table(
      'a string, b string',
      ["h1;h2\n'1;x';2\n"],
      `WITH SERDEPROPERTIES ('separatorChar' = ';', 'quoteChar' = "'")`,
    );
    await lake.run(`ALTER TABLE ${name} SET TBLPROPERTIES ('skip.header.line.count' = '1')`);
    expect(await lake.rows(`SELECT a, b FROM ${name}`)).toEqual([['1;x', '2']]);
  });

  test('notice gzip that ends early', async () => {
    const packed = gzipSync(Array.from({ length: 5_000 }, (_, n) => `"${n}","x${n * 7919}"\n`).join(''));
    const name = await table('a string', [packed.subarray(0, packed.length - 20)]);
    const failure = await lake.failure(`SELECT count(*) FROM ${name}`);
    expect(failure.name).toBe('HIVE_CURSOR_ERROR');
    expect(failure.message).toContain(`s3://lake/${name}/f0`);
  });
});
