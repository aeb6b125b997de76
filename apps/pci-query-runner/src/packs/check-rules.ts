import { runQuery, type QueryEngine } from '@lakeward/athena';
import { AppError, Deadline, deterministicId, toAppError, type Clock } from '@lakeward/core';
import { reviewRuleStatement, type ReviewScope } from '../query/review-sql';
import type { Rule, RulePack } from '../query/rule';

/** Wrong rules that an error names; one mistake is often made in many rules. */
const MOST_NAMED = 5;

/** Where rules are checked. */
export interface RuleCheck {
  readonly engine: QueryEngine;
  readonly clock: Clock;
  readonly database: string;
  readonly scope: ReviewScope;
}

/**
 * Has the engine plan each rule's own statement, without running it: `PCI_RULE_INVALID` names the rules whose condition it
 * does not take, and what it says of them - that it does not parse, or names a field that records do not have.
 */
export async function checkRules(pack: RulePack, check: RuleCheck): Promise<void> {
  const problems: string[] = [];
  for (const rule of pack.rules) {
    const problem = await problemOf(rule, check);
    if (problem !== undefined) problems.push(`rule "${rule.id}": ${problem}`);
  }
  if (problems.length === 0) return;
  const more = problems.length > MOST_NAMED ? [`${problems.length - MOST_NAMED} more`] : [];
  throw new AppError({
    code: 'PCI_RULE_INVALID',
    message: `The rules of ${pack.id} cannot be asked: ${[...problems.slice(0, MOST_NAMED), ...more].join('; ')}.`,
    remedy: 'Correct the conditions; the columns are those of the CloudTrail table, in Athena SQL.',
  });
}

async function problemOf(
  rule: Rule,
  { engine, clock, database, scope }: RuleCheck,
): Promise<string | undefined> {
  try {
    const sql = `EXPLAIN ${reviewRuleStatement(rule, scope)}`;
    const request = { sql, database, token: deterministicId(sql, clock.now().toISOString()) };
    const outcome = await runQuery(request, { engine, clock, deadline: Deadline.none(clock) });
    return 'failure' in outcome ? outcome.failure.message : undefined;
  } catch (error) {
    return toAppError(error).message;
  }
}
