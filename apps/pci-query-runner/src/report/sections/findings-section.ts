import {
  codeBlock,
  dataTable,
  facts,
  filterable,
  firstCharacters,
  folds,
  formatCount,
  formatCounted,
  formatInstant,
  joined,
  levelMark,
  markup,
  type Column,
  type Content,
  type Fold,
} from '@lakeward/report';
import { findingAnchor, ruleAnchor } from '../anchors';
import { SEVERITIES } from '../../query/rule';
import type { ReviewReport, RuleReport } from '../report-model';

type Event = RuleReport['findings'][number];

/** Longest value that a cell shows, and a folded one; the rest is in the twin and the lists. */
const CELL_CHARACTERS = 200;
const FOLDED_CHARACTERS = 2_048;
const PREVIEW_CHARACTERS = 120;

/** Every rule with its answer: those with findings as folds, the most severe first, those without as one list. */
export function findingsSection({ rules, pack }: ReviewReport): Content {
  const bySeverity = [...rules].sort(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
  );
  const matched = bySeverity.filter(({ count, excepted }) => count + excepted > 0);
  const silent = bySeverity.filter(({ count, excepted }) => count + excepted === 0);
  return [
    matched.length === 0
      ? markup`<p>No rule matched an event of the day.</p>`
      : filterable(
          'Filter findings',
          'user, address, event, rule, severity',
          folds(matched.map((rule) => ruleFold(rule))),
        ),
    silent.length > 0 && folds([silentRules(silent, pack.standard)]),
  ];
}

function ruleFold(rule: RuleReport): Fold {
  const { id, title, severity, count, excepted } = rule;
  return {
    id: ruleAnchor(id),
    heading: markup`<span class="rule-line">${levelMark(severity)}<span><span class="name">${title}</span><small><code>${id}</code> &nbsp; ${requirementsOf(rule)}</small></span></span>`,
    count: markup`${formatCount(count)}${excepted > 0 ? markup`<small>+${formatCount(excepted)} excepted</small>` : ''}`,
    body: ruleBody(rule),
  };
}

function ruleBody(rule: RuleReport): Content {
  const {
    id,
    count,
    excepted,
    exceptions,
    listed,
    findings,
    note,
    why,
    action,
    falsePositives,
    repair,
    predicate,
  } = rule;
  const places = new Map(findings.map((event, index) => [event, index]));
  const anchor = (event: Event): string => findingAnchor(id, event['eventId'], places.get(event) ?? 0);
  const covered = exceptions
    .filter((exception) => exception.count > 0)
    .map((exception) => `${exception.id} (${formatCount(exception.count)})`);
  return [
    facts([
      ['Why', why],
      ['What to do', action],
      ['Harmless when', falsePositives],
      ['Repair', repair],
      ['Note', note],
      ['Excepted', excepted > 0 && `${formatCounted(excepted, 'finding')} by ${covered.join(', ')}`],
    ]),
    codeBlock({ label: 'Condition on each event (Athena SQL)', text: predicate }),
    count > 0 &&
      dataTable({
        caption: `Findings of ${id}, times in UTC`,
        columns: eventColumns(anchor),
        rows: findings,
        more: (event) => ({ summary: previewOf(event), body: detailsOf(event) }),
        rowId: anchor,
        cap: {
          total: count,
          rest:
            findings.length < listed
              ? `${formatCount(listed)} are in findings.csv and findings.parquet.`
              : 'The listing cap of the review leaves out the others.',
        },
      }),
  ];
}

/** Who did what, when, from where; the time leads to the finding itself. */
function eventColumns(anchor: (event: Event) => string): Column<Event>[] {
  return [
    {
      heading: 'time',
      width: 12,
      cell: (event) => markup`<a href="#${anchor(event)}">${formatInstant(event['eventTime'] ?? '')}</a>`,
    },
    {
      heading: 'what',
      width: 22,
      cell: (event) =>
        markup`<b>${short(event['eventName'])}</b><small>${short(event['eventSource'])}</small>`,
    },
    {
      heading: 'who',
      width: 29,
      cell: (event) => markup`${short(event['userId'])}<small>${short(event['userType'])}</small>`,
    },
    {
      heading: 'where',
      width: 12,
      cell: (event) =>
        markup`${short(event['awsRegion'])}<small>${short(event['recipientAccountId'])}</small>`,
    },
    { heading: 'source address', width: 12, cell: (event) => short(event['sourceIpAddress']) },
    { heading: 'error', width: 13, cell: (event) => short(event['errorCode']) },
  ];
}

function short(value: string | null | undefined): string {
  if (value == null) return '';
  return value.length <= CELL_CHARACTERS ? value : `${firstCharacters(value, CELL_CHARACTERS)}…`;
}

function previewOf(event: Event): Content {
  const text = event['requestParameters'] ?? event['responseElements'] ?? '';
  return markup`parameters <code>${firstCharacters(text, PREVIEW_CHARACTERS)}</code>`;
}

function detailsOf(event: Event): Content {
  return facts([
    ['request', parameters(event['requestParameters'])],
    ['response', parameters(event['responseElements'])],
    ['user agent', long(event['userAgent'])],
    ['event id', event['eventId']],
    ['log file', long(event['file'])],
  ]);
}

/** JSON as people read it, where it is whole; the query cuts what is very long. */
function parameters(value: string | null | undefined): Content {
  if (value == null) return undefined;
  let text = value;
  try {
    text = JSON.stringify(JSON.parse(value), undefined, 1);
  } catch {
    // Not JSON, or cut: shown as it came.
  }
  return markup`<pre>${long(text)}</pre>`;
}

function long(value: string | null | undefined): Content {
  if (value == null || value.length <= FOLDED_CHARACTERS) return value;
  return `${firstCharacters(value, FOLDED_CHARACTERS)}… (${formatCounted(value.length, 'character')} in all: report.json)`;
}

function requirementsOf({ requirements }: RuleReport): string {
  return Object.entries(requirements)
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([standard, numbers]) => `v${standard}: ${numbers.join(', ')}`)
    .join(' · ');
}

function silentRules(rules: readonly RuleReport[], standard: string): Fold {
  return {
    id: 'rules-without-findings',
    heading: markup`<span class="name">Rules that matched nothing</span>`,
    count: formatCount(rules.length),
    body: dataTable({
      caption: 'Asked, and answered with zero',
      rows: rules,
      columns: [
        {
          heading: 'severity',
          kind: 'keep',
          key: ({ severity }) => SEVERITIES.indexOf(severity),
          cell: ({ severity }) => levelMark(severity),
        },
        {
          heading: 'rule',
          cell: ({ id, title, note }) => markup`${title}<small>${joined([id, note], ' - ')}</small>`,
        },
        { heading: `v${standard}`, cell: ({ requirements }) => (requirements[standard] ?? []).join(', ') },
      ],
    }),
  };
}
