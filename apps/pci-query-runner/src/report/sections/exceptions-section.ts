import { countCell, dataTable, datum, markup, stateBadge, type Content } from '@lakeward/report';
import { ruleAnchor } from '../anchors';
import type { ReviewReport } from '../report-model';

/** Who answers for which findings, and until when (PCI DSS 10.4.3). */
export function exceptionsSection({ exceptions, exceptionsFile }: ReviewReport): Content {
  if (exceptions.length === 0) return markup`<p>There are none: every finding counts.</p>`;
  return [
    markup`<p>Findings that somebody answers for stay counted, apart from the open ones. An exception that has expired suppresses nothing.</p>`,
    dataTable({
      caption: 'Exceptions',
      rows: exceptions,
      columns: [
        { heading: 'exception', cell: ({ id }) => id },
        {
          heading: 'state',
          kind: 'keep',
          cell: ({ state }) => stateBadge(state === 'active' ? 'good' : 'attention', state),
        },
        { heading: 'expires', kind: 'keep', cell: ({ expires }) => expires },
        { heading: 'suppressed', kind: 'number', cell: ({ suppressed }) => countCell(suppressed) },
        { heading: 'rule', cell: ({ rule }) => markup`<a href="#${ruleAnchor(rule)}">${rule}</a>` },
        { heading: 'owner', cell: ({ owner }) => owner },
        { heading: 'reason', cell: ({ reason }) => reason },
      ],
    }),
    exceptionsFile !== null &&
      markup`<p class="note">From ${datum(exceptionsFile.uri)}, SHA-256 ${datum(exceptionsFile.sha256)}.</p>`,
  ];
}
