import { schemaErrors } from '@lakeward/report/testing';
import schema from '../../schemas/review-report.v1.schema.json';
import { buildReport } from './build-report';
import { listingLimit } from './listing-limit';
import type { ReviewReport } from './report-model';
import { renderReport } from './render-report';
import { reviewReport } from './review-report';
import {
  DATE,
  finding,
  sampleReview,
  troubledReview,
  unverifiedReview,
  type SampleReview,
} from './testing/sample-review';

const build = ({ manifest, findings, files, pack }: SampleReview): ReviewReport =>
  buildReport(manifest, findings, files, pack);
const errorsOf = (report: unknown): string[] => schemaErrors(JSON.parse(JSON.stringify(report)), schema);

const days: [string, SampleReview][] = [
  ['an empty, proven day', sampleReview()],
  ['a day in trouble', troubledReview()],
  ['an unverified day', unverifiedReview()],
];

describe.each(days)('the report of %s', (_, review) => {
  const { manifest, findings, files, pack } = review;

  test('is as its schema says', () => {
    expect(errorsOf(build(review))).toEqual([]);
  });

  test('is the same bytes for the same review, and the page is made of the twin alone', () => {
    const { html, json } = reviewReport(manifest, findings, files, pack);
    expect(reviewReport(structuredClone(manifest), findings, files, pack)).toEqual({ html, json });
    expect(renderReport(JSON.parse(json) as ReviewReport)).toBe(html);
  });
});

