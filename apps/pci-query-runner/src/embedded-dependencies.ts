import { FileTrailKeys, openEmbeddedRuntime } from '@lakeward/embedded';
import { deterministicId, type Clock } from '@lakeward/core';
import { Ledger } from '@lakeward/ledger';
import type { Log } from '@lakeward/observability';
import { parseS3Uri } from '@lakeward/s3';
import { cloudTrailTable } from './logs/cloudtrail-table';
import { EVIDENCE_PREFIX, LEDGER_PREFIX, QUERY_PREFIX } from './contract';
import { EVIDENCE_BUCKET, EVIDENCE_KEY } from './evidence/embedded-evidence';
import type { LogFolder } from './logs/log-folder';
import { exceptionsFileAt } from './review/exceptions-source';
import { checkRules } from './packs/check-rules';
import type { ReviewDependencies, ReviewSettings, ReviewStep } from './review/review';
import type { RulePack } from './query/rule';
import { queryRecord, runRecord } from './runs/run-record';

/** What a review on one machine is set up with. */
export interface EmbeddedReview {
  /** Directory of the lake. */
  readonly lake: string;
  readonly logs: LogFolder;
  readonly guardedBuckets: readonly string[];
  readonly listingCap: number;
  /** File or folder with the public keys of the digests, as `aws cloudtrail list-public-keys` prints them. */
  readonly digestKeys?: string;
  /** Path of a file of exceptions. */
  readonly exceptions?: string;
  /** A rule pack of one's own; its conditions are checked before anything else. */
  readonly pack?: RulePack;
  readonly clock: Clock;
  readonly log: Log;
  readonly progress?: (step: ReviewStep) => void;
}

const DATABASE = 'lakeward_pci';
/** Bus whose events lie in a file of the lake. */
const EVENT_BUS = 'lakeward';

/** What `review-day` works with on one machine: a lake in a directory, with the folder of logs mounted as a bucket. */
export async function embeddedDependencies(
  review: EmbeddedReview,
): Promise<ReviewDependencies & { localPath(uri: string): Promise<string>; close(): Promise<void> }> {
  const { lake, logs, clock, log, progress } = review;
  const runtime = await openEmbeddedRuntime({ lake, clock, mount: logs });
  const settings: ReviewSettings = {
    database: DATABASE,
    // Reviews of different folders work on the same lake at the same time: each has a table of its own.
    table: `cloudtrail_${deterministicId(logs.bucket, ...logs.accounts, '', ...logs.regions).slice(0, 12)}`,
    bucket: logs.bucket,
    prefix: '',
    organizationId: '',
    accounts: logs.accounts,
    regions: logs.regions,
    expected: logs.cells,
    isCopy: true,
    partitionMode: 'projection',
    workgroup: 'primary',
    evidenceBucket: EVIDENCE_BUCKET,
    evidencePrefix: EVIDENCE_PREFIX,
    guardedBuckets: review.guardedBuckets,
    listingCap: review.listingCap,
    byteLimit: 0,
    billedRegion: null,
    logRetentionDays: 0,
    noticeTopic: '',
    eventBus: EVENT_BUS,
    signingKey: EVIDENCE_KEY,
    retention: null,
  };
  await runtime.lakeStore.createBucket(EVIDENCE_BUCKET, { versioning: true });
  await runtime.keyRing.ensureKey({ spec: 'ECC_NIST_P256', alias: EVIDENCE_KEY });
  await runtime.catalog.ensureDatabase(DATABASE);
  const table = cloudTrailTable(settings);
  if ((await runtime.catalog.table(DATABASE, settings.table)) === undefined)
    await runtime.catalog.createTable(table);
  else await runtime.catalog.updateTable(table);
  if (review.pack !== undefined) {
    const { engine } = runtime;
    const scope = { ...settings, day: '2026/03/09', excludedFiles: [] };
    await checkRules(review.pack, { engine, clock, database: DATABASE, scope }).catch(
      async (error: unknown) => {
        await runtime.close();
        throw error;
      },
    );
  }
  return {
    settings,
    ...runtime,
    ledger: new Ledger(runtime.store, { bucket: EVIDENCE_BUCKET, prefix: LEDGER_PREFIX }, runRecord),
    queries: new Ledger(runtime.store, { bucket: EVIDENCE_BUCKET, prefix: QUERY_PREFIX }, queryRecord),
    log,
    clock,
    ...(review.digestKeys === undefined ? {} : { trailKeys: new FileTrailKeys(review.digestKeys) }),
    ...(review.exceptions === undefined ? {} : { exceptions: exceptionsFileAt(review.exceptions) }),
    ...(review.pack === undefined ? {} : { packs: [review.pack] }),
    ...(progress === undefined ? {} : { progress }),
    localPath: async (uri) => (await runtime.store.filePath(parseS3Uri(uri))) ?? uri,
  };
}
