import { ACCEPTED_STATEMENTS } from './accepted-statements';
import { grammarErrors, withSamples } from './athena-grammar';
import { AGGREGATE_CHECKS } from './checks/aggregates';
import { asQuery, type Check } from './checks/check';
import { COLLECTION_CHECKS } from './checks/collections';
import { DATE_TIME_CHECKS } from './checks/date-time';
import { NUMBER_CHECKS } from './checks/numbers';
import { OPERATOR_CHECKS } from './checks/operators';
import { TEXT_CHECKS } from './checks/text';
import { expectParsesInAthena } from './expect-parses-in-athena';

const CHECKS: readonly Check[] = [
  ...OPERATOR_CHECKS,
  ...TEXT_CHECKS,
  ...NUMBER_CHECKS,
  ...DATE_TIME_CHECKS,
  ...COLLECTION_CHECKS,
  ...AGGREGATE_CHECKS,
];

describe('what is taken here is taken by an independent grammar of Trino and Hive', () => {
  test.each(ACCEPTED_STATEMENTS.map(([sql]) => sql))('%s', (sql) => {
    expectParsesInAthena(sql);
  });

  test.each(CHECKS.map((check) => asQuery(check.sql)))('%s', (sql) => {
    expectParsesInAthena(sql);
  });
});

describe('the grammar', () => {
  test('says where a statement is wrong', () => {
    expect(grammarErrors('SELECT a\nFROM FROM t')[0]).toMatch(/^line 2:6: /);
    expect(grammarErrors('DROP TABLE')[0]).toMatch(/^line 1:/);
    expect(grammarErrors("UNLOAD (SELECT a FROM FROM t) TO 's3://b/' WITH (format = 'JSON')")[0]).toMatch(
      /^line 1:/,
    );
  });
});

describe('withSamples', () => {
  test.each([
    ['SELECT * FROM {{table}} WHERE a = :a AND b IN (:b)', "SELECT * FROM x WHERE a = 'x' AND b IN ('x')"],
    ['WHERE day = :day{{more}} AND ({{predicate}}) LIMIT :n', "WHERE day = 'x' AND (x) LIMIT 1"],
    ["SELECT ':a {{b}}' -- :c", "SELECT ':a {{b}}' -- :c"],
  ])('%s', (template, filled) => {
    expect(withSamples(template)).toBe(filled);
  });
});
