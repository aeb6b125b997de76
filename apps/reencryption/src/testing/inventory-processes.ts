import { Deadline } from '@lakeward/core';
import type { CatalogPartition } from '@lakeward/glue';
import { Ledger } from '@lakeward/ledger';
import { readText } from '@lakeward/s3';
import {
  BUCKET_LEDGER_PREFIX,
  INVENTORY_PREFIX,
  JOB_LEDGER_PREFIX,
  LEDGER_PREFIX,
  PROOF_LEDGER_PREFIX,
} from '../contract';
import { planRecord } from '../plan/plan-record';
import { proofRecord } from '../proof/proof-record';
import type { FollowDependencies } from '../run/run-dependencies';
import { bucketRecord, jobIndexRecord, remedyRecord } from '../run/run-records';
import type { TakeInventoryDependencies } from '../take-inventory';
import { Lifetime, mortal } from './dying-port';
import { toKms } from './planning-lake';
import type { RememberingEngine } from './remembering-engine';

type Dependencies = TakeInventoryDependencies & FollowDependencies;

/** Everything that taking in inventories and following jobs work with, as one process has it. */
export interface InventoryProcess extends Dependencies {
  readonly lifetime: Lifetime;
}

/** Ports and settings that processes share. */
export type InventoryPorts = Omit<
  Dependencies,
  | 'buckets'
  | 'engine'
  | 'goal'
  | 'inventoryBucket'
  | 'inventoryPrefix'
  | 'jobIndex'
  | 'metadataCatalog'
  | 'mode'
  | 'plans'
  | 'proofs'
  | 'remedies'
> & { readonly engine: RememberingEngine };

/** What processes leave behind. */
export interface LeftBehind {
  /** Texts of records, plans and proofs by their keys, with a job's manifest for its id. */
  readonly evidence: Readonly<Record<string, string>>;
  /** ETags of lists, unloaded files, manifests and reports by their keys. */
  readonly batch: Readonly<Record<string, string>>;
  readonly partitions: readonly CatalogPartition[];
  /** The manifest of each job. */
  readonly jobs: readonly string[];
  /** Tokens of executed statements; one that was executed twice is there twice. */
  readonly executed: readonly string[];
}

/** Processes that take in inventories, and come and go. */
export class InventoryProcesses {
  constructor(readonly ports: InventoryPorts) {}

  /** A process that is killed after so many steps. What it has asked of the engine goes on without it, as on Athena. */
  process(steps = Infinity): InventoryProcess {
    const { ports } = this;
    const lifetime = new Lifetime(steps);
    const store = mortal(ports.store, lifetime);
    const at = (prefix: string) => ({ bucket: ports.settings.evidenceBucket, prefix });
    return {
      ...ports,
      plans: new Ledger(store, at(LEDGER_PREFIX), planRecord),
      remedies: new Ledger(store, at(LEDGER_PREFIX), remedyRecord),
      jobIndex: new Ledger(store, at(JOB_LEDGER_PREFIX), jobIndexRecord),
      buckets: new Ledger(store, at(BUCKET_LEDGER_PREFIX), bucketRecord),
      proofs: new Ledger(store, at(PROOF_LEDGER_PREFIX), proofRecord),
      store,
      engine: mortal(ports.engine, lifetime),
      catalog: mortal(ports.catalog, lifetime),
      copies: mortal(ports.copies, lifetime),
      batchJobs: mortal(ports.batchJobs, lifetime),
      administration: mortal(ports.administration, lifetime),
      notifier: mortal(ports.notifier, lifetime),
      checks: { ...ports.checks, keys: mortal(ports.checks.keys, lifetime) },
      goal: toKms,
      mode: 'apply',
      inventoryBucket: 'inventories',
      inventoryPrefix: INVENTORY_PREFIX,
      metadataCatalog: '',
      lifetime,
    };
  }

  get invocation(): { readonly deadline: Deadline } {
    return { deadline: Deadline.none(this.ports.clock) };
  }

  async left(): Promise<LeftBehind> {
    const { catalog, batchJobs, engine, settings } = this.ports;
    const partitions: CatalogPartition[] = [];
    for await (const { name } of catalog.tables(settings.database))
      for await (const partition of catalog.partitions(settings.database, name)) partitions.push(partition);
    // Ids of jobs are chance: the manifest that a job works on stands for it.
    let evidence = JSON.stringify(await this.#texts(settings.evidenceBucket));
    const jobs: string[] = [];
    for await (const { id } of batchJobs.list()) {
      const { manifest } = await batchJobs.describe(id);
      evidence = evidence.replaceAll(id, manifest.location.key);
      jobs.push(manifest.location.key);
    }
    return {
      evidence: JSON.parse(evidence) as Record<string, string>,
      batch: await this.#etags(settings.batchBucket),
      partitions,
      jobs: jobs.sort(),
      executed: engine.executed.toSorted(),
    };
  }

  async #texts(bucket: string): Promise<Record<string, string>> {
    const { store } = this.ports;
    const texts: Record<string, string> = {};
    for await (const { key } of store.list(bucket)) texts[key] = await readText(store, { bucket, key });
    return texts;
  }

  async #etags(bucket: string): Promise<Record<string, string>> {
    const etags: Record<string, string> = {};
    for await (const { key, etag } of this.ports.store.list(bucket)) etags[key] = etag;
    return etags;
  }
}
