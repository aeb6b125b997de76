import {
  beforeAfterBars,
  datum,
  dataTable,
  formatBytes,
  formatCount,
  formatCounted,
  formatShare,
  keyFigures,
  stateBadge,
  type BarPart,
  type Content,
  type Tone,
} from '@lakeward/report';
import { versionsOf } from '../estate';
import {
  VERSION_STATES,
  type BucketReport,
  type Estate,
  type RunReport,
  type VersionState,
} from '../report-model';
import { BUCKET_MARKS, STATE_NAMES } from './words';

const TONES: Readonly<Record<VersionState, Tone>> = {
  'as-wanted': 'f1',
  update: 'f2',
  copy: 'f3',
  'key-unknown': 'f5',
  stays: 'f6',
};

/** Buckets that the picture shows; the table has all of them. */
const DRAWN_BUCKETS = 25;

/** How every version stands, before and after. */
export function estateSection({ buckets }: RunReport): Content {
  const sum = (count: (bucket: BucketReport) => number) =>
    buckets.reduce((total, bucket) => total + count(bucket), 0);
  const versions = sum(({ versions: listed }) => listed);
  const wanted = (estate: (bucket: BucketReport) => Estate) => sum((bucket) => estate(bucket)['as-wanted']);
  const before = wanted((bucket) => bucket.before);
  const after = wanted(({ after: { estate } }) => estate);
  const drawn = [...buckets].sort((a, b) => b.versions - a.versions).slice(0, DRAWN_BUCKETS);
  return [
    keyFigures([
      {
        label: 'versions listed',
        value: formatCount(versions),
        note: `in ${formatCounted(buckets.length, 'bucket')}`,
      },
      { label: 'bytes listed', value: formatBytes(sum(({ bytes }) => bytes)) },
      { label: 'as wanted before', value: formatShare(before, versions), note: formatCount(before) },
      { label: 'as wanted after', value: formatShare(after, versions), note: formatCount(after) },
    ]),
    beforeAfterBars({
      id: 'estate-bars',
      title: `Versions by how they are encrypted${drawn.length < buckets.length ? `, the ${DRAWN_BUCKETS} largest buckets` : ''}`,
      description: `${formatCounted(drawn.length, 'bucket')}. Before, ${formatShare(before, versions)} of ${formatCounted(versions, 'version')} were as wanted; after, ${formatShare(after, versions)}.`,
      parts: Object.fromEntries(VERSION_STATES.map((state) => [STATE_NAMES[state], TONES[state]])),
      rows: drawn.map((bucket) => ({
        label: bucket.bucket,
        text: basisOf(bucket),
        before: partsOf(bucket.before),
        after: partsOf(bucket.after.estate),
      })),
    }),
    dataTable({
      caption: 'Versions by bucket, before and after',
      rows: buckets,
      rowHeadings: true,
      columns: [
        { heading: 'bucket', cell: ({ bucket }) => datum(bucket) },
        {
          heading: 'state',
          cell: ({ state }) => stateBadge(BUCKET_MARKS[state].state, BUCKET_MARKS[state].word),
        },
        {
          heading: 'versions',
          kind: 'number',
          cell: ({ versions: listed }) => formatCount(listed),
          key: ({ versions: listed }) => listed,
        },
        ...VERSION_STATES.map((state) => ({
          heading: STATE_NAMES[state],
          kind: 'number' as const,
          cell: ({ before: then, after: now }: BucketReport) =>
            then[state] === now.estate[state]
              ? formatCount(then[state])
              : `${formatCount(then[state])} → ${formatCount(now.estate[state])}`,
          key: ({ after: now }: BucketReport) => now.estate[state],
        })),
        { heading: 'after is shown by', cell: basisOf },
      ],
    }),
  ];
}

function partsOf(estate: Estate): BarPart[] {
  return VERSION_STATES.map((state) => ({
    part: STATE_NAMES[state],
    value: estate[state],
    text: `${formatCount(estate[state])} of ${formatCounted(versionsOf(estate), 'version')}`,
  }));
}

function basisOf({ after }: BucketReport): string {
  switch (after.basis) {
    case 'inventory':
      return `inventory of ${after.snapshot ?? ''}`;
    case 'jobs':
      return 'what the jobs say';
    case 'nothing':
      return 'unchanged';
  }
}
