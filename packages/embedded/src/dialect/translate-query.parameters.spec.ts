import type { DialectEngine } from './testing/dialect-engine';
import { openSmallLake, expectRefused } from './testing/small-lake';

let engine: DialectEngine;
beforeAll(async () => (engine = await openSmallLake()));
afterAll(() => engine.close());

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
    await expectRefused('SELECT ?', 'INVALID_PARAMETER_USAGE', 'line 1:1: parameter 1 holds a query', {
      parameters: ['(SELECT 1)'],
    });
  });

  test('the count has to match, unless the query has no ? at all', async () => {
    await expectRefused(
      'SELECT ?, ?',
      'INVALID_PARAMETER_USAGE',
      'line 1:11: the query has more parameters (?) than the 1 given',
      { parameters: ['1'] },
    );
    await expectRefused('SELECT ?', 'INVALID_PARAMETER_USAGE', 'line 1:8: the query has more parameters', {});
    await expectRefused(
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
