import type { QueryEngine } from '@lakeward/athena';
import type { TrailKeys } from '@lakeward/cloudtrail';
import { deterministicId, type Clock, type Deadline, type UtcDay } from '@lakeward/core';
import type { Catalog } from '@lakeward/glue';
import type { KeyRing } from '@lakeward/kms';
import type { Ledger } from '@lakeward/ledger';
import type { Log } from '@lakeward/observability';
import { parseS3Uri, type ObjectStore } from '@lakeward/s3';
import type { Notifier } from '@lakeward/sns';
import { askRules } from './ask-rules';
import { trailRoot, type CloudTrailTableSettings } from './cloudtrail-table';
import { APP } from './contract';
import { dayFiles, type Cell, type DayFile } from './day-files';
import { dayNotOver, noLogFiles, tableMismatch } from './errors';
import { readExceptions, type Exceptions, type ExceptionsSource } from './exceptions';
import { readManifest, writeEvidence } from './evidence';
import { judgeDay } from './judge-day';
import { versionName } from './evidence/chained-document';
import {
  PCI_DAY_INCOMPLETE,
  PCI_REVIEW_FINISHED,
  PCI_REVIEW_REPEATED,
  PCI_REVIEW_STARTED,
} from './log-events';
import { packHash, type Manifest, type Retention, type ReviewProblem } from './manifest';
import { noticeOf } from './notice';
import { packOf, PACKS } from './packs/packs';
import { ensurePartitions } from './partitions';
import type { RulePack } from './rule';
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
  /** What must be delivered; every account in every Region where absent. */
  readonly expected?: readonly Cell[];
  /** True where the logs are known to be a copy of what CloudTrail delivered. */
  readonly isCopy?: boolean;
  readonly evidenceBucket: string;
  /** With trailing slash. */
  readonly evidencePrefix: string;
  readonly guardedBuckets: readonly string[];
  readonly listingCap: number;
  /** Most bytes that the day's files may have; 0 for no limit. */
  readonly byteLimit: number;
  /** Region in which the engine bills what it scans, or null where it bills nothing. */
  readonly billedRegion: string | null;
  /** Topic ARN, or empty for no notice. */
  readonly noticeTopic: string;
  /** Key that signs manifests (ECC_NIST_P256), by ARN or alias; empty where they stay unsigned. */
  readonly signingKey: string;
  /** Object Lock of the evidence, or null for none. */
  readonly retention: Retention | null;
}

/** What the review works with. */
export interface ReviewDependencies {
  readonly settings: ReviewSettings;
  readonly engine: QueryEngine;
  readonly catalog: Catalog;
  readonly store: ObjectStore;
  readonly keyRing: KeyRing;
  /** Public keys of the digests; without them digests prove nothing. */
  readonly trailKeys?: TrailKeys;
  readonly ledger: Ledger<typeof runRecord>;
  readonly notifier: Notifier;
  readonly log: Log;
  readonly clock: Clock;
  /** The file of exceptions as it is now, or undefined where there is none. */
  readonly exceptions?: () => Promise<ExceptionsSource | undefined>;
  /** Told how far the work is; for people who wait. */
  readonly progress?: (step: ReviewStep) => void;
}

/** A step of the review, as progress shows it. */
export type ReviewStep =
  | { readonly step: 'reading-files'; readonly files: number }
  | { readonly step: 'checking-digests'; readonly digests: number }
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
 * Errors: `PCI_UNKNOWN_PACK`, `PCI_DAY_NOT_OVER`, `PCI_EXCEPTIONS_INVALID`, `PCI_NO_LOG_FILES`, `PCI_TABLE_MISSING`,
 * `PCI_BYTE_LIMIT`, `PCI_STATEMENT_TOO_LARGE`, `PCI_QUERY_STILL_RUNNING` (retryable), `PCI_UNEXPECTED_ANSWER`, and what the
 * ports throw.
 */
export async function reviewDay(
  input: ReviewDayInput,
  dependencies: ReviewDependencies,
  { deadline }: { readonly deadline: Deadline },
): Promise<ReviewedDay> {
  const { settings, ledger, log, clock } = dependencies;
  const pack = packOf(input.pack);
  if (!input.day.isOver(clock.now())) throw dayNotOver(input.day);
  const { requestedAt } = input;
  const packs = Object.values(PACKS);
  const exceptions = readExceptions(await dependencies.exceptions?.(), { pack, packs, requestedAt });
  const runKey = runKeyOf(input, pack, settings, exceptions);
  const facts = { date: input.day.date, pack: pack.id, runKey };
  const folder = `${input.day.date}/${versionName(input.requestedAt)}-${runKey.slice(0, 8)}`;

  const startedAt = clock.now().toISOString();
  const { entry } = await ledger.create(`${pack.id}/${folder}`, {
    state: 'started',
    runKey,
    startedAt,
    attempt: 1,
  });
  const { record } = entry;
  if (record.state === 'finished') {
    log.write(PCI_REVIEW_REPEATED, facts);
    const manifest = await readManifest(record.manifest, dependencies.store);
    return { outcome: 'already-reviewed', manifest, manifestUri: record.manifest };
  }
  log.write(PCI_REVIEW_STARTED, facts);

  const files = await readFiles(input.day, dependencies);
  const judgement = await judgeDay(input.day, files, dependencies);
  if (files.length === 0 && judgement.completeness.digests === 'absent') {
    throw noLogFiles(input.day, trailRoot(settings));
  }
  if (!(await ensurePartitions(settings, input.day, dependencies.catalog))) {
    throw tableMismatch(settings.database, settings.table);
  }
  const started = (): Promise<void> => Promise.resolve();
  const question = { input, pack, runKey, attempt: record.attempt, files, judgement, exceptions, started };
  const asked = await askRules(question, dependencies, deadline);
  if (asked.outcome === 'failed') {
    // The next delivery must ask under another token, or it would find this failure again.
    await ledger.update(entry, { ...record, attempt: record.attempt + 1 });
    throw asked.error;
  }
  const { answer, findings } = asked;
  dependencies.progress?.({ step: 'writing-evidence', findings: findings.length });
  const { manifest, manifestUri } = await writeEvidence(
    { folder, answer, findings, files, pack },
    dependencies,
  );
  if (settings.noticeTopic !== '') {
    await dependencies.notifier.publish(noticeOf(manifest, manifestUri, settings.noticeTopic));
  }
  await ledger.update(entry, {
    state: 'finished',
    runKey,
    startedAt: record.startedAt,
    manifest: manifestUri,
  });

  report(manifest, facts, log);
  return { outcome: 'reviewed', manifest, manifestUri };
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
