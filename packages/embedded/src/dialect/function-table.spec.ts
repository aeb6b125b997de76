import { AGGREGATE_CHECKS } from './testing/checks/aggregates';
import { asQuery } from './testing/checks/check';
import { COLLECTION_CHECKS } from './testing/checks/collections';
import { DATE_TIME_CHECKS } from './testing/checks/date-time';
import { KNOWN_DIFFERENCES } from './testing/checks/known-differences';
import { NUMBER_CHECKS } from './testing/checks/numbers';
import { OPERATOR_CHECKS } from './testing/checks/operators';
import { TEXT_CHECKS } from './testing/checks/text';
import { DialectEngine } from './testing/dialect-engine';

const CHAPTERS = {
  'operators and CAST': OPERATOR_CHECKS,
  'text and bytes': TEXT_CHECKS,
  numbers: NUMBER_CHECKS,
  'date and time': DATE_TIME_CHECKS,
  'arrays, maps and JSON': COLLECTION_CHECKS,
  'aggregates and windows': AGGREGATE_CHECKS,
};

let engine: DialectEngine;

beforeAll(async () => {
  engine = await DialectEngine.open();
});

afterAll(() => engine.close());

describe.each(Object.entries(CHAPTERS))('%s, as Athena prints it', (_, checks) => {
  test.each(checks.map((check) => [check.sql, check.expected] as const))('%s', async (sql, expected) => {
    expect(await engine.outcome(asQuery(sql))).toEqual(expected);
  });
});

describe('known to differ (once it does not, the entry has to go)', () => {
  test.each(KNOWN_DIFFERENCES.map((check) => [check.sql, check.expected] as const))(
    '%s',
    async (sql, expected) => {
      expect(await engine.outcome(asQuery(sql))).not.toEqual(expected);
    },
  );
});
