import type { ReviewException } from '../review/exceptions';
import { pciDss321 } from '../packs/pci-dss-3-2-1';
import { pciDss401 } from '../packs/pci-dss-4-0-1';
import { reviewDayStatement, reviewRuleStatement } from './review-sql';

const scope = {
  table: 'cloudtrail',
  accounts: ['444455556666'],
  regions: ['eu-west-1', 'us-east-1'],
  day: '2026/03/09',
  excludedFiles: [],
  guardedBuckets: ['audit-logs'],
};

describe('reviewDayStatement', () => {
  test('reads the table once, whatever the number of rules, and binds day, accounts and Regions', () => {
    const sql = reviewDayStatement(pciDss321, scope, 1_000);
    expect(sql.match(/FROM cloudtrail/g)).toHaveLength(1);
    expect(sql).toContain("WHERE account IN ('444455556666')");
    expect(sql).toContain("AND region IN ('eu-west-1', 'us-east-1')");
    expect(sql).toContain("AND day = '2026/03/09'");
    for (const { id } of pciDss321.rules) expect(sql).toContain(`, '${id}')`);
    expect(sql).not.toContain('$path" NOT IN');
  });

  test('leaves damaged files and duplicates out by their path, quotes and all', () => {
    const sql = reviewDayStatement(pciDss321, { ...scope, excludedFiles: ["s3://logs/it's.json"] }, 1_000);
    expect(sql).toContain(`AND "$path" NOT IN ('s3://logs/it''s.json')`);
  });

  test('a pack as large as they come stays below what Athena accepts', () => {
    const rule = pciDss321.rules[1]!;
    const rules = Array.from({ length: 200 }, (_, index) => ({ ...rule, id: `rule-${index}` }));
    const sql = reviewDayStatement({ ...pciDss321, rules }, scope, 1_000);
    expect(Buffer.byteLength(sql)).toBeLessThan(262_144);
  });

  test('spreads the rules over columns of a dozen at most, each of which is looked at twice', () => {
    const sql = reviewDayStatement(pciDss401, scope, 1_000);
    const columns = [...sql.matchAll(/filter\(ARRAY\[(.*?)\], id -> id IS NOT NULL\) AS (matched_\d+)/gs)];
    const ids = columns.flatMap(([, rules = '']) => [...rules.matchAll(/, '([0-9a-z.-]+)'\)(?:,\n|$)/g)]);
    expect(ids.map(([, id]) => id)).toEqual(pciDss401.rules.map(({ id }) => id));
    expect(columns.length).toBeGreaterThanOrEqual(14);
    for (const [column, , name = ''] of columns) {
      expect(column.match(/^ {6}IF\(|ARRAY\[IF\(/gm)?.length).toBeLessThanOrEqual(12);
      expect(sql).toContain(`IF(cardinality(${name}) > 0, ${name}, ARRAY[])`);
    }
  });

  test('a hundred exceptions for every tenth rule fit; more than Athena takes is an error with its remedy', () => {
    const exceptions = (count: number): ReviewException[] =>
      Array.from({ length: count }, (_, index) => ({
        id: `exception-${index}`,
        rule: 'root-change',
        match: { userId: `arn:aws:sts::444455556666:assumed-role/Deploy/run-${index}` },
        ...{ owner: 'o', reason: 'r', expires: '2026-12-31', state: 'active' },
      }));
    expect(Buffer.byteLength(reviewDayStatement(pciDss401, scope, 1_000, exceptions(900)))).toBeLessThan(
      262_144,
    );
    expect(() => reviewDayStatement(pciDss401, scope, 1_000, exceptions(2_000))).toThrow(
      expect.objectContaining({
        code: 'PCI_STATEMENT_TOO_LARGE',
        message: expect.stringMatching(/has \d{6} bytes, Athena takes 262144; .* holds 2000 exceptions/),
        remedy: expect.stringContaining('exceptions together'),
      }),
    );
    const excludedFiles = Array.from(
      { length: 2_500 },
      (_, index) => `s3://logs/${'x'.repeat(100)}/${index}.json.gz`,
    );
    expect(() => reviewDayStatement(pciDss401, { ...scope, excludedFiles }, 1_000)).toThrow(
      expect.objectContaining({ remedy: expect.stringContaining('damaged files') }),
    );
  });

  test('expired exceptions are not in it', () => {
    const expired: ReviewException = {
      ...{ id: 'old', rule: '10.2.2-root', match: { userId: 'mira' } },
      ...{ owner: 'o', reason: 'r', expires: '2026-01-01', state: 'expired' },
    };
    expect(reviewDayStatement(pciDss321, scope, 1_000, [expired])).toBe(
      reviewDayStatement(pciDss321, scope, 1_000),
    );
  });

  test('a rule about guarded buckets matches nothing where none are named', () => {
    const sql = reviewDayStatement(pciDss321, { ...scope, guardedBuckets: [] }, 1_000);
    expect(sql).toContain("IF(FALSE, '10.2.1-10.2.3-log-access')");
  });
});

describe('reviewRuleStatement', () => {
  test('parenthesises the predicate, so that every alternative is bound to the day', () => {
    const rule = pciDss321.rules.find(({ id }) => id === '10.6-security-groups')!;
    expect(reviewRuleStatement(rule, scope)).toMatch(/AND day = '2026\/03\/09'\s+AND \(\(eventname LIKE/);
  });
});
