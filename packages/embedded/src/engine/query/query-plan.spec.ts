import { Database } from '../duckdb/database';
import type { Session } from '../duckdb/session';
import { planQuery, PLANNER_SETTINGS, type TableShape } from './query-plan';

jest.setTimeout(60_000);

describe('planQuery', () => {
  let database: Database;
  let session: Session;
  beforeAll(async () => {
    database = await Database.open({ threads: '1' }, PLANNER_SETTINGS);
  });
  beforeEach(async () => {
    session = await database.session();
  });
  afterEach(() => session.close());
  afterAll(() => database.close());

  const shape = (table: string): TableShape => ({
    database: 'db',
    table,
    columns: [
      { name: 'a', type: 'INTEGER' },
      { name: 'order', type: 'VARCHAR' },
      { name: 's', type: 'STRUCT(x INTEGER, y VARCHAR)' },
      { name: 'dt', type: 'VARCHAR' },
      { name: '$path', type: 'VARCHAR' },
    ],
  });
  const scans = async (sql: string): Promise<string[][][]> => {
    const plan = await planQuery(sql, [shape('t'), shape('u')], session);
    return plan.scans.map((all) => all.map((columns) => [...columns].sort()));
  };

  test.each<[sql: string, scans: string[][][]]>([
    ['SELECT a FROM db.t', [[['a']], []]],
    ['SELECT count(*) FROM db.t', [[[]], []]],
    ['SELECT * FROM db.t', [[['$path', 'a', 'dt', 'order', 's']], []]],
    [`SELECT a FROM db.t WHERE "order" = 'x' AND dt LIKE 'y%'`, [[['a', 'dt', 'order']], []]],
    [`SELECT s.x FROM db.t WHERE lower("$path") = 'p'`, [[['$path', 's']], []]],
    ['SELECT a FROM db.t WHERE a > 5 AND a < 3', [[], []]],
    ['SELECT a FROM db.t WHERE a > 5 LIMIT 0', [[], []]],
    ['SELECT max(dt) FROM db.t GROUP BY a HAVING count("order") > 1', [[['a', 'dt', 'order']], []]],
    ['SELECT x.a FROM db.t x JOIN db.t y ON x.dt = y."order"', [[['a', 'dt'], ['order']], []]],
    ['SELECT t.a FROM db.t JOIN db.u ON t.a = u.a WHERE u.s.y IS NULL', [[['a']], [['a', 's']]]],
    ['SELECT a FROM (SELECT a, dt, "order" FROM db.t ORDER BY dt) z', [[['a', 'dt']], []]],
    ["WITH w AS (SELECT * FROM db.t) SELECT a FROM w WHERE dt = '1'", [[['a', 'dt']], []]],
    ['SELECT a FROM db.t WHERE EXISTS (SELECT 1 FROM db.u WHERE u.a = t.a)', [[['a']], [['a']]]],
    ['SELECT row_number() OVER (PARTITION BY dt ORDER BY "order") FROM db.t', [[['dt', 'order']], []]],
  ])('%s', async (sql, expected) => {
    expect(await scans(sql)).toEqual(expected);
  });

  test('knows names and types of the result without running anything', async () => {
    const { columns } = await planQuery(
      'SELECT a, s, count(*) AS "N" FROM db.t CROSS JOIN range(1000000000000) GROUP BY a, s',
      [shape('t')],
      session,
    );
    expect(columns.map(({ name, type }) => [name, String(type)])).toEqual([
      ['a', 'INTEGER'],
      ['s', 'STRUCT("x" INTEGER, "y" VARCHAR)'],
      ['N', 'BIGINT'],
    ]);
  });

  test('reads a table whole where the plan is not understood', async () => {
    // The table is mentioned once more than it is scanned.
    const plan = await planQuery(
      `SELECT a FROM db.t WHERE "order" = 'lakeward_plan.t0'`,
      [shape('t')],
      session,
    );
    expect([...(plan.scans[0]?.[0] ?? [])].sort()).toEqual(['$path', 'a', 'dt', 'order', 's']);
  });
});
