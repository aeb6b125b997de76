import {
  codeBlock,
  datum,
  dataTable,
  facts,
  folds,
  formatBytes,
  formatCount,
  formatInstant,
  markup,
  type Content,
} from '@lakeward/report';
import type { BucketReport, RunReport } from '../report-model';

/** What every number rests on. */
export function evidenceSection({ buckets }: RunReport): Content {
  return folds(
    buckets.map((bucket, index) => ({
      id: `evidence-${index + 1}`,
      heading: datum(bucket.bucket),
      count: bucket.snapshot,
      body: bodyOf(bucket),
    })),
  );
}

function bodyOf({ goal, plan, plannedAt, evidence, decisions, notes, deleteMarkers }: BucketReport): Content {
  return [
    facts([
      ['goal', goalOf(goal)],
      ['plan', datum(plan)],
      ['planned', formatInstant(plannedAt)],
      ['inventory', datum(evidence.manifest)],
      ['its MD5', evidence.md5],
      [
        'delete markers',
        deleteMarkers > 0 && `${formatCount(deleteMarkers)}, which hold nothing and are not counted`,
      ],
      ...notes.map(({ code, message }) => [code, message] as const),
    ]),
    decisions.length > 0 &&
      dataTable({
        caption: 'Decisions',
        rows: decisions,
        tools: false,
        columns: [
          { heading: 'remedy', kind: 'keep', cell: ({ remedy }) => remedy },
          { heading: 'decision', kind: 'keep', cell: ({ decision }) => decision },
          { heading: 'at', kind: 'keep', cell: ({ decidedAt }) => formatInstant(decidedAt) },
          { heading: 'by whom and why', cell: ({ reason }) => datum(reason) },
        ],
      }),
    evidence.manifests.length > 0 &&
      dataTable({
        caption: 'Manifests of jobs',
        rows: evidence.manifests,
        tools: false,
        columns: [
          { heading: 'remedy', kind: 'keep', cell: ({ remedy }) => remedy },
          { heading: 'versions', kind: 'number', cell: ({ objects }) => formatCount(objects) },
          { heading: 'manifest', cell: ({ uri }) => datum(uri) },
        ],
      }),
    evidence.queries.map(({ id, sql, bytesScanned }) => [
      markup`<p class="muted">Query ${datum(id)}, ${formatBytes(bytesScanned)} scanned</p>`,
      codeBlock({ label: `Statement of ${id}`, text: sql, tall: true }),
    ]),
  ];
}

function goalOf({ target, keyArn, bucketKeys, copiesNoncurrent }: BucketReport['goal']): Content {
  const key = keyArn === null ? '' : markup` with ${datum(keyArn)}`;
  const keys = target === 'sse-kms' && (bucketKeys ? ', with Bucket Keys' : ', without Bucket Keys');
  return markup`${target}${key}${keys}${copiesNoncurrent && ', old versions copied too'}`;
}