test('the schema notices every field that goes, comes or changes its type', () => {
  const report = JSON.parse(JSON.stringify(build(troubledReview()))) as Record<string, unknown>;
  const unnoticed: string[] = [];
  const probe = (holder: Record<string, unknown>, place: string): void => {
    for (const [name, value] of Object.entries(holder)) {
      // Fields of findings and hours have the names that events give them.
      if (/\.(findings\[|hours|requirements)/.test(`${place}.${name}`) && typeof value !== 'object') continue;
      const optional = /\.(problem|duplicateOf)$/.test(`.${name}`);
      const open = /\.(findings\[\d+\]|rules\[\d+\]\.(hours|requirements))$/.test(place);
      if (!open && !optional) {
        Reflect.deleteProperty(holder, name);
        if (errorsOf(report).length === 0) unnoticed.push(`${place}.${name} gone`);
      }
      holder[name] = -0.5;
      if (errorsOf(report).length === 0) unnoticed.push(`${place}.${name} of another type`);
      holder[name] = value;
      const inner = Array.isArray(value) ? (value as unknown[])[0] : value;
      if (typeof inner === 'object' && inner !== null) {
        probe(inner as Record<string, unknown>, `${place}.${name}${Array.isArray(value) ? '[0]' : ''}`);
      }
    }
    if (/\.(findings\[\d+\]|hours|requirements)$/.test(place)) return;
    holder['surprise'] = 1;
    if (errorsOf(report).length === 0) unnoticed.push(`${place} with a surprise`);
    delete holder['surprise'];
  };
  // Long lists are cut to one, so that the probe looks at forms and not at numbers.
  for (const name of ['rules', 'files', 'completeness']) {
    const part = report[name] as { listed?: unknown[]; cells?: unknown[] } | unknown[];
    if (Array.isArray(part)) part.splice(1);
    else (part.listed ?? part.cells)?.splice(1);
  }
  expect(errorsOf(report)).toEqual([]);
  probe(report, '$');
  expect(unnoticed).toEqual([]);
});

describe('the verdict', () => {
  test.each<[string, SampleReview, string, number]>([
    ['nothing', sampleReview(), '2026-03-09 is complete: nothing needs a person', 0],
    [
      'one finding',
      sampleReview({ 'root-sign-in': { count: 1 }, 'failed-sign-in': { count: 9 } }),
      '2026-03-09 is complete: 1 finding needs a person',
      1,
    ],
    [
      'findings of two severities',
      sampleReview({ 'root-sign-in': { count: 1 }, 'root-change': { count: 1_200 } }),
      '2026-03-09 is complete: 1,201 findings need a person',
      1_201,
    ],
    [
      'missing logs',
      troubledReview(),
      '2026-03-09 is incomplete: events may be missing, and 1 finding needs a person',
      2,
    ],
    [
      'no digests',
      unverifiedReview(),
      '2026-03-09 was read whole, but nothing proves that no log is missing; 1 finding needs a person',
      1,
    ],
  ])('with %s', (_, review, sentence, number) => {
    expect(build(review).verdict).toMatchObject({ sentence, number });
  });
});

describe('what needs a person', () => {
  test('problems come first, then critical and high findings, then exceptions that end', () => {
    const named = build(troubledReview()).needsPerson.map((item) =>
      item.kind === 'problem'
        ? item.code
        : item.kind === 'rule'
          ? item.rule
          : `${item.exception} ${item.state}`,
    );
    expect(named).toEqual([
      'PCI_DIGEST_MISSING',
      'PCI_LOG_TRUNCATED',
      'root-sign-in',
      'EX-3 expired',
      'EX-7 expiring',
    ]);
  });

  test('the next step is a command that holds whatever the file is called', () => {
    const [, second] = build(troubledReview()).problems;
    expect(second?.action.command).toBe(
      `aws s3api list-object-versions --bucket trail --prefix 'AWSLogs/it'\\''s here; rm -rf $HOME'`,
    );
  });

  test('public keys are looked up in the Region of the digest, for all digests of the day', () => {
    const review = troubledReview();
    const commandFor = (file?: string): string | null | undefined => {
      const problem = { code: 'PCI_DIGEST_KEY_MISSING', message: '', losesEvents: true };
      const problems = [file === undefined ? problem : { ...problem, file }];
      return build({ ...review, manifest: { ...review.manifest, problems } }).problems[0]?.action.command;
    };
    const times = '--start-time 2026-03-09T00:00:00Z --end-time 2026-03-10T03:00:00Z';
    expect(commandFor('s3://trail/AWSLogs/1/CloudTrail-Digest/eu-west-1/2026/03/09/d.json.gz')).toBe(
      `aws cloudtrail list-public-keys --region eu-west-1 ${times}`,
    );
    expect(commandFor()).toBe(`aws cloudtrail list-public-keys --region REGION ${times}`);
  });

  test('a problem that hides nothing asks nothing of anybody', () => {
    const moved = build(troubledReview()).problems.find(({ code }) => code === 'PCI_LOGS_MOVED');
    expect(moved?.action).toEqual({ text: 'Nothing, where the copy was made on purpose.', command: null });
  });

  test('an unverified day says how it becomes provable, here and on AWS', () => {
    const review = unverifiedReview();
    expect(build(review).needsPerson[0]).toMatchObject({
      code: 'PCI_DAY_UNVERIFIED',
      action: { command: 'npx lakeward pci review --logs LOGS --date 2026-03-09 --pack pci-dss-4.0.1' },
    });
    const query = { ...review.manifest.query, engine: 'Athena engine version 3' };
    const onAws = { ...review, manifest: { ...review.manifest, query } };
    expect(build(onAws).needsPerson[0]).toMatchObject({
      action: { command: 'aws cloudtrail update-trail --name TRAIL --enable-log-file-validation' },
    });
  });
});

describe('numbers of the day', () => {
  const report = build(troubledReview());

  test('findings add up by severity and requirement, in both versions of the standard', () => {
    expect(report.totals).toMatchObject({
      findings: { critical: 1, high: 0, medium: 3, low: 0, info: 0 },
      excepted: 41,
      matched: 2,
    });
    expect(report.requirements.map(({ standard }) => standard)).toEqual(['4.0.1', '3.2.1']);
    const rows = report.requirements[0]?.rows ?? [];
    expect(rows.map(({ number }) => number).slice(0, 8)).toEqual([
      ...['10.2.1', '10.2.1.1', '10.2.1.2', '10.2.1.3', '10.2.1.4', '10.2.1.5', '10.2.1.6', '10.2.1.7'],
    ]);
    expect(rows.find(({ number }) => number === '10.2.1.4')).toMatchObject({
      subject: 'access that was refused',
      matched: 1,
      findings: { medium: 3 },
    });
    expect(
      report.requirements.flatMap((standard) => standard.rows).filter(({ subject }) => subject === ''),
    ).toEqual([]);
  });

  test('the timeline has the 24 hours, and what lies before or cannot be placed', () => {
    const { timeline } = build(unverifiedReview());
    expect(timeline.map(({ slot }) => slot)).toEqual([
      'earlier',
      ...Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0')),
      'unknown',
    ]);
    expect(timeline[0]?.events).toBe(12);
    expect(timeline[4]).toMatchObject({ slot: '03', events: 0, findings: { critical: 1 } });
    expect(report.timeline).toHaveLength(24);
  });

  test('hours are proven, proven in part or missing by what the digests cover', () => {
    const cell = report.completeness.cells.at(-1);
    expect(cell?.states.slice(8, 14)).toEqual(['full', 'part', 'missing', 'missing', 'missing', 'quiet']);
    expect(cell?.provenMinutes).toBe(1_440 - 199);
    const unproven = build(unverifiedReview()).completeness.cells[0]?.states ?? [];
    expect([unproven[0], unproven[1]]).toEqual(['seen', 'open']);
  });

  test('spans that overlap count once', () => {
    const review = sampleReview();
    const span = { from: `${DATE}T00:00:00.000Z`, to: `${DATE}T12:00:00.000Z` };
    const cells = review.manifest.completeness.cells.map((cell) => ({ ...cell, covered: [span, span] }));
    const changed = {
      ...review,
      manifest: { ...review.manifest, completeness: { digests: 'broken' as const, cells } },
    };
    expect(build(changed).completeness.cells[0]?.provenMinutes).toBe(720);
  });
});

describe('long lists', () => {
  test.each([
    [[], 10, 10],
    [[3, 4], 10, 10],
    [[3, 9, 9], 10, 3],
    [[1, 100, 2], 10, 7],
    [[5, 5, 5, 5], 2, 1],
  ])('%j findings within %i: up to %i each', (listed, budget, limit) => {
    expect(listingLimit(listed, budget)).toBe(limit);
  });

  test('the page lists the first findings of each rule and tells the exact number', () => {
    const review = sampleReview({
      'root-sign-in': { count: 4_000 },
      'root-change': { count: 9_000, listed: 4_000 },
      'failed-sign-in': { count: 10 },
    });
    const { html, json } = reviewReport(review.manifest, review.findings, review.files, review.pack);
    const { rules } = JSON.parse(json) as ReviewReport;
    const lengthOf = (rule: string): number | undefined =>
      rules.find(({ id }) => id === rule)?.findings.length;
    expect([lengthOf('root-sign-in'), lengthOf('root-change'), lengthOf('failed-sign-in')]).toEqual([
      2_495, 2_495, 10,
    ]);
    expect(html).toContain('2,495 of 4,000 are listed. 4,000 are in findings.csv and findings.parquet.');
    expect(html).toContain('2,495 of 9,000 are listed. 4,000 are in findings.csv and findings.parquet.');
    expect(html).not.toContain('of 10 are listed');
  });

  test('files with problems are never among those that are left out', () => {
    const review = troubledReview();
    const many = Array.from({ length: 30 }, () => review.files).flat();
    const { listed } = build({ ...review, files: many }).files;
    expect(listed).toHaveLength(1_000);
    expect(listed.filter(({ problem }) => problem !== undefined)).toHaveLength(30);
  });
});

test('fields of a megabyte are clipped on the page and whole in the twin', () => {
  const review = sampleReview({ 'root-sign-in': { count: 1 } });
  const huge = '<b>'.repeat(350_000);
  const findings = [
    finding('root-sign-in', 0, 11, { userAgent: huge, userId: huge, requestParameters: huge }),
  ];
  const { html, json } = reviewReport(review.manifest, findings, review.files, review.pack);
  expect(html.length).toBeLessThan(400_000);
  expect(html).toContain('(1,050,000 characters in all: report.json)');
  const [event] = (JSON.parse(json) as ReviewReport).rules.flatMap((rule) => rule.findings);
  expect(event?.['userAgent']).toBe(huge);
});
