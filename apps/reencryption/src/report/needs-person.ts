import { formatCount, formatCounted, shellWord } from '@lakeward/report';
import type { JobTrouble } from '../run/job-trouble';
import { openVersions } from './estate';
import { reasonMeaning } from './meanings';
import type { BucketReport, NeedsPerson } from './report-model';

const ORDER: readonly NeedsPerson['state'][] = ['bad', 'attention', 'unknown'];

/** What needs a person, the most pressing first. */
export function needsPersonOf(buckets: readonly BucketReport[]): NeedsPerson[] {
  return buckets
    .flatMap((bucket) => [
      ...failures(bucket),
      ...brokenJobs(bucket),
      ...states(bucket),
      ...leftovers(bucket),
    ])
    .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
}

function failures({ bucket, failures: found }: BucketReport): NeedsPerson[] {
  return found
    .filter(({ needsPerson }) => needsPerson)
    .map(({ code, count, meaning, next, command }) => ({
      state: 'bad',
      word: 'failed',
      bucket,
      title: `${code}: ${meaning}`,
      figure: formatCounted(count, 'version'),
      text: next,
      command,
    }));
}

function brokenJobs({ bucket, jobs }: BucketReport): NeedsPerson[] {
  return jobs.flatMap(({ name, round, id, trouble, failure }) =>
    trouble === null
      ? []
      : [
          {
            state: 'bad' as const,
            word: TROUBLES[trouble].word,
            bucket,
            title: `Job ${round === 1 ? name : `${name}, round ${round},`} ${TROUBLES[trouble].title}`,
            figure: '1 job',
            text: `${failure ?? 'S3 Batch gave no reason.'} ${TROUBLES[trouble].next}`,
            command:
              id === null
                ? null
                : `aws s3control describe-job --account-id "$ACCOUNT" --job-id ${shellWord(id)}`,
          },
        ],
  );
}

const TROUBLES: Readonly<Record<JobTrouble, Readonly<Record<'word' | 'title' | 'next', string>>>> = {
  miscounted: {
    word: 'miscounted',
    title: 'did not do what the plan says',
    next: 'See who wrote the manifest, then decide about the plan of the next inventory.',
  },
  failed: {
    word: 'job failed',
    title: 'failed',
    next: 'Mend what it names; what it left is in the plan of the next inventory.',
  },
  cancelled: {
    word: 'cancelled',
    title: 'was cancelled',
    next: 'What it left is in the plan of the next inventory.',
  },
};

function states({ bucket, state, snapshot, before, after, proof }: BucketReport): NeedsPerson[] {
  const open = openVersions(after.estate);
  const figure = formatCounted(open, 'version');
  const name = shellWord(bucket);
  const approve = `lakeward reencryption approve --bucket ${name} --snapshot ${shellWord(snapshot)}`;
  switch (state) {
    case 'planned':
      return [
        {
          state: 'attention',
          word: 'decide',
          bucket,
          title: 'The plan waits for a decision',
          figure,
          text: 'Read remedies and forecast below, then approve, or reject with --reject.',
          command: approve,
        },
      ];
    case 'awaiting-confirmation':
      return [
        {
          state: 'attention',
          word: 'confirm',
          bucket,
          title: 'Jobs wait to be confirmed',
          figure,
          text: 'S3 Batch cancels a job that waits for 30 days.',
          command: approve,
        },
      ];
    case 'partly-proven':
      return [
        {
          state: 'bad',
          word: 'open',
          bucket,
          title: 'The next inventory shows that something is left',
          figure:
            proof === null ? figure : formatCounted(proof.open.objects + proof.regressed.objects, 'version'),
          text:
            proof === null
              ? 'Approve the plan of that inventory.'
              : `${formatCount(proof.open.objects)} were never done, ${formatCount(proof.regressed.objects)} came back. Approve the plan of that inventory; guard the bucket against wrong uploads if they keep coming back.`,
          command: `lakeward reencryption approve --bucket ${name}`,
        },
      ];
    case 'awaiting-proof':
    case 'needs-attention':
      return [
        {
          state: 'unknown',
          word: 'unproven',
          bucket,
          title: 'The next inventory has to show what the jobs did',
          figure: formatCounted(openVersions(before), 'version'),
          text: 'Inventories come daily or weekly, within 48 hours of their scan.',
          command: `lakeward reencryption prove --bucket ${name}`,
        },
      ];
    case 'compliant':
    case 'rejected':
    case 'running':
    case 'proven':
      return [];
  }
}

/** What no job can do. */
function leftovers({ bucket, after, reasons }: BucketReport): NeedsPerson[] {
  const items: NeedsPerson[] = [];
  if (after.estate['key-unknown'] > 0) {
    items.push({
      state: 'unknown',
      word: 'unknown',
      bucket,
      title: 'Under KMS, but nobody can tell by which key',
      figure: formatCounted(after.estate['key-unknown'], 'version'),
      text: "Turn on the bucket's S3 Metadata live inventory table and plan with --metadata-table.",
      command: null,
    });
  }
  for (const { remedy, reason, objects } of reasons) {
    if (remedy !== 'impossible' || reason === 'delete-marker' || objects === 0) continue;
    items.push({
      state: 'attention',
      word: 'stays',
      bucket,
      title: `Cannot be changed: ${reasonMeaning(reason)}`,
      figure: formatCounted(objects, 'version'),
      text: nextFor(reason),
      command: null,
    });
  }
  return items;
}

function nextFor(reason: string): string {
  switch (reason) {
    case 'sse-c':
      return 'Whoever has the key must write these anew.';
    case 'legal-hold':
      return 'Lift the hold if it is no longer needed; the next plan takes them up.';
    case 'retention-governance':
      return 'Wait for the end of the retention, or remove it with s3:BypassGovernanceRetention.';
    case 'retention-compliance':
      return 'Wait for the end of the retention: nobody can change them before.';
    default:
      return 'Look at them one by one.';
  }
}
