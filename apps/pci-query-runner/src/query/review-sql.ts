import { AppError } from '@lakeward/core';
import { bindQuery, fragment, joinFragments, type SqlFragment } from '@lakeward/sql';
import reviewDaySql from '../../sql/review-day.sql';
import reviewRuleSql from '../../sql/review-rule.sql';
import { inChunks } from '../logs/chunks';
import type { ExceptionField, ReviewException } from '../review/exceptions';
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

/** Longest statement that Athena takes, in bytes of UTF-8 ("Service Quotas", Athena). */
const LONGEST_STATEMENT = 262_144;

/**
 * How much goes into one column of the statement. Trino makes one Java class of each column's expression, whose method must
 * stay below 64 KB of byte code (else the query fails with `QUERY_EXCEEDED_COMPILER_LIMIT`), and which the JVM does not
 * compile further above 8,000 bytes. How many bytes an expression becomes is not to be told from outside: this is a cautious
 * guess that leaves room below both.
 */
const COLUMN = { items: 12, characters: 4_000 };

/** The columns of the statement that hold what an exception asks for. */
const COLUMN_OF_FIELD: Readonly<Record<ExceptionField, string>> = {
  eventTime: 'eventtime',
  eventId: 'eventid',
  eventSource: 'eventsource',
  eventName: 'eventname',
  awsRegion: 'awsregion',
  recipientAccountId: 'recipientaccountid',
  userType: 'usertype',
  userId: 'userid',
  sourceIpAddress: 'sourceipaddress',
  userAgent: 'useragent',
  errorCode: 'errorcode',
};

/**
 * The one statement that reviews the day by every rule of the pack and sets findings apart that an exception takes.
 *
 * Errors: `PCI_STATEMENT_TOO_LARGE`.
 */
export function reviewDayStatement(
  pack: RulePack,
  scope: ReviewScope,
  listingCap: number,
  exceptions: readonly ReviewException[] = [],
): string {
  const active = exceptions.filter(({ state }) => state === 'active');
  const sql = bindQuery(reviewDaySql, {
    names: { ...namesOf(scope), ...matchedColumns(pack, scope), ...exceptionColumns(active) },
    values: { ...valuesOf(scope), listing_cap: listingCap },
  });
  const bytes = Buffer.byteLength(sql);
  if (bytes > LONGEST_STATEMENT) throw tooLarge(bytes, scope.excludedFiles.length, active.length);
  return sql;
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

/** Lists of the ids of matching rules, a dozen rules each, and the lists again where they are put together. */
function matchedColumns(pack: RulePack, scope: ReviewScope): Record<string, SqlFragment> {
  const rules = pack.rules.map((rule) =>
    fragment('IF({{predicate}}, :id)', {
      names: { predicate: predicateOf(rule, scope) },
      values: { id: rule.id },
    }),
  );
  const chunks = inChunks(rules, COLUMN);
  return {
    matched_columns: joinFragments(
      chunks.map((chunk, index) =>
        fragment('filter(ARRAY[{{rules}}], id -> id IS NOT NULL) AS {{name}}', {
          names: { rules: joinFragments(chunk, ',\n      '), name: `matched_${index + 1}` },
        }),
      ),
      ',\n    ',
    ),
    matched_lists: joinFragments(
      chunks.map((_, index) =>
        fragment('IF(cardinality({{name}}) > 0, {{name}}, ARRAY[])', {
          names: { name: `matched_${index + 1}` },
        }),
      ),
      ',\n    ',
    ),
  };
}

/** The id of the first exception that takes a finding, or NULL. */
function exceptionColumns(exceptions: readonly ReviewException[]): Record<string, SqlFragment> {
  const cases = exceptions.map(({ id, rule, match }) =>
    fragment('WHEN {{conditions}} THEN :id', {
      names: {
        conditions: joinFragments(
          [
            fragment('rule = :rule', { values: { rule } }),
            ...Object.entries(match).map(([field, value]) => conditionOf(field as ExceptionField, value)),
          ],
          ' AND ',
        ),
      },
      values: { id },
    }),
  );
  const chunks = inChunks(cases, COLUMN);
  const columns = chunks.map((chunk, index) =>
    fragment(',\n    CASE\n      {{cases}}\n    END AS {{name}}', {
      names: { cases: joinFragments(chunk, '\n      '), name: `exception_${index + 1}` },
    }),
  );
  const first = chunks.map((_, index) =>
    fragment('WHEN {{name}} IS NOT NULL THEN {{name}}', { names: { name: `exception_${index + 1}` } }),
  );
  return {
    exception_columns: joinFragments(columns, ''),
    exception:
      first.length === 0
        ? fragment('CAST(NULL AS varchar)')
        : fragment('CASE {{first}} END', { names: { first: joinFragments(first, ' ') } }),
  };
}

function conditionOf(field: ExceptionField, value: string): SqlFragment {
  const names = { column: COLUMN_OF_FIELD[field] };
  return value.endsWith('*')
    ? fragment('starts_with({{column}}, :start)', { names, values: { start: value.slice(0, -1) } })
    : fragment('{{column}} = :value', { names, values: { value } });
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

function tooLarge(bytes: number, excludedFiles: number, exceptions: number): AppError {
  return new AppError({
    code: 'PCI_STATEMENT_TOO_LARGE',
    message: `The statement has ${bytes} bytes, Athena takes ${LONGEST_STATEMENT}; it leaves out ${excludedFiles} files and holds ${exceptions} exceptions.`,
    remedy:
      excludedFiles > exceptions
        ? 'Move damaged files and duplicates out of the trail, or review fewer accounts at a time.'
        : 'Put exceptions together with a * at the end of a value, and remove those that have expired.',
  });
}
