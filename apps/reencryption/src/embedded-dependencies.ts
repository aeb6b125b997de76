import type { Clock } from '@lakeward/core';
import {
  openEmbeddedRuntime,
  type BatchFunction,
  type EmbeddedRuntime,
  type RunJobsOptions,
} from '@lakeward/embedded';
import { Ledger } from '@lakeward/ledger';
import type { Log } from '@lakeward/observability';
import { parseS3Uri } from '@lakeward/s3';
import {
  BATCH_REPORT_TABLE,
  BUCKET_LEDGER_PREFIX,
  COPY_PREFIX,
  EVIDENCE_PREFIX,
  GUARD_PREFIX,
  JOB_LEDGER_PREFIX,
  LEDGER_PREFIX,
  LIMITS,
  MANIFEST_PREFIX,
  PROOF_LEDGER_PREFIX,
  REPORT_PREFIX,
  SNAPSHOT_PREFIX,
  UNLOAD_PREFIX,
} from './contract';
import type { Goal } from './plan/goal';
import type { GuardDependencies } from './guard/guard-policy';
import { ensureTable } from './inventory/ingest-inventory';
import { OUTSIDE_BUCKET, readInventoryFolder } from './inventory/inventory-folder';
import {
  metadataFilesTable,
  namedTable,
  readMetadataFiles,
  recordedMetadataFiles,
} from './inventory/metadata-table';
import { parseTag } from './multipart-copy/copy-goal';
import { copyRecord } from './multipart-copy/copy-record';
import { multipartCopyHandler } from './multipart-copy/multipart-copy-handler';
import type { Plan } from './plan/plan';
import { planRecord } from './plan/plan-record';
import {
  readPlan,
  type PlanDependencies,
  type PlanInput,
  type PlanSettings,
  type PlanStep,
} from './plan/plan-snapshot';
import { DEFAULT_REGION } from './prices';
import type { ProveDependencies } from './proof/prove-run';
import { proofRecord } from './proof/proof-record';
import type { DecideDependencies, FollowDependencies } from './run/run-dependencies';
import { bucketRecord, jobIndexRecord, remedyRecord } from './run/run-records';

