import type { DialectEngine } from './testing/dialect-engine';
import { lake, openSmallLake, expectRefused } from './testing/small-lake';
import { translateQuery } from './translate-query';
import { pruningPredicates } from './translated-query';

let engine: DialectEngine;
beforeAll(async () => (engine = await openSmallLake()));
afterAll(() => engine.close());

describe('names', () => {
  test('tables come out qualified and are reported, named subqueries are not', async () => {
    const { sql, tables } = await translateQuery(
      'WITH events AS (SELECT 1 AS id) SELECT e.id FROM events e, Lake."EVENTS" t, other.events o',
      { defaultDatabase: 'lake' },
    );
    expect(sql).toBe(
      'WITH "events" AS (SELECT 1 AS "id") SELECT "e"."id" AS "id" FROM "events" AS "e", "lake"."events" AS "t", "other"."events" AS "o"',
    );
    expect(tables.map((scan) => [scan.database, scan.table])).toEqual([
      ['lake', 'events'],
      ['other', 'events'],
    ]);
  });

  test('a table read twice is two scans, and the catalog is left out', async () => {
    const { sql, tables } = await translateQuery(
      "SELECT a.id FROM awsdatacatalog.lake.events a JOIN events b ON a.id = b.id WHERE a.day = '1' AND b.day = '2'",
      { defaultDatabase: 'lake' },
    );
    expect(sql).not.toContain('awsdatacatalog');
    expect(tables.map((scan) => pruningPredicates(scan, ['day']))).toEqual([
      [`("day" = '1')`],
      [`("day" = '2')`],
    ]);
  });

  test('information_schema is read under a name of its own', async () => {
    const { sql, tables } = await translateQuery('SELECT table_name FROM information_schema.tables');
    expect(sql).toBe('SELECT "table_name" AS "table_name" FROM "athena_information_schema"."tables"');
    expect(tables).toEqual([{ database: 'information_schema', table: 'tables', conjuncts: [] }]);
  });

  test('a named subquery sees those before it, not itself', async () => {
    const { tables } = await translateQuery(
      'WITH t AS (SELECT * FROM t), u AS (SELECT * FROM t) SELECT * FROM u',
      {
        defaultDatabase: 'lake',
      },
    );
    expect(tables.map((scan) => scan.table)).toEqual(['t']);
  });

  test('columns of a result are called as Athena calls them', async () => {
    const { sql } = await translateQuery(
      'SELECT Id, t.Name, 1 + 1, at AS "When", count(*) FROM lake.events t',
    );
    const names = [...sql.matchAll(/ AS "([^"]*)"(?=,| FROM)/g)].map(([, name]) => name);
    expect(names).toEqual(['Id', 'Name', '_col2', 'When', '_col4']);
  });

  test('a star gives the columns of the table, not the hidden ones; these can be asked for', async () => {
    expect(await engine.rows('SELECT * FROM events ORDER BY id LIMIT 1', lake)).toEqual([
      ['1', 'a', '{k=v, l=w}', '[{sku=x, qty=2}, {sku=y, qty=3}]', '2027-03-08 10:00:00.000', '2027-03-08'],
    ]);
    expect(
      await engine.rows('SELECT e.*, u.n FROM events e CROSS JOIN (SELECT 5 AS n) u WHERE id = 2', lake),
    ).toEqual([['2', 'b', '{}', '[]', '2027-03-09 11:00:00.000', '2027-03-09', '5']]);
    expect(await engine.rows('SELECT DISTINCT "$path" FROM events', lake)).toEqual([['s3://b/k']]);
  });

  test('unnamed expressions behind a star of known columns go on counting', async () => {
    const { sql } = await translateQuery('SELECT *, 1 + 1 FROM events', lake);
    expect(sql).toContain('AS "_col6"');
  });
});

