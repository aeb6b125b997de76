import { runQuery } from '@lakeward/athena';
import { deterministicId, type AppError, type Deadline } from '@lakeward/core';
import { trailRoot } from './cloudtrail-table';
import { completenessWithoutDigests } from './completeness';
import { APP } from './contract';
import { losesEvents, type DayFile } from './day-files';
import { queryStillRunning } from './errors';
import { FILE_PROBLEMS } from './inspect-log-file';
import { MANIFEST_VERSION, packHash, problemOf, sha256, type Manifest, type ReviewProblem } from './manifest';
import { readAnswer, type Finding } from './review-answer';
import type { ReviewDayInput, ReviewDependencies } from './review-day';
import { lacksGuardedBuckets, reviewDayStatement } from './review-sql';
import { requirementOf, type RulePack } from './rule';

/** A manifest without what is known only when its bundle is written and sealed. */
export type Answer = Omit<Manifest, 'bundle' | 'evidence' | 'retention' | 'chain' | 'seal'>;

/** What the rules are asked about, and as which try of which run. */
export interface Question {
  readonly input: ReviewDayInput;
  readonly pack: RulePack;
  readonly runKey: string;
  readonly attempt: number;
  readonly files: readonly DayFile[];
}

/** How asking ended. `failed`: the query itself did, and stays so under its token. */
export type Asked =
  | { readonly outcome: 'answered'; readonly answer: Answer; readonly findings: readonly Finding[] }
  | { readonly outcome: 'failed'; readonly error: AppError };

/**
 * Asks all rules in one statement over the files that are good. The same try of the same run is one execution, whoever
 * asks; a query that is still running at the deadline is `PCI_QUERY_STILL_RUNNING`.
 */
export async function askRules(
  { input, pack, runKey, attempt, files }: Question,
  dependencies: ReviewDependencies,
  deadline: Deadline,
): Promise<Asked> {
  const { settings, engine, clock, progress } = dependencies;
  const read = files.filter(({ problem }) => problem === undefined);
  const { day } = input;
  const scope = {
    table: settings.table,
    accounts: settings.accounts,
    regions: settings.regions,
    day: `${day.year}/${day.month}/${day.day}`,
    excludedFiles: files.filter(({ problem }) => problem !== undefined).map(({ file }) => file),
    guardedBuckets: settings.guardedBuckets,
  };
  const sql = reviewDayStatement(pack, scope, settings.listingCap);
  progress?.({ step: 'asking', rules: pack.rules.length, files: read.length });
  const request = {
    sql,
    database: settings.database,
    workgroup: settings.workgroup,
    token: deterministicId(runKey, String(attempt), sql),
  };
  const query = await runQuery(request, { engine, clock, deadline });
  if (query.outcome === 'running') throw queryStillRunning(query.queryId);
  if (query.outcome !== 'succeeded') return { outcome: 'failed', error: query.error };
  const { eventsRead, counts, findings } = await readAnswer(query.queryId, pack, engine);

  const problems = [...(input.problems ?? []), ...problemsOf(files, eventsRead)];
  const answer: Answer = {
    manifestVersion: MANIFEST_VERSION,
    app: APP,
    date: day.date,
    runKey,
    requestedAt: input.requestedAt.toISOString(),
    pack: { id: pack.id, version: pack.version, sha256: packHash(pack), standard: pack.standard },
    status: problems.some((problem) => problem.losesEvents) ? 'incomplete' : 'unverified',
    problems,
    scope: {
      trail: trailRoot(settings),
      accounts: settings.accounts,
      regions: settings.regions,
      guardedBuckets: settings.guardedBuckets,
    },
    completeness: completenessWithoutDigests(day, settings, files),
    files: { delivered: files.length, read: read.length },
    eventsRead,
    eventHours: {},
    query: {
      id: query.queryId,
      engine: query.statistics.engine,
      sql,
      sha256: sha256(sql),
      estimatedBytes: read.reduce((sum, { size }) => sum + size, 0),
      bytesScanned: query.statistics.bytesScanned,
      price: null,
    },
    rules: pack.rules.map((rule) => ({
      id: rule.id,
      title: rule.title,
      requirement: requirementOf(rule, pack),
      requirements: rule.requirements,
      severity: rule.severity,
      count: counts.get(rule.id) ?? 0,
      excepted: 0,
      exceptions: [],
      listed: findings.filter((finding) => finding.rule === rule.id).length,
      hours: {},
      ...(lacksGuardedBuckets(rule, scope)
        ? { note: 'No guarded bucket is configured, so nothing can match.' }
        : {}),
    })),
    exceptions: [],
    exceptionsFile: null,
  };
  return { outcome: 'answered', answer, findings };
}

function problemsOf(files: readonly DayFile[], eventsRead: number): ReviewProblem[] {
  const problems = files.flatMap((file) =>
    file.problem === undefined ? [] : [problemOf(file, FILE_PROBLEMS[file.problem], losesEvents(file))],
  );
  const inFiles = files.reduce((sum, { problem, events }) => sum + (problem === undefined ? events : 0), 0);
  if (inFiles === eventsRead) return problems;
  const message = `The files hold ${inFiles} events, the query read ${eventsRead}: files came or went meanwhile. Review the day again.`;
  return [...problems, { code: 'PCI_COUNT_MISMATCH', message, losesEvents: true }];
}
