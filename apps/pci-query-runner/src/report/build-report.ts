import type { DayFile } from '../logs/day-files';
import type { Manifest } from '../evidence/manifest';
import type { Finding } from '../query/review-answer';
import type { RulePack } from '../query/rule';
import { cellReports } from './completeness-report';
import { bySeverity } from './counts';
import { listingLimit } from './listing-limit';
import { needsPerson } from './needs-person';
import { nextAction, verifyCommand } from './next-action';
import { REPORT_SCHEMA, type ReviewReport, type RuleReport } from './report-model';
import { requirementTotals } from './requirement-totals';
import { timelineOf } from './timeline';
import { verdictOf } from './verdict';

/** Files that the report lists; `files.csv` has all of them. */
const LISTED_FILES = 1_000;

/** Everything that the report says, from what the review found. */
export function buildReport(
  manifest: Manifest,
  findings: readonly Finding[],
  files: readonly DayFile[],
  pack: RulePack,
): ReviewReport {
  const rules = ruleReports(manifest, findings, pack);
  const byId = new Map(pack.rules.map((rule) => [rule.id, rule]));
  const {
    app,
    date,
    bundle,
    runKey,
    requestedAt,
    scope,
    eventsRead,
    query,
    evidence,
    retention,
    chain,
    seal,
  } = manifest;
  return {
    schema: REPORT_SCHEMA,
    app,
    date,
    verdict: verdictOf(manifest),
    needsPerson: needsPerson(manifest, (id) => byId.get(id)),
    totals: {
      findings: bySeverity(manifest.rules),
      excepted: manifest.rules.reduce((sum, { excepted }) => sum + excepted, 0),
      rules: manifest.rules.length,
      matched: manifest.rules.filter(({ count }) => count > 0).length,
    },
    requirements: requirementTotals(manifest),
    timeline: timelineOf(manifest),
    completeness: {
      digests: manifest.completeness.digests,
      movedFrom: manifest.completeness.movedFrom ?? [],
      cells: cellReports(date, manifest.completeness),
    },
    rules,
    exceptions: manifest.exceptions.map((exception) => ({
      ...exception,
      suppressed: manifest.rules
        .flatMap((rule) => rule.exceptions)
        .reduce((sum, { id, count }) => sum + (id === exception.id ? count : 0), 0),
    })),
    exceptionsFile: manifest.exceptionsFile,
    problems: manifest.problems.map((problem) => ({
      code: problem.code,
      message: problem.message,
      losesEvents: problem.losesEvents,
      file: problem.file ?? null,
      action: nextAction(problem, manifest),
    })),
    files: { ...manifest.files, listed: listedFiles(files) },
    eventsRead,
    query,
    scope,
    pack: manifest.pack,
    requestedAt,
    runKey,
    bundle,
    evidence,
    retention,
    chain,
    seal,
    verify: verifyCommand(manifest),
  };
}

function ruleReports(manifest: Manifest, findings: readonly Finding[], pack: RulePack): RuleReport[] {
  const byRule = new Map<string, Omit<Finding, 'rule'>[]>();
  for (const { rule, ...event } of findings) {
    const listed = byRule.get(rule);
    if (listed === undefined) byRule.set(rule, [event]);
    else listed.push(event);
  }
  const limit = listingLimit([...byRule.values()].map(({ length }) => length));
  const definitions = new Map(pack.rules.map((rule) => [rule.id, rule]));
  return manifest.rules.map(({ note, ...result }) => {
    const {
      predicate = '',
      why = '',
      action = '',
      falsePositives = '',
      repair,
    } = definitions.get(result.id) ?? {};
    return {
      ...result,
      note: note ?? null,
      predicate,
      why,
      action,
      falsePositives,
      repair: repair ?? null,
      findings: (byRule.get(result.id) ?? []).slice(0, limit),
    };
  });
}

/** Files with problems first, then as they were read. */
function listedFiles(files: readonly DayFile[]): DayFile[] {
  const wrong = files.filter(({ problem }) => problem !== undefined);
  const right = files.filter(({ problem }) => problem === undefined);
  return [...wrong, ...right].slice(0, LISTED_FILES);
}