describe('columns', () => {
  test.each([
    ['SELECT id,\n  nme FROM events', "line 2:3: Column 'nme' cannot be resolved"],
    ['SELECT e.nme FROM events e', "line 1:8: Column 'e.nme' cannot be resolved"],
    ['SELECT events.id FROM events e', "line 1:8: Column 'events.id' cannot be resolved"],
    ['SELECT id AS n FROM events WHERE n = 1', "line 1:34: Column 'n' cannot be resolved"],
    ['SELECT id AS n FROM events GROUP BY n', "line 1:37: Column 'n' cannot be resolved"],
    ['SELECT id AS n, n + 1 FROM events', "line 1:17: Column 'n' cannot be resolved"],
    ['SELECT x.id FROM (SELECT name FROM events) x', "line 1:8: Column 'x.id' cannot be resolved"],
    ['SELECT 1 FROM events e, (SELECT e.id) x', "line 1:33: Column 'e.id' cannot be resolved"],
    [
      'SELECT id FROM events UNION SELECT id FROM events ORDER BY name',
      "line 1:60: Column 'name' cannot be resolved",
    ],
    ['WITH c (a) AS (SELECT id FROM events) SELECT id FROM c', "line 1:46: Column 'id' cannot be resolved"],
  ])('%s', async (sql, message) => {
    await expectRefused(sql, 'COLUMN_NOT_FOUND', message, lake);
  });

  test('are found by ORDER BY among aliases, by lambdas and subqueries around them, and in any case', async () => {
    expect(
      await engine.rows(
        'SELECT ID AS n FROM events e WHERE EXISTS (SELECT 1 WHERE E.Id > 1) AND any_match(items, i -> i.qty = e.id) = false ORDER BY n, name',
        lake,
      ),
    ).toEqual([['2']]);
    expect(
      await engine.rows('SELECT max(y) FROM events e CROSS JOIN LATERAL (SELECT e.id * 2 AS y)', lake),
    ).toEqual([['4']]);
    expect(
      await engine
        .rows('SELECT count("$path") FROM events JOIN events AS f USING (id)', lake)
        .catch(() => 'ambiguous'),
    ).toBe('ambiguous');
  });
});

describe('views', () => {
  test('are read in place, in their own database', async () => {
    const other = { ...lake, defaultDatabase: 'other' };
    const { tables } = await translateQuery('SELECT r.event_id FROM lake.renamed r', other);
    expect(tables.map((scan) => [scan.database, scan.table])).toEqual([['lake', 'events']]);
    expect(
      await engine.rows("SELECT r.event_id FROM lake.renamed r WHERE r.d = '2027-03-09'", other),
    ).toEqual([['2']]);
    expect(await engine.rows('SELECT renamed.d FROM lake.renamed ORDER BY renamed.d', other)).toEqual([
      ['2027-03-08'],
      ['2027-03-09'],
    ]);
  });

  test('conditions on a view narrow its tables', async () => {
    const { tables } = await translateQuery(
      "SELECT * FROM renamed WHERE d < '2027-04-01' AND event_id = 2",
      lake,
    );
    expect(tables.map((scan) => pruningPredicates(scan, ['day']))).toEqual([
      [`("day" >= '2027-03-01')`, `("day" < '2027-04-01')`],
    ]);
  });

  test('a circle of views is found', async () => {
    await expectRefused('SELECT * FROM v', 'ATHENA_SYNTAX_ERROR', "View 'lake.v' is recursive", {
      defaultDatabase: 'lake',
      describeTable: () => Promise.resolve({ kind: 'view', sql: 'SELECT * FROM v' }),
    });
  });
});

describe('nesting', () => {
  test('parentheses around queries, relations and values are told apart', async () => {
    expect(
      await engine.rows(
        'SELECT ((((SELECT 1)) + 1)), a, x FROM ((((SELECT 1 AS a)) AS x1 JOIN (((SELECT 1 AS a, 2 AS x))) AS y USING (a)))',
      ),
    ).toEqual([['2', '1', '2']]);
  });

  test('a statement that is nested too deep is an error of its own', async () => {
    await expectRefused(
      `SELECT ${Array.from({ length: 20_000 }, () => '1').join(' + ')}`,
      'ATHENA_SYNTAX_ERROR',
      'line 1:1: statement is too large (stack overflow)',
      {},
    );
  });
});
