import { deterministicId, type Clock } from '@lakeward/core';
import { openEmbeddedRuntime } from '@lakeward/embedded';
import { Ledger } from '@lakeward/ledger';
import type { Log } from '@lakeward/observability';
import { parseS3Uri, type ObjectRef } from '@lakeward/s3';
import type { SqlFragment } from '@lakeward/sql';
import { EVIDENCE_PREFIX, LEDGER_PREFIX, MANIFEST_PREFIX, SNAPSHOT_PREFIX, UNLOAD_PREFIX } from './contract';
import { ensureTable } from './ingest-inventory';
import { readInventoryFolder } from './inventory-folder';
import { metadataFilesTable, namedTable, readMetadataFiles } from './metadata-table';
import { planRecord } from './plan-record';
import type { PlanDependencies, PlanSettings, PlanStep } from './plan-snapshot';
import { DEFAULT_REGION } from './prices';

/** What planning on one machine is set up with. */
export interface EmbeddedPlan {
  /** Directory of the lake. */
  readonly lake: string;
  /** Path of a delivery's `manifest.json`, or `s3://bucket/key` of one in the lake. */
  readonly manifest: string;
  /** `database.table` of the lake, or a path of Parquet files. */
  readonly metadataTable?: string;
  readonly region?: string;
  readonly account?: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly progress?: (step: PlanStep) => void;
}

const DATABASE = 'lakeward_reencryption';
const BATCH_BUCKET = 'lakeward-batch';
const EVIDENCE_BUCKET = 'evidence';

/** What planning works with on one machine, and what is to be planned there. */
export interface EmbeddedPlanning extends PlanDependencies {
  readonly manifest: ObjectRef;
  readonly metadataTable?: SqlFragment;
  /** Path of an object's file. */
  localPath(uri: string): Promise<string>;
  close(): Promise<void>;
}

/** Opens the lake; an inventory outside of it is shown as a bucket of its own. */
export async function embeddedPlanning(plan: EmbeddedPlan): Promise<EmbeddedPlanning> {
  const { lake, clock, log, progress } = plan;
  const isUri = plan.manifest.startsWith('s3://');
  const folder = isUri ? undefined : await readInventoryFolder(plan.manifest);
  const metadata = plan.metadataTable === undefined ? undefined : await readMetadataFiles(plan.metadataTable);
  const bucket =
    folder?.bucket ?? `metadata-${deterministicId(...(metadata?.files.values() ?? [])).slice(0, 12)}`;
  const files = new Map([...(folder?.files ?? []), ...(metadata?.files ?? [])]);
  const runtime = await openEmbeddedRuntime({
    lake,
    clock,
    ...(files.size === 0 ? {} : { mount: { bucket, files } }),
  });
  await runtime.lakeStore.createBucket(BATCH_BUCKET);
  await runtime.lakeStore.createBucket(EVIDENCE_BUCKET, { versioning: true });
  await runtime.catalog.ensureDatabase(DATABASE);
  const filesTable = metadata === undefined ? undefined : metadataFilesTable(DATABASE, bucket);
  if (filesTable !== undefined) await ensureTable(filesTable, runtime.catalog);
  const metadataTable = filesTable?.name ?? plan.metadataTable;
  const settings: PlanSettings = {
    database: DATABASE,
    workgroup: 'primary',
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
    plans: new Ledger(runtime.store, { bucket: EVIDENCE_BUCKET, prefix: LEDGER_PREFIX }, planRecord),
    log,
    clock,
    ...(progress === undefined ? {} : { progress }),
    manifest: folder?.manifest ?? parseS3Uri(plan.manifest),
    ...(metadataTable === undefined ? {} : { metadataTable: namedTable(metadataTable) }),
    localPath: async (uri) => (await runtime.store.filePath(parseS3Uri(uri))) ?? uri,
  };
}
