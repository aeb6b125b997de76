import type { Plan, RemedyTally } from '../../plan/plan';
import type { Proof } from '../../proof/proof-record';
import type { Remedy } from '../../plan/remedies';
import type { JobRecord, RemedyRecord } from '../../run/run-records';
import { requestText } from '../../run/run-records';
import { standardSchema } from '../../inventory/inventory-schema';
import { REMEDIES } from '../../contract';
import type { BucketRun } from '../report-model';

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** Text that tries to be more than text. */
export const HOSTILE =
  `</td></table><script>document.title='owned'</script><img src="http://example.invalid/x" onerror="document.title='owned'">` +
  `"' onmouseover=x \u202ereversed \u0000 \ud800 ]]> -->`;

/** Versions by `remedy:reason`; each is of a million bytes. */
export type Counts = Readonly<Record<string, number>>;

/** A plan of a bucket with these versions. */
export function samplePlan(bucket: string, counts: Counts, change: Partial<Plan> = {}): Plan {
  const tallyOf = (remedy: Remedy): RemedyTally => {
    const reasons = Object.fromEntries(
      Object.entries(counts)
        .filter(([name]) => name.startsWith(`${remedy}:`))
        .map(([name, objects]) => [name.slice(remedy.length + 1), { objects, bytes: objects * 1_000_000 }]),
    );
    const objects = Object.values(reasons).reduce((sum, reason) => sum + reason.objects, 0);
    return { objects, bytes: objects * 1_000_000, reasons };
  };
  const remedies = Object.fromEntries(
    REMEDIES.map((remedy) => [remedy, tallyOf(remedy)]),
  ) as Plan['remedies'];
  const objects = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const acted = remedies.update.objects + remedies.copy.objects + remedies['multipart-copy'].objects;
  const moved = remedies.copy.bytes + remedies['multipart-copy'].bytes;
  return {
    planVersion: 1,
    app: 'reencryption',
    plan: `plan-of-${bucket.slice(0, 8)}`,
    bucket,
    configuration: 'lakeward',
    snapshot: '2026-11-06T01-00Z',
    plannedAt: '2026-11-07T06:30:00.000Z',
    goal: { target: 'sse-kms', keyArn, bucketKeys: true, copiesNoncurrent: false },
    inventory: {
      manifest: `s3://inventories/reencryption/inventory/${bucket}/lakeward/2026-11-06T01-00Z/manifest.json`,
      md5: '0123456789abcdef0123456789abcdef',
      files: 2,
      table: 'inventory',
      createdAt: '2026-11-06T01:00:00.000Z',
      schema: standardSchema(),
      versions: true,
    },
    objects,
    bytes: objects * 1_000_000,
    remedies,
    notes: [],
    forecast: {
      prices: { region: 'eu-west-1', asOf: '2026-06-01' },
      objects: acted,
      bytes: acted * 1_000_000,
      bytesMoved: moved,
      jobs: 2,
      requests: acted,
      kmsCalls: { withBucketKeys: 10, withoutBucketKeys: 1_000 },
      cost: {
        batch: 0.75,
        requests: 4.2,
        kms: { low: 0.01, high: 3 },
        retrieval: 0,
        functions: 0.1,
        total: { low: 5.06, high: 8.05 },
      },
      copyEverything: { objects, bytesMoved: objects * 1_000_000, cost: 61.5 },
      wallClockHours: { low: 0.2, high: 3.4 },
    },
    manifests: [
      {
        remedy: 'update',
        uri: `s3://batch/reencryption/manifests/${bucket}/update.csv`,
        objects: remedies.update.objects,
      },
    ] as unknown as Plan['manifests'],
    queries: [
      {
        id: 'query-1',
        sql: 'SELECT remedy, reason, count(*)\nFROM versions\nGROUP BY remedy, reason',
        bytesScanned: 12_345_678,
        engine: 'Athena',
      },
    ],
    ...change,
  };
}

/** A job of S3 Batch as the ledger keeps it. */
export function sampleJob(name: string, change: Partial<JobRecord> = {}): JobRecord {
  const operation = name.startsWith('restore')
    ? { name: 'S3InitiateRestoreObject', tier: 'BULK' }
    : { name: 'S3UpdateObjectEncryption', keyArn };
  return {
    name,
    round: 1,
    objects: 900,
    request: requestText({ operation } as never),
    waitsFor: [],
    waitsHours: 0,
    needsConfirmation: false,
    id: 'f3cc4f60-61f6-4a2b-8a21-d07600c373ce',
    status: 'Complete',
    succeeded: 900,
    failed: 0,
    endedAt: '2026-11-07T09:00:00.000Z',
    report: { manifest: 's3://batch/reencryption/reports/job-f3cc4f60/manifest.json', failures: {} },
    ...change,
  };
}

/** A decision with its jobs. */
export function sampleRemedy(
  remedy: RemedyRecord['remedy'],
  jobs: JobRecord[],
  change: Partial<RemedyRecord> = {},
): RemedyRecord {
  return {
    remedy,
    decision: 'approved',
    reason: 'Ana: change 4711',
    decidedAt: '2026-11-07T07:00:00.000Z',
    jobs,
    toldAt: null,
    ...change,
  };
}

