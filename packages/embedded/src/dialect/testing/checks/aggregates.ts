import { check, fails, type Check } from './check';

/** Aggregate and window functions. Each is a query whose single value is looked at. */
export const AGGREGATE_CHECKS: readonly Check[] = [
  check('SELECT count(*) FROM (VALUES 1, NULL) AS t (x)', '2'),
  check('SELECT count(x) FROM (VALUES 1, NULL) AS t (x)', '1'),
  check('SELECT count(DISTINCT x) FROM (VALUES 1, 1, 2) AS t (x)', '2'),
  check('SELECT count(*) FILTER (WHERE x > 1) FROM (VALUES 1, 2, 3) AS t (x)', '2'),
  check('SELECT sum(x) FROM (VALUES 1, 2) AS t (x)', '3'),
  check('SELECT sum(x) FROM (VALUES 1) AS t (x) WHERE false', null, 'Aggregate functions: null, not zero'),
  check('SELECT sum(x) FROM (VALUES 1.50, 2.25) AS t (x)', '3.75'),
  check('SELECT sum(x) FROM (VALUES 1.5e0, 2e0) AS t (x)', '3.5'),
  fails('SELECT sum(x) FROM (VALUES 9223372036854775807, 1) AS t (x)', 'NUMERIC_VALUE_OUT_OF_RANGE'),
  check('SELECT avg(x) FROM (VALUES 1, 2) AS t (x)', '1.5'),
  check(
    'SELECT avg(x) FROM (VALUES 1.50, 2.25) AS t (x)',
    '1.88',
    'of decimals a decimal of the same scale, rounded half up',
  ),
  check('SELECT avg(x) FROM (VALUES 4.00, 2.00) AS t (x)', '3.00'),
  check("SELECT max(x) FROM (VALUES 'b', 'a') AS t (x)", 'b'),
  check('SELECT max(x, 2) FROM (VALUES 1, 3, 2) AS t (x)', '[3, 2]'),
  check('SELECT min(x, 2) FROM (VALUES 1, 3, 2) AS t (x)', '[1, 2]'),
  check("SELECT max_by(x, y) FROM (VALUES ('a', 1), ('b', 2)) AS t (x, y)", 'b'),
  check(
    "SELECT max_by(x, y) FROM (VALUES ('a', 1), (NULL, 2)) AS t (x, y)",
    null,
    'the value of the maximum, NULL or not',
  ),
  check("SELECT min_by(x, y, 2) FROM (VALUES ('a', 3), ('b', 1), ('c', 2)) AS t (x, y)", '[b, c]'),
  check('SELECT array_agg(x ORDER BY x DESC) FROM (VALUES 1, 3, 2) AS t (x)', '[3, 2, 1]'),
  check(
    'SELECT array_agg(x ORDER BY x) FROM (VALUES 1, NULL) AS t (x)',
    '[1, null]',
    'NULLs are kept, and sort last',
  ),
  check('SELECT array_agg(x) FROM (VALUES 1) AS t (x) WHERE false', null),
  check('SELECT array_agg(DISTINCT x ORDER BY x) FROM (VALUES 2, 1, 2) AS t (x)', '[1, 2]'),
  check(
    "SELECT listagg(x, ',') WITHIN GROUP (ORDER BY x) FROM (VALUES 'a', 'c', 'b') AS t (x)",
    'a,b,c',
    'Aggregate functions',
  ),
  check('SELECT count_if(x > 1) FROM (VALUES 1, 2, 3) AS t (x)', '2'),
  check('SELECT bool_and(x > 1) FROM (VALUES 1, 2) AS t (x)', 'false'),
  check('SELECT bool_or(x > 1) FROM (VALUES 1, 2) AS t (x)', 'true'),
  check('SELECT every(x > 0) FROM (VALUES 1, 2) AS t (x)', 'true'),
  check('SELECT arbitrary(x) FROM (VALUES NULL, 7) AS t (x)', '7', 'Aggregate functions: a non-null value'),
  check('SELECT any_value(x) FROM (VALUES NULL, 7) AS t (x)', '7'),
  check('SELECT approx_distinct(x) FROM (VALUES 1, 2, 2) AS t (x)', '2'),
  check('SELECT approx_percentile(x, 0.5) FROM (VALUES 1, 2, 3) AS t (x)', '2'),
  check('SELECT approx_percentile(x, ARRAY[0.0, 1.0]) FROM (VALUES 1, 2, 3) AS t (x)', '[1, 3]'),
  check('SELECT histogram(x) FROM (VALUES 1, 2, 2) AS t (x)', '{1=1, 2=2}'),
  check("SELECT map_agg(k, v) FROM (VALUES ('a', 1)) AS t (k, v)", '{a=1}'),
  check("SELECT multimap_agg(k, v) FROM (VALUES ('a', 1), ('a', 2)) AS t (k, v)", '{a=[1, 2]}'),
  check('SELECT bitwise_and_agg(x) FROM (VALUES 7, 5) AS t (x)', '5'),
  check('SELECT bitwise_or_agg(x) FROM (VALUES 1, 4) AS t (x)', '5'),
  check('SELECT geometric_mean(x) FROM (VALUES 2, 8) AS t (x)', '4.0'),
  check('SELECT stddev_pop(x) FROM (VALUES 1, 3) AS t (x)', '1.0'),
  check('SELECT variance(x) FROM (VALUES 1, 3) AS t (x)', '2.0'),
  check('SELECT corr(x, y) FROM (VALUES (1, 2), (2, 4)) AS t (x, y)', '1.0'),
  check('SELECT covar_pop(x, y) FROM (VALUES (1, 1), (3, 3)) AS t (x, y)', '1.0'),
  check('SELECT regr_slope(y, x) FROM (VALUES (1, 2), (2, 4)) AS t (x, y)', '2.0'),
  check(
    'SELECT checksum(x) = (SELECT checksum(x) FROM (VALUES 2, 1) AS u (x)) FROM (VALUES 1, 2) AS t (x)',
    'true',
    'Aggregate functions: order-insensitive',
  ),
  check(
    'SELECT checksum(x) = (SELECT checksum(x) FROM (VALUES 2, 2) AS u (x)) FROM (VALUES 1, 2) AS t (x)',
    'false',
  ),

  check(
    'SELECT array_agg(n ORDER BY x) FROM (SELECT x, row_number() OVER (ORDER BY x DESC) AS n FROM (VALUES 1, 2, 3) AS t (x))',
    '[3, 2, 1]',
  ),
  check(
    'SELECT array_agg(n ORDER BY x) FROM (SELECT x, rank() OVER (ORDER BY x) AS n FROM (VALUES 1, 1, 2) AS t (x))',
    '[1, 1, 3]',
  ),
  check(
    'SELECT array_agg(n ORDER BY x) FROM (SELECT x, dense_rank() OVER (ORDER BY x) AS n FROM (VALUES 1, 1, 2) AS t (x))',
    '[1, 1, 2]',
  ),
  check(
    'SELECT array_agg(n ORDER BY x) FROM (SELECT x, lag(x, 1, 0) OVER (ORDER BY x) AS n FROM (VALUES 1, 2) AS t (x))',
    '[0, 1]',
  ),
  check(
    'SELECT array_agg(n ORDER BY x) FROM (SELECT x, lead(x) OVER (ORDER BY x) AS n FROM (VALUES 1, 2) AS t (x))',
    '[2, null]',
  ),
  check(
    'SELECT array_agg(n ORDER BY i) FROM (SELECT i, last_value(x) IGNORE NULLS OVER (ORDER BY i) AS n FROM (VALUES (1, 5), (2, NULL)) AS t (i, x))',
    '[5, 5]',
  ),
  check(
    'SELECT array_agg(n ORDER BY x) FROM (SELECT x, sum(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS n FROM (VALUES 1, 2, 3) AS t (x))',
    '[1, 3, 5]',
  ),
  check(
    'SELECT array_agg(n ORDER BY x) FROM (SELECT x, ntile(2) OVER w AS n FROM (VALUES 1, 2, 3) AS t (x) WINDOW w AS (ORDER BY x))',
    '[1, 1, 2]',
  ),
  check(
    'SELECT array_agg(n ORDER BY x) FROM (SELECT x, percent_rank() OVER (ORDER BY x) AS n FROM (VALUES 1, 2) AS t (x))',
    '[0.0, 1.0]',
  ),
  check(
    'SELECT array_agg(n ORDER BY x) FROM (SELECT x, avg(x) OVER () AS n FROM (VALUES 1.5, 2.0) AS t (x))',
    '[1.8, 1.8]',
  ),

  check(
    'SELECT array_agg(x) FROM (SELECT x FROM (VALUES 2, NULL, 1) AS t (x) ORDER BY x)',
    '[1, 2, null]',
    'SELECT: NULLs last',
  ),
  check(
    'SELECT array_agg(x) FROM (SELECT x FROM (VALUES 2, NULL, 1) AS t (x) ORDER BY x DESC)',
    '[2, 1, null]',
    'SELECT: NULLs last in either direction',
  ),
  check(
    'SELECT array_agg(x) FROM (SELECT x FROM (VALUES 1, 2, 3) AS t (x) ORDER BY x OFFSET 1 LIMIT 1)',
    '[2]',
  ),
  check(
    'SELECT array_agg(x) FROM (SELECT x FROM (VALUES 1, 2, 3) AS t (x) ORDER BY x FETCH FIRST 2 ROWS ONLY)',
    '[1, 2]',
  ),
  check(
    'SELECT array_agg(c ORDER BY g, a) FROM (SELECT grouping(a) AS g, a, count(*) AS c FROM (VALUES 1, 1, 2) AS t (a) GROUP BY ROLLUP (a))',
    '[2, 1, 3]',
  ),
  check(
    'SELECT count(*) FROM (SELECT a, b FROM (VALUES (1, 2)) AS t (a, b) GROUP BY GROUPING SETS ((a), (b), ()))',
    '3',
  ),
  check(
    'SELECT count(*) FROM (SELECT 1 UNION SELECT 2 INTERSECT SELECT 2 EXCEPT SELECT 1)',
    '1',
    'INTERSECT binds tighter',
  ),
  check(
    'WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 4) SELECT sum(n) FROM c',
    '10',
  ),
  check('VALUES 7', '7'),
  check('SELECT sum(y) FROM (VALUES 1, 2) AS t (x) CROSS JOIN LATERAL (SELECT x * 10 AS y)', '30'),
  check('SELECT count(*) FROM (VALUES 1, 2) AS a (x) JOIN (VALUES 2, 3) AS b (x) USING (x)', '1'),
];
