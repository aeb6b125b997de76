import { bindQuery, fragment, joinFragments, type SqlFragment } from '@lakeward/sql';
import reviewDaySql from '../sql/review-day.sql';
import reviewRuleSql from '../sql/review-rule.sql';
import type { Rule, RulePack } from './rule';

/** What both statements are asked about. */
export interface ReviewScope {
  readonly table: string;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  /** `YYYY/MM/DD`, as the partition column writes it. */
  readonly day: string;
  /** `s3://` URIs of files that must not be read: damaged ones and duplicates. */
  readonly excludedFiles: readonly string[];
  readonly guardedBuckets: readonly string[];
}

/** The one statement that reviews the day by every rule of the pack. */
export function reviewDayStatement(pack: RulePack, scope: ReviewScope, listingCap: number): string {
  const rules = pack.rules.map((rule) =>
    fragment('IF({{predicate}}, :id)', {
      names: { predicate: predicateOf(rule, scope) },
      values: { id: rule.id },
    }),
  );
  return bindQuery(reviewDaySql, {
    names: { ...namesOf(scope), rules: joinFragments(rules, ',\n      ') },
    values: { ...valuesOf(scope), listing_cap: listingCap },
  });
}

/** The statement that asks one rule's question alone. */
export function reviewRuleStatement(rule: Rule, scope: ReviewScope): string {
  return bindQuery(reviewRuleSql, {
    names: { ...namesOf(scope), predicate: predicateOf(rule, scope) },
    values: valuesOf(scope),
  });
}

/** True where the rule asks about guarded buckets and none are named: it can then match nothing. */
export function lacksGuardedBuckets(
  rule: Rule,
  { guardedBuckets }: Pick<ReviewScope, 'guardedBuckets'>,
): boolean {
  return guardedBuckets.length === 0 && rule.predicate.includes(':guarded_buckets');
}

function predicateOf(rule: Rule, scope: ReviewScope): SqlFragment {
  if (lacksGuardedBuckets(rule, scope)) return fragment('FALSE');
  const needsBuckets = rule.predicate.includes(':guarded_buckets');
  return fragment(rule.predicate, { values: needsBuckets ? { guarded_buckets: scope.guardedBuckets } : {} });
}

function namesOf({ table, excludedFiles }: ReviewScope): { table: string; exclusions: SqlFragment } {
  const exclusions =
    excludedFiles.length === 0
      ? fragment('')
      : fragment('\n    AND "$path" NOT IN (:files)', { values: { files: excludedFiles } });
  return { table, exclusions };
}

function valuesOf({ accounts, regions, day }: ReviewScope) {
  return { accounts, regions, day };
}
