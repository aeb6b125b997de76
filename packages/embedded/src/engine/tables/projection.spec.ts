import { TestLake } from '../testing/test-lake';

jest.setTimeout(60_000);

/** What the clock shows in these tests. */
const NOW = '2026-03-09T12:00:00Z';

describe('partition projection', () => {
  let lake: TestLake;
  beforeAll(async () => {
    lake = await TestLake.open({
      clock: { now: () => new Date(NOW), sleep: (ms) => new Promise((wake) => setTimeout(wake, ms)) },
    });
  });
  afterAll(() => lake.close());

  let tables = 0;
  /** Makes a text table with one column `v`, which holds the key of its object. */
  const table = async (
    keys: string,
    properties: Readonly<Record<string, string>>,
    objects: readonly string[],
  ): Promise<string> => {
    tables += 1;
    const name = `t${tables}`;
    for (const key of objects) await lake.put(`${name}/${key}`, key);
    const all = { 'projection.enabled': 'true', ...properties };
    const list = Object.entries(all).map(
      ([key, value]) => `'${key}' = '${value.replace('BASE', `s3://lake/${name}`)}'`,
    );
    await lake.run(
      `CREATE EXTERNAL TABLE ${name} (v string) PARTITIONED BY (${keys}) LOCATION 's3://lake/${name}/' TBLPROPERTIES (${list.join(', ')})`,
    );
    return name;
  };
  const values = async (sql: string): Promise<(string | null)[]> =>
    (await lake.rows(sql)).map(([value]) => value ?? null);

  test('enum: the listed values alone, white space and all', async () => {
    const name = await table(
      'kind string',
      { 'projection.kind.type': 'ENUM', 'projection.kind.values': 'a,b c' },
      ['kind=a/x', 'kind=b c/x', 'kind=d/x'],
    );
    expect(await values(`SELECT v FROM ${name} ORDER BY 1`)).toEqual(['kind=a/x', 'kind=b c/x']);
    expect(await values(`SELECT v FROM ${name} WHERE kind = 'b c'`)).toEqual(['kind=b c/x']);
    expect(await values(`SELECT v FROM ${name} WHERE kind = 'd'`)).toEqual([]);
  });

  test('integer: range, digits and interval', async () => {
    const name = await table(
      'n int',
      {
        'projection.n.type': 'integer',
        'projection.n.range': '0,10',
        'projection.n.digits': '2',
        'projection.n.interval': '5',
      },
      ['n=00/x', 'n=0/x', 'n=04/x', 'n=05/x', 'n=10/x', 'n=15/x'],
    );
    expect(await values(`SELECT v FROM ${name} ORDER BY 1`)).toEqual(['n=00/x', 'n=05/x', 'n=10/x']);
    expect(await values(`SELECT n FROM ${name} WHERE n > 5`)).toEqual(['10']);
  });

  test('date: folders of several levels in a location template', async () => {
    const name = await table(
      'region string, day string',
      {
        'projection.region.type': 'enum',
        'projection.region.values': 'eu-west-1,us-east-1',
        'projection.day.type': 'date',
        'projection.day.format': 'yyyy/MM/dd',
        'projection.day.range': 'NOW-1MONTHS,NOW',
        'storage.location.template': 'BASE/AWSLogs/1/CloudTrail/${region}/${day}',
      },
      [
        'AWSLogs/1/CloudTrail/eu-west-1/2026/02/08/x',
        'AWSLogs/1/CloudTrail/eu-west-1/2026/02/09/x',
        'AWSLogs/1/CloudTrail/eu-west-1/2026/03/09/x',
        'AWSLogs/1/CloudTrail/eu-west-1/2026/03/09/deeper/y',
        'AWSLogs/1/CloudTrail/us-east-1/2026/03/09/x',
        'AWSLogs/1/CloudTrail/us-east-1/2026/03/10/x',
        'AWSLogs/1/CloudTrail/ap-south-1/2026/03/09/x',
        'AWSLogs/1/CloudTrail-Digest/eu-west-1/2026/03/09/x',
      ],
    );
    expect(await lake.rows(`SELECT region, day, count(*) FROM ${name} GROUP BY 1, 2 ORDER BY 1, 2`)).toEqual([
      ['eu-west-1', '2026/02/09', '1'],
      ['eu-west-1', '2026/03/09', '2'],
      ['us-east-1', '2026/03/09', '1'],
    ]);
    expect(await values(`SELECT v FROM ${name} WHERE day = '2026/03/09' AND region LIKE 'us-%'`)).toEqual([
      'AWSLogs/1/CloudTrail/us-east-1/2026/03/09/x',
    ]);
  });

  test('date: a DATE column, by days', async () => {
    const name = await table(
      'day date',
      {
        'projection.day.type': 'date',
        'projection.day.format': 'yyyy-MM-dd',
        'projection.day.range': '2026-01-01,NOW',
        'projection.day.interval': '1',
        'projection.day.interval.unit': 'DAYS',
      },
      ['day=2026-03-08/x', 'day=2026-03-09/x', 'day=2026-03-10/x'],
    );
    expect(await values(`SELECT day FROM ${name} WHERE day > DATE '2026-03-08'`)).toEqual(['2026-03-09']);
  });

  test('injected: the query must name the values', async () => {
    const name = await table(
      'id string',
      { 'projection.id.type': 'injected', 'storage.location.template': 'BASE/of-${id}/' },
      ['of-a/x', 'of-b/x', 'of-c/x'],
    );
    expect(await values(`SELECT v FROM ${name} WHERE id = 'b'`)).toEqual(['of-b/x']);
    expect(await values(`SELECT v FROM ${name} WHERE id IN ('a', 'c') ORDER BY 1`)).toEqual([
      'of-a/x',
      'of-c/x',
    ]);
    expect(await lake.failure(`SELECT v FROM ${name}`)).toMatchObject({ name: 'CONSTRAINT_VIOLATION' });
    expect(await lake.failure(`SELECT v FROM ${name} WHERE id > 'a'`)).toMatchObject({
      name: 'CONSTRAINT_VIOLATION',
    });
  });

  test("takes no notice of the catalog's partitions, and lists none", async () => {
    const name = await table(
      'kind string',
      { 'projection.kind.type': 'enum', 'projection.kind.values': 'a' },
      ['kind=a/x', 'elsewhere/x'],
    );
    await lake.run(`ALTER TABLE ${name} ADD PARTITION (kind = 'z') LOCATION 's3://lake/${name}/elsewhere/'`);
    expect(await values(`SELECT v FROM ${name}`)).toEqual(['kind=a/x']);
    expect(await lake.rows(`SHOW PARTITIONS ${name}`)).toEqual([]);
  });

  test('has no rows where no folder is', async () => {
    const name = await table(
      'kind string',
      { 'projection.kind.type': 'enum', 'projection.kind.values': 'a' },
      [],
    );
    expect(await values(`SELECT v FROM ${name}`)).toEqual([]);
  });

  test('takes the characters of a template as they are, and a column twice', async () => {
    const name = await table(
      'kind string',
      {
        'projection.kind.type': 'enum',
        'projection.kind.values': 'a,b',
        'storage.location.template': 'BASE/x.y(z)/${kind}/again-${kind}/',
      },
      ['x.y(z)/a/again-a/x', 'x.y(z)/a/again-b/x', 'xxy(z)/a/again-a/x'],
    );
    expect(await values(`SELECT v FROM ${name}`)).toEqual(['x.y(z)/a/again-a/x']);
  });

  test.each<[string, string, Readonly<Record<string, string>>]>([
    ['HIVE_METASTORE_ERROR', 'missing projection configuration', {}],
    ['HIVE_METASTORE_ERROR', 'projection.k.values', { 'projection.k.type': 'enum' }],
    ['INVALID_TABLE_PROPERTY', 'min,max', { 'projection.k.type': 'integer', 'projection.k.range': '1-5' }],
    ['INVALID_TABLE_PROPERTY', 'is not a projection type', { 'projection.k.type': 'list' }],
    [
      'INVALID_TABLE_PROPERTY',
      'lacks ${k}',
      {
        'projection.k.type': 'enum',
        'projection.k.values': 'a',
        'storage.location.template': 'BASE/x/',
      },
    ],
    [
      'INVALID_TABLE_PROPERTY',
      'no partition column',
      {
        'projection.k.type': 'enum',
        'projection.k.values': 'a',
        'storage.location.template': 'BASE/${k}/${other}/',
      },
    ],
  ])('%s: %s', async (failure, text, properties) => {
    const name = await table('k string', properties, []);
    expect(await lake.failure(`SELECT v FROM ${name}`)).toMatchObject({
      name: failure,
      message: expect.stringContaining(text),
    });
  });
});
