import { jobStatuses } from '@lakeward/s3-batch';
import reasonSql from '../../sql/reason.sql';
import { RETRYABLE, TOO_LARGE } from '../run/failed-tasks';
import { failureReport, reasonMeaning } from './meanings';
import { BUCKET_MARKS, JOB_STATUS_MEANINGS } from './sections/words';
import { sampleJob } from './testing/sample-runs';

/** Reasons that the statement takes from elsewhere: parameters, and the lock that a version is under. */
const GIVEN: Readonly<Record<string, readonly string[]>> = {
  ':compliant': ['sse-s3', 'any-key', 'target-key'],
  ':key_unknown': ['no-metadata-table', 'not-in-metadata-table'],
  lock: ['legal-hold', 'retention-compliance', 'retention-governance'],
};

/** What the statement can answer: all that stands after THEN or ELSE, and in an IF. */
const REASONS = [...reasonSql.matchAll(/(?:THEN|ELSE|,) *('[a-z0-9-]+'|:[a-z_]+|lock\b)/g)].flatMap(
  ([, said = '']) => GIVEN[said] ?? [said.replaceAll("'", '')],
);

test('the statement of plans gives these reasons', () => {
  expect(new Set(REASONS)).toEqual(
    new Set([
      'any-key',
      'current-version-stays',
      'delete-marker',
      'dsse-kms',
      'encryption-unknown',
      'legal-hold',
      'no-metadata-table',
      'noncurrent-version',
      'not-encrypted',
      'not-in-metadata-table',
      'other-key',
      'retention-compliance',
      'retention-governance',
      'sse-c',
      'sse-kms',
      'sse-s3',
      'target-key',
    ]),
  );
});

test.each(REASONS)('the reason %s has words of its own', (reason) => {
  expect(reasonMeaning(reason)).not.toBe(reason);
});

test.each([
  ...RETRYABLE,
  TOO_LARGE,
  '403',
  '404',
  '412',
  '429',
  '500',
  '503',
  'AccessDenied',
  'InvalidObjectState',
])('failures of %s have words of their own', (code) => {
  const { meaning } = failureReport({ code, count: 1, prospect: 'left' }, sampleJob('update'), 'b');
  expect(meaning).not.toBe('refused by S3');
});

test('every status of a job has words, and no two the same', () => {
  expect(Object.keys(JOB_STATUS_MEANINGS)).toEqual([...jobStatuses]);
  expect(new Set(Object.values(JOB_STATUS_MEANINGS)).size).toBe(jobStatuses.length);
});

test('no two states of a bucket share their word', () => {
  const words = Object.values(BUCKET_MARKS).map(({ word }) => word);
  expect(new Set(words).size).toBe(words.length);
});
