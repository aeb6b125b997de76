import { shellWord } from '@lakeward/report';
import { parseS3Uri } from '@lakeward/s3';
import type { Manifest, ReviewProblem } from '../manifest';
import type { NextAction } from './report-model';

/** What to do about a problem of each kind; `again` is the review, once the cause is mended. */
type Step = 'versions' | 'keys' | 'again' | 'nothing';

interface Advice {
  readonly text: string;
  readonly step: Step;
}

const RESTORE: Advice = {
  text: 'Look for an earlier version or another copy of the object, put it back in its place, and review the day again.',
  step: 'versions',
};

const ADVICE: Readonly<Record<string, Advice>> = {
  PCI_LOG_EMPTY: RESTORE,
  PCI_LOG_TRUNCATED: RESTORE,
  PCI_LOG_MALFORMED: RESTORE,
  PCI_LOG_TOO_LARGE: RESTORE,
  PCI_LOG_MISSING: RESTORE,
  PCI_LOG_ALTERED: {
    text: 'Treat it as tampering until it is explained: keep the object, find who wrote it, and restore the version that CloudTrail delivered.',
    step: 'versions',
  },
  PCI_LOG_NOT_CLOUDTRAIL: {
    text: 'Find out who put the file among the logs. If it lies in place of a log file, restore that one and review the day again.',
    step: 'versions',
  },
  PCI_LOG_DUPLICATE: { text: 'Nothing: its events were read once.', step: 'nothing' },
  PCI_COUNT_MISMATCH: { text: 'Review the day again: files came or went while it was read.', step: 'again' },
  PCI_DIGEST_MISSING: RESTORE,
  PCI_DIGEST_MALFORMED: RESTORE,
  PCI_DIGEST_SIGNATURE_MISSING: RESTORE,
  PCI_DIGEST_SIGNATURE_WRONG: {
    text: 'Treat it as tampering until it is explained: keep the object, find who wrote it, and restore the version that CloudTrail delivered.',
    step: 'versions',
  },
  PCI_DIGEST_KEY_MISSING: {
    text: 'Fetch the public keys of the Region for the time of the digest, and review the day again with them.',
    step: 'keys',
  },
  PCI_DIGEST_KEY_UNUSABLE: {
    text: 'Fetch the public keys of the Region again, and review the day again with them.',
    step: 'keys',
  },
  PCI_DIGEST_KEYS_UNAVAILABLE: {
    text: 'Fetch the public keys of the Region, and review the day again with them.',
    step: 'keys',
  },
  PCI_DIGEST_CHAIN_RESTARTED: {
    text: 'Check that the trail, or its log file validation, was switched on again on purpose at that time.',
    step: 'nothing',
  },
};

const UNKNOWN: Advice = { text: 'Mend what the message names, and review the day again.', step: 'again' };

/** What to do about a problem. */
export function nextAction(problem: ReviewProblem, manifest: Manifest): NextAction {
  const { text, step } = ADVICE[problem.code] ?? UNKNOWN;
  return { text, command: commandFor(step, problem.file, manifest) };
}

function commandFor(step: Step, file: string | undefined, manifest: Manifest): string | null {
  if (step === 'nothing') return null;
  if (step === 'versions' && file?.startsWith('s3://') === true && !onOneMachine(manifest)) {
    const { bucket, key } = parseS3Uri(file);
    return `aws s3api list-object-versions --bucket ${shellWord(bucket)} --prefix ${shellWord(key)}`;
  }
  if (step === 'keys' && !onOneMachine(manifest)) {
    const [region = ''] = manifest.scope.regions;
    return `aws cloudtrail list-public-keys --region ${shellWord(region)} --start-time ${manifest.date}T00:00:00Z --end-time ${manifest.date}T23:59:59Z`;
  }
  return reviewAgain(manifest);
}

/** The command that reviews the day again, as a new version of it. Words in capitals are for the reader to fill in. */
export function reviewAgain(manifest: Manifest): string {
  const { date, pack } = manifest;
  if (onOneMachine(manifest)) {
    return `npx lakeward pci review --logs LOGS --date ${date} --pack ${shellWord(pack.id)}`;
  }
  const event = `"{\\"time\\":\\"$(date -u +%FT%TZ)\\",\\"date\\":\\"${date}\\"}"`;
  return `aws lambda invoke --function-name FUNCTION --cli-binary-format raw-in-base64-out --payload ${event} answer.json`;
}

/** What makes an unverified day a complete one. */
export function proveNextDay(manifest: Manifest): NextAction {
  const { digests } = manifest.completeness;
  if (digests === 'keys-missing') {
    return {
      text: 'The digest files are there, but not the public keys that check them. Fetch the keys and review the day again.',
      command: commandFor('keys', undefined, manifest),
    };
  }
  return onOneMachine(manifest)
    ? {
        text: 'CloudTrail writes digest files where log file validation is on. Keep them beside the logs, as CloudTrail-Digest/, and review the day again.',
        command: reviewAgain(manifest),
      }
    : {
        text: 'Turn on log file validation for the trail: from then on CloudTrail writes digest files, which prove what was delivered.',
        command: 'aws cloudtrail update-trail --name TRAIL --enable-log-file-validation',
      };
}

/** The command that checks the bundle, its signature and the chain before it, offline. */
export function verifyCommand(manifest: Manifest): string {
  return `npx lakeward pci verify --evidence EVIDENCE --pack ${shellWord(manifest.pack.id)} --key PUBLIC_KEY.pem`;
}

/** True for the embedded runtime, whose buckets are folders that AWS does not know. */
function onOneMachine({ query }: Manifest): boolean {
  return query.engine.startsWith('DuckDB');
}
