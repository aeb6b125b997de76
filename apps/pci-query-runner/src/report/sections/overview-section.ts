import {
  countCell,
  dataTable,
  folds,
  formatBytes,
  formatCount,
  formatCounted,
  formatMoney,
  hourBars,
  keyFigures,
  LEVELS,
  levelMark,
  markup,
  type Column,
  type Content,
  type KeyFigure,
} from '@lakeward/report';
import { pressing, sumOf } from '../counts';
import type { RequirementTotals, ReviewReport, TimelineSlot } from '../report-model';

/** Findings by severity and by requirement, and the day by the hour. */
export function overviewSection(report: ReviewReport): Content {
  const [first, ...others] = report.requirements;
  return [
    keyFigures(figuresOf(report)),
    markup`<div class="columns"><div>${severities(report)}${timeline(report)}</div><div>${first && requirements(first)}</div></div>`,
    markup`<p class="note">A rule that serves several requirements counts in each. Pressing are critical and high findings.</p>`,
    folds([
      ...others.map((standard) => ({
        id: `requirements-${standard.standard}`,
        heading: `The same by the numbers of PCI DSS v${standard.standard}`,
        body: requirements(standard),
      })),
      { id: 'hours', heading: 'Hours as numbers', body: hourTable(report) },
    ]),
  ];
}

function figuresOf({ eventsRead, files, totals, query }: ReviewReport): KeyFigure[] {
  return [
    { label: 'Events', value: formatCount(eventsRead) },
    {
      label: 'Files read',
      value: formatCount(files.read),
      note: `of ${formatCount(files.delivered)} delivered`,
    },
    {
      label: 'Open findings',
      value: formatCount(sumOf(totals.findings)),
      note: `${formatCount(totals.findings.critical)} critical, ${formatCount(totals.findings.high)} high`,
    },
    { label: 'Excepted', value: formatCount(totals.excepted), note: 'findings somebody answers for' },
    {
      label: 'Rules matched',
      value: formatCount(totals.matched),
      note: `of ${formatCounted(totals.rules, 'rule')} asked`,
    },
    {
      label: 'Scanned once',
      value: formatBytes(query.bytesScanned),
      note: query.price === null ? 'nothing billed' : formatMoney(query.price.amount, query.price.currency),
    },
  ];
}

const lesser = ({ findings }: TimelineSlot): number => findings.low + findings.info;

function timeline({ timeline: slots, date }: ReviewReport): Content {
  const names = slots.map(({ slot }) => slot);
  const found = slots.reduce((sum, { findings }) => sum + sumOf(findings), 0);
  const events = slots.reduce((sum, slot) => sum + slot.events, 0);
  return [
    found > 0 &&
      hourBars({
        id: 'findings-by-hour',
        title: 'Findings by the hour of their event',
        description: `${formatCounted(found, 'finding')} on ${date}; ${busiest(slots, ({ findings }) => sumOf(findings), 'finding')}.`,
        slots: names,
        unit: ['finding', 'findings'],
        series: [
          { name: 'critical and high', tone: 'f1', values: slots.map(({ findings }) => pressing(findings)) },
          { name: 'medium', tone: 'f2', values: slots.map(({ findings }) => findings.medium) },
          { name: 'low and info', tone: 'f3', values: slots.map(lesser) },
        ],
      }),
    events > 0 &&
      hourBars({
        id: 'events-by-hour',
        title: 'All events by hour',
        description: `${formatCounted(events, 'event')} on ${date}; ${busiest(slots, (slot) => slot.events, 'event')}.`,
        slots: names,
        unit: ['event', 'events'],
        series: [{ name: 'events', tone: 'f2', values: slots.map((slot) => slot.events) }],
      }),
  ];
}

function busiest(
  slots: readonly TimelineSlot[],
  count: (slot: TimelineSlot) => number,
  unit: string,
): string {
  const most = slots.reduce((best, slot) => (count(slot) > count(best) ? slot : best));
  return `most in hour ${most.slot}: ${formatCounted(count(most), unit)}`;
}

function hourTable({ timeline: slots }: ReviewReport): Content {
  return dataTable({
    caption: 'Events and findings by hour, UTC',
    rows: slots,
    rowHeadings: true,
    columns: [
      { heading: 'hour', cell: ({ slot }) => slot },
      { heading: 'events', kind: 'number', cell: ({ events }) => countCell(events) },
      ...severityColumns<TimelineSlot>(),
    ],
  });
}

function severities({ totals, rules }: ReviewReport): Content {
  const rows = LEVELS.map((level) => ({
    level,
    asked: rules.filter(({ severity }) => severity === level).length,
    matched: rules.filter(({ severity, count }) => severity === level && count > 0).length,
    excepted: rules.reduce((sum, { severity, excepted }) => sum + (severity === level ? excepted : 0), 0),
  }));
  return dataTable({
    caption: 'Findings by severity',
    tools: false,
    rowHeadings: true,
    rows,
    columns: [
      { heading: 'severity', cell: ({ level }) => levelMark(level) },
      { heading: 'rules', kind: 'number', cell: ({ matched, asked }) => countOf(matched, asked) },
      { heading: 'excepted', kind: 'number', cell: ({ excepted }) => countCell(excepted) },
      { heading: 'findings', kind: 'number', cell: ({ level }) => countCell(totals.findings[level]) },
    ],
  });
}

function requirements({ standard, rows }: ReviewReport['requirements'][number]): Content {
  return dataTable<RequirementTotals>({
    caption: `Findings by requirement of PCI DSS v${standard}`,
    rows,
    rowHeadings: true,
    columns: [
      {
        heading: 'requirement',
        width: 60,
        key: ({ number }) =>
          number
            .split('.')
            .map((part) => part.padStart(3, '0'))
            .join('.'),
        cell: ({ number, subject }) => markup`${number} <small class="muted">${subject}</small>`,
      },
      {
        heading: 'rules',
        kind: 'number',
        key: ({ matched }) => matched,
        cell: ({ rules, matched }) => countOf(matched, rules),
      },
      { heading: 'findings', kind: 'number', cell: ({ findings }) => countCell(sumOf(findings)) },
      { heading: 'pressing', kind: 'number', cell: ({ findings }) => countCell(pressing(findings)) },
    ],
  });
}

function severityColumns<Row extends { readonly findings: TimelineSlot['findings'] }>(): Column<Row>[] {
  return LEVELS.map((level) => ({
    heading: level,
    kind: 'number',
    cell: ({ findings }) => countCell(findings[level]),
  }));
}

function countOf(part: number, whole: number): Content {
  return markup`${countCell(part)}<span class="muted"> of ${formatCount(whole)}</span>`;
}
