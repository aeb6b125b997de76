import type { QueryEngine } from '@lakeward/athena';
import { deterministicId, type AppError, type Clock, type Deadline } from '@lakeward/core';
import type { Catalog } from '@lakeward/glue';
import type { Ledger } from '@lakeward/ledger';
import type { Log } from '@lakeward/observability';
import {
  parseS3Uri,
  readText,
  s3Uri,
  type MultipartCopy,
  type ObjectRef,
  type ObjectStore,
} from '@lakeward/s3';
import type { SqlFragment } from '@lakeward/sql';
import { countRemedies, type VersionGroup } from './classify';
import { hasVersions, type Classification } from './classification-sql';
import { APP } from '../contract';
import { forecast } from './forecast';
import { checkGoal, type Goal } from './goal';
import { ingestInventory, type IngestedSnapshot } from '../inventory/ingest-inventory';
import { emptyInventory, missingColumn } from '../inventory/inventory-errors';
import { hasColumn } from '../inventory/inventory-schema';
import { REENC_PLAN_FINISHED, REENC_PLAN_REPEATED, REENC_PLAN_STARTED } from '../log-events';
import type { InventoryManifest } from '../inventory/inventory-manifest';
import { notesOf, PLAN_VERSION, tally, total, type Plan, type PlanNote } from './plan';
import { beginPlan, nextAttempt, verifiedFiles, type PlanEntry } from './plan-entry';
import type { planRecord } from './plan-record';
import { checkPlan, type PlanChecks } from '../preflight/check-plan';
import { pricesOf } from '../prices';
import { readDelivery, type InventoryDelivery } from '../inventory/verify-inventory';
import { writeManifests, type RemedyManifest } from './write-manifests';

/** What to plan. */
export interface PlanInput {
  /** The delivery's `manifest.json`. */
  readonly manifest: ObjectRef;
  /** Where the keys that the manifest names begin, for deliveries that were moved; with trailing slash. */
  readonly filesPrefix?: string;
  /** Path of the manifest, where it lies outside of all buckets. */
  readonly outside?: string;
  readonly goal: Goal;
  /** Table with the bucket's live S3 Metadata, where there is one. */
  readonly metadataTable?: SqlFragment;
  /** Path of that table's files, where they lie outside of all buckets. */
  readonly metadataOutside?: string;
}

/** Settings that stay the same from plan to plan. */
export interface PlanSettings {
  readonly database: string;
  readonly workgroup: string;
  /** Region and account of the buckets, where they are known. */
  readonly region: string | undefined;
  readonly account: string | undefined;
  /** Region whose prices the forecast takes. */
  readonly priceRegion: string;
  /** Bucket with SSE-S3 for lists, manifests and reports. */
  readonly batchBucket: string;
  readonly snapshotPrefix: string;
  readonly unloadPrefix: string;
  readonly manifestPrefix: string;
  readonly evidenceBucket: string;
  readonly evidencePrefix: string;
}

/** What planning works with. */
export interface PlanDependencies {
  readonly settings: PlanSettings;
  readonly engine: QueryEngine;
  readonly catalog: Catalog;
  readonly store: ObjectStore;
  /** Joins what is unloaded to manifests. */
  readonly copies: MultipartCopy;
  readonly plans: Ledger<typeof planRecord>;
  /** What is asked before anything is begun. */
  readonly checks: PlanChecks;
  readonly log: Log;
  readonly clock: Clock;
  /** Told how far the work is; for people who wait. */
  readonly progress?: (step: PlanStep) => void;
}

/** A step of planning, as progress shows it. */
export interface PlanStep {
  readonly step: 'verifying' | 'ingesting' | 'classifying' | 'writing-manifests';
}

/** A snapshot with its plan. */
export interface PlannedSnapshot {
  readonly outcome: 'planned' | 'already-planned';
  readonly plan: Plan;
  /** `s3://` URI of the plan document. */
  readonly planUri: string;
}

/** Columns without which nothing can be said, by their names in tables and in the fields of an inventory. */
const NEEDED_COLUMNS = [
  ['bucket', 'Bucket'],
  ['key', 'Key'],
  ['encryption_status', 'EncryptionStatus'],
] as const;

