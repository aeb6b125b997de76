import {
  countCell,
  dataTable,
  datum,
  fold,
  formatCounted,
  formatInstant,
  formatShare,
  hourMap,
  joined,
  markup,
  stateBadge,
  type CellState,
  type CellWords,
  type Content,
  type State,
} from '@lakeward/report';
import type { DigestState, TimeSpan } from '../../review/completeness';
import type { CellReport, ReviewReport } from '../report-model';

/** Rows of the map; those with gaps come first, the table below has all. */
const MAP_ROWS = 48;
const TABLE_ROWS = 2_000;
const DAY_MINUTES = 1_440;

const DIGESTS: Readonly<Record<DigestState, { state: State; word: string; sentence: string }>> = {
  verified: {
    state: 'good',
    word: 'digests verified',
    sentence:
      'CloudTrail signs a digest every hour: it lists each log file with its hash and names the digest before. All were checked.',
  },
  broken: {
    state: 'bad',
    word: 'digests broken',
    sentence:
      'Some digests are missing, altered or do not follow one another; what they should prove stays unproven.',
  },
  absent: {
    state: 'unknown',
    word: 'no digests',
    sentence:
      'There are no digest files for this day, so delivered files can be counted, but nothing says which are missing.',
  },
  'keys-missing': {
    state: 'unknown',
    word: 'keys missing',
    sentence: 'Digest files are there, but not the public keys that check their signatures.',
  },
};

const WORDS: CellWords = {
  full: 'proven, with log files',
  quiet: 'proven, no log file was due',
  seen: 'log files, without proof',
  part: 'proven for a part of the hour',
  missing: 'not proven: logs may be missing',
  open: 'no log file, nothing known',
};

const TITLES: Readonly<Record<CellState, string>> = {
  full: 'proven',
  quiet: 'proven, no file due',
  seen: 'not proven',
  part: 'proven in part',
  missing: 'not proven',
  open: 'nothing known',
};

/** What was delivered of what was expected, by account, Region and hour. */
export function completenessSection({
  completeness: { digests, movedFrom, cells },
  date,
}: ReviewReport): Content {
  const { state, word, sentence } = DIGESTS[digests];
  const provable = digests === 'verified' || digests === 'broken';
  const gaps = cells.filter(({ provenMinutes }) => provenMinutes < DAY_MINUTES);
  const ordered = provable
    ? [...gaps, ...cells.filter(({ provenMinutes }) => provenMinutes >= DAY_MINUTES)]
    : cells;
  return [
    markup`<p>${stateBadge(state, word)} <span class="muted">${sentence}</span></p>`,
    movedFrom.length > 0 &&
      markup`<p class="note">Delivered to ${joined(movedFrom.map(datum), ', ')}; what was reviewed is a copy, checked under the first names.</p>`,
    map(ordered.slice(0, MAP_ROWS), { cells, gaps: provable ? gaps.length : cells.length, date }),
    ordered.length > MAP_ROWS &&
      markup`<p class="cap">The map shows ${MAP_ROWS} of ${formatCounted(cells.length, 'row')}, those with gaps first; the table has the rest.</p>`,
    provable && gaps.length > 0 && gapTable(gaps),
    fold({
      id: 'deliveries',
      heading: 'Deliveries by account and Region',
      count: '',
      body: cellTable(ordered),
    }),
  ];
}

function map(
  rows: readonly CellReport[],
  { cells, gaps, date }: { cells: readonly CellReport[]; gaps: number; date: string },
): Content {
  return hourMap({
    id: 'completeness-map',
    title: 'Accounts and Regions by hour of delivery',
    description: `${formatCounted(cells.length, 'row')}, one for each account and Region, over the 24 hours of ${date}; ${formatCounted(gaps, 'row')} not proven for the whole day.`,
    words: WORDS,
    rows: rows.map(({ account, region, files, provenMinutes, states, hours }) => ({
      label: `${account}  ${region}`,
      text: `${formatCounted(files, 'file')}, ${formatShare(provenMinutes, DAY_MINUTES)} proven`,
      hours: states.map((state, hour) => ({
        state,
        title: `${account} ${region}, hour ${String(hour).padStart(2, '0')}: ${formatCounted(hours[hour] ?? 0, 'file')}, ${TITLES[state]}`,
      })),
    })),
  });
}

function gapTable(cells: readonly CellReport[]): Content {
  const rows = cells.flatMap((cell) => cell.gaps.map((gap) => ({ ...cell, gap })));
  return dataTable({
    caption: 'Time that no verified digest covers, UTC',
    rows: rows.slice(0, TABLE_ROWS),
    cap: { total: rows.length, rest: 'The manifest has all.' },
    columns: [
      {
        heading: 'account, Region',
        kind: 'keep',
        cell: ({ account, region }) => markup`${account}<small>${region}</small>`,
      },
      {
        heading: 'from, to',
        kind: 'keep',
        cell: ({ gap }) => markup`${formatInstant(gap.from)}<small>${formatInstant(gap.to)}</small>`,
      },
      { heading: 'minutes', kind: 'number', cell: ({ gap }) => countCell(minutes(gap)) },
      { heading: 'because of', cell: ({ problems }) => joined(problems, markup`<br>`) },
    ],
  });
}

function cellTable(cells: readonly CellReport[]): Content {
  return dataTable({
    caption: 'What each account delivered of each Region',
    rows: cells.slice(0, TABLE_ROWS),
    cap: { total: cells.length, rest: 'The manifest has all.' },
    columns: [
      { heading: 'account', kind: 'keep', cell: ({ account }) => account },
      { heading: 'Region', kind: 'keep', cell: ({ region }) => region },
      { heading: 'files', kind: 'number', cell: ({ files }) => countCell(files) },
      { heading: 'events', kind: 'number', cell: ({ events }) => countCell(events) },
      {
        heading: 'proven',
        kind: 'number',
        key: ({ provenMinutes }) => provenMinutes,
        cell: ({ provenMinutes }) => formatShare(provenMinutes, DAY_MINUTES),
      },
      { heading: 'problems', cell: ({ problems }) => joined(problems, markup`<br>`) },
    ],
  });
}

function minutes({ from, to }: TimeSpan): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 60_000);
}
