import { systemClock, type Clock } from '@lakeward/core';
import { DirectoryKeys, plantObject } from '@lakeward/embedded/testing';
import { InMemoryCatalog } from '@lakeward/glue/testing';
import { parseS3Uri, readBytes, readText, type Encryption, type ObjectRef } from '@lakeward/s3';
import type { Job } from '@lakeward/s3-batch';
import { InMemoryBatchJobs } from '@lakeward/s3-batch/testing';
import { InMemoryMultipartCopy, InMemoryObjectStore } from '@lakeward/s3/testing';
import { INVENTORY_PREFIX } from '../contract';
import {
  embeddedPlanning,
  embeddedRunning,
  type EmbeddedPlanning,
  type EmbeddedRunning,
} from '../embedded-dependencies';
import { checksumKey } from '../inventory/inventory-manifest';
import { InventoryProcesses } from './inventory-processes';
import type { InventoryRow } from './inventory-writer';
import { ALL_FIELDS, delivery, PlanningLake } from './planning-lake';
import { RememberingEngine, type EngineMemory } from './remembering-engine';

/** An object to begin with. */
export interface Planted {
  readonly encryption: Encryption['algorithm'];
  readonly storageClass?: string;
}

const BUCKET = 'src-bucket';
const HOUR_MS = 3_600_000;

/** How an inventory calls it. */
const STATUS: Record<Encryption['algorithm'], string> = {
  AES256: 'SSE-S3',
  'aws:kms': 'SSE-KMS',
  'aws:kms:dsse': 'DSSE-KMS',
  'SSE-C': 'SSE-C',
  none: 'NOT-SSE',
};

/** Time of a world, which moves by hand. What waits for DuckDB looks often, since its statements are small. */
class WorldClock implements Clock {
  #now = new Date('2026-11-06T01:00:00Z');

  now(): Date {
    return this.#now;
  }

  sleep(): Promise<void> {
    return systemClock.sleep(2);
  }

  passHours(hours: number): void {
    this.#now = new Date(this.#now.getTime() + hours * HOUR_MS);
  }
}

/** A bucket of a lake on one machine, the inventories that S3 writes of it, and processes that come and go. */
export class InventoryWorld extends InventoryProcesses {
  /** Events of delivered inventories, oldest first. */
  readonly inventories: ObjectRef[] = [];
  /** How often a job has worked on each key. */
  readonly handled = new Map<string, number>();

  private constructor(
    private readonly lake: PlanningLake,
    private readonly planning: EmbeddedPlanning,
    private readonly running: EmbeddedRunning,
    readonly clock: WorldClock,
    private readonly memory: EngineMemory,
  ) {
    const { engine, store } = planning;
    super({ ...running, ...planning, engine: new RememberingEngine({ engine, store, memory }) });
  }

  /** A bucket with these objects, and an inventory of it. */
  static async make(
    objects: Readonly<Record<string, Planted>>,
    memory: EngineMemory,
  ): Promise<InventoryWorld> {
    const lake = await PlanningLake.make();
    const clock = new WorldClock();
    const base = { lake: lake.directory, clock, log: lake.log };
    const running = await embeddedRunning({ ...base, confirmAboveObjects: 1_000, copyTag: '' });
    const planning = await embeddedPlanning({ ...base, manifest: 's3://inventories/none.json' });
    const world = new InventoryWorld(lake, planning, running, clock, memory);
    await running.createBucket(BUCKET);
    for (const [key, object] of Object.entries(objects)) await world.plant(key, object);
    await world.writeInventory();
    return world;
  }

  async remove(): Promise<void> {
    await this.planning.close();
    await this.running.close();
    await this.lake.remove();
  }

  /**
   * Processes that find in memory what is in the lake now, but for tables and jobs. Statements must have run in some lake before: they
   * are not run again. Jobs do nothing but count, and leave no reports.
   */
  async inMemory(): Promise<InventoryProcesses & { readonly jobs: InMemoryBatchJobs }> {
    const { ports, memory, clock } = this;
    const { batchBucket, evidenceBucket } = ports.settings;
    const results = 'athena-results';
    const buckets = { inventories: {}, [batchBucket]: {}, [results]: {} };
    const store = new InMemoryObjectStore({
      clock,
      buckets: { ...buckets, [evidenceBucket]: { versioning: true } },
    });
    for (const bucket of [...Object.keys(buckets), evidenceBucket])
      for await (const { key } of ports.store.list(bucket))
        await store.put({ bucket, key }, await readBytes(ports.store, { bucket, key }));
    const count = async ({ manifest }: Job): Promise<number> =>
      (await readText(store, manifest.location)).split('\n').length - 1;
    const catalog = new InMemoryCatalog();
    await catalog.ensureDatabase(ports.settings.database);
    const jobs = new InMemoryBatchJobs({
      clock,
      count,
      run: async (job) => ({ succeeded: await count(job), failed: 0 }),
    });
    const processes = new InventoryProcesses({
      ...ports,
      store,
      copies: new InMemoryMultipartCopy(store, { clock }),
      catalog,
      batchJobs: jobs,
      engine: new RememberingEngine({ store, memory }),
    });
    return Object.assign(processes, { jobs });
  }

  async plant(key: string, { encryption, ...more }: Planted): Promise<void> {
    const keys = new DirectoryKeys(this.lake.directory, { clock: this.clock });
    await plantObject(keys, { bucket: BUCKET, key }, `bytes of ${key}`, {
      encryption: { algorithm: encryption } as Encryption,
      ...more,
    });
  }

  /** Lets S3 write an inventory of what is in the bucket now; answers the object that tells of it. */
  async writeInventory(): Promise<ObjectRef> {
    const { store } = this.ports;
    const rows: InventoryRow[] = [];
    for await (const { key } of store.list(BUCKET)) {
      const head = (await store.head({ bucket: BUCKET, key }))!;
      rows.push({
        bucket: BUCKET,
        key,
        is_latest: true,
        is_delete_marker: false,
        size: head.size,
        storage_class: head.storageClass,
        encryption_status: STATUS[head.encryption.algorithm],
      });
    }
    const [date = '', hours = '', minutes = ''] = this.clock.now().toISOString().split(/[T:]/);
    const manifest = await this.lake.deliver(
      delivery({
        fields: ALL_FIELDS,
        prefix: INVENTORY_PREFIX,
        files: [rows],
        snapshot: `${date}T${hours}-${minutes}Z`,
      }),
    );
    const { bucket, key } = parseS3Uri(manifest);
    const event = { bucket, key: checksumKey(key) };
    this.inventories.push(event);
    return event;
  }

  /** Lets S3 Batch do all that it can do now. */
  async runJobs(): Promise<void> {
    await this.running.runJobs({
      inject: ({ key }) => {
        this.handled.set(key, (this.handled.get(key) ?? 0) + 1);
        return undefined;
      },
    });
  }
}
