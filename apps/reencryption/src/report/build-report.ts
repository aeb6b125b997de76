import { APP } from '../contract';
import { troubleOf } from '../run/job-trouble';
import { leftFailures } from '../run/left-to-try';
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
        trouble: troubleOf(job) ?? null,
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

/** Failures that no later job has taken up, those of the same code together that have the same next step. */
function failuresOf({ state, plan: { bucket }, remedies }: BucketRun): FailureReport[] {
  const found = new Map<string, FailureReport>();
  for (const { jobs } of remedies) {
    for (const job of jobs) {
      for (const left of leftFailures(job, jobs)) {
        const failure = failureReport(left, job, bucket);
        const key = `${failure.code} ${failure.next}`;
        const count = failure.count + (found.get(key)?.count ?? 0);
        // What a later inventory shows as wanted needs nobody, whatever jobs said.
        const needsPerson = failure.needsPerson && state !== 'proven';
        found.set(key, { ...failure, count, needsPerson });
      }
    }
  }
  return [...found.entries()]
    .sort(([a, { count: some }], [b, { count: others }]) => others - some || (a < b ? -1 : 1))
    .map(([, failure]) => failure);
}
