import { awaitQuery, listPriceIn, runQuery, scanPrice, type QueryOutcome } from '@lakeward/athena';
import { deterministicId, type AppError, type Deadline } from '@lakeward/core';
import { trailRoot } from '../logs/cloudtrail-table';
import { statusOf, type Judgement } from '../review/completeness';
import { APP } from '../contract';
import { losesEvents, type DayFile } from '../logs/day-files';
import { byteLimitOfDay, byteLimitOfWorkgroup, queryStillRunning } from '../errors';
import type { Exceptions } from '../review/exceptions';
import { FILE_PROBLEMS } from '../logs/inspect-log-file';
import {
  MANIFEST_VERSION,
  packHash,
  problemOf,
  sha256,
  type Manifest,
  type QueryPrice,
  type RuleResult,
} from '../evidence/manifest';
import type { ReviewProblem } from '../review/review-problem';
import { readAnswer, type Finding, type RuleAnswer } from './review-answer';
import type { ReviewDayInput, ReviewDependencies } from '../review/review';
import type { StartedQuery } from '../runs/review-run';
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
  /** How much of what was to be delivered is there. */
  readonly judgement: Judgement;
  readonly exceptions: Exceptions;
  /** The query that this try has started before, if it has. */
  readonly known: StartedQuery | undefined;
  /** Told the query as soon as it is started. */
  readonly started: (query: StartedQuery) => Promise<void>;
}

/** How asking ended. `failed`: the query itself did, and stays so under its token. */
export type Asked =
  | { readonly outcome: 'answered'; readonly answer: Answer; readonly findings: readonly Finding[] }
  | { readonly outcome: 'failed'; readonly error: AppError };

/**
 * Asks all rules in one statement over the files that are good. The same try of the same run is one execution, whoever
 * asks; a query that is still running at the deadline is `PCI_QUERY_STILL_RUNNING`. Files of more bytes than the settings
 * allow are `PCI_BYTE_LIMIT`, and nothing is started.
 */
export async function askRules(
  { input, pack, runKey, attempt, files, judgement, exceptions, known, started }: Question,
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
  const estimatedBytes = files.reduce((sum, { size }) => sum + size, 0);
  if (settings.byteLimit > 0 && estimatedBytes > settings.byteLimit) {
    throw byteLimitOfDay(day, estimatedBytes, settings.byteLimit);
  }
  const sql = reviewDayStatement(pack, scope, settings.listingCap, exceptions.list);
  progress?.({ step: 'asking', rules: pack.rules.length, files: read.length });
  const statement = sha256(sql);
  const request = {
    sql,
    database: settings.database,
    workgroup: settings.workgroup,
    token: deterministicId(runKey, String(attempt), sql),
  };
  const waiting = { engine, clock, deadline };
  // How long a token is remembered is not documented; the query's own id is good for as long as its results.
  const query =
    known?.statement === statement
      ? await awaitQuery(known.id, waiting)
      : await runQuery(request, { ...waiting, started: (id) => started({ id, statement }) });
  if (query.outcome === 'running') throw queryStillRunning(query.queryId);
  if (query.outcome !== 'succeeded') return { outcome: 'failed', error: failureOf(query) };
  const asked = { pack, exceptions: exceptions.list };
  const { eventsRead, eventHours, rules } = await readAnswer(query.queryId, asked, engine);
  const findings = pack.rules.flatMap(({ id }) => rules.get(id)?.findings ?? []);

  const problems = [...(input.problems ?? []), ...problemsOf(files, eventsRead), ...judgement.problems];
  const answer: Answer = {
    manifestVersion: MANIFEST_VERSION,
    app: APP,
    date: day.date,
    runKey,
    requestedAt: input.requestedAt.toISOString(),
    pack: { id: pack.id, version: pack.version, sha256: packHash(pack), standard: pack.standard },
    status: statusOf(judgement.completeness, problems),
    problems,
    scope: {
      trail: trailRoot(settings),
      accounts: settings.accounts,
      regions: settings.regions,
      guardedBuckets: settings.guardedBuckets,
    },
    completeness: judgement.completeness,
    files: { delivered: files.length, read: read.length },
    eventsRead,
    eventHours,
    query: {
      id: query.queryId,
      engine: query.statistics.engine,
      sql,
      sha256: statement,
      estimatedBytes,
      bytesScanned: query.statistics.bytesScanned,
      price: priceOf(query.statistics.bytesScanned, settings.billedRegion),
    },
    rules: pack.rules.map((rule) => ({
      id: rule.id,
      title: rule.title,
      requirement: requirementOf(rule, pack),
      requirements: rule.requirements,
      severity: rule.severity,
      ...resultOf(rules.get(rule.id), exceptions.list),
      ...(lacksGuardedBuckets(rule, scope)
        ? { note: 'No guarded bucket is configured, so nothing can match.' }
        : {}),
    })),
    exceptions: exceptions.list.map(({ id, rule, owner, reason, expires, state }) => ({
      id,
      rule,
      owner,
      reason,
      expires,
      state,
    })),
    exceptionsFile: exceptions.file,
  };
  return { outcome: 'answered', answer, findings };
}

function resultOf(
  answer: RuleAnswer | undefined,
  exceptions: Exceptions['list'],
): Pick<RuleResult, 'count' | 'excepted' | 'exceptions' | 'listed' | 'hours'> {
  const taken = exceptions.flatMap(({ id }) => {
    const count = answer?.excepted.get(id);
    return count === undefined ? [] : [{ id, count }];
  });
  return {
    count: answer?.count ?? 0,
    excepted: taken.reduce((sum, { count }) => sum + count, 0),
    exceptions: taken,
    listed: answer?.findings.length ?? 0,
    hours: answer?.hours ?? {},
  };
}

function priceOf(bytesScanned: number, billedRegion: string | null): QueryPrice | null {
  if (billedRegion === null) return null;
  const { region, asOf } = listPriceIn(billedRegion);
  return { currency: 'USD', amount: scanPrice([bytesScanned], billedRegion), region, asOf };
}

/**
 * The engine's own limit has the code of ours. Athena cancels a query at its workgroup's limit; the wording of the reason is
 * not documented.
 */
function failureOf({ queryId, error }: Extract<QueryOutcome, { error: AppError }>): AppError {
  return /bytes scanned limit/i.test(error.message) ? byteLimitOfWorkgroup(queryId, error) : error;
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
