import { createHash } from 'node:crypto';
import { ManualClock } from '@lakeward/core';
import { InMemoryCatalog } from '@lakeward/glue/testing';
import { Ledger } from '@lakeward/ledger';
import { CapturedLog } from '@lakeward/observability';
import { readText, type ObjectStore } from '@lakeward/s3';
import {
  formatReportManifest,
  readManifest,
  reportLine,
  reportLocation,
  type Job,
  type ManifestTask,
  type ReportResult,
  type TaskResult,
} from '@lakeward/s3-batch';
import { InMemoryBatchJobs, type RunOutcome } from '@lakeward/s3-batch/testing';
import { InMemoryObjectStore } from '@lakeward/s3/testing';
import { InMemoryNotifier } from '@lakeward/sns/testing';
import { planRecord } from '../plan/plan-record';
import { tally, type Plan } from '../plan/plan';
import { planPlace } from '../plan/plan-snapshot';
import { forecast } from '../plan/forecast';
import { standardSchema } from '../inventory/inventory-schema';
import { pricesOf } from '../prices';
import { parseLot } from '../plan/remedies';
import type { RemedyManifest } from '../plan/write-manifests';
import { notePlan } from '../run/note-plan';
import type { DecideDependencies, FollowDependencies } from '../run/run-dependencies';
import { bucketRecord, jobIndexRecord, remedyRecord } from '../run/run-records';
import { Lifetime, mortal } from './dying-port';
import { toKms } from './planning-lake';

/** How a task ends, by key; success where nothing is said. */
export type TaskFailures = Readonly<
  Record<string, Pick<TaskResult, 'httpStatusCode' | 'errorCode' | 'message'>>
>;

/** Keys by the id of their lot. */
export type Lots = Readonly<Record<string, readonly string[]>>;

/** What S3 answers to a copy of an object over 5 GiB, as a completion report has it. */
const TOO_LARGE = {
  httpStatusCode: 400,
  errorCode: 'InvalidRequest',
  message:
    'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120',
};

/** Everything that runs work with, as one process has it. */
export type RunProcess = DecideDependencies & FollowDependencies;

const BUCKET = 'src-bucket';
const ROLE = 'arn:aws:iam::444455556666:role/batch';
const TOPIC = 'arn:aws:sns:eu-west-1:444455556666:notices';

