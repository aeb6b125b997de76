import { shellWord } from '@lakeward/report';
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
  'no-metadata-table': 'under a KMS key; no metadata table was asked which',
  'not-in-metadata-table': 'under a KMS key; the metadata table does not list it',
};

/** What a reason means; itself where nobody has written it down. */
export function reasonMeaning(reason: string): string {
  return REASONS[reason] ?? reason;
}

interface FailureMeaning {
  readonly codes: RegExp;
  readonly meaning: string;
  readonly next: string;
  readonly action: 'redrive' | 'read-report' | 'none';
}

/** What error codes of completion reports mean. Source: "Troubleshooting Batch Operations", S3 User Guide, and the app's own codes. */
const FAILURES: readonly FailureMeaning[] = [
  {
    codes: /^(?:AccessDenied|403)$/,
    meaning: 'S3 or KMS refused the role of the job',
    next: 'Grant the role what the objects and their keys ask for, then try these again.',
    action: 'redrive',
  },
  {
    codes: /^(?:SlowDown|503|ServiceUnavailable|InternalError|500|TemporaryFailure|RequestTimeout)$/,
    meaning: 'S3 had no time for it',
    next: 'Try these again.',
    action: 'redrive',
  },
  {
    codes: /^(?:PreconditionFailed|412)$/,
    meaning: 'changed since the snapshot, and so left alone',
    next: 'Nothing: the next inventory says what they need.',
    action: 'none',
  },
  {
    codes: /^(?:NoSuchKey|NoSuchVersion|404|SrcObjectNotFound)$/,
    meaning: 'gone since the snapshot',
    next: 'Nothing: there is nothing left to encrypt.',
    action: 'none',
  },
  {
    codes: /^REENC_COPY_TOO_LARGE$/,
    meaning: 'over 5 GiB, which S3 Batch does not copy by itself',
    next: 'Try these again: they are copied in parts.',
    action: 'redrive',
  },
  {
    codes: /^(?:InvalidObjectState)$/,
    meaning: 'archived and not restored yet',
    next: 'Try these again when the restore is over.',
    action: 'redrive',
  },
  {
    codes: /^PermanentFailure$/,
    meaning: 'refused by the function that copies in parts',
    next: 'Read its reason for each object in the completion report.',
    action: 'read-report',
  },
];

const OTHER: Omit<FailureMeaning, 'codes'> = {
  meaning: 'refused by S3',
  next: 'Read the message for each object in the completion report.',
  action: 'read-report',
};

/** What failures of one code mean for a bucket, and what comes next. */
export function failureReport(
  code: string,
  count: number,
  bucket: string,
  report: string | undefined,
): FailureReport {
  const { meaning, next, action } = FAILURES.find(({ codes }) => codes.test(code)) ?? OTHER;
  const commands = {
    redrive: `lakeward reencryption redrive --bucket ${shellWord(bucket)}`,
    'read-report':
      report === undefined
        ? null
        : `aws s3 cp --recursive ${shellWord(report.replace(/manifest\.json$/, 'results/'))} .`,
    none: null,
  };
  return { code, count, meaning, next, command: commands[action] };
}