/** A lake on one machine. */
export interface EmbeddedLake {
  /** Directory of the lake. */
  readonly lake: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** What planning on one machine is set up with. */
export interface EmbeddedPlan extends EmbeddedLake {
  /** Path of a delivery's `manifest.json`, or `s3://bucket/key` of one in the lake. */
  readonly manifest: string;
  /** `database.table` of the lake, or a path of Parquet files. */
  readonly metadataTable?: string;
  readonly region?: string;
  readonly account?: string;
  readonly progress?: (step: PlanStep) => void;
}

/** What carrying out plans on one machine is set up with. */
export interface EmbeddedRun extends EmbeddedLake {
  /** Jobs with more objects wait until somebody confirms them. */
  readonly confirmAboveObjects: number;
  /** Tag of new versions as `key=value`, or empty. */
  readonly copyTag: string;
}

/** What guarding on one machine is set up with. */
export interface EmbeddedGuard extends EmbeddedLake {
  readonly target: Goal['target'];
  readonly keyArn: string | undefined;
  /** Tag of copies as `key=value`, or empty. */
  readonly copyTag: string;
}

const DATABASE = 'lakeward_reencryption';
const WORKGROUP = 'primary';
const BATCH_BUCKET = 'lakeward-batch';
const EVIDENCE_BUCKET = 'evidence';

/** The lake's jobs claim to be of this account: there is none on one machine. */
const LOCAL_ACCOUNT = '111122223333';
const LOCAL_ROLE = `arn:aws:iam::${LOCAL_ACCOUNT}:role/local`;
/** Parts of one object that are copied at the same time: a disk gains nothing by more. */
const PARTS_IN_PARALLEL = 2;
const LOCAL_MULTIPART_COPY = `arn:aws:lambda:eu-west-1:${LOCAL_ACCOUNT}:function:multipart-copy`;

/** What all parts of the app need of an open lake. */
interface OpenLake extends EmbeddedRuntime {
  /** Path of an object's file. */
  localPath(uri: string): Promise<string>;
}

/** What planning works with on one machine, and what is to be planned there. */
export interface EmbeddedPlanning extends PlanDependencies, Pick<FollowDependencies, 'buckets'> {
  /** What is to be planned, but for its goal. */
  readonly input: Omit<PlanInput, 'goal'>;
  localPath(uri: string): Promise<string>;
  close(): Promise<void>;
}

/** What carrying out, following and proving work with on one machine. */
export interface EmbeddedRunning extends FollowDependencies, DecideDependencies, ProveDependencies {
  /** Makes a bucket of the lake, where it is not there yet. */
  createBucket(bucket: string): Promise<void>;
  /** Lets all jobs run that may. */
  runJobs(options?: RunJobsOptions): Promise<void>;
  localPath(uri: string): Promise<string>;
  close(): Promise<void>;
}

/** Opens the lake for planning; an inventory outside of it is shown as a bucket of its own. */
export async function embeddedPlanning(plan: EmbeddedPlan): Promise<EmbeddedPlanning> {
  const { clock, log, progress } = plan;
  const isUri = plan.manifest.startsWith('s3://');
  const folder = isUri ? undefined : await readInventoryFolder(plan.manifest);
  const metadata = plan.metadataTable === undefined ? undefined : await readMetadataFiles(plan.metadataTable);
  const runtime = await openLake(plan, [...(folder?.files ?? []), ...(metadata?.files ?? [])]);
  const filesTable =
    metadata === undefined ? undefined : metadataFilesTable(DATABASE, OUTSIDE_BUCKET, metadata.prefix);
  if (filesTable !== undefined) await ensureTable(filesTable, runtime.catalog);
  const metadataTable = filesTable?.name ?? plan.metadataTable;
  const settings: PlanSettings = {
    database: DATABASE,
    workgroup: WORKGROUP,
    region: plan.region,
    account: plan.account,
    priceRegion: plan.region ?? DEFAULT_REGION,
    batchBucket: BATCH_BUCKET,
    snapshotPrefix: SNAPSHOT_PREFIX,
    unloadPrefix: UNLOAD_PREFIX,
    manifestPrefix: MANIFEST_PREFIX,
    evidenceBucket: EVIDENCE_BUCKET,
    evidencePrefix: EVIDENCE_PREFIX,
  };
  return {
    settings,
    ...runtime,
    ...ledgers(runtime),
    copies: runtime.multipartCopy,
    // There is no account: keys may be anybody's, and no roles use them.
    checks: { keys: runtime.keyRing, users: [], knowsAllKeys: false },
    log,
    clock,
    ...(progress === undefined ? {} : { progress }),
    input: {
      manifest: folder?.manifest ?? parseS3Uri(plan.manifest),
      ...(folder === undefined ? {} : { filesPrefix: folder.prefix, outside: folder.place }),
      ...(metadataTable === undefined ? {} : { metadataTable: namedTable(metadataTable) }),
      ...(metadata === undefined ? {} : { metadataOutside: metadata.place }),
    },
  };
}

/** Opens the lake for everything after planning. */
export async function embeddedRunning(run: EmbeddedRun): Promise<EmbeddedRunning> {
  return runningIn(await openLake(run), run);
}

/** Opens the lake to prove the last run of a bucket: inventories and metadata outside of the lake are shown in it again. */
export async function embeddedProving(bucket: string, run: EmbeddedRun): Promise<EmbeddedRunning> {
  const running = await embeddedRunning(run);
  const plans = await plansToProve(bucket, running);
  const manifests = plans.flatMap(({ inventory }) => inventory.outside ?? []);
  const metadata = plans.flatMap(({ inventory }) => inventory.metadataOutside ?? []);
  if (manifests.length + metadata.length === 0) return running;
  await running.close();
  const folders = await Promise.all([
    ...manifests.map((place) => readInventoryFolder(place)),
    ...metadata.map((place) => recordedMetadataFiles(place)),
  ]);
  return runningIn(
    await openLake(
      run,
      folders.flatMap(({ files }) => [...files]),
    ),
    run,
  );
}

/** The newest plan and that of the last run. */
async function plansToProve(bucket: string, { buckets, plans, store }: EmbeddedRunning): Promise<Plan[]> {
  const record = (await buckets.read(bucket))?.record;
  if (record === undefined) return [];
  const ended = record.ended === undefined ? undefined : await plans.read(`${record.ended.place}/plan`);
  const uris = [record.latest.plan, ...(ended?.record.state === 'planned' ? [ended.record.plan] : [])];
  return Promise.all(uris.map((uri) => readPlan(uri, store)));
}

function runningIn(runtime: OpenLake, run: EmbeddedRun): EmbeddedRunning {
  const { clock, log } = run;
  return {
    ...runtime,
    ...ledgers(runtime),
    log,
    clock,
    settings: { database: DATABASE, workgroup: WORKGROUP },
    follow: {
      database: DATABASE,
      reportTable: BATCH_REPORT_TABLE,
      reportBucket: BATCH_BUCKET,
      reportPrefix: REPORT_PREFIX,
      manifestPrefix: MANIFEST_PREFIX,
      noticeTopic: '',
    },
    jobs: {
      account: LOCAL_ACCOUNT,
      roles: { update: LOCAL_ROLE, copy: LOCAL_ROLE, restore: LOCAL_ROLE, invoke: LOCAL_ROLE },
      multipartCopyFunction: LOCAL_MULTIPART_COPY,
      confirmAboveObjects: run.confirmAboveObjects,
      priority: 10,
      reportBucket: BATCH_BUCKET,
      reportPrefix: REPORT_PREFIX,
      reportScope: 'AllTasks',
      copyTag: run.copyTag,
    },
    administration: runtime.buckets,
    createBucket: (bucket) => runtime.lakeStore.createBucket(bucket),
    runJobs: (options) =>
      runtime.batchJobs.run({
        ...options,
        functions: { [LOCAL_MULTIPART_COPY]: localMultipartCopy(runtime, run) },
      }),
  };
}

/** What guarding works with on one machine. */
export async function embeddedGuarding({
  target,
  keyArn,
  copyTag,
  ...lake
}: EmbeddedGuard): Promise<GuardDependencies & { close(): Promise<void> }> {
  const runtime = await openLake(lake);
  return {
    settings: {
      partition: 'aws',
      target,
      keyArn,
      tag: parseTag(copyTag),
      jobRoles: [LOCAL_ROLE],
      evidenceBucket: EVIDENCE_BUCKET,
      evidencePrefix: GUARD_PREFIX,
    },
    buckets: runtime.buckets,
    store: runtime.store,
    log: lake.log,
    close: () => runtime.close(),
  };
}

/** The function that copies large objects, as S3 Batch calls it. */
function localMultipartCopy(runtime: OpenLake, { clock, log }: EmbeddedRun): BatchFunction {
  const handler = multipartCopyHandler({
    log: () => log,
    clock,
    dependencies: () => ({
      // Jobs of the app always say what they want.
      goal: { target: 'sse-s3', bucketKeys: false, versions: 'current' },
      settings: { partsInParallel: PARTS_IN_PARALLEL },
      copies: runtime.multipartCopy,
      store: runtime.lakeStore,
      records: new Ledger(runtime.lakeStore, { bucket: EVIDENCE_BUCKET, prefix: COPY_PREFIX }, copyRecord),
      log,
      clock,
    }),
  });
  const context = { awsRequestId: 'local', getRemainingTimeInMillis: () => LIMITS.timeoutSeconds * 1_000 };
  return (event) => handler(event, context);
}

async function openLake(
  { lake, clock }: EmbeddedLake,
  outside: readonly (readonly [key: string, file: string])[] = [],
): Promise<OpenLake> {
  const mount = { bucket: OUTSIDE_BUCKET, files: new Map(outside) };
  const runtime = await openEmbeddedRuntime({ lake, clock, mount });
  await runtime.lakeStore.createBucket(BATCH_BUCKET);
  await runtime.lakeStore.createBucket(EVIDENCE_BUCKET, { versioning: true });
  await runtime.catalog.ensureDatabase(DATABASE);
  return {
    ...runtime,
    localPath: async (uri) => (await runtime.store.filePath(parseS3Uri(uri))) ?? uri,
  };
}

function ledgers({
  store,
}: EmbeddedRuntime): Pick<EmbeddedRunning, 'plans' | 'remedies' | 'jobIndex' | 'buckets' | 'proofs'> {
  const place = (prefix: string) => ({ bucket: EVIDENCE_BUCKET, prefix });
  return {
    plans: new Ledger(store, place(LEDGER_PREFIX), planRecord),
    remedies: new Ledger(store, place(LEDGER_PREFIX), remedyRecord),
    jobIndex: new Ledger(store, place(JOB_LEDGER_PREFIX), jobIndexRecord),
    buckets: new Ledger(store, place(BUCKET_LEDGER_PREFIX), bucketRecord),
    proofs: new Ledger(store, place(PROOF_LEDGER_PREFIX), proofRecord),
  };
}
