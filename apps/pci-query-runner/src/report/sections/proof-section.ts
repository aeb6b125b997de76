import {
  codeBlock,
  commandToCopy,
  countCell,
  dataTable,
  datum,
  facts,
  formatBytes,
  formatCount,
  formatCounted,
  formatInstant,
  formatMoney,
  markup,
  stateBadge,
  type Content,
} from '@lakeward/report';
import type { ReviewReport } from '../report-model';

/** What the report rests on: the evidence, its seal and chain, and how anybody can check them. */
export function proofSection({
  evidence,
  chain,
  seal,
  retention,
  bundle,
  verify,
  runKey,
  requestedAt,
}: ReviewReport): Content {
  return [
    markup`<p>${
      seal === null ? stateBadge('attention', 'not signed') : stateBadge('good', 'signed')
    } <span class="muted">The manifest names the hash of every file of the bundle, this page among them${
      seal === null
        ? '; no signing key is configured, so whoever may write to the bucket could replace it.'
        : ', and is signed.'
    }</span></p>`,
    facts([
      ['Bundle', datum(bundle)],
      ['Place in the chain', formatCount(chain.sequence)],
      [
        'Follows',
        chain.previous === null
          ? 'nothing: the chain begins here'
          : markup`${datum(chain.previous.uri)}<br>SHA-256 ${datum(chain.previous.sha256)}`,
      ],
      ['Signing key', seal !== null && datum(seal.keyArn)],
      ['Public key', seal !== null && markup`SHA-256 ${datum(seal.publicKeySha256)}, ${seal.algorithm}`],
      [
        'Kept',
        retention === null
          ? 'without Object Lock'
          : `${formatCounted(retention.days, 'day')} under Object Lock, ${retention.mode} mode`,
      ],
      ['Requested', `${formatInstant(requestedAt)} UTC`],
      ['Run', datum(runKey)],
    ]),
    dataTable({
      caption: 'Lists in the bundle',
      tools: false,
      rows: evidence,
      columns: [
        { heading: 'file', cell: ({ name }) => name },
        { heading: 'rows', kind: 'number', cell: ({ rows }) => countCell(rows) },
        { heading: 'size', kind: 'number', cell: ({ bytes }) => formatBytes(bytes) },
        { heading: 'SHA-256', cell: ({ sha256 }) => datum(sha256) },
      ],
    }),
    commandToCopy('Check this bundle and the chain before it, offline', verify),
  ];
}

/** The question as it was asked, and what it cost. */
export function querySection({ query, scope, pack }: ReviewReport): Content {
  const { price } = query;
  return [
    facts([
      ['Query', datum(query.id)],
      ['Engine', query.engine],
      [
        'Scanned',
        `${formatBytes(query.bytesScanned)} (${formatBytes(query.estimatedBytes)} estimated before)`,
      ],
      [
        'Price',
        price === null
          ? 'nothing is billed'
          : `${formatMoney(price.amount, price.currency)} by the list prices of ${price.region} on ${price.asOf}`,
      ],
      ['SHA-256', datum(query.sha256)],
      ['Rule pack', markup`${pack.id} ${pack.version}, SHA-256 ${datum(pack.sha256)}`],
      ['Trail', datum(scope.trail)],
      ['Accounts', scope.accounts.join(', ')],
      ['Regions', scope.regions.join(', ')],
      ['Guarded buckets', scope.guardedBuckets.length === 0 ? 'none' : scope.guardedBuckets.join(', ')],
    ]),
    codeBlock({
      label: `Statement, ${formatCounted(query.sql.length, 'character')}`,
      text: query.sql,
      tall: true,
    }),
  ];
}
