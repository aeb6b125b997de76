import { isAppError } from '@lakeward/core';
import type { LedgerEntry } from '@lakeward/ledger';
import { ACTIONS } from '../contract';
import type { Plan } from '../plan/plan';
import { readPlan } from '../plan/plan-snapshot';
import type { Action } from '../plan/remedies';
import { changeRecord } from './change-record';
import { changeStatus } from './change-status';
import { inPartsOf, jobsOf, redriveOf } from './job-definitions';
import { inPartsName, leftToTry } from './left-to-try';
import { REENC_DECIDED, REENC_JOB_CREATED } from './run-log-events';
import type { DecideDependencies } from './run-dependencies';
import {
  alreadyDecided,
  copyTagRequired,
  nothingToRedrive,
  planNotFound,
  remediesTogether,
  runStillOpen,
  snapshotSuperseded,
  snapshotTooOld,
} from './run-errors';
import { parseRequest, type BucketRecord, type JobRecord, type RemedyRecord } from './run-records';
import { countedTasks, isMiscounted } from './task-count';

/** What was decided about a plan. */
export interface Decision {
  readonly bucket: string;
  /** The newest plan where neither is given. */
  readonly configuration?: string;
  readonly snapshot?: string;
  readonly decision: 'approve' | 'reject' | 'redrive';
  /** All of the plan where absent. */
  readonly remedies?: readonly Action[];
  /** Who decided, and why. */
  readonly reason: string;
  /** Confirms the jobs that wait for somebody as well. */
  readonly confirm?: boolean;
}

/** A decision that was carried out. */
export interface Decided {
  readonly place: string;
  readonly plan: Plan;
  readonly remedies: readonly RemedyRecord[];
}

/**
 * Carries out a decision about the newest plan of a bucket: makes its jobs (approve), those for what failed and may succeed (redrive),
 * or cancels them (reject). Told twice, or dying at any point and told again, it makes the same jobs and no others.
 *
 * Errors: `REENC_PLAN_NOT_FOUND`, `REENC_SNAPSHOT_SUPERSEDED`, `REENC_SNAPSHOT_TOO_OLD`, `REENC_RUN_OPEN`, `REENC_ALREADY_DECIDED`,
 * `REENC_KEY_REQUIRED`, `REENC_COPY_TAG_REQUIRED`, `REENC_REMEDIES_TOGETHER`, `REENC_NOTHING_TO_REDRIVE`, and what the ports throw.
 */
export async function decide(decision: Decision, dependencies: DecideDependencies): Promise<Decided> {
  const { place, planUri } = await newestPlan(decision, dependencies);
  const plan = await readPlan(planUri, dependencies.store);
  const wanted = plan.manifests
    .map(({ remedy }) => remedy)
    .filter((remedy) => decision.remedies?.includes(remedy) ?? true);
  const remedies =
    decision.decision === 'approve'
      ? await approve(plan, place, wanted, decision, dependencies)
      : decision.decision === 'reject'
        ? await reject(place, wanted, decision, dependencies)
        : await redrive(plan, place, wanted, decision, dependencies);
  dependencies.log.write(REENC_DECIDED, {
    decision: decision.decision,
    snapshot: plan.snapshot,
    plan: plan.plan,
  });
  return { place, plan, remedies };
}

async function newestPlan(
  { bucket, configuration, snapshot }: Decision,
  { buckets }: Pick<DecideDependencies, 'buckets'>,
): Promise<{ place: string; planUri: string }> {
  const entry = await buckets.read(bucket);
  if (entry === undefined) throw planNotFound(`the bucket "${bucket}"`);
  const { place, plan } = entry.record.latest;
  const [, latestConfiguration, latestSnapshot] = place.split('/');
  const isOther =
    (snapshot !== undefined && snapshot !== latestSnapshot) ||
    (configuration !== undefined && configuration !== latestConfiguration);
  if (isOther) throw snapshotSuperseded(`${bucket}/${configuration ?? ''}/${snapshot ?? ''}`, place);
  return { place, planUri: plan };
}

