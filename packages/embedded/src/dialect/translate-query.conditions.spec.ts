import type { DialectEngine } from './testing/dialect-engine';
import { openSmallLake } from './testing/small-lake';
import { translateQuery } from './translate-query';
import { fixedValues, pruningPredicates } from './translated-query';

let engine: DialectEngine;
beforeAll(async () => (engine = await openSmallLake()));
afterAll(() => engine.close());

describe('conditions that narrow a scan', () => {
  const cases: readonly (readonly [what: string, sql: string, expected: readonly (readonly string[])[]])[] = [
    [
      'conjuncts on partition columns, others left out',
      `SELECT * FROM t WHERE day = '1' AND id = 5 AND "$path" LIKE '%x' AND region IN ('a', 'b')`,
      [[`("day" = '1')`, `("$path" LIKE '%x')`, `("region" IN ('a', 'b'))`]],
    ],
    [
      'OR over partition columns alone',
      `SELECT * FROM t WHERE day = '1' OR region = 'a'`,
      [[`(("day" = '1') OR ("region" = 'a'))`]],
    ],
    ['not OR with another column', `SELECT * FROM t WHERE day = '1' OR id = 1`, [[]]],
    [
      'NOT, BETWEEN, IS NULL',
      `SELECT * FROM t WHERE day NOT BETWEEN '1' AND '2' AND region IS NOT NULL`,
      [[`(NOT ("day" BETWEEN '1' AND '2'))`, `(NOT ("region" IS NULL))`]],
    ],
    [
      'known functions',
      `SELECT * FROM t WHERE substr(day, 1, 7) = '2027-03'`,
      [[`(athena_substr("day", 1, 7) = '2027-03')`]],
    ],
    [
      'no random, no subquery',
      'SELECT * FROM t WHERE day = CAST(rand() AS varchar) AND region IN (SELECT r FROM u)',
      [[], []],
    ],
    ['qualified by alias', `SELECT * FROM t AS x WHERE x.day = '1' AND t.day = '2'`, [[`("day" = '1')`]]],
    [
      'qualified by table and database',
      `SELECT * FROM lake.t WHERE t.day = '1' AND lake.t.region = 'a'`,
      [[`("day" = '1')`, `("region" = 'a')`]],
    ],
    [
      'both sides of an inner join',
      `SELECT * FROM t a JOIN u b ON a.id = b.id AND b.day = '3' WHERE a.day = '1' AND b.region = 'r'`,
      [[`("day" = '1')`], [`("region" = 'r')`, `("day" = '3')`]],
    ],
    [
      'only the kept side of an outer join',
      `SELECT * FROM t a LEFT JOIN u b ON a.id = b.id AND b.day = '3' AND a.day = '4' WHERE a.day = '1' AND b.day IS NULL`,
      [[`("day" = '1')`], [`("day" = '3')`]],
    ],
    [
      'nothing of a full join',
      `SELECT * FROM t a FULL JOIN u b ON a.day = '4' WHERE a.day = '1' AND b.day = '1'`,
      [[], []],
    ],
    ['through a subquery', `SELECT * FROM (SELECT * FROM t) s WHERE s.day = '1'`, [[`("day" = '1')`]]],
    [
      'through renaming',
      `SELECT * FROM (SELECT day AS d, region FROM t) WHERE d = '1' AND region = 'a'`,
      [[`("day" = '1')`, `("region" = 'a')`]],
    ],
    ['not through an expression', `SELECT * FROM (SELECT lower(day) AS day FROM t) WHERE day = '1'`, [[]]],
    [
      'not through a group',
      `SELECT * FROM (SELECT day, count(*) AS c FROM t GROUP BY day) WHERE day = '1'`,
      [[]],
    ],
    [
      'not through a window',
      `SELECT * FROM (SELECT day, row_number() OVER (ORDER BY id) AS n FROM t) WHERE day = '1'`,
      [[]],
    ],
    ['not through a limit', `SELECT * FROM (SELECT * FROM t LIMIT 1) WHERE day = '1'`, [[]]],
    [
      'through a named subquery read once',
      `WITH c AS (SELECT * FROM t WHERE region = 'a') SELECT * FROM c WHERE day = '1'`,
      [[`("region" = 'a')`, `("day" = '1')`]],
    ],
    [
      'not through one read twice',
      `WITH c AS (SELECT * FROM t) SELECT * FROM c WHERE day = '1' UNION ALL SELECT * FROM c`,
      [[]],
    ],
    [
      'both branches of a union',
      `SELECT * FROM (SELECT day AS d FROM t UNION ALL SELECT region FROM u) WHERE d = '1'`,
      [[`("day" = '1')`], [`("region" = '1')`]],
    ],
    [
      'inside a subquery of WHERE',
      `SELECT 1 WHERE EXISTS (SELECT 1 FROM t WHERE day = '1')`,
      [[`("day" = '1')`]],
    ],
    [
      'not the outer column of a correlated subquery',
      `SELECT * FROM t WHERE id IN (SELECT id FROM u WHERE u.day = t.day AND u.region = 'a')`,
      [[], [`("region" = 'a')`]],
    ],
    ['a condition without columns', 'SELECT * FROM t WHERE false', [['FALSE']]],
    [
      'beside UNNEST',
      `SELECT * FROM t CROSS JOIN UNNEST(a) AS u (day2) WHERE day = '1' AND day2 = 'x'`,
      [[`("day" = '1')`]],
    ],
    ['not of a sampled table', `SELECT * FROM t TABLESAMPLE BERNOULLI (10) WHERE day = '1'`, [[]]],
  ];

  test.each(cases)('%s', async (_, sql, expected) => {
    const { tables } = await translateQuery(sql, { defaultDatabase: 'lake' });
    expect(tables.map((scan) => pruningPredicates(scan, ['day', 'region', '$path']))).toEqual(expected);
  });

  test('the time of the query narrows only when the caller gives it', async () => {
    const sql = "SELECT * FROM t WHERE day >= date_format(current_date - INTERVAL '7' DAY, '%Y-%m-%d')";
    const without = await translateQuery(sql, { defaultDatabase: 'lake' });
    expect(without.tables.map((scan) => pruningPredicates(scan, ['day']))).toEqual([[]]);
    const given = await translateQuery(sql, {
      defaultDatabase: 'lake',
      now: new Date('2027-03-09T23:00:00Z'),
    });
    const [predicate] = given.tables.flatMap((scan) => pruningPredicates(scan, ['day']));
    const rows = await engine.connection.runAndReadAll(
      `SELECT day FROM (VALUES ('2027-03-01'), ('2027-03-02'), ('2027-03-09')) AS t (day) WHERE ${predicate ?? ''} ORDER BY 1`,
    );
    expect(rows.getRows()).toEqual([['2027-03-02'], ['2027-03-09']]);
  });

  test('literals that a column is compared with are given by themselves', async () => {
    const { tables } = await translateQuery(
      "SELECT * FROM t WHERE id IN (1, -2) AND 'a' = name AND day > 'x'",
      {
        defaultDatabase: 'lake',
      },
    );
    const [scan] = tables;
    expect(['id', 'name', 'day'].map((column) => fixedValues(scan!, column))).toEqual([
      ['1', '(-2)'],
      [`'a'`],
      undefined,
    ]);
  });
});