/**
 * Plans one snapshot: verifies the delivery, makes it queryable, gives every listed version one remedy, writes the manifests of
 * those that jobs can carry out, and forecasts what they cost. Nothing of the bucket is touched. The same snapshot and goal are one
 * plan, however often it is asked for or dies.
 *
 * Errors: those of {@link readDelivery}, {@link verifiedFiles}, {@link checkGoal} and {@link checkPlan}, `REENC_COLUMN_MISSING`, `REENC_INVENTORY_EMPTY`,
 * `REENC_FOREIGN_BUCKET`, `REENC_VERIFICATION_CONTINUES` and `REENC_QUERY_STILL_RUNNING` (retryable), and what the ports throw.
 */
export async function planSnapshot(
  input: PlanInput,
  dependencies: PlanDependencies,
  { deadline }: { readonly deadline: Deadline },
): Promise<PlannedSnapshot> {
  const { settings, plans, store, log, progress } = dependencies;
  checkGoal(input.goal, settings);
  progress?.({ step: 'verifying' });
  const delivery = await readDelivery(input.manifest, store);
  const { manifest } = delivery;
  for (const [column, field] of NEEDED_COLUMNS) {
    if (!hasColumn(manifest.schema, column)) throw missingColumn(field, s3Uri(input.manifest));
  }
  const runKey = runKeyOf(input, manifest);
  const place = planPlace({ ...manifest, bucket: manifest.sourceBucket, plan: planIdOf(runKey) });
  const facts = { snapshot: manifest.snapshot, plan: planIdOf(runKey) };
  const { filesPrefix } = input;
  const identity = { place, runKey, ...(filesPrefix === undefined ? {} : { filesPrefix }) };
  const known = await plans.read(`${place}/plan`);
  const again = async (planUri: string): Promise<PlannedSnapshot> => {
    log.write(REENC_PLAN_REPEATED, facts);
    return { outcome: 'already-planned', plan: await readPlan(planUri, store), planUri };
  };
  // What is planned already is told again, whatever has become of bucket and key.
  if (known?.record.state === 'planned') return again(known.record.plan);
  const { region } = settings;
  const wish = { bucket: manifest.sourceBucket, region, goal: input.goal };
  const doubts = await checkPlan(wish, dependencies.checks);
  const files = await verifiedFiles(delivery, known, identity, dependencies, deadline);
  const entry = await beginPlan(known, identity, dependencies);
  if (entry.record.state === 'planned') return again(entry.record.plan);
  log.write(REENC_PLAN_STARTED, facts);
  progress?.({ step: 'ingesting' });
  const { database, batchBucket: bucket, snapshotPrefix: prefix } = settings;
  const ingested = await ingestInventory({ manifest, files }, { database, bucket, prefix }, dependencies);
  const started = { entry, delivery, ingested, place, doubts, at: new Date(entry.record.startedAt) };
  const plan = await makePlan(input, started, dependencies, deadline);

  const planUri = await writePlan(plan, place, dependencies);
  await plans.update(entry, { state: 'planned', runKey, startedAt: entry.record.startedAt, plan: planUri });
  log.write(REENC_PLAN_FINISHED, { ...facts, objects: plan.objects, acted: plan.forecast.objects });
  return { outcome: 'planned', plan, planUri };
}

/** `<bucket>/<configuration>/<snapshot>/<plan>`: where everything of a plan lies, in the ledger and elsewhere. */
export function planPlace({
  bucket,
  configuration,
  snapshot,
  plan,
}: Pick<Plan, 'bucket' | 'configuration' | 'snapshot' | 'plan'>): string {
  return `${bucket}/${configuration}/${snapshot}/${plan}`;
}

/** The plan document at its URI. */
export async function readPlan(planUri: string, store: ObjectStore): Promise<Plan> {
  return JSON.parse(await readText(store, parseS3Uri(planUri))) as Plan;
}

const planIdOf = (runKey: string): string => runKey.slice(0, 12);

function runKeyOf({ goal, metadataTable }: PlanInput, manifest: InventoryManifest): string {
  const { sourceBucket, configuration, snapshot, md5 } = manifest;
  const { target, keyArn = '', bucketKeys, copiesNoncurrent } = goal;
  const wish = JSON.stringify([target, keyArn, bucketKeys, copiesNoncurrent, metadataTable?.sql ?? '']);
  return deterministicId(APP, sourceBucket, configuration, snapshot, md5, wish);
}