async function approve(
  plan: Plan,
  place: string,
  wanted: readonly Action[],
  { reason, confirm = false }: Decision,
  dependencies: DecideDependencies,
): Promise<RemedyRecord[]> {
  if (wanted.length === 0) return [];
  const { remedies, administration, jobs: settings, clock } = dependencies;
  await checkOldVersions(plan, place, wanted, dependencies);
  await checkRun(plan, place, dependencies);
  const facts = { ownerEnforced: (await ownershipOf(plan.bucket, administration)) === 'BucketOwnerEnforced' };
  const entries: LedgerEntry<RemedyRecord>[] = [];
  for (const remedy of wanted) {
    // A job that is confirmed beforehand never waits: it could not be confirmed before it has read its manifest.
    const confirmAboveObjects = confirm ? Number.MAX_SAFE_INTEGER : settings.confirmAboveObjects;
    const jobs = jobsOf(plan, remedy, { ...settings, confirmAboveObjects }, facts);
    const decidedAt = clock.now().toISOString();
    const record: RemedyRecord = { remedy, decision: 'approved', reason, decidedAt, jobs, toldAt: null };
    const { entry } = await remedies.create(`${place}/${remedy}`, record);
    if (entry.record.decision !== 'approved') throw alreadyDecided(remedy, entry.record.decision);
    entries.push(entry);
  }
  // Whatever is open is on record as a whole: whoever comes next can finish it, even by another plan.
  await openRun(plan, place, dependencies);
  const results: RemedyRecord[] = [];
  for (const entry of entries) results.push(await makeJobs(entry, place, confirm, dependencies));
  return results;
}

/**
 * A copy of an old version is the current one until that of the current one covers it. So all that copies is decided about at once,
 * and copies carry a tag: by it alone the function tells its own copies, which it may cover, from what somebody else has written.
 */
async function checkOldVersions(
  { manifests }: Plan,
  place: string,
  wanted: readonly Action[],
  { remedies, jobs: { copyTag } }: DecideDependencies,
): Promise<void> {
  const copying = manifests.filter(({ remedy }) => remedy !== 'update');
  if (!copying.some(({ lots }) => lots.some(({ lot }) => lot.isNoncurrent))) return;
  if (!copying.some(({ remedy }) => wanted.includes(remedy))) return;
  const missing = copying.map(({ remedy }) => remedy).filter((remedy) => !wanted.includes(remedy));
  if (missing.length > 0) throw remediesTogether(missing);
  if (copyTag === '') throw copyTagRequired();
  for (const { remedy } of copying) {
    const known = await remedies.read(`${place}/${remedy}`);
    if (known?.record.decision === 'rejected') throw alreadyDecided(remedy, 'rejected');
  }
}

/** Without a right to ask, or in a bucket nobody knows, lists are taken to be in use: nothing is lost that way. */
async function ownershipOf(bucket: string, administration: DecideDependencies['administration']) {
  try {
    return await administration.objectOwnership(bucket);
  } catch (error) {
    if (isAppError(error, 'S3_BUCKET_NOT_FOUND', 'S3_ACCESS_DENIED')) return 'ObjectWriter';
    throw error;
  }
}

/**
 * Refuses a run that may not be opened, before anything of it is on record. A run that is in its way and whose decision died before
 * all of its jobs were made gets them first: else it would never end, and its own event is superseded by now.
 */
async function checkRun(plan: Plan, place: string, dependencies: DecideDependencies): Promise<void> {
  const record = (await dependencies.buckets.read(plan.bucket))?.record;
  if (record === undefined) return;
  if (record.open !== null && record.open !== place) {
    for (const remedy of ACTIONS) {
      const entry = await dependencies.remedies.read(`${record.open}/${remedy}`);
      if (entry?.record.jobs.some(({ id }) => id === undefined) === true)
        await makeJobs(entry, record.open, false, dependencies);
    }
  }
  withRun(record, plan, place);
}

async function openRun(plan: Plan, place: string, { buckets }: DecideDependencies): Promise<void> {
  await changeRecord(buckets, plan.bucket, (record) => withRun(record, plan, place));
}

/** One run at a time works on a bucket, and only by a snapshot that shows what the last one has left. */
function withRun(record: BucketRecord, plan: Plan, place: string): BucketRecord {
  const { latest, open, ended } = record;
  if (latest.place !== place) throw snapshotSuperseded(place, latest.place);
  if (open === place) return record;
  if (open !== null) throw runStillOpen(open);
  if (ended !== undefined && ended.place !== place && plan.inventory.createdAt <= ended.at) {
    throw snapshotTooOld(place, ended.at);
  }
  return { ...record, open: place };
}

