import type { DayFile } from '../logs/day-files';
import type { Manifest } from '../evidence/manifest';
import type { Finding } from '../query/review-answer';
import type { RulePack } from '../query/rule';
import { buildReport } from './build-report';
import { renderReport } from './render-report';

/** The report of a reviewed day. */
export interface RenderedReport {
  /** `report.html`: one page that loads nothing. */
  readonly html: string;
  /** `report.json`: all that the page shows, by the schema beside the app's sources. */
  readonly json: string;
}

/**
 * The report of a day for people and for programs. The page is made from the JSON twin alone. The same review gives the same
 * bytes; `manifest.evidence` names the files that are there before the report is.
 */
export function reviewReport(
  manifest: Manifest,
  findings: readonly Finding[],
  files: readonly DayFile[],
  pack: RulePack,
): RenderedReport {
  const report = buildReport(manifest, findings, files, pack);
  return { html: renderReport(report), json: `${JSON.stringify(report, undefined, 1)}\n` };
}
