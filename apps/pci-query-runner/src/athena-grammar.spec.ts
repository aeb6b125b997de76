import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expectParsesInAthena } from '@lakeward/embedded/testing';
import type { ReviewException } from './review/exceptions';
import { PACKS } from './packs/packs';
import { reviewDayStatement, reviewRuleStatement } from './query/review-sql';

const SQL = path.join(__dirname, '../sql');
const scope = {
  table: 'cloudtrail',
  accounts: ['444455556666'],
  regions: ['eu-west-1', 'us-east-1'],
  day: '2026/03/09',
  excludedFiles: ["s3://logs/it's.json"],
  guardedBuckets: ['audit-logs'],
};

describe('an independent grammar of Athena takes', () => {
  test.each(readdirSync(SQL))('%s', (file) => {
    expectParsesInAthena(readFileSync(path.join(SQL, file), 'utf8'));
  });

  describe.each(Object.values(PACKS))('pack $id', (pack) => {
    test.each(pack.rules.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
      expectParsesInAthena(reviewRuleStatement(rule, scope));
    });

    test('all rules in one statement, with exceptions', () => {
      const exceptions = pack.rules.map(({ id: rule }, index): ReviewException => ({
        ...{ id: `e-${index}`, rule, owner: 'o', reason: 'r', expires: '2026-12-31', state: 'active' },
        match: { userId: "arn:aws:iam::444455556666:user/o'brien*", errorCode: 'AccessDenied' },
      }));
      expectParsesInAthena(reviewDayStatement(pack, scope, 1_000, exceptions));
    });
  });
});
