import { deterministicId, isAppError, toAppError, type Deadline, type UtcDay } from '@lakeward/core';
import type { Log } from '@lakeward/observability';
import { parseS3Uri } from '@lakeward/s3';
import { announce, claimFrom, finishPublished } from '../announce/announce';
import { askRules } from '../query/ask-rules';
import { trailRoot } from '../logs/cloudtrail-table';
import { APP } from '../contract';
import { dayFiles, type DayFile } from '../logs/day-files';
import { checkDay } from './days';
import { noLogFiles, tableMismatch } from '../errors';
import { readExceptions, type Exceptions } from './exceptions';
import { writeEvidence } from '../evidence/evidence';
import { judgeDay } from './judge-day';
import { versionName } from '../evidence/chained-document';
import {
  PCI_DAY_INCOMPLETE,
  PCI_REVIEW_FINISHED,
  PCI_REVIEW_REPEATED,
  PCI_REVIEW_STARTED,
} from '../log-events';
import { packHash, type Manifest } from '../evidence/manifest';
import { packOf, PACKS } from '../packs/packs';
import { ensurePartitions } from '../logs/partitions';
import { busyUntil, ReviewRun, type StartedQuery } from '../runs/review-run';
import type { ReviewDayInput, ReviewDependencies, ReviewedDay, ReviewSettings } from './review';
import type { RulePack } from '../query/rule';
import { runKeyInLedger, type RunEntry, type StartedRun } from '../runs/runs';

/**
 * Reviews one UTC day by a rule pack: reads and checks every log file delivered on it, asks all rules in one scan, and
 * writes findings, file list and manifest as evidence. The same input is one run, however often it is delivered or dies.
 *
 * Errors: `PCI_UNKNOWN_PACK`, `PCI_DAY_NOT_OVER`, `PCI_DAY_OUTSIDE_RETENTION`, `PCI_EXCEPTIONS_INVALID`,
 * `PCI_NO_LOG_FILES`, `PCI_TABLE_MISSING`, `PCI_BYTE_LIMIT`, `PCI_STATEMENT_TOO_LARGE`, `PCI_QUERY_STILL_RUNNING` (retryable), `PCI_UNEXPECTED_ANSWER`, and what the
 * ports throw.
 */
export async function reviewDay(
  input: ReviewDayInput,
  dependencies: ReviewDependencies,
  { deadline }: { readonly deadline: Deadline },
): Promise<ReviewedDay> {
  const { clock, log } = dependencies;
  const opened = await openRun(input, dependencies, { busyUntil: busyUntil(clock, deadline) });
  const { entry, pack } = opened;
  const { record } = entry;
  const facts = { date: input.day.date, pack: pack.id, runKey: record.runKey };
  if (record.state !== 'started') {
    log.write(PCI_REVIEW_REPEATED, facts);
    return finishPublished({ ...entry, record }, dependencies);
  }
  log.write(PCI_REVIEW_STARTED, facts);
  const run = new ReviewRun(entry, dependencies);
  let published: Pick<ReviewedDay, 'manifest' | 'manifestUri'>;
  try {
    await run.begin(deadline);
    published = await reviewAndPublish(
      input,
      { ...opened, attempt: record.attempt, query: record.query },
      run,
      dependencies,
      deadline,
    );
  } catch (error) {
    // What cannot be written down ends by itself: nobody counts as busy for long.
    const stillRuns = isAppError(error, 'PCI_QUERY_STILL_RUNNING');
    await (stillRuns ? run.leave() : run.failed(toAppError(error))).catch(() => undefined);
    throw error;
  }
  if (await run.published(published.manifestUri, claimFrom(clock))) {
    report(published.manifest, facts, log);
    await announce(run.entry, published, dependencies);
  }
  return { outcome: 'reviewed', ...published };
}

/** A run and what belongs to its identity. */
interface OpenedRun {
  readonly entry: RunEntry;
  readonly pack: RulePack;
  readonly exceptions: Exceptions;
}

/**
 * Writes the run into the ledger, or finds it there. Errors: `PCI_UNKNOWN_PACK`, `PCI_DAY_NOT_OVER`,
 * `PCI_DAY_OUTSIDE_RETENTION`, `PCI_EXCEPTIONS_INVALID`; then there is no record.
 */
export async function openRun(
  input: ReviewDayInput,
  dependencies: ReviewDependencies,
  { busyUntil }: { readonly busyUntil: string },
): Promise<OpenedRun> {
  const { settings, ledger, clock } = dependencies;
  const { day, requestedAt } = input;
  const pack = packOf(input.pack, dependencies.packs);
  checkDay(day, clock.now(), settings.logRetentionDays);
  const packs = [...Object.values(PACKS), ...(dependencies.packs ?? [])];
  const exceptions = readExceptions(await dependencies.exceptions?.(), { pack, packs, requestedAt });
  const runKey = runKeyOf(input, pack, settings, exceptions);
  const { entry } = await ledger.create(runKeyInLedger(input, runKey), {
    state: 'started',
    runKey,
    pack: pack.id,
    date: day.date,
    requestedAt: requestedAt.toISOString(),
    startedAt: clock.now().toISOString(),
    attempt: 1,
    busyUntil,
  });
  return { entry, pack, exceptions };
}

async function reviewAndPublish(
  input: ReviewDayInput,
  { entry, pack, exceptions, attempt, query: known }: OpenedRun & Pick<StartedRun, 'attempt' | 'query'>,
  run: ReviewRun,
  dependencies: ReviewDependencies,
  deadline: Deadline,
): Promise<Pick<ReviewedDay, 'manifest' | 'manifestUri'>> {
  const { settings, catalog } = dependencies;
  const { runKey } = entry.record;
  const files = await readFiles(input.day, dependencies);
  const judgement = await judgeDay(input.day, files, dependencies);
  if (files.length === 0 && judgement.completeness.digests === 'absent') {
    throw noLogFiles(input.day, trailRoot(settings));
  }
  if (!(await ensurePartitions(settings, input.day, catalog))) {
    throw tableMismatch(settings.database, settings.table);
  }
  const started = (query: StartedQuery): Promise<void> => run.queryStarted(attempt, query);
  const question = { input, pack, runKey, attempt, files, judgement, exceptions, known, started };
  const asked = await askRules(question, dependencies, deadline);
  if (asked.outcome === 'failed') {
    await run.queryFailed(attempt);
    throw asked.error;
  }
  const { answer, findings } = asked;
  dependencies.progress?.({ step: 'writing-evidence', findings: findings.length });
  const folder = `${input.day.date}/${versionName(input.requestedAt)}-${runKey.slice(0, 8)}`;
  return writeEvidence({ folder, answer, findings, files, pack }, dependencies);
}

function runKeyOf(
  { day, requestedAt, problems = [] }: ReviewDayInput,
  pack: RulePack,
  settings: ReviewSettings,
  { file }: Exceptions,
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
      file?.sha256,
    ]),
  );
}

async function readFiles(day: UtcDay, { settings, store, progress }: ReviewDependencies): Promise<DayFile[]> {
  const files: DayFile[] = [];
  for await (const file of dayFiles({ ...settings, day, root: parseS3Uri(trailRoot(settings)) }, store)) {
    files.push(file);
    progress?.({ step: 'reading-files', files: files.length });
  }
  return files;
}

function report(manifest: Manifest, facts: { date: string; pack: string; runKey: string }, log: Log): void {
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