interface Started {
  readonly entry: PlanEntry;
  readonly delivery: InventoryDelivery;
  readonly ingested: IngestedSnapshot;
  readonly place: string;
  /** What nobody could say of bucket and key. */
  readonly doubts: readonly PlanNote[];
  /** When planning of the snapshot first began: what has expired by then is over. */
  readonly at: Date;
}

async function makePlan(
  input: PlanInput,
  { entry, delivery, ingested, place, doubts, at }: Started,
  dependencies: PlanDependencies,
  deadline: Deadline,
): Promise<Plan> {
  const { settings, progress } = dependencies;
  const { manifest, hasChecksum } = delivery;
  const { record } = entry;
  const attempt = record.state === 'started' ? record.attempt : 1;
  const classification: Classification = {
    manifest,
    table: ingested.table,
    goal: input.goal,
    at,
    ...(input.metadataTable === undefined ? {} : { metadataTable: input.metadataTable }),
  };
  const query = {
    database: settings.database,
    workgroup: settings.workgroup,
    runKey: record.runKey,
    attempt,
  };
  const queries = { ...dependencies, deadline };
  progress?.({ step: 'classifying' });
  const counted = await countRemedies(classification, query, queries);
  if (counted.outcome === 'failed') throw await nextAttempt(entry, attempt, counted.error, dependencies);
  const groups = counted.answer;
  const remedies = tally(groups);
  const listed = total(Object.values(remedies));
  if (listed.objects === 0) throw emptyInventory(s3Uri(input.manifest));

  progress?.({ step: 'writing-manifests' });
  const manifestPlace = {
    bucket: settings.batchBucket,
    unloadPrefix: `${settings.unloadPrefix}${place}/${attempt}/`,
    manifestPrefix: `${settings.manifestPrefix}${place}/`,
  };
  const written = await manifestsOf(classification, groups, { query, place: manifestPlace }, queries);
  if (written.outcome === 'failed') throw await nextAttempt(entry, attempt, written.error, dependencies);
  return {
    planVersion: PLAN_VERSION,
    app: APP,
    plan: planIdOf(record.runKey),
    bucket: manifest.sourceBucket,
    configuration: manifest.configuration,
    snapshot: manifest.snapshot,
    plannedAt: record.startedAt,
    goal: input.goal,
    inventory: {
      manifest: s3Uri(input.manifest),
      ...(input.outside === undefined ? {} : { outside: input.outside }),
      md5: manifest.md5,
      files: manifest.files.length,
      table: ingested.table,
      createdAt: manifest.createdAt.toISOString(),
      schema: manifest.schema,
      versions: hasVersions(manifest.schema),
      ...(input.metadataTable === undefined ? {} : { metadataTable: input.metadataTable.sql }),
      ...(input.metadataOutside === undefined ? {} : { metadataOutside: input.metadataOutside }),
    },
    ...listed,
    remedies,
    notes: [
      ...doubts,
      ...notesOf(manifest.schema, {
        hasChecksum,
        hasMetadata: input.metadataTable !== undefined,
        keyUnknown: remedies['key-unknown'].objects,
      }),
    ],
    forecast: forecast(groups, input.goal, pricesOf(settings.priceRegion)),
    manifests: written.manifests,
    queries: [counted.query, ...written.queries],
  };
}

/** Where no version can be acted on there is nothing to unload. */
async function manifestsOf(
  classification: Classification,
  groups: readonly VersionGroup[],
  at: Parameters<typeof writeManifests>[2],
  dependencies: Parameters<typeof writeManifests>[3],
): Promise<
  | { outcome: 'written'; manifests: RemedyManifest[]; queries: Plan['queries'] }
  | { outcome: 'failed'; error: AppError }
> {
  if (!groups.some(({ lot }) => lot !== undefined)) return { outcome: 'written', manifests: [], queries: [] };
  const written = await writeManifests(classification, groups, at, dependencies);
  if (written.outcome === 'failed') return written;
  return { outcome: 'written', manifests: written.answer, queries: [written.query] };
}

async function writePlan(plan: Plan, place: string, { settings, store }: PlanDependencies): Promise<string> {
  const at = { bucket: settings.evidenceBucket, key: `${settings.evidencePrefix}${place}/plan.json` };
  await store.put(at, `${JSON.stringify(plan, undefined, 2)}\n`, { contentType: 'application/json' });
  return s3Uri(at);
}
