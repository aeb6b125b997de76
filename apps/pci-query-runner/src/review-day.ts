import { deterministicId, UtcDay, type Clock, type Deadline } from '@lakeward/core';
import { runQuery, type QueryEngine } from '@lakeward/athena';
import type { Catalog } from '@lakeward/glue';
import type { Ledger } from '@lakeward/ledger';
import type { Log } from '@lakeward/observability';
import { parseS3Uri, readText, s3Uri, type ObjectRef, type ObjectStore } from '@lakeward/s3';
import type { Notifier } from '@lakeward/sns';
import { trailRoot, type CloudTrailTableSettings } from './cloudtrail-table';
import { APP } from './contract';
import { dayFiles, losesEvents, type DayFile } from './day-files';
import { dayNotOver, noLogFiles, queryStillRunning, tableMismatch } from './errors';
import { FILE_PROBLEMS } from './inspect-log-file';
import {
  PCI_DAY_INCOMPLETE,
  PCI_REVIEW_FINISHED,
  PCI_REVIEW_REPEATED,
  PCI_REVIEW_STARTED,
} from './log-events';
import {
  jsonLines,
  MANIFEST_VERSION,
  problemOf,
  sha256,
  type Manifest,
  type ReviewProblem,
} from './manifest';
import { noticeOf } from './notice';
import { packOf } from './packs/packs';
import { ensurePartitions } from './partitions';
import { readAnswer, type Finding } from './review-answer';
import { lacksGuardedBuckets, reviewDayStatement } from './review-sql';
import { requirementOf, type RulePack } from './rule';
import type { runRecord } from './run-record';

/** What to review. */
export interface ReviewDayInput {
  readonly day: UtcDay;
  /** Rule pack by id. */
  readonly pack: string;
  /** Instant of the schedule or request: the same instant is the same run, a later one a new version of the day's evidence. */
  readonly requestedAt: Date;
  /** What is known of the day's logs from outside, such as files that have no place in the trail. */
  readonly problems?: readonly ReviewProblem[];
}

/** Settings that stay the same from day to day. */
export interface ReviewSettings extends CloudTrailTableSettings {
  readonly workgroup: string;
  readonly evidenceBucket: string;
  /** With trailing slash. */
  readonly evidencePrefix: string;
  readonly guardedBuckets: readonly string[];
  readonly listingCap: number;
  /** Topic ARN, or empty for no notice. */
  readonly noticeTopic: string;
}

/** What the review works with. */
export interface ReviewDependencies {
  readonly settings: ReviewSettings;
  readonly engine: QueryEngine;
  readonly catalog: Catalog;
  readonly store: ObjectStore;
  readonly ledger: Ledger<typeof runRecord>;
  readonly notifier: Notifier;
  readonly log: Log;
  readonly clock: Clock;
  /** Told how far the work is; for people who wait. */
  readonly progress?: (step: ReviewStep) => void;
}

/** A step of the review, as progress shows it. */
export type ReviewStep =
  | { readonly step: 'reading-files'; readonly files: number }
  | { readonly step: 'asking'; readonly rules: number; readonly files: number }
  | { readonly step: 'writing-evidence'; readonly findings: number };

/** A day that was reviewed. */
export interface ReviewedDay {
  readonly outcome: 'reviewed' | 'already-reviewed';
  readonly manifest: Manifest;
  /** `s3://` URI of the manifest. */
  readonly manifestUri: string;
}

/**
 * Reviews one UTC day by a rule pack: reads and checks every log file delivered on it, asks all rules in one scan, and
 * writes findings, file list and manifest as evidence. The same input is one run, however often it is delivered or dies.
 *
 * Errors: `PCI_UNKNOWN_PACK`, `PCI_DAY_NOT_OVER`, `PCI_NO_LOG_FILES`, `PCI_TABLE_MISSING`, `PCI_QUERY_STILL_RUNNING`
 * (retryable), `PCI_UNEXPECTED_ANSWER`, and what the ports throw.
 */
export async function reviewDay(
  input: ReviewDayInput,
  dependencies: ReviewDependencies,
  { deadline }: { readonly deadline: Deadline },
): Promise<ReviewedDay> {
  const { settings, ledger, log, clock } = dependencies;
  const pack = packOf(input.pack);
  if (!input.day.isOver(clock.now())) throw dayNotOver(input.day);
  const runKey = runKeyOf(input, pack, settings);
  const facts = { date: input.day.date, pack: pack.id, runKey };
  const place = `${pack.id}/${input.day.date}/${versionName(input.requestedAt)}-${runKey.slice(0, 8)}`;

  const startedAt = clock.now().toISOString();
  const { entry } = await ledger.create(place, { state: 'started', runKey, startedAt });
  if (entry.record.state === 'finished') {
    log.write(PCI_REVIEW_REPEATED, facts);
    const manifestUri = entry.record.manifest;
    const text = await readText(dependencies.store, parseS3Uri(manifestUri));
    return { outcome: 'already-reviewed', manifest: JSON.parse(text) as Manifest, manifestUri };
  }
  log.write(PCI_REVIEW_STARTED, facts);

  const files = await readFiles(input.day, dependencies);
  const { answer, findings } = await ask({ input, pack, runKey, files }, dependencies, deadline);
  dependencies.progress?.({ step: 'writing-evidence', findings: findings.length });
  const { manifest, manifestUri } = await writeEvidence(place, answer, { findings, files }, dependencies);
  if (settings.noticeTopic !== '') {
    await dependencies.notifier.publish(noticeOf(manifest, manifestUri, settings.noticeTopic));
  }
  await ledger.update(entry, {
    state: 'finished',
    runKey,
    startedAt: entry.record.startedAt,
    manifest: manifestUri,
  });

  report(manifest, facts, log);
  return { outcome: 'reviewed', manifest, manifestUri };
}

