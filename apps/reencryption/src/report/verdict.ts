import { formatCount, formatCounted } from '@lakeward/report';
import type { BucketState } from '../run/status';
import { openVersions, versionsOf } from './estate';
import type { BucketReport, RunVerdict } from './report-model';

/** Is the estate encrypted as wanted: one sentence, one number. */
export function verdictOf(buckets: readonly BucketReport[]): RunVerdict {
  const total = (count: (bucket: BucketReport) => number, among = buckets): number =>
    among.reduce((sum, bucket) => sum + count(bucket), 0);
  const inState = (...states: BucketState[]) => buckets.filter(({ state }) => states.includes(state));
  const open = (among: readonly BucketReport[]) => total(({ after }) => openVersions(after.estate), among);
  const places = (among: readonly BucketReport[]) => formatCounted(among.length, 'bucket');
  const versions = (count: number) => formatCounted(count, 'version');
  const explanation = explanationOf(buckets);

  if (buckets.length === 0) {
    return {
      state: 'unknown',
      word: 'nothing planned',
      sentence: 'No bucket has been planned yet',
      number: 0,
      numberLabel: 'buckets',
      explanation: 'Tag a bucket, and plan when its first inventory has come.',
    };
  }
  const failed = buckets.filter(isBad);
  if (failed.length > 0) {
    const number = open(failed);
    if (number === 0) return overtaken(failed, explanation);
    return {
      state: 'bad',
      word: 'open',
      sentence: `${versions(number)} in ${places(failed)} ${number === 1 ? 'is' : 'are'} still not encrypted as wanted`,
      number,
      numberLabel: 'versions are still open',
      explanation,
    };
  }
  const waiting = inState('planned', 'awaiting-confirmation');
  if (waiting.length > 0) {
    const number = open(waiting);
    return {
      state: 'attention',
      word: 'waiting',
      sentence: `${versions(number)} in ${places(waiting)} ${number === 1 ? 'waits' : 'wait'} for a decision`,
      number,
      numberLabel: 'versions wait for a decision',
      explanation,
    };
  }
  const running = inState('running');
  if (running.length > 0) {
    return {
      state: 'unknown',
      word: 'running',
      sentence: `Jobs are at work in ${places(running)}`,
      number: open(running),
      numberLabel: 'versions are still to be done',
      explanation,
    };
  }
  const unproven = inState('awaiting-proof');
  if (unproven.length > 0) {
    return {
      state: 'unknown',
      word: 'awaiting proof',
      sentence: `The jobs in ${places(unproven)} are over; the next inventory has to show what they did`,
      number: total(({ actuals }) => actuals?.succeeded ?? 0, unproven),
      numberLabel: 'versions were done, as the jobs say',
      explanation,
    };
  }
  const rejected = inState('rejected');
  if (rejected.length > 0) {
    return {
      state: 'attention',
      word: 'rejected',
      sentence: `${versions(open(rejected))} in ${places(rejected)} stay as they are: somebody decided against the plan`,
      number: open(rejected),
      numberLabel: 'versions stay as they are',
      explanation,
    };
  }
  const unknown = total(({ after }) => after.estate['key-unknown']);
  if (unknown > 0) {
    return {
      state: 'unknown',
      word: 'keys unknown',
      sentence: `${versions(unknown)} ${unknown === 1 ? 'is' : 'are'} under KMS, but nobody can tell by which key`,
      number: unknown,
      numberLabel: 'versions under unknown keys',
      explanation,
    };
  }
  const stays = total(({ after }) => after.estate.stays);
  return {
    state: 'good',
    word: 'as wanted',
    sentence:
      stays === 0
        ? 'Every version is encrypted as wanted'
        : `Every version that can be is encrypted as wanted; ${formatCount(stays)} cannot be changed here`,
    number: total(({ after }) => after.estate['as-wanted']),
    numberLabel: 'versions are encrypted as wanted',
    explanation,
  };
}

/** True where something came to another end than the plan says: just what the list of what needs a person calls bad. */
function isBad({ state, failures, jobs }: BucketReport): boolean {
  return (
    state === 'partly-proven' ||
    failures.some(({ needsPerson }) => needsPerson) ||
    jobs.some(({ trouble }) => trouble !== null)
  );
}

/** By what jobs say or a later inventory shows nothing is open; yet not all jobs did what they should. */
function overtaken(failed: readonly BucketReport[], explanation: string): RunVerdict {
  const jobs = failed.flatMap((bucket) =>
    bucket.jobs.filter(({ trouble, failed: tasks }) => trouble !== null || tasks > 0),
  );
  const number = jobs.length;
  return {
    state: 'bad',
    word: 'look at jobs',
    sentence: `${formatCounted(number, 'job')} in ${formatCounted(failed.length, 'bucket')} did not do what the plan says`,
    number,
    numberLabel: number === 1 ? 'job to look at' : 'jobs to look at',
    explanation,
  };
}

function explanationOf(buckets: readonly BucketReport[]): string {
  const versions = buckets.reduce((sum, { before }) => sum + versionsOf(before), 0);
  const shown = buckets.filter(({ state }) => state === 'proven' || state === 'compliant').length;
  return `${formatCounted(versions, 'version')} in ${formatCounted(buckets.length, 'bucket')} were listed; an inventory shows ${formatCounted(shown, 'bucket')} as wanted.`;
}
