import { formatCount, markup, renderPage, type State } from '@lakeward/report';
import type { ReviewStatus } from '../review/review-problem';
import type { ReviewReport } from './report-model';
import { attentionSection } from './sections/attention-section';
import { completenessSection } from './sections/completeness-section';
import { exceptionsSection } from './sections/exceptions-section';
import { filesSection } from './sections/files-section';
import { findingsSection } from './sections/findings-section';
import { overviewSection } from './sections/overview-section';
import { proofSection, querySection } from './sections/proof-section';

const STATES: Readonly<Record<ReviewStatus, State>> = {
  complete: 'good',
  incomplete: 'bad',
  unverified: 'unknown',
};

/** The report as one page. */
export function renderReport(report: ReviewReport): string {
  const { date, verdict, pack, app, chain } = report;
  return renderPage({
    title: `PCI DSS log review ${date}: ${verdict.status}`,
    subject: markup`<b>PCI DSS log review</b> of CloudTrail, ${date}`,
    scope: `${pack.id} ${pack.version} · all times UTC`,
    verdict: {
      state: STATES[verdict.status],
      word: verdict.status,
      sentence: verdict.sentence,
      number: formatCount(verdict.number),
      numberLabel: verdict.numberLabel,
      explanation: verdict.explanation,
    },
    sections: [
      { id: 'attention', title: 'What needs a person', body: attentionSection(report) },
      { id: 'overview', title: 'The day at a glance', body: overviewSection(report) },
      { id: 'completeness', title: 'Completeness', body: completenessSection(report) },
      { id: 'findings', title: 'Findings', body: findingsSection(report) },
      { id: 'exceptions', title: 'Exceptions', body: exceptionsSection(report) },
      { id: 'files', title: 'Files and problems', body: filesSection(report) },
      { id: 'proof', title: 'Chain and signature', body: proofSection(report) },
      { id: 'query', title: 'Query', body: querySection(report) },
    ],
    footer: markup`<p>${app}, rule pack ${pack.id} ${pack.version}, document ${formatCount(chain.sequence)} of its chain. The same as data: report.json (${report.schema}). All findings: findings.csv and findings.parquet. Hashes of this page and of all other files: manifest.json.</p>`,
  });
}
