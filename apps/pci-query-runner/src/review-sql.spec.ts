import { pciDss321 } from './packs/pci-dss-3-2-1';
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
