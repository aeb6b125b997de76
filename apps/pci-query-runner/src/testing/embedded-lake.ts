import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Deadline, ManualClock, UtcDay } from '@lakeward/core';
import { openEmbeddedRuntime } from '@lakeward/embedded';
import { Ledger } from '@lakeward/ledger';
import { CapturedLog } from '@lakeward/observability';
import { parseS3Uri, readText } from '@lakeward/s3';
import { cloudTrailTable } from '../logs/cloudtrail-table';
import type { Manifest } from '../evidence/manifest';
import { reviewDay } from '../review/review-day';
import type { ReviewDependencies, ReviewSettings } from '../review/review';
import { queryRecord, runRecord } from '../runs/run-record';
import { readCsv } from './read-csv';

const KEY = 'alias/evidence';
const settings: ReviewSettings = {
  database: 'lake',
  table: 'cloudtrail',
  bucket: 'trail',
  prefix: '',
  organizationId: '',
  accounts: ['444455556666'],
  regions: ['eu-west-1'],
  partitionMode: 'projection',
  workgroup: 'primary',
  evidenceBucket: 'evidence',
  evidencePrefix: 'evidence/',
  guardedBuckets: [],
  listingCap: 100,
  byteLimit: 0,
  billedRegion: null,
  logRetentionDays: 0,
  noticeTopic: '',
  eventBus: '',
  signingKey: KEY,
  retention: null,
};

/** What is reviewed. */
export interface LakeReview {
  readonly settings?: Partial<ReviewSettings>;
  /** Bodies of log files by their key in the trail's bucket. */
  readonly files: Readonly<Record<string, string | Buffer>>;
  readonly pack: string;
  readonly date: string;
  /** Text of a file of exceptions. */
  readonly exceptions?: string;
}

/** What was found, and listed. */
export interface ReviewedLake {
  readonly manifest: Manifest;
  readonly findings: readonly Readonly<Record<string, string | null>>[];
}

/** Reviews log files that lie in a lake on one machine, by the real engine, catalog and store, in a lake that is gone afterwards. */
export async function reviewLake(review: LakeReview): Promise<ReviewedLake> {
  const lake = await mkdtemp(path.join(tmpdir(), 'lakeward-review-'));
  const day = UtcDay.parse(review.date);
  const now = new ManualClock(day.plus(1).start());
  const clock = {
    now: () => now.now(),
    sleep: (ms: number) => new Promise<void>((done) => setTimeout(done, ms)),
  };
  const runtime = await openEmbeddedRuntime({ lake, clock });
  try {
    const changed = { ...settings, ...review.settings };
    await runtime.lakeStore.createBucket(changed.bucket);
    await runtime.lakeStore.createBucket(changed.evidenceBucket, { versioning: true });
    await runtime.keyRing.ensureKey({ spec: 'ECC_NIST_P256', alias: KEY });
    await runtime.catalog.ensureDatabase(changed.database);
    await runtime.catalog.createTable(cloudTrailTable(changed));
    for (const [key, body] of Object.entries(review.files)) {
      await runtime.store.put({ bucket: changed.bucket, key }, body);
    }
    const ledgerAt = (prefix: string) => ({ bucket: changed.evidenceBucket, prefix });
    const { exceptions: text } = review;
    const dependencies: ReviewDependencies = {
      ...runtime,
      settings: changed,
      ledger: new Ledger(runtime.store, ledgerAt('runs/'), runRecord),
      queries: new Ledger(runtime.store, ledgerAt('queries/'), queryRecord),
      log: new CapturedLog(),
      clock,
      exceptions: () =>
        Promise.resolve(text === undefined ? undefined : { uri: 's3://evidence/exceptions.json', text }),
    };
    const input = { day, pack: review.pack, requestedAt: now.now() };
    const { manifest, manifestUri } = await reviewDay(input, dependencies, {
      deadline: Deadline.none(clock),
    });
    const at = parseS3Uri(manifestUri);
    const csv = { ...at, key: at.key.replace(/manifest\.json$/, 'findings.csv') };
    return { manifest, findings: readCsv(await readText(runtime.store, csv)) };
  } finally {
    await runtime.close();
    await rm(lake, { recursive: true });
  }
}
