import type { DialectEngine } from './testing/dialect-engine';
import { lake, openSmallLake, expectRefused } from './testing/small-lake';

let engine: DialectEngine;
beforeAll(async () => (engine = await openSmallLake()));
afterAll(() => engine.close());

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
    await expectRefused(
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
    await expectRefused(
      'SELECT *\nFROM events\nWHERE day = 20270309',
      'TYPE_MISMATCH',
      'line 3:11: Cannot apply operator: varchar = integer',
      lake,
    );
    await expectRefused(
      "SELECT * FROM events WHERE id IN ('1')",
      'TYPE_MISMATCH',
      'line 1:31: Cannot apply operator',
      lake,
    );
    await expectRefused(
      'SELECT lower(id) FROM events',
      'FUNCTION_NOT_FOUND',
      'line 1:8: Unexpected parameters (integer) for function lower',
      lake,
    );
  });

  test('types go through subqueries, named subqueries and views', async () => {
    const message = 'Cannot apply operator: varchar = integer';
    for (const from of ['(SELECT name AS n FROM events)', '(SELECT * FROM (SELECT day AS n FROM recent))']) {
      await expectRefused(`SELECT 1 FROM ${from} WHERE n = 1`, 'TYPE_MISMATCH', message, lake);
    }
    await expectRefused(
      'WITH a (n) AS (SELECT name FROM events) SELECT 1 FROM a WHERE n = 1',
      'TYPE_MISMATCH',
      message,
      lake,
    );
  });
});
