import { isAppError } from '@lakeward/core';
import { parseHiveType } from './types/parse-hive-type';
import { DialectEngine } from './testing/dialect-engine';
import { translateQuery, type TranslateOptions } from './translate-query';
import { fixedValues, pruningPredicates } from './translated-query';
import type { TableDescription } from './query/resolve-tables';

const HIDDEN = `'s3://b/k' AS "$path", '' AS "$bucket", '' AS "$partition", 1 AS "$file_size", now() AS "$file_modified_time"`;

const table = (...columns: readonly (readonly [name: string, type: string])[]): TableDescription => ({
  kind: 'table',
  columns: columns.map(([name, type]) => ({ name, type: parseHiveType(type) })),
});

const LAKE: Readonly<Record<string, TableDescription>> = {
  'lake.events': table(
    ['id', 'int'],
    ['name', 'string'],
    ['tags', 'map<string,string>'],
    ['items', 'array<struct<sku:string,qty:int>>'],
    ['at', 'timestamp'],
    ['day', 'string'],
  ),
  'lake.recent': { kind: 'view', sql: "SELECT id, name, day FROM events WHERE day >= '2027-03-01'" },
  'lake.renamed': { kind: 'view', sql: 'SELECT id AS event_id, day AS d FROM recent' },
};

const lake: TranslateOptions = {
  defaultDatabase: 'lake',
  describeTable: ({ database, table: name }) => Promise.resolve(LAKE[`${database}.${name}`]),
};

let engine: DialectEngine;

beforeAll(async () => {
  engine = await DialectEngine.open();
  await engine.connection.run(`CREATE SCHEMA lake`);
  await engine.connection.run(
    `CREATE VIEW lake.events AS SELECT *, ${HIDDEN} FROM (VALUES
       (1, 'a', MAP {'k': 'v', 'l': 'w'}, [{'sku': 'x', 'qty': 2}, {'sku': 'y', 'qty': 3}], TIMESTAMP '2027-03-08 10:00:00', '2027-03-08'),
       (2, 'b', MAP {}, [], TIMESTAMP '2027-03-09 11:00:00', '2027-03-09'))
     AS t (id, name, tags, items, "at", day)`,
  );
});

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

describe('types that only the catalog knows', () => {
  test('UNNEST of a map column gives key and value, of an array of rows its fields', async () => {
    expect(
      await engine.rows('SELECT id, k, v FROM events CROSS JOIN UNNEST(tags) AS t (k, v) ORDER BY k', lake),
    ).toEqual([
      ['1', 'k', 'v'],
      ['1', 'l', 'w'],
    ]);
    expect(
      await engine.rows(
        'SELECT id, s, q, n FROM events LEFT JOIN UNNEST(items) WITH ORDINALITY AS t (s, q, n) ON TRUE ORDER BY id, n',
        lake,
      ),
    ).toEqual([
      ['1', 'x', '2', '1'],
      ['1', 'y', '3', '2'],
      ['2', null, null, null],
    ]);
    expect(await engine.rows('SELECT sku FROM events, UNNEST(items) ORDER BY qty DESC', lake)).toEqual([
      ['y'],
      ['x'],
    ]);
  });

  test('UNNEST with too few names is refused as Trino refuses it', async () => {
    await refuses(
      'SELECT i FROM events CROSS JOIN UNNEST(items) AS t (i)',
      'ATHENA_SYNTAX_ERROR',
      "line 1:33: Column alias list has 1 entries but 't' has 2 columns available",
      lake,
    );
  });

  test('cardinality, subscripts and fields follow the type', async () => {
    expect(
      await engine.rows(
        "SELECT cardinality(tags), tags['k'], items[1].sku, element_at(items, 9) FROM events WHERE id = 1",
        lake,
      ),
    ).toEqual([['2', 'v', 'x', null]]);
  });

  test('text and numbers are not compared', async () => {
    await refuses(
      'SELECT *\nFROM events\nWHERE day = 20270309',
      'TYPE_MISMATCH',
      'line 3:11: Cannot apply operator: varchar = integer',
      lake,
    );
    await refuses(
      "SELECT * FROM events WHERE id IN ('1')",
      'TYPE_MISMATCH',
      'line 1:31: Cannot apply operator',
      lake,
    );
    await refuses(
      'SELECT lower(id) FROM events',
      'FUNCTION_NOT_FOUND',
      'line 1:8: Unexpected parameters (integer) for function lower',
      lake,
    );
  });

  test('types go through subqueries, named subqueries and views', async () => {
    const message = 'Cannot apply operator: varchar = integer';
    for (const from of ['(SELECT name AS n FROM events)', '(SELECT * FROM (SELECT day AS n FROM recent))']) {
      await refuses(`SELECT 1 FROM ${from} WHERE n = 1`, 'TYPE_MISMATCH', message, lake);
    }
    await refuses(
      'WITH a (n) AS (SELECT name FROM events) SELECT 1 FROM a WHERE n = 1',
      'TYPE_MISMATCH',
      message,
      lake,
    );
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
    await refuses(sql, 'COLUMN_NOT_FOUND', message, lake);
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
    await refuses('SELECT * FROM v', 'ATHENA_SYNTAX_ERROR', "View 'lake.v' is recursive", {
      defaultDatabase: 'lake',
      describeTable: () => Promise.resolve({ kind: 'view', sql: 'SELECT * FROM v' }),
    });
  });
});

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