/** What a later snapshot shows. */
export function sampleProof(change: Partial<Proof> = {}): Proof {
  const none = { objects: 0, bytes: 0 };
  return {
    state: 'proven',
    run: 'raw-data/lakeward/2026-11-06T01-00Z/plan',
    snapshot: '2026-11-09T01-00Z',
    provenAt: '2026-11-09T08:00:00.000Z',
    fixed: { objects: 900, bytes: 900_000_000 },
    open: none,
    regressed: none,
    new: none,
    gone: none,
    keysKnown: true,
    query: 'query-9',
    ...change,
  };
}

const USUAL: Counts = {
  'compliant:target-key': 100,
  'update:sse-s3': 800,
  'update:other-key': 100,
  'copy:not-encrypted': 50,
  'multipart-copy:not-encrypted': 3,
  'restore-first:dsse-kms': 7,
  'impossible:retention-compliance': 5,
  'impossible:delete-marker': 40,
  'not-applicable:noncurrent-version': 20,
};

/** A bucket whose plan waits. */
export function plannedRun(bucket = 'raw-data', counts: Counts = USUAL): BucketRun {
  return { state: 'planned', plan: samplePlan(bucket, counts), remedies: [] };
}

/** A bucket whose jobs are over. */
export function unprovenRun(bucket = 'raw-data'): BucketRun {
  return {
    state: 'awaiting-proof',
    plan: samplePlan(bucket, USUAL),
    remedies: [sampleRemedy('update', [sampleJob('update')])],
  };
}

/** A bucket of whose jobs one was cancelled, since its manifest is not what the plan has counted. */
export function miscountedRun(bucket = 'raw-data'): BucketRun {
  const job = sampleJob('update', {
    status: 'Cancelled',
    tasks: 901,
    succeeded: 0,
    failure: 'REENC_TASK_COUNT: S3 Batch counts 901 objects in the manifest, the plan 900.',
  });
  delete job.report;
  return { ...unprovenRun(bucket), state: 'needs-attention', remedies: [sampleRemedy('update', [job])] };
}

/** A bucket that a later inventory shows as wanted. */
export function provenRun(bucket = 'raw-data'): BucketRun {
  const counts = { 'compliant:target-key': 1_000, 'update:sse-s3': 0 };
  const later = samplePlan(bucket, counts, {
    snapshot: '2026-11-09T01-00Z',
    plannedAt: '2026-11-09T07:00:00.000Z',
  });
  return {
    state: 'proven',
    plan: samplePlan(bucket, { 'compliant:target-key': 100, 'update:sse-s3': 900 }),
    remedies: [sampleRemedy('update', [sampleJob('update')])],
    later,
    proof: sampleProof(),
  };
}

/** A bucket with failures of many kinds, and with text that tries to be more. */
export function troubledRun(bucket = 'curated', text = 'Ana: change 4711'): BucketRun {
  const failures = { AccessDenied: 12, SlowDown: 5, NoSuchKey: 2, PermanentFailure: 3, [text]: 1 };
  return {
    state: 'partly-proven',
    plan: samplePlan(
      bucket,
      { ...USUAL, 'key-unknown:no-metadata-table': 30 },
      { notes: [{ code: 'REENC_KEYS_UNKNOWN', message: text }] },
    ),
    remedies: [
      sampleRemedy(
        'update',
        [
          sampleJob('update', {
            succeeded: 877,
            failed: 23,
            report: {
              manifest: 's3://batch/reencryption/reports/job-1/manifest.json',
              failures,
              retryable: { SlowDown: 5 },
              redrive: { uri: 's3://batch/reencryption/manifests/redrive/job-1.csv', etag: 'e', objects: 5 },
            },
          }),
        ],
        { reason: text },
      ),
      sampleRemedy('copy', [
        sampleJob('copy.STANDARD', {
          status: 'Failed',
          succeeded: 0,
          failed: 50,
          objects: 50,
          failure: text,
        }),
      ]),
      sampleRemedy('restore-first', [
        sampleJob('restore-first.GLACIER', { objects: 7, succeeded: 7 }),
        sampleJob('restore-first.GLACIER:copy', {
          objects: 7,
          succeeded: 0,
          id: undefined,
          status: undefined,
          endedAt: undefined,
          report: undefined,
        }),
      ]),
    ],
    later: samplePlan(
      bucket,
      {
        'compliant:target-key': 977,
        'update:sse-s3': 23,
        'copy:not-encrypted': 50,
        'key-unknown:no-metadata-table': 30,
        'impossible:sse-c': 2,
      },
      { snapshot: '2026-11-09T01-00Z', plannedAt: '2026-11-09T07:00:00.000Z' },
    ),
    proof: sampleProof({
      state: 'partly-proven',
      fixed: { objects: 877, bytes: 877_000_000 },
      open: { objects: 73, bytes: 73_000_000 },
      regressed: { objects: 4, bytes: 4_000_000 },
      keysKnown: false,
    }),
  };
}
