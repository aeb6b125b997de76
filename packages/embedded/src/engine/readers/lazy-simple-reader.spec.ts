import { TestLake } from '../testing/test-lake';

jest.setTimeout(60_000);

const at = (code: number): string => String.fromCharCode(code);

describe('text tables of LazySimpleSerDe', () => {
  let lake: TestLake;
  beforeAll(async () => {
    lake = await TestLake.open();
  });
  afterAll(() => lake.close());

  let tables = 0;
  const table = async (columns: string, body: string | Uint8Array, clauses = ''): Promise<string> => {
    tables += 1;
    const name = `t${tables}`;
    await lake.put(`${name}/f`, body);
    await lake.run(`CREATE EXTERNAL TABLE ${name} (${columns}) ${clauses} LOCATION 's3://lake/${name}/'`);
    return name;
  };
  const tabs = `ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t'`;

  test('take every line for a row, with what is missing NULL and what is too much left out', async () => {
    const name = await table(
      'a string, b string, c string',
      'x\ty\tz\tmore\nonly\n\n\\N\t\\N\t"q"\t\nlast\tline',
      tabs,
    );
    expect(await lake.rows(`SELECT a, b, c FROM ${name}`)).toEqual([
      ['x', 'y', 'z'],
      ['only', null, null],
      ['', null, null],
      [null, null, '"q"'],
      ['last', 'line', null],
    ]);
  });

  test('give NULL for what does not fit its type', async () => {
    const name = await table(
      'i int, t tinyint, d double, b boolean, day date, at timestamp, m decimal(5,2), v varchar(3)',
      [
        '1\t7\t1.5\ttrue\t2026-03-09\t2026-03-09 01:02:03.456\t12.34\tabcdef',
        'x\t300\tz\t1\t2026-02-30\tnever\tm\tab',
        '3.7\t\t1E3\tFALSE\t\t\t99999\t',
      ].join('\n'),
      tabs,
    );
    expect(await lake.rows(`SELECT * FROM ${name}`)).toEqual([
      ['1', '7', '1.5', 'true', '2026-03-09', '2026-03-09 01:02:03.456', '12.34', 'abc'],
      [null, null, null, null, null, null, null, 'ab'],
      [null, null, '1000.0', 'false', null, null, null, ''],
    ]);
  });

  test('nest arrays, maps and structs by their separators', async () => {
    const line = [
      ['a', 'b', '\\N'].join(at(2)),
      [`k${at(3)}1`, `l${at(3)}\\N`].join(at(2)),
      ['7', 'text'].join(at(2)),
      [['1', '2'].join(at(3)), '3'].join(at(2)),
      '\\N',
      '',
    ].join(at(1));
    const name = await table(
      'items array<string>, counts map<string,int>, one struct<n:int,s:string>, deep array<array<int>>, missing array<int>, empty array<string>',
      line,
    );
    expect(await lake.rows(`SELECT * FROM ${name}`)).toEqual([
      ['[a, b, null]', '{k=1, l=null}', '{n=7, s=text}', '[[1, 2], [3]]', null, '[]'],
    ]);
  });

  test('undo escapes', async () => {
    const name = await table(
      'a string, b string',
      'one\\,two,three\\\\four\n',
      `ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' ESCAPED BY '\\\\'`,
    );
    expect(await lake.rows(`SELECT a, b FROM ${name}`)).toEqual([['one,two', 'three\\four']]);
  });

  test('skip header lines and take other texts for NULL', async () => {
    const name = await table(
      'a string, b string',
      'A|B\nA|B\n1|nil\n',
      `ROW FORMAT DELIMITED FIELDS TERMINATED BY '|' NULL DEFINED AS 'nil'`,
    );
    await lake.run(`ALTER TABLE ${name} SET TBLPROPERTIES ('skip.header.line.count' = '2')`);
    expect(await lake.rows(`SELECT a, b FROM ${name}`)).toEqual([['1', null]]);
  });

  test('read the columns that are asked for from their own places', async () => {
    const name = await table('a string, b string, c string', '1\t2\t3\n', tabs);
    expect(await lake.rows(`SELECT c FROM ${name}`)).toEqual([['3']]);
    expect(await lake.rows(`SELECT b, a FROM ${name}`)).toEqual([['2', '1']]);
    expect(await lake.rows(`SELECT count(*) FROM ${name}`)).toEqual([['1']]);
  });

  test('end lines with carriage returns too, and refuse what is no UTF-8', async () => {
    const name = await table('a string, b int', 'x\t1\r\ny\t2\r\n', tabs);
    expect(await lake.rows(`SELECT a, b FROM ${name} ORDER BY b`)).toEqual([
      ['x', '1'],
      ['y', '2'],
    ]);
    const latin = await table('a string', Buffer.from([0x66, 0xfc, 0x72, 0x0a]), tabs);
    const failure = await lake.failure(`SELECT a FROM ${latin}`);
    expect(failure.name).toBe('HIVE_BAD_DATA');
    expect(failure.message).toContain(`s3://lake/${latin}/f`);
  });

  test('refuse separators of several characters', async () => {
    const name = await table('a string', 'x', `ROW FORMAT DELIMITED FIELDS TERMINATED BY '||'`);
    expect(await lake.failure(`SELECT a FROM ${name}`)).toMatchObject({ name: 'INVALID_TABLE_PROPERTY' });
  });
});
