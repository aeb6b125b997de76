import { formatCount, formatCounted, formatInstant, markup, renderPage } from '@lakeward/report';
import type { RunReport } from './report-model';
import { attentionSection } from './sections/attention-section';
import { estateSection } from './sections/estate-section';
import { evidenceSection } from './sections/evidence-section';
import { forecastSection } from './sections/forecast-section';
import { jobsSection } from './sections/jobs-section';
import { proofSection } from './sections/proof-section';
import { remediesSection } from './sections/remedies-section';

/** The report as one page. */
export function renderReport(report: RunReport): string {
  const { verdict, asOf, buckets, app, schema } = report;
  return renderPage({
    title: `Re-encryption of ${formatCounted(buckets.length, 'bucket')}: ${verdict.word}`,
    subject: markup`<b>Re-encryption</b> of ${formatCounted(buckets.length, 'bucket')}`,
    scope: `as of ${formatInstant(asOf)} · all times UTC`,
    verdict: { ...verdict, number: formatCount(verdict.number) },
    sections: [
      { id: 'attention', title: 'What needs a person', body: attentionSection(report) },
      { id: 'estate', title: 'The estate', body: estateSection(report) },
      { id: 'remedies', title: 'Remedies', body: remediesSection(report) },
      { id: 'forecast', title: 'Forecast and actuals', body: forecastSection(report) },
      { id: 'jobs', title: 'Jobs and failures', body: jobsSection(report) },
      { id: 'proof', title: 'Proof', body: proofSection(report) },
      { id: 'evidence', title: 'Evidence', body: evidenceSection(report) },
    ],
    footer: markup`<p>${app}. The same as data: report.json (${schema}). Prices are list prices; what AWS charges is in its bill.</p>`,
  });
}
