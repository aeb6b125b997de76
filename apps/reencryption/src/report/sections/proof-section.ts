import {
  datum,
  dataTable,
  facts,
  formatBytes,
  formatCount,
  formatInstant,
  markup,
  stateBadge,
  type Content,
} from '@lakeward/report';
import type { BucketReport, RunReport } from '../report-model';
import { BUCKET_MARKS } from './words';

/** What later inventories show, and what nobody has shown yet. */
export function proofSection({ buckets }: RunReport): Content {
  const count = (of: 'fixed' | 'open' | 'regressed' | 'new' | 'gone') => ({
    heading: of,
    kind: 'number' as const,
    cell: ({ proof }: BucketReport) => (proof === null ? '-' : formatCount(proof[of].objects)),
    key: ({ proof }: BucketReport) => proof?.[of].objects ?? -1,
    width: 11,
  });
  return [
    markup`<p>A job's own word is no proof. A snapshot that was begun after the jobs had ended is held against the one they were planned by: what was in need then and is right now is fixed.</p>`,
    dataTable<BucketReport>({
      caption: 'Versions of runs, as later inventories show them',
      rows: buckets,
      columns: [
        { heading: 'bucket', cell: ({ bucket }) => datum(bucket), width: 26 },
        {
          heading: 'state',
          cell: ({ state }) => stateBadge(BUCKET_MARKS[state].state, BUCKET_MARKS[state].word),
          width: 19,
        },
        ...(['fixed', 'open', 'regressed', 'new', 'gone'] as const).map(count),
      ],
      more: ({ snapshot, proof }) => ({
        summary: `planned by ${snapshot}, ${proof === null ? 'proof awaited' : `shown by ${proof.snapshot}`}`,
        body:
          proof === null ? markup`<p>No inventory is newer than the end of the run.</p>` : detailsOf(proof),
      }),
    }),
  ];
}

function detailsOf(proof: NonNullable<BucketReport['proof']>): Content {
  return facts([
    ['fixed', formatBytes(proof.fixed.bytes)],
    ['open', formatBytes(proof.open.bytes)],
    ['came back', formatBytes(proof.regressed.bytes)],
    ['keys', proof.keysKnown ? 'known' : 'unknown to that inventory'],
    ['shown at', formatInstant(proof.provenAt)],
    ['query', datum(proof.query)],
  ]);
}
