import { TestLake } from '../testing/test-lake';

jest.setTimeout(60_000);

/** What a statement reads is what it pays for: every file of these tables has the same size. */
const FILE_BYTES = 6;

describe('files that a query leaves unread', () => {
  let lake: TestLake;
  beforeAll(async () => {
    lake = await TestLake.open();
    await lake.run(
      `CREATE EXTERNAL TABLE logs (v string) PARTITIONED BY (dt string, n int) LOCATION 's3://lake/logs/'`,
    );
    for (const dt of ['2026-03-08', '2026-03-09', '2026-03-10']) {
      for (const n of [1, 2]) await lake.put(`logs/dt=${dt}/n=${n}/f`, `${dt.slice(-2)}-${n}x\n`);
    }
    await lake.put('logs/dt=__HIVE_DEFAULT_PARTITION__/n=9/f', 'nullx\n');
    await lake.run('MSCK REPAIR TABLE logs');
    await lake.put('elsewhere/f', 'placed');
    await lake.run(`ALTER TABLE logs ADD PARTITION (dt = 'placed', n = 7) LOCATION 's3://lake/elsewhere/'`);
    await lake.run(`CREATE VIEW days AS SELECT dt AS day, v, n FROM logs WHERE n < 8`);
    await lake.run(`CREATE VIEW march AS SELECT day, v FROM days WHERE day LIKE '2026-03-%'`);
  });
  afterAll(() => lake.close());

  test.each<[sql: string, rows: readonly (string | null)[], files: number]>([
    [`SELECT v FROM logs WHERE dt = '2026-03-09' ORDER BY 1`, ['09-1x', '09-2x'], 2],
    [`SELECT v FROM logs WHERE dt = '2026-03-09' AND n = 2`, ['09-2x'], 1],
    [
      `SELECT v FROM logs WHERE dt IN ('2026-03-08', '2026-03-10') AND n > 1 ORDER BY 1`,
      ['08-2x', '10-2x'],
      2,
    ],
    [`SELECT v FROM logs WHERE dt = '2026-03-09' OR n = 9 ORDER BY 1`, ['09-1x', '09-2x', 'nullx'], 3],
    [`SELECT v FROM logs WHERE dt IS NULL`, ['nullx'], 1],
    [`SELECT v FROM logs WHERE dt <> '2026-03-09' AND n = 1 ORDER BY 1`, ['08-1x', '10-1x'], 2],
    [`SELECT v FROM logs WHERE NOT (dt = '2026-03-09') AND n = 2 ORDER BY 1`, ['08-2x', '10-2x'], 2],
    [`SELECT v FROM logs WHERE substr(dt, 9) = '10' AND n = 1`, ['10-1x'], 1],
    [`SELECT v FROM logs WHERE CAST(n AS varchar) = '7'`, ['placed'], 1],
    [`SELECT v FROM logs WHERE v = '08-1x'`, ['08-1x'], 8],
    [`SELECT v FROM logs WHERE dt = '2026-03-09' AND v = '09-2x'`, ['09-2x'], 2],
    [`SELECT v FROM logs WHERE dt = '2026-03-09' OR v = '08-1x' ORDER BY 1`, ['08-1x', '09-1x', '09-2x'], 8],
    [`SELECT v FROM logs WHERE dt = 'none'`, [], 0],
    [`SELECT v FROM logs WHERE dt = 'a' AND dt = 'b'`, [], 0],
    [`SELECT v FROM logs WHERE "$path" LIKE '%/dt=2026-03-09/n=2/%'`, ['09-2x'], 1],
    [`SELECT v FROM logs WHERE "$path" = 's3://lake/elsewhere/f'`, ['placed'], 1],
    [`SELECT v FROM logs WHERE "$path" LIKE '%n=2%' AND dt = '2026-03-10'`, ['10-2x'], 1],
    [`SELECT v FROM logs WHERE "$partition" = 'dt=2026-03-08/n=1'`, ['08-1x'], 1],
    [
      `SELECT v FROM logs WHERE regexp_like("$path", 'n=[12]') AND dt > '2026-03-09' ORDER BY 1`,
      ['10-1x', '10-2x'],
      2,
    ],
  ])('%s', async (sql, rows, files) => {
    const ran = await lake.run(sql);
    expect(ran.rows.map(([value]) => value)).toEqual(rows);
    expect(ran.status.statistics.bytesScanned).toBe(files * FILE_BYTES);
  });

  test.each<[sql: string, rows: readonly (readonly (string | null)[])[], files: number]>([
    // Two scans of one table need what either needs; each reads all that is left of it.
    [
      `SELECT a.v, b.v FROM logs a JOIN logs b ON a.n = b.n WHERE a.dt = '2026-03-08' AND b.dt = '2026-03-09' AND a.n = 1 AND b.n = 1`,
      [['08-1x', '09-1x']],
      4,
    ],
    // A filter behind the join says nothing about the side that may be filled up with NULLs.
    [
      `SELECT a.v, b.v FROM logs a LEFT JOIN logs b ON b.dt = 'placed' AND a.n = b.n WHERE a.dt = '2026-03-08' ORDER BY 1`,
      [
        ['08-1x', null],
        ['08-2x', null],
      ],
      6,
    ],
    [
      `SELECT v FROM logs WHERE dt = '2026-03-08' AND n = 1 UNION ALL SELECT v FROM logs WHERE "$path" LIKE '%elsewhere%' ORDER BY 1`,
      [['08-1x'], ['placed']],
      4,
    ],
    [`SELECT count(*) FROM logs WHERE dt = (SELECT max(dt) FROM logs WHERE dt < '2026-03-10')`, [['2']], 16],
  ])('%s', async (sql, rows, files) => {
    const ran = await lake.run(sql);
    expect(ran.rows).toEqual(rows);
    expect(ran.status.statistics.bytesScanned).toBe(files * FILE_BYTES);
  });

  test.each<[sql: string, rows: readonly (string | null)[], files: number]>([
    [`SELECT v FROM days WHERE day = '2026-03-09' ORDER BY 1`, ['09-1x', '09-2x'], 2],
    [`SELECT v FROM march WHERE day > '2026-03-09' ORDER BY 1`, ['10-1x', '10-2x'], 2],
    [`SELECT m.v FROM march m JOIN logs l ON m.v = l.v WHERE l.dt = '2026-03-08' AND l.n = 2`, ['08-2x'], 12],
    [`WITH d AS (SELECT * FROM days) SELECT v FROM d WHERE day = '2026-03-08' AND n = 2`, ['08-2x'], 1],
  ])('through views: %s', async (sql, rows, files) => {
    const ran = await lake.run(sql);
    expect(ran.rows.map(([value]) => value)).toEqual(rows);
    expect(ran.status.statistics.bytesScanned).toBe(files * FILE_BYTES);
  });

  test('a condition that fails for values that another leaves out does not fail the query', async () => {
    const sql = `SELECT v FROM logs WHERE dt LIKE '2026-%' AND date_parse(dt, '%Y-%m-%d') > TIMESTAMP '2026-03-09 12:00:00' ORDER BY 1`;
    expect(await lake.rows(sql)).toEqual([['10-1x'], ['10-2x']]);
  });

  test('partitions without folder are empty, and values that a key cannot have are named', async () => {
    await lake.run(`CREATE EXTERNAL TABLE odd (v string) PARTITIONED BY (n int) LOCATION 's3://lake/odd/'`);
    await lake.run(`ALTER TABLE odd ADD PARTITION (n = 1)`);
    expect(await lake.rows('SELECT v, n FROM odd')).toEqual([]);
    await lake.put('odd/n=x/f', 'y\n');
    await lake.catalog.createPartitions('db', 'odd', [{ values: ['x'], location: 's3://lake/odd/n=x/' }]);
    expect(await lake.failure('SELECT v FROM odd WHERE n = 1')).toMatchObject({
      name: 'HIVE_INVALID_PARTITION_VALUE',
      message: expect.stringContaining("'x'"),
    });
    expect(await lake.failure('SELECT v, n FROM odd')).toMatchObject({
      name: 'HIVE_INVALID_PARTITION_VALUE',
    });
    expect(await lake.rows('SELECT v FROM odd')).toEqual([['y']]);
  });
});
