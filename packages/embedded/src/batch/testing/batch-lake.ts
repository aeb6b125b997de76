import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ManualClock, type Clock } from '@lakeward/core';
import { readText, type ObjectBody, type ObjectRef } from '@lakeward/s3';
import {
  manifestFields,
  parseReportManifest,
  readReport,
  reportLocation,
  writeManifest,
  type CreateJobRequest,
  type JobManifest,
  type JobStatus,
  type ManifestEntry,
  type ReportedTask,
} from '@lakeward/s3-batch';
import { contractKeyArn } from '@lakeward/s3-batch/testing';
import {
  BatchObjects,
  DirectoryEncryptionUpdate,
  DirectoryKeys,
  DirectoryObjectStore,
  plantObject,
  type PlantedObject,
} from '../../store';
import { LocalBatchJobs } from '../local-batch-jobs';

/** A lake for tests of batch jobs: buckets `lake` (versioned, with Object Lock), `plain`, `lists` and `reports`. */
export class BatchLake {
  readonly keys: DirectoryKeys;
  readonly store: DirectoryObjectStore;
  readonly jobs: LocalBatchJobs;
  #lists = 0;

  private constructor(
    readonly directory: string,
    readonly clock: Clock,
  ) {
    this.keys = new DirectoryKeys(directory, { clock });
    this.store = new DirectoryObjectStore(this.keys);
    this.jobs = new LocalBatchJobs({
      lake: directory,
      clock,
      store: this.store,
      encryption: new DirectoryEncryptionUpdate(this.keys),
      objects: new BatchObjects(this.keys),
    });
  }

  static async open(clock: Clock = new ManualClock('2026-11-02T12:00:00.000Z')): Promise<BatchLake> {
    const lake = new BatchLake(await mkdtemp(path.join(tmpdir(), 'lakeward-batch-')), clock);
    await lake.makeBuckets();
    return lake;
  }

  async makeBuckets(): Promise<void> {
    await this.store.createBucket('lake', { objectLock: true });
    for (const bucket of ['plain', 'lists', 'reports']) await this.store.createBucket(bucket);
  }

  /** A view of a directory that is a lake already. */
  static at(directory: string, clock: Clock): BatchLake {
    return new BatchLake(directory, clock);
  }

  /** Another process's view of the same directory. */
  again(clock: Clock = this.clock): BatchLake {
    return new BatchLake(this.directory, clock);
  }

  close(): Promise<void> {
    return rm(this.directory, { recursive: true, force: true });
  }

  plant(ref: ObjectRef, body: ObjectBody, planted?: PlantedObject): Promise<string> {
    return plantObject(this.keys, ref, body, planted);
  }

  /** Puts so many small objects, whose bytes are their keys. */
  async putMany(bucket: string, count: number): Promise<ManifestEntry[]> {
    const entries = Array.from({ length: count }, (_, n) => ({
      bucket,
      key: `k${String(n).padStart(5, '0')}`,
    }));
    for (const entry of entries) await this.store.put(entry, entry.key);
    return entries;
  }

  /** Writes a manifest; with version ids where the first entry has one. */
  async manifest(entries: readonly ManifestEntry[]): Promise<JobManifest> {
    const versions = entries[0]?.versionId !== undefined;
    const location = { bucket: 'lists', key: `manifest ${(this.#lists += 1)}.csv` };
    const pieces = [];
    for await (const piece of writeManifest(entries, { versions })) pieces.push(piece);
    const { etag } = await this.store.put(location, Buffer.concat(pieces));
    return {
      location,
      etag,
      format: { name: 'S3BatchOperations_CSV_20180820', fields: manifestFields({ versions }) },
    };
  }

  /** A job over objects that runs without being confirmed and reports all tasks. */
  async request(
    entries: readonly ManifestEntry[],
    change: Partial<CreateJobRequest> = {},
  ): Promise<CreateJobRequest> {
    return {
      token: `token of list ${this.#lists + 1}`,
      operation: { name: 'S3UpdateObjectEncryption', keyArn: contractKeyArn },
      manifest: change.manifest ?? (await this.manifest(entries)),
      report: { bucket: 'reports', prefix: 'done', scope: 'AllTasks' },
      priority: 10,
      roleArn: 'arn:aws:iam::111122223333:role/batch',
      confirmationRequired: false,
      ...change,
    };
  }

  /** The statuses that a job has had, in order. */
  async statuses(id: string): Promise<JobStatus[]> {
    return (await this.jobs.history(id)).map(({ status }) => status);
  }

  /** All rows of a job's report, checked against its manifest's checksum. */
  async report(id: string, prefix = 'done'): Promise<ReportedTask[]> {
    const { manifest } = reportLocation({ bucket: 'reports', prefix }, id);
    const { results } = parseReportManifest(await readText(this.store, manifest), manifest.key);
    const rows: ReportedTask[] = [];
    for (const { location } of results) {
      const { body } = await this.store.get(location);
      for await (const batch of readReport(body, location.key)) rows.push(...batch);
    }
    return rows;
  }
}
