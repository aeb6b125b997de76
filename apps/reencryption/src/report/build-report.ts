import { APP } from '../contract';
import { TOO_LARGE } from '../run/failed-tasks';
import { inPartsName } from '../run/left-to-try';
import { deleteMarkers, estateByJobs, estateOf, isRewriting, versionsOf } from './estate';
import { failureReport, reasonMeaning } from './meanings';
import { needsPersonOf } from './needs-person';
import {
  REPORT_SCHEMA,
  type ActualsReport,
  type BucketReport,
  type BucketRun,
  type FailureReport,
  type ForecastReport,
  type ReasonReport,
  type RunReport,
} from './report-model';
import { verdictOf } from './verdict';

/** Everything that the report says. The same runs give the same report, whatever the day it is made on. */
export function buildReport(runs: readonly BucketRun[]): RunReport {
  const buckets = runs.map(bucketReport).sort((a, b) => (a.bucket < b.bucket ? -1 : 1));
  return {
    schema: REPORT_SCHEMA,
    app: APP,
    asOf: runs.flatMap(instants).sort().at(-1) ?? '',
    verdict: verdictOf(buckets),
    needsPerson: needsPersonOf(buckets),
    buckets,
  };
}

function instants({ plan, remedies, later, proof }: BucketRun): string[] {
  const told = remedies.flatMap(({ decidedAt, jobs }) => [decidedAt, ...jobs.map(({ endedAt }) => endedAt)]);
  return [plan.plannedAt, ...told, later?.plannedAt, proof?.provenAt].filter(
    (instant) => instant !== undefined,
  );
}

function bucketReport(run: BucketRun): BucketReport {
  const { state, plan, remedies, later, proof } = run;
  const { bucket, snapshot, goal, inventory } = plan;
  const before = estateOf(plan);
  return {
    bucket,
    state,
    snapshot,
    plan: plan.plan,
    plannedAt: plan.plannedAt,
    goal: {
      target: goal.target,
      keyArn: goal.keyArn ?? null,
      bucketKeys: goal.bucketKeys,
      copiesNoncurrent: goal.copiesNoncurrent,
    },
    versions: versionsOf(before),
    bytes: plan.bytes,
    deleteMarkers: deleteMarkers(plan),
    before,
    after: afterOf(run, before),
    reasons: reasonsOf(run),
    forecast: forecastOf(run),
    actuals: actualsOf(run),
    decisions: remedies.map(({ remedy, decision, reason, decidedAt }) => ({
      remedy,
      decision,
      reason,
      decidedAt,
    })),
    jobs: remedies.flatMap(({ remedy, jobs }) =>
      jobs.map((job) => ({
        remedy,
        name: job.name,
        round: job.round,
        id: job.id ?? null,
        status: job.status ?? null,
        objects: job.objects,
        succeeded: job.succeeded,
        failed: job.failed,
        endedAt: job.endedAt ?? null,
        report: job.report?.manifest ?? null,
        failure: job.failure ?? null,
      })),
    ),
    failures: failuresOf(run),
    proof: proof ?? null,
    notes: (later ?? plan).notes,
    evidence: {
      manifest: inventory.manifest,
      md5: inventory.md5,
      queries: plan.queries.map(({ id, sql, bytesScanned }) => ({ id, sql, bytesScanned })),
      manifests: plan.manifests.map(({ remedy, uri, objects }) => ({ remedy, uri, objects })),
    },
  };
}

function afterOf({ later, remedies }: BucketRun, before: BucketReport['before']): BucketReport['after'] {
  if (later !== undefined) return { basis: 'inventory', snapshot: later.snapshot, estate: estateOf(later) };
  const estate = estateByJobs(before, remedies);
  const isDone = remedies.some(({ jobs }) => jobs.some(({ succeeded }) => succeeded > 0));
  return { basis: isDone ? 'jobs' : 'nothing', snapshot: null, estate };
}

function reasonsOf({ plan }: BucketRun): ReasonReport[] {
  return Object.entries(plan.remedies).flatMap(([remedy, { reasons }]) =>
    Object.entries(reasons).map(([reason, { objects, bytes }]) => ({
      remedy: remedy as ReasonReport['remedy'],
      reason,
      meaning: reasonMeaning(reason),
      objects,
      bytes,
    })),
  );
}

function forecastOf({ plan: { forecast } }: BucketRun): ForecastReport {
  const { jobs, objects, bytesMoved, requests, cost, wallClockHours, prices, copyEverything } = forecast;
  return {
    jobs,
    objects,
    bytesMoved,
    requests,
    costLow: cost.total.low,
    costHigh: cost.total.high,
    hoursLow: wallClockHours.low,
    hoursHigh: wallClockHours.high,
    priceRegion: prices.region,
    pricesAsOf: prices.asOf,
    copyEverything,
  };
}

const HOUR_MS = 3_600_000;

function actualsOf({ remedies }: BucketRun): ActualsReport | null {
  const jobs = remedies.flatMap((remedy) => remedy.jobs).filter(({ id }) => id !== undefined);
  if (jobs.length === 0) return null;
  const sum = (count: (job: (typeof jobs)[number]) => number) =>
    jobs.reduce((total, job) => total + count(job), 0);
  const ends = jobs.flatMap(({ endedAt }) => (endedAt === undefined ? [] : [Date.parse(endedAt)]));
  const began = Math.min(...remedies.map(({ decidedAt }) => Date.parse(decidedAt)));
  return {
    jobs: jobs.length,
    // A restored version is counted when it is copied.
    succeeded: sum((job) => (isRewriting(job) ? job.succeeded : 0)),
    failed: sum(({ failed }) => failed),
    hours: ends.length < jobs.length ? null : Math.round(((Math.max(...ends) - began) / HOUR_MS) * 100) / 100,
  };
}

/** Failures of the last round of each job: those of earlier ones were tried again, and those for their size by a job of its own. */
function failuresOf({ plan: { bucket }, remedies }: BucketRun): FailureReport[] {
  const counts = new Map<string, { count: number; report: string }>();
  for (const { jobs } of remedies) {
    for (const { name, round, report } of jobs) {
      const isLast = !jobs.some((other) => other.name === name && other.round > round);
      if (report === undefined || !isLast) continue;
      const isCopiedInParts = jobs.some((other) => other.name === inPartsName({ name, round }));
      for (const [code, count] of Object.entries(report.failures)) {
        if (code === TOO_LARGE && isCopiedInParts) continue;
        const known = counts.get(code)?.count ?? 0;
        counts.set(code, { count: known + count, report: report.manifest });
      }
    }
  }
  return [...counts]
    .map(([code, { count, report }]) => failureReport(code, count, bucket, report))
    .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
}
