import { shellWord } from '@lakeward/report';
import { isOvertaken, isRetryable, RETRYABLE, TOO_LARGE } from '../run/failed-tasks';
import { copiesOldVersions, type LeftFailures } from '../run/left-to-try';
import type { JobRecord } from '../run/run-records';
import { isMiscounted } from '../run/task-count';
import type { FailureReport } from './report-model';

/** What reasons of a plan mean to somebody who does not know S3's words. */
const REASONS: Readonly<Record<string, string>> = {
  'target-key': 'encrypted with the key of the goal',
  'any-key': 'encrypted with a KMS key; any will do',
  'sse-s3': 'encrypted with keys of S3',
  'other-key': 'encrypted with another KMS key',
  'sse-kms': 'encrypted with a KMS key',
  'dsse-kms': 'encrypted twice with KMS',
  'not-encrypted': 'not encrypted',
  'sse-c': 'encrypted with a key that only its writer has',
  'encryption-unknown': 'the inventory does not say how it is encrypted',
  'legal-hold': 'under a legal hold',
  'retention-compliance': 'locked in compliance mode until its retention ends',
  'retention-governance': 'locked in governance mode',
  'delete-marker': 'a delete marker, which holds nothing',
  'noncurrent-version': 'an old version that would have to be copied, which is off',
  'current-version-stays':
    'an old version whose current one is not copied after it: the copy would become the current one',
  'no-metadata-table': 'under a KMS key; no metadata table was asked which',
  'not-in-metadata-table': 'under a KMS key; the metadata table does not list it',
};

/** What a reason means; itself where nobody has written it down, which a plan of another release may bring. */
export function reasonMeaning(reason: string): string {
  return REASONS[reason] ?? reason;
}

interface FailureMeaning {
  readonly codes: readonly string[];
  readonly meaning: string;
  /** What comes next where no redrive takes them up. */
  readonly next: string;
}

/** What error codes of completion reports mean. Source: "Troubleshooting Batch Operations", S3 User Guide, and the app's own codes. */
const FAILURES: readonly FailureMeaning[] = [
  {
    codes: ['AccessDenied', '403'],
    meaning: 'S3 or KMS refused the role of the job',
    next: 'Grant the role what the objects and their keys ask for; the plan of the next inventory lists them again.',
  },
  {
    codes: [...RETRYABLE, '429', '500', '503'],
    meaning: 'S3 had no time for it',
    next: 'The plan of the next inventory lists them again.',
  },
  {
    codes: ['PreconditionFailed', '412'],
    meaning: 'changed since the snapshot, and so left alone',
    next: 'Nothing: the next inventory says what they need.',
  },
  {
    codes: ['NoSuchKey', 'NoSuchVersion', '404', 'SrcObjectNotFound'],
    meaning: 'gone since the snapshot',
    next: 'Nothing: there is nothing left to encrypt.',
  },
  {
    codes: [TOO_LARGE],
    meaning: 'over 5 GiB, which S3 Batch does not copy by itself',
    next: 'Add Size to the inventory; the plan of the next one has them copied in parts.',
  },
  {
    codes: ['InvalidObjectState'],
    meaning: 'archived and not restored yet',
    next: 'The plan of the next inventory orders them back again.',
  },
  {
    codes: ['PermanentFailure'],
    meaning: 'refused by the function that copies in parts',
    next: 'Read its reason for each object in the completion report.',
  },
];

const OTHER: Omit<FailureMeaning, 'codes'> = {
  meaning: 'refused by S3',
  next: 'Read the message for each object in the completion report.',
};

/** What failures of one code mean for a bucket, and what really helps: no redrive is named that would not take them up. */
export function failureReport(
  { code, count, prospect }: LeftFailures,
  job: JobRecord,
  bucket: string,
): FailureReport {
  const { meaning, next } = FAILURES.find(({ codes }) => codes.includes(code)) ?? OTHER;
  const redrive = `lakeward reencryption redrive --bucket ${shellWord(bucket)}`;
  const told = { code, count, meaning, needsPerson: true };
  if (prospect === 'again') {
    const isPassing = isRetryable({ httpStatusCode: Number(code), errorCode: code });
    return { ...told, next: isPassing ? 'Try these again.' : OF_COVERING, command: redrive };
  }
  if (prospect === 'in-parts')
    return { ...told, next: 'Try these again: they are copied in parts.', command: redrive };
  if (isOvertaken(code)) return { ...told, next, command: null, needsPerson: false };
  const results = (job.report?.manifest ?? '').replace(/manifest\.json$/, 'results/');
  return {
    ...told,
    next: isMiscounted(job) ? OF_MISCOUNTED : copiesOldVersions(job) ? OF_OLD_VERSIONS : next,
    command: `aws s3 cp --recursive ${shellWord(results)} .`,
  };
}

const OF_MISCOUNTED =
  'Decide about the plan of the next inventory: the manifest of the job was not what this plan says.';

const OF_COVERING =
  'Mend what the completion report says and try these again: until then an old version may be the current one.';

const OF_OLD_VERSIONS =
  'Nothing tries old versions again, since a copy would come to lie before the current one: let a lifecycle rule expire them.';