/** A planned bucket, jobs that leave completion reports, and processes that come and go; all in memory. */
export class RunWorld {
  readonly clock = new ManualClock('2026-11-06T10:00:00Z');
  readonly store = new InMemoryObjectStore({
    clock: this.clock,
    buckets: { batch: {}, evidence: { versioning: true } },
  });
  readonly catalog = new InMemoryCatalog();
  readonly notifier = new InMemoryNotifier({ topics: [TOPIC] });
  readonly log = new CapturedLog();
  /** How often a job has worked on each key. */
  readonly handled = new Map<string, number>();
  /** Reports that lie in the batch bucket, by key of their manifest. */
  readonly reports: string[] = [];
  readonly batchJobs = new InMemoryBatchJobs({
    clock: this.clock,
    count: async (job) => (await this.#tasks(job)).length,
    run: (job) => this.#runJob(job),
  });
  failures: TaskFailures = {};
  /** Tag of copies as `key=value`: then the function makes them all. */
  copyTag = '';
  /** Keys of objects over 5 GiB: S3 Batch's own copy refuses them. */
  large: readonly string[] = [];

  /** A bucket with a plan of these lots; manifests list the same, unless `listed` has others in them. */
  static async planned(
    lots: Lots,
    { listed = {}, copyTag = '' }: { listed?: Lots; copyTag?: string } = {},
  ): Promise<RunWorld & { readonly plan: Plan }> {
    const world = new RunWorld();
    world.copyTag = copyTag;
    const plan = await world.addPlan(lots, '2026-11-06T01-00Z', listed);
    return Object.assign(world, { plan });
  }

  /** Another plan of the bucket. */
  async addPlan(lots: Lots, snapshot: string, listed: Lots = {}): Promise<Plan> {
    const groups = Object.entries(lots).map(([id, keys]) => {
      const lot = parseLot(id)!;
      const { length: objects } = keys;
      return {
        remedy: lot.remedy,
        reason: 'tests',
        lot,
        storageClass: 'STANDARD',
        archiveTier: '',
        objects,
        bytes: objects,
      };
    });
    const manifests: RemedyManifest[] = [];
    for (const [id, keys] of Object.entries(lots)) {
      const lot = parseLot(id)!;
      const key = `manifests/${snapshot}/${id}.csv`;
      const { etag } = await this.store.put(
        { bucket: 'batch', key },
        (listed[id] ?? keys).map((each) => `${BUCKET},${each},null\n`).join(''),
      );
      const written = { uri: `s3://batch/${key}`, etag, objects: keys.length };
      const known = manifests.findIndex(({ remedy }) => remedy === lot.remedy);
      const before = manifests[known];
      if (before === undefined)
        manifests.push({ ...written, remedy: lot.remedy, lots: [{ ...written, lot }] });
      else manifests[known] = { ...before, lots: [...before.lots, { ...written, lot }] };
    }
    const plan: Plan = {
      planVersion: 1,
      app: 'reencryption',
      plan: 'cafe00000000',
      bucket: BUCKET,
      configuration: 'daily',
      snapshot,
      plannedAt: this.clock.now().toISOString(),
      goal: toKms,
      inventory: {
        manifest: 's3://inventories/manifest.json',
        md5: '0'.repeat(32),
        files: 1,
        table: 's3_inventory_parquet_0',
        createdAt: `${snapshot.slice(0, 13)}:00:00.000Z`,
        schema: standardSchema(),
        versions: true,
      },
      objects: groups.reduce((sum, { objects }) => sum + objects, 0),
      bytes: 0,
      remedies: tally(groups),
      notes: [],
      forecast: forecast(groups, toKms, pricesOf('us-east-1')),
      manifests,
      queries: [],
    };
    const planKey = `plans/${planPlace(plan)}.json`;
    await this.store.put({ bucket: 'evidence', key: planKey }, JSON.stringify(plan));
    await notePlan(plan, `s3://evidence/${planKey}`, this.process());
    return plan;
  }

  /** A process that is killed after so many steps. */
  process(steps = Infinity): RunProcess {
    const lifetime = new Lifetime(steps);
    const store: ObjectStore = mortal(this.store, lifetime);
    const place = (prefix: string) => ({ bucket: 'evidence', prefix });
    return {
      plans: new Ledger(store, place('runs/'), planRecord),
      remedies: new Ledger(store, place('runs/'), remedyRecord),
      jobIndex: new Ledger(store, place('jobs/'), jobIndexRecord),
      buckets: new Ledger(store, place('buckets/'), bucketRecord),
      store,
      batchJobs: mortal(this.batchJobs, lifetime),
      catalog: mortal(this.catalog, lifetime),
      notifier: mortal(this.notifier, lifetime),
      administration: { objectOwnership: () => Promise.resolve('BucketOwnerEnforced') },
      log: this.log,
      clock: this.clock,
      jobs: {
        account: '444455556666',
        roles: { update: ROLE, copy: ROLE, restore: ROLE, invoke: ROLE },
        multipartCopyFunction: 'arn:aws:lambda:eu-west-1:444455556666:function:multipart-copy',
        confirmAboveObjects: 1_000,
        priority: 10,
        reportBucket: 'batch',
        reportPrefix: 'reports',
        reportScope: 'AllTasks',
        copyTag: this.copyTag,
      },
      follow: {
        database: 'lake',
        reportTable: 's3_batch_reports',
        reportBucket: 'batch',
        reportPrefix: 'reports',
        manifestPrefix: 'manifests/',
        noticeTopic: TOPIC,
      },
    };
  }

  /** Does what the manifest says, and leaves a report as S3 Batch does. */
  async #runJob(job: Job): Promise<RunOutcome> {
    const results: TaskResult[] = [];
    for (const { key, bucket, encodedKey, versionId = '' } of await this.#tasks(job)) {
      const isRefused = job.operation.name === 'S3PutObjectCopy' && this.large.includes(key);
      const failure = isRefused ? TOO_LARGE : this.failures[key];
      if (failure === undefined) this.handled.set(key, (this.handled.get(key) ?? 0) + 1);
      const task = { bucket, encodedKey, versionId };
      results.push(
        failure === undefined
          ? { ...task, status: 'succeeded', httpStatusCode: 200, errorCode: '', message: 'Successful' }
          : { ...task, status: 'failed', ...failure },
      );
    }
    await this.#writeReport(job, results);
    const failed = results.filter(({ status }) => status === 'failed').length;
    return { succeeded: results.length - failed, failed };
  }

  async #tasks({ manifest }: Job): Promise<ManifestTask[]> {
    const lines = await readText(this.store, manifest.location);
    const fields = 'fields' in manifest.format ? manifest.format.fields : [];
    const options = { fields, place: 'the manifest' };
    const all: ManifestTask[] = [];
    for await (const tasks of readManifest(chunks(lines), options)) all.push(...tasks);
    return all;
  }

  async #writeReport(job: Job, results: readonly TaskResult[]): Promise<void> {
    if (job.report === undefined) return;
    const location = reportLocation(job.report, job.id);
    const files: ReportResult[] = [];
    for (const status of ['succeeded', 'failed'] as const) {
      const text = results
        .filter((result) => result.status === status)
        .map(reportLine)
        .join('');
      if (text === '') continue;
      const at = location.result(createHash('sha1').update(text).digest('hex'));
      await this.store.put(at, text);
      files.push({ status, location: at, md5: createHash('md5').update(text).digest('hex') });
    }
    await this.store.put(
      location.manifest,
      formatReportManifest({ createdAt: this.clock.now(), results: files }).text,
    );
    this.reports.push(location.manifest.key);
  }
}

async function* chunks(text: string): AsyncGenerator<string, void, undefined> {
  yield await Promise.resolve(text);
}
