import { buildReport } from './build-report';
import { renderReport } from './render-report';
import type { BucketRun } from './report-model';

/** The report of runs, for people and for programs. */
export interface RenderedRunReport {
  /** `report.html`: one page that loads nothing. */
  readonly html: string;
  /** `report.json`: all that the page shows, by the schema beside the app's sources. */
  readonly json: string;
}

/** Report of runs, one for each bucket. The same runs give the same bytes. */
export function runReport(runs: readonly BucketRun[]): RenderedRunReport {
  const report = buildReport(runs);
  return { html: renderReport(report), json: `${JSON.stringify(report, undefined, 1)}\n` };
}