describe('nesting', () => {
  test('parentheses around queries, relations and values are told apart', async () => {
    expect(
      await engine.rows(
        'SELECT ((((SELECT 1)) + 1)), a, x FROM ((((SELECT 1 AS a)) AS x1 JOIN (((SELECT 1 AS a, 2 AS x))) AS y USING (a)))',
      ),
    ).toEqual([['2', '1', '2']]);
  });

  test('a statement that is nested too deep is an error of its own', async () => {
    await refuses(
      `SELECT ${Array.from({ length: 20_000 }, () => '1').join(' + ')}`,
      'ATHENA_SYNTAX_ERROR',
      'line 1:1: statement is too large (stack overflow)',
      {},
    );
  });
});

describe('parameters', () => {
  const bound = (sql: string, ...parameters: readonly string[]): Promise<(string | null)[][]> =>
    engine.rows(sql, { parameters });

  test('are bound in order, each as one operand', async () => {
    expect(await bound('SELECT ? - ?, ? || ?', '10', '3 - 1', "'it''s'", "'x'")).toEqual([['8', "it'sx"]]);
    expect(await bound("SELECT date_add('day', ?, ?)", '1', "CAST('2027-03-09' AS DATE)")).toEqual([
      ['2027-03-10'],
    ]);
    expect(
      await bound('SELECT x FROM (VALUES 1, 2, 3) AS t (x) ORDER BY x OFFSET ? LIMIT ?', '1', '1'),
    ).toEqual([['2']]);
  });

  test('a value that is no expression, or names a column, stands for its own text', async () => {
    for (const text of ['eu-west', '1; DROP TABLE t', "x' OR 'a'='a", '1) OR (1=1', 'col', '']) {
      expect(await bound('SELECT ? FROM (SELECT 1 AS col)', text)).toEqual([[text]]);
    }
  });

  test('a parameter cannot widen a condition', async () => {
    // It is one operand: id = (1 OR true), which does not compare.
    await expect(bound('SELECT * FROM (SELECT 1 AS id) WHERE id = ?', '1 OR true')).rejects.toMatchObject({
      code: 'TYPE_MISMATCH',
    });
  });

  test('a query is no value', async () => {
    await refuses('SELECT ?', 'INVALID_PARAMETER_USAGE', 'line 1:1: parameter 1 holds a query', {
      parameters: ['(SELECT 1)'],
    });
  });

  test('the count has to match, unless the query has no ? at all', async () => {
    await refuses(
      'SELECT ?, ?',
      'INVALID_PARAMETER_USAGE',
      'line 1:11: the query has more parameters (?) than the 1 given',
      { parameters: ['1'] },
    );
    await refuses('SELECT ?', 'INVALID_PARAMETER_USAGE', 'line 1:8: the query has more parameters', {});
    await refuses(
      'SELECT ?',
      'INVALID_PARAMETER_USAGE',
      'line 1:1: the query has 1 parameters (?), 2 are given',
      { parameters: ['1', '2'] },
    );
    expect(await bound('SELECT 1', '5')).toEqual([['1']]);
  });

  test('a ? in a text or comment is none', async () => {
    expect(await bound("SELECT '?' /* ? */ -- ?\n, ?", '7')).toEqual([['?', '7']]);
  });

  test('one that is tried twice by the parser is bound once', async () => {
    expect(await bound('SELECT ((SELECT ?) + ?)', '1', '2')).toEqual([['3']]);
    expect(
      await bound('SELECT x FROM ((SELECT ? AS x) AS a CROSS JOIN (SELECT ? AS y) AS b)', '1', '2'),
    ).toEqual([['1']]);
  });
});

