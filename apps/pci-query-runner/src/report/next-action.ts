import { UtcDay } from '@lakeward/core';
import { shellWord } from '@lakeward/report';
import { parseS3Uri } from '@lakeward/s3';
import type { Manifest } from '../evidence/manifest';
import type { ReviewProblem } from '../review/review-problem';
import type { NextAction } from './report-model';

/** What the command of a next action does. */
type Step = 'versions' | 'keys' | 'trails' | 'who-stopped' | 'again' | 'nothing';

interface Advice {
  readonly text: string;
  readonly step: Step;
}

const RESTORE: Advice = {
  text: 'Look for an earlier version or another copy of the object, put it back in its place, and review the day again.',
  step: 'versions',
};

const TAMPERING: Advice = {
  text: 'Treat it as tampering until it is explained: keep the object, find who wrote it, restore what CloudTrail delivered, and review the day again.',
  step: 'versions',
};

const FOREIGN: Advice = {
  text: 'Find out who put the file there. If it lies in place of a log file, restore that one and review the day again.',
  step: 'versions',
};

const KEYS: Advice = {
  text: 'Fetch the public keys of the Region for the time of the digests, and review the day again with them.',
  step: 'keys',
};

const GAP: Advice = {
  text: 'Find out who stopped or changed the trail, and review the time without logs by other means, such as Event history.',
  step: 'who-stopped',
};

const ADVICE: Readonly<Record<string, Advice>> = {
  PCI_LOG_EMPTY: RESTORE,
  PCI_LOG_TRUNCATED: RESTORE,
  PCI_LOG_MALFORMED: RESTORE,
  PCI_LOG_TOO_LARGE: RESTORE,
  PCI_LOG_MISSING: RESTORE,
  PCI_LOG_ALTERED: TAMPERING,
  PCI_LOG_NOT_CLOUDTRAIL: FOREIGN,
  PCI_LOG_UNLISTED: FOREIGN,
  PCI_LOG_DUPLICATE: { text: 'Nothing: its events were read once.', step: 'nothing' },
  PCI_LOGS_MISSING: {
    text: 'Check that the trail covers the account and the Region, or take them out of what the review expects.',
    step: 'trails',
  },
  PCI_LOGS_MOVED: { text: 'Nothing, where the copy was made on purpose.', step: 'nothing' },
  PCI_COUNT_MISMATCH: { text: 'Review the day again: files came or went while it was read.', step: 'again' },
  PCI_DELIVERY_GAP: GAP,
  PCI_DIGESTS_ENDED: GAP,
  PCI_DIGEST_CHAIN_RESTARTED: {
    text: 'Check that the trail, or its log file validation, was switched on again on purpose at that time.',
    step: 'who-stopped',
  },
  PCI_DIGEST_MISSING: RESTORE,
  PCI_DIGEST_MALFORMED: RESTORE,
  PCI_DIGEST_SIGNATURE_MISSING: RESTORE,
  PCI_DIGEST_SIGNATURE_WRONG: TAMPERING,
  PCI_DIGEST_MISPLACED: TAMPERING,
  PCI_DIGEST_LINK_BROKEN: TAMPERING,
  PCI_DIGEST_UNKNOWN_FILE: FOREIGN,
  PCI_DIGEST_KEY_MISSING: KEYS,
  PCI_DIGEST_KEY_UNUSABLE: KEYS,
  PCI_DIGEST_KEYS_UNAVAILABLE: KEYS,
  PCI_DIGEST_KEYS_NOT_GIVEN: KEYS,
};

const UNKNOWN: Advice = { text: 'Mend what the message names, and review the day again.', step: 'again' };

/** What to do about a problem. */
export function nextAction(problem: ReviewProblem, manifest: Manifest): NextAction {
  const { text, step } = ADVICE[problem.code] ?? UNKNOWN;
  return { text, command: commandFor(step, problem.file, manifest) };
}

function commandFor(step: Step, file: string | undefined, manifest: Manifest): string | null {
  if (step === 'nothing') return null;
  if (onOneMachine(manifest))
    return `${reviewAgain(manifest)}${step === 'keys' ? ' --digest-keys KEYS' : ''}`;
  const region = `--region ${shellWord(regionOf(file, manifest))}`;
  // Digests of the day's last hour come after midnight.
  const day = `--start-time ${manifest.date}T00:00:00Z --end-time ${UtcDay.parse(manifest.date).plus(1).date}T03:00:00Z`;
  switch (step) {
    case 'versions': {
      if (file?.startsWith('s3://') !== true) return reviewAgain(manifest);
      const { bucket, key } = parseS3Uri(file);
      return `aws s3api list-object-versions --bucket ${shellWord(bucket)} --prefix ${shellWord(key)}`;
    }
    case 'keys':
      return `aws cloudtrail list-public-keys ${region} ${day}`;
    case 'trails':
      return `aws cloudtrail describe-trails ${region}`;
    case 'who-stopped':
      return `aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventSource,AttributeValue=cloudtrail.amazonaws.com ${region} ${day}`;
    case 'again':
      return reviewAgain(manifest);
  }
}

/** The Region that a file of a trail is of; keys and events are looked up in their own Region. */
function regionOf(file: string | undefined, { scope: { regions } }: Manifest): string {
  const [, named] = /\/CloudTrail(?:-Digest)?\/([a-z0-9-]+)\//.exec(file ?? '') ?? [];
  return named ?? (regions.length === 1 ? regions[0] : undefined) ?? 'REGION';
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

/** The command that checks the chain, its signatures and the day's files, offline but for reading them. */
export function verifyCommand(manifest: Manifest): string {
  const { bundle, date, pack } = manifest;
  if (onOneMachine(manifest)) {
    return `npx lakeward pci verify --lake LAKE --pack ${shellWord(pack.id)} --date ${date}`;
  }
  const chain = bundle.replace(/[^/]+\/[^/]+\/$/, '');
  return `npx lakeward pci verify --bundle ${shellWord(chain)} --date ${date} --public-key PUBLIC_KEY.pem`;
}

/** True for the embedded runtime, whose buckets are folders that AWS does not know. */
function onOneMachine({ query }: Manifest): boolean {
  return query.engine.startsWith('DuckDB');
}