/** Makes the jobs that have no id yet. A job whose id was lost is found again by its token. */
async function makeJobs(
  entry: LedgerEntry<RemedyRecord>,
  place: string,
  confirm: boolean,
  dependencies: DecideDependencies,
): Promise<RemedyRecord> {
  const { remedies, jobIndex, batchJobs, log } = dependencies;
  let { record } = entry;
  for (const { name, round, id: known, request, objects, needsConfirmation, ...waits } of record.jobs) {
    const id = known ?? (await batchJobs.createJob(parseRequest(request)));
    await jobIndex.create(id, { place, remedy: record.remedy, name, round });
    if (known === undefined) {
      const changed = await changeRecord(remedies, entry.key, (present) =>
        withJob(present, name, round, { id }),
      );
      record = changed?.record ?? record;
      log.write(REENC_JOB_CREATED, { jobId: id, remedy: record.remedy, round });
    }
    if (confirm && needsConfirmation) {
      const confirmed = await changeRecord(remedies, entry.key, (present) =>
        withJob(present, name, round, { needsConfirmation: false }),
      );
      record = confirmed?.record ?? record;
      const mustWait = waits.waitsFor.length > 0 || waits.coveredBy !== undefined;
      // One that was made this very moment reads its manifest: the sweep confirms it.
      if (!mustWait && known !== undefined) await confirmJob(id, objects, dependencies);
    }
  }
  return record;
}

/**
 * A job that still reads its manifest is not suspended yet: the sweep confirms it later. One in whose manifest S3 Batch counts other
 * objects than the plan is left to be cancelled.
 */
async function confirmJob(
  id: string,
  objects: number,
  { batchJobs }: Pick<DecideDependencies, 'batchJobs'>,
): Promise<void> {
  if (isMiscounted({ objects, tasks: countedTasks(await batchJobs.describe(id), objects) })) return;
  await changeStatus(batchJobs, id, 'Ready');
}

async function reject(
  place: string,
  wanted: readonly Action[],
  { reason }: Decision,
  dependencies: DecideDependencies,
): Promise<RemedyRecord[]> {
  const { remedies, batchJobs, clock } = dependencies;
  const results: RemedyRecord[] = [];
  for (const remedy of wanted) {
    const decidedAt = clock.now().toISOString();
    const none: RemedyRecord = { remedy, decision: 'rejected', reason, decidedAt, jobs: [], toldAt: null };
    const { outcome, entry } = await remedies.create(`${place}/${remedy}`, none);
    if (outcome === 'created') results.push(entry.record);
    else {
      // Also a job whose id was lost, and one that a repeated approval would still make.
      const record = await makeJobs(entry, place, false, dependencies);
      for (const { id } of record.jobs)
        if (id !== undefined) await changeStatus(batchJobs, id, 'Cancelled', reason);
      results.push(record);
    }
  }
  return results;
}

async function redrive(
  plan: Plan,
  place: string,
  wanted: readonly Action[],
  { confirm = false }: Decision,
  dependencies: DecideDependencies,
): Promise<RemedyRecord[]> {
  const { remedies, jobs: settings } = dependencies;
  const results: RemedyRecord[] = [];
  let made = 0;
  for (const remedy of wanted) {
    const key = `${place}/${remedy}`;
    const entry = await changeRecord(remedies, key, (record) => {
      const more = record.jobs.flatMap((job) => nextRound(plan, record, job, settings));
      made += more.length + record.jobs.filter(({ round, id }) => round > 1 && id === undefined).length;
      if (more.length === 0) return record;
      return { ...record, toldAt: null, jobs: [...record.jobs, ...more] };
    });
    if (entry === undefined) continue;
    if (entry.record.jobs.some(({ id }) => id === undefined)) await openRun(plan, place, dependencies);
    results.push(await makeJobs(entry, place, confirm, dependencies));
  }
  if (made === 0) throw nothingToRedrive(place);
  return results;
}

/** The next jobs of one whose report has failures that another job can do something about, unless they have been made. */
function nextRound(
  plan: Plan,
  { remedy, jobs }: RemedyRecord,
  job: JobRecord,
  settings: DecideDependencies['jobs'],
): JobRecord[] {
  const { again, inParts } = leftToTry(job);
  const isTriedAgain = jobs.some(({ name, round }) => name === job.name && round > job.round);
  const isCopiedInParts = jobs.some(({ name }) => name === inPartsName(job));
  return [
    ...(again === undefined || isTriedAgain ? [] : [redriveOf(plan, remedy, job, again, settings)]),
    ...(inParts === undefined || isCopiedInParts ? [] : [inPartsOf(plan, remedy, job, inParts, settings)]),
  ];
}

/** The record with something new of one job. */
export function withJob(
  record: RemedyRecord,
  name: string,
  round: number,
  change: Partial<JobRecord>,
): RemedyRecord {
  return {
    ...record,
    jobs: record.jobs.map((job) => (job.name === name && job.round === round ? { ...job, ...change } : job)),
  };
}