function runKeyOf(
  { day, requestedAt, problems = [] }: ReviewDayInput,
  pack: RulePack,
  settings: ReviewSettings,
): string {
  return deterministicId(
    APP,
    day.date,
    requestedAt.toISOString(),
    packHash(pack),
    JSON.stringify([
      trailRoot(settings),
      settings.accounts,
      settings.regions,
      settings.guardedBuckets,
      problems,
    ]),
  );
}

function packHash(pack: RulePack): string {
  return sha256(JSON.stringify(pack));
}

/** `20260310T010000Z`: versions of a day sort by when they were asked for. */
function versionName(requestedAt: Date): string {
  return requestedAt.toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '');
}

async function readFiles(day: UtcDay, { settings, store, progress }: ReviewDependencies): Promise<DayFile[]> {
  const trail = trailRoot(settings);
  const files: DayFile[] = [];
  for await (const file of dayFiles({ ...settings, day, root: parseS3Uri(trail) }, store)) {
    files.push(file);
    progress?.({ step: 'reading-files', files: files.length });
  }
  if (files.length === 0) throw noLogFiles(day, trail);
  return files;
}

/** A manifest whose lists are not written yet. */
type Answer = Omit<Manifest, 'evidence'>;

async function ask(
  {
    input,
    pack,
    runKey,
    files,
  }: { input: ReviewDayInput; pack: RulePack; runKey: string; files: readonly DayFile[] },
  dependencies: ReviewDependencies,
  deadline: Deadline,
): Promise<{ answer: Answer; findings: readonly Finding[] }> {
  const { settings, engine, catalog, clock, progress } = dependencies;
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
  if (!(await ensurePartitions(settings, day, catalog)))
    throw tableMismatch(settings.database, settings.table);

  const sql = reviewDayStatement(pack, scope, settings.listingCap);
  progress?.({ step: 'asking', rules: pack.rules.length, files: read.length });
  const request = {
    sql,
    database: settings.database,
    workgroup: settings.workgroup,
    token: deterministicId(runKey, sql),
  };
  const query = await runQuery(request, { engine, clock, deadline });
  if (query.outcome === 'running') throw queryStillRunning(query.queryId);
  if (query.outcome !== 'succeeded') throw query.error;
  const { eventsRead, counts, findings } = await readAnswer(query.queryId, pack, engine);

  const problems = [...(input.problems ?? []), ...problemsOf(files, eventsRead)];
  const answer: Answer = {
    manifestVersion: MANIFEST_VERSION,
    app: APP,
    date: day.date,
    runKey,
    requestedAt: input.requestedAt.toISOString(),
    pack: { id: pack.id, version: pack.version, sha256: packHash(pack) },
    status: problems.some((problem) => problem.losesEvents) ? 'incomplete' : 'unverified',
    problems,
    scope: {
      trail: trailRoot(settings),
      accounts: settings.accounts,
      regions: settings.regions,
      guardedBuckets: settings.guardedBuckets,
    },
    files: { delivered: files.length, read: read.length },
    eventsRead,
    query: {
      id: query.queryId,
      engine: query.statistics.engine,
      sql,
      sha256: sha256(sql),
      bytesScanned: query.statistics.bytesScanned,
    },
    rules: pack.rules.map((rule) => ({
      id: rule.id,
      title: rule.title,
      requirement: requirementOf(rule, pack),
      severity: rule.severity,
      count: counts.get(rule.id) ?? 0,
      listed: findings.filter((finding) => finding.rule === rule.id).length,
      ...(lacksGuardedBuckets(rule, scope)
        ? { note: 'No guarded bucket is configured, so nothing can match.' }
        : {}),
    })),
  };
  return { answer, findings };
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

/** Writes the lists first and the manifest last: a manifest is only there when all it vouches for is. */
async function writeEvidence(
  place: string,
  answer: Answer,
  rows: { findings: readonly unknown[]; files: readonly unknown[] },
  { settings, store }: ReviewDependencies,
): Promise<{ manifest: Manifest; manifestUri: string }> {
  const ref = (name: string): ObjectRef => ({
    bucket: settings.evidenceBucket,
    key: `${settings.evidencePrefix}${place}/${name}`,
  });
  const lists = [jsonLines('findings.jsonl', rows.findings), jsonLines('files.jsonl', rows.files)];
  for (const { body, file } of lists) {
    await store.put(ref(file.name), body, { contentType: 'application/x-ndjson' });
  }
  const manifest: Manifest = { ...answer, evidence: lists.map(({ file }) => file) };
  const at = ref('manifest.json');
  await store.put(at, `${JSON.stringify(manifest, undefined, 2)}\n`, { contentType: 'application/json' });
  return { manifest, manifestUri: s3Uri(at) };
}

function report(manifest: Answer, facts: { date: string; pack: string; runKey: string }, log: Log): void {
  const findings = manifest.rules.reduce((sum, { count }) => sum + count, 0);
  if (manifest.status === 'incomplete') {
    log.write(PCI_DAY_INCOMPLETE, { date: manifest.date, problems: manifest.problems.length });
  }
  log.write(PCI_REVIEW_FINISHED, {
    ...facts,
    files: manifest.files.read,
    events: manifest.eventsRead,
    findings,
    bytesScanned: manifest.query.bytesScanned,
  });
  log.count('EventsReviewed', manifest.eventsRead);
  log.count('Findings', findings);
}
