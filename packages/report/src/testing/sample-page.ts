import { bars, beforeAfterBars } from '../charts/bars';
import { calendar } from '../charts/calendar';
import type { CellState } from '../charts/cell-states';
import { hourBars } from '../charts/hour-bars';
import { hourMap } from '../charts/hour-map';
import { attentionList } from '../components/attention-list';
import { codeBlock, commandToCopy } from '../components/code-block';
import { countCell, dataTable } from '../components/data-table';
import { datum, facts } from '../components/facts';
import { filterable } from '../components/filterable';
import { fold, folds } from '../components/fold';
import { keyFigures } from '../components/key-figures';
import { formatCount } from '../format';
import { markup } from '../markup';
import { LEVELS, levelMark, stateBadge } from '../marks';
import { renderPage } from '../page';

/** A row of the sample's tables. */
export interface SampleRow {
  readonly name: string;
  readonly size: number;
  readonly note: string;
}

/** Text that tries to be more than text. */
export const HOSTILE =
  `</td></table><script>document.title='owned'</script><img src="http://example.invalid/x" onerror="document.title='owned'">` +
  `"' onmouseover=x \u202ereversed\u202c \u0000 \ud800 ]]> --> {{x}} \${x}`;

/** Rows in an order that is none of the columns'. */
export function sampleRows(count: number): SampleRow[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `object-${String((index * 7_919) % count).padStart(5, '0')}`,
    size: (index * 104_729) % 1_000_003,
    note: index % 100 === 0 ? 'rare' : 'common',
  }));
}

const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));
const STATES: readonly CellState[] = ['full', 'quiet', 'part', 'missing', 'seen', 'open'];
const WORDS = {
  full: 'done',
  quiet: 'nothing to do',
  part: 'in part',
  missing: 'missing',
  seen: 'seen',
  open: 'unknown',
};

/** A page with every component, and with hostile text wherever data can stand. */
export function samplePage({
  rows = sampleRows(40),
  records = sampleRows(12),
  hostile = HOSTILE,
} = {}): string {
  return renderPage({
    title: `Sample ${hostile}`,
    subject: markup`<b>Sample</b> ${hostile}`,
    scope: 'all times UTC',
    verdict: {
      state: 'attention',
      word: 'attention',
      sentence: '3 objects need a person',
      number: '3',
      numberLabel: 'objects need a person',
      explanation: hostile,
    },
    sections: [
      { id: 'attention', title: 'What needs a person', body: attention(hostile) },
      { id: 'charts', title: 'Charts', body: charts(hostile) },
      { id: 'records', title: 'Records', body: recordFolds(records, hostile) },
      { id: 'rows', title: 'Rows', body: filterable('Filter rows', 'name or note', rowTable(rows)) },
      { id: 'texts', title: 'Texts', body: texts(hostile) },
    ],
    footer: markup`sample 1.0.0 ${hostile}`,
  });
}

function attention(hostile: string) {
  return attentionList([
    {
      mark: { state: 'bad', word: 'failed' },
      title: hostile,
      command: commandToCopy('Next', `retry ${hostile}`),
    },
    ...LEVELS.map((level) => ({
      mark: { level },
      title: markup`<a href="#first-record">${level}</a>`,
      figure: '1',
    })),
  ]);
}

function charts(hostile: string) {
  const description = `described ${hostile}`;
  const values = HOURS.map((_, hour) => (hour * 5) % 17);
  const cells = HOURS.map((_, hour) => ({ state: STATES[hour % 6] ?? ('open' as const), title: hostile }));
  return [
    hourBars({
      id: 'hours',
      title: 'By hour',
      description,
      slots: ['earlier', ...HOURS],
      unit: ['event', 'events'],
      series: [
        { name: 'many', tone: 'f1', values: [2, ...values] },
        { name: 'some', tone: 'f2', values: [0, ...values] },
        { name: 'few', tone: 'f3', values: [1, ...values] },
      ],
    }),
    bars({
      id: 'bars',
      title: 'Bars',
      description,
      rows: [{ label: hostile.slice(0, 12), value: 3, text: '3 B' }],
    }),
    beforeAfterBars({
      id: 'pairs',
      title: 'Before and after',
      description,
      parts: { none: 'f5', old: 'f6', mine: 'f1' },
      rows: [
        {
          label: 'bucket',
          text: '9 objects',
          before: [
            { part: 'none', value: 4, text: '4' },
            { part: 'old', value: 5, text: '5' },
          ],
          after: [{ part: 'mine', value: 9, text: '9' }],
        },
      ],
    }),
    hourMap({
      id: 'map',
      title: 'Map',
      description,
      words: WORDS,
      rows: [{ label: 'one', text: '24', hours: cells }],
    }),
    calendar({
      id: 'days',
      title: 'Days',
      description,
      words: WORDS,
      days: STATES.map((state, index) => ({
        date: `2026-03-${String(index + 5).padStart(2, '0')}`,
        state,
        title: state,
      })),
    }),
  ];
}

function recordFolds(records: readonly SampleRow[], hostile: string) {
  const table = (name: string, rows: readonly SampleRow[]) =>
    dataTable({
      caption: `Records of ${name}`,
      rows,
      rowId: ({ name: row }) =>
        row === rows[0]?.name && name === 'first' ? 'first-record' : `${name}-${row}`,
      columns: [
        { heading: 'name', width: 40, cell: ({ name: row }) => row },
        { heading: 'size', width: 30, kind: 'number', cell: ({ size }) => countCell(size) },
        { heading: 'note', width: 30, cell: ({ note }) => note },
      ],
      more: ({ note }) => ({
        summary: markup`parameters <code>${hostile}</code>`,
        body: facts([
          ['note', note],
          ['hostile', markup`<pre>${hostile}</pre>`],
        ]),
      }),
    });
  return filterable('Filter records', 'anything', [
    folds([
      {
        id: 'fold-first',
        heading: markup`<span class="name">First ${hostile}</span>`,
        count: '6',
        body: table('first', records.slice(0, 6)),
      },
      {
        id: 'fold-second',
        heading: markup`<span class="name">Second</span>`,
        count: '6',
        body: table('second', records.slice(6)),
      },
    ]),
  ]);
}

function rowTable(rows: readonly SampleRow[]) {
  return dataTable({
    caption: 'All rows',
    rows,
    cap: { total: rows.length + 1_000, rest: 'The rest is elsewhere.' },
    columns: [
      { heading: 'name', kind: 'keep', cell: ({ name }) => name },
      {
        heading: 'size',
        kind: 'number',
        key: ({ size }) => size,
        cell: ({ size }) => `${formatCount(size)} B`,
      },
      { heading: 'note', cell: ({ note }) => note },
      { heading: 'formula', cell: () => '=HYPERLINK("x")' },
      { heading: 'less', kind: 'number', cell: () => '-5' },
    ],
  });
}

function texts(hostile: string) {
  return [
    keyFigures([{ label: 'Events', value: '2,900', note: hostile.slice(0, 30) }]),
    facts([['Datum', datum(hostile)]]),
    stateBadge('good', 'good'),
    stateBadge('unknown', 'unknown'),
    levelMark('low'),
    codeBlock({ label: 'Code', text: hostile }),
    codeBlock({ label: 'Long code', text: `${hostile}\n`.repeat(80), tall: true }),
    fold({ id: 'closed', heading: 'Closed', body: 'Text in a closed fold.' }),
  ];
}