describe('what is not Trino does not reach DuckDB', () => {
  const refused: readonly (readonly [sql: string, code: string, message: string])[] = [
    [
      "SELECT * FROM read_csv('x.csv')",
      'ATHENA_SYNTAX_ERROR',
      "line 1:23: mismatched input '('. Expecting: <EOF>",
    ],
    ["SELECT * FROM 'x.parquet'", 'ATHENA_SYNTAX_ERROR', "line 1:15: mismatched input ''x.parquet''"],
    ['SELECT * FROM range(10)', 'ATHENA_SYNTAX_ERROR', "line 1:20: mismatched input '('"],
    ['SELECT * FROM TABLE(sequence(1, 3))', 'NOT_SUPPORTED', 'line 1:15: table functions'],
    ["SELECT '1'::integer", 'ATHENA_SYNTAX_ERROR', "line 1:11: mismatched input ':'"],
    [
      'SELECT x FROM t QUALIFY row_number() OVER (ORDER BY x) = 1',
      'ATHENA_SYNTAX_ERROR',
      "line 1:25: mismatched input 'row_number'",
    ],
    ['SELECT * EXCLUDE (a) FROM t', 'ATHENA_SYNTAX_ERROR', "line 1:10: mismatched input 'EXCLUDE'"],
    ['SELECT [x FOR x IN y]', 'ATHENA_SYNTAX_ERROR', "line 1:8: mismatched input '['"],
    ["SELECT {'a': 1}", 'ATHENA_SYNTAX_ERROR', "line 1:8: mismatched input '{'"],
    ['FROM t', 'ATHENA_SYNTAX_ERROR', "line 1:1: mismatched input 'FROM'"],
    [
      'SELECT a FROM t PIVOT (sum(x) FOR y IN (1))',
      'ATHENA_SYNTAX_ERROR',
      "line 1:27: mismatched input '('. Expecting: ')'",
    ],
    ['SELECT DISTINCT ON (a) a FROM t', 'ATHENA_SYNTAX_ERROR', "line 1:17: mismatched input 'ON'"],
    ['SELECT a ILIKE b FROM t', 'ATHENA_SYNTAX_ERROR', "line 1:16: mismatched input 'b'"],
    ['SELECT 1 == 1', 'ATHENA_SYNTAX_ERROR', "line 1:11: mismatched input '='"],
    [
      'SELECT a IS TRUE FROM t',
      'ATHENA_SYNTAX_ERROR',
      "line 1:13: mismatched input 'TRUE'. Expecting: 'NULL', 'DISTINCT'",
    ],
    ['SELECT a[1:2] FROM t', 'ATHENA_SYNTAX_ERROR', "line 1:11: mismatched input ':'"],
    ['SELECT 1 < 2 < 3', 'ATHENA_SYNTAX_ERROR', "line 1:14: mismatched input '<'"],
    ['SELECT "a" FROM `t`', 'ATHENA_SYNTAX_ERROR', 'line 1:17: backquoted identifiers are not supported'],
    ['SELECT "" FROM t', 'ATHENA_SYNTAX_ERROR', 'line 1:8: Zero-length delimited identifier not allowed'],
    ['SELECT a FROM t LIMIT 1 OFFSET 1', 'ATHENA_SYNTAX_ERROR', "line 1:25: mismatched input 'OFFSET'"],
    ['SELECT a AS order FROM t', 'ATHENA_SYNTAX_ERROR', "line 1:13: mismatched input 'order'"],
    ['SELECT * FROM a NATURAL JOIN b', 'ATHENA_SYNTAX_ERROR', 'line 1:17: Natural join not supported'],
    [
      'SELECT * FROM t',
      'ATHENA_SYNTAX_ERROR',
      'line 1:15: Schema must be specified when session schema is not set',
    ],
    ['SELECT * FROM other.lake.t', 'ATHENA_SYNTAX_ERROR', "line 1:15: Catalog 'other' does not exist"],
    [
      "SELECT read_text('/etc/passwd')",
      'FUNCTION_NOT_FOUND',
      "line 1:8: Function 'read_text' not registered",
    ],
    ["SELECT getenv('HOME')", 'FUNCTION_NOT_FOUND', "line 1:8: Function 'getenv' not registered"],
    ['SELECT athena_fail(1, 2)', 'FUNCTION_NOT_FOUND', "line 1:8: Function 'athena_fail' not registered"],
    ["SELECT 'a'.upper()", 'FUNCTION_NOT_FOUND', "Function 'upper' not registered"],
    ["SELECT sha512(to_utf8('a'))", 'NOT_SUPPORTED', 'line 1:8: the function sha512 is not supported'],
    ['SELECT ST_Point(1, 2)', 'NOT_SUPPORTED', 'line 1:8: the function st_point is not supported'],
    [
      'SELECT\n  sum(1) +\n  row_number()',
      'ATHENA_SYNTAX_ERROR',
      "line 3:3: Window function 'row_number' requires an OVER clause",
    ],
    [
      'SELECT lower(DISTINCT x) FROM lake.t',
      'ATHENA_SYNTAX_ERROR',
      "line 1:8: 'lower' is no aggregation function",
    ],
    ['SELECT x -> x', 'ATHENA_SYNTAX_ERROR', 'line 1:8: a lambda stands only as the argument'],
    ["SELECT DATE '2027-3'", 'ATHENA_SYNTAX_ERROR', "line 1:8: '2027-3' is not a valid date literal"],
    [
      'SELECT 92233720368547758070',
      'ATHENA_SYNTAX_ERROR',
      'line 1:8: Invalid numeric literal: 92233720368547758070',
    ],
    ['SELECT CAST(1 AS text)', 'ATHENA_SYNTAX_ERROR', 'line 1:18: Unknown type: text'],
    ["SELECT CAST('a' AS ipaddress)", 'NOT_SUPPORTED', 'line 1:20: the type ipaddress is not supported'],
    [
      'SELECT * FROM lake.t MATCH_RECOGNIZE (PATTERN (A) DEFINE A AS true)',
      'NOT_SUPPORTED',
      'line 1:22: MATCH_RECOGNIZE is not supported',
    ],
    ["SELECT JSON_VALUE('{}', 'lax $.a')", 'NOT_SUPPORTED', 'line 1:8: JSON_VALUE is not supported'],
    [
      'SELECT date_format(now(), fmt) FROM lake.t',
      'NOT_SUPPORTED',
      'line 1:27: the embedded runtime takes argument 2 of date_format as a literal only',
    ],
  ];

  test.each(refused)('%s', async (sql, code, message) => {
    await refuses(sql, code, message, {});
  });

  test('places are those of the statement that the query is part of', async () => {
    await refuses('SELECT nope(1)', 'FUNCTION_NOT_FOUND', 'line 4:20:', { at: { line: 4, column: 13 } });
  });
});

async function refuses(sql: string, code: string, message: string, options: TranslateOptions): Promise<void> {
  const error: unknown = await translateQuery(sql, options).then(
    () => new Error('Nothing was refused.'),
    (thrown: unknown) => thrown,
  );
  if (!isAppError(error)) throw error;
  expect(error.code).toBe(code);
  expect(error.message).toContain(message);
  expect(error.remedy).toMatch(/\w.*\.$/);
}
