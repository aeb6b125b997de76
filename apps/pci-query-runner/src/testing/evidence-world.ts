import { ManualClock } from '@lakeward/core';
import { InMemoryKeyRing } from '@lakeward/kms/testing';
import type { KeyRing } from '@lakeward/kms';
import type { ObjectStore } from '@lakeward/s3';
import { InMemoryObjectStore } from '@lakeward/s3/testing';
import { APP } from '../contract';
import { EvidenceStore } from '../evidence/evidence-store';
import { publish, type Draft, type Published } from '../evidence/publish';
import { reviewDraft, type ReviewContent } from '../evidence/review-draft';
import { MANIFEST_VERSION, packHash, sha256, type Retention } from '../evidence/manifest';
import { packOf } from '../packs/packs';
import type { Finding } from '../query/review-answer';

/** Where the evidence of these tests lies. */
export const PLACE = { bucket: 'evidence', prefix: 'pci/evidence/pci-dss-3.2.1/' };
export const SIGNING_KEY = 'alias/evidence';

/** A ring with a signing key. */
export function signingRing(): InMemoryKeyRing {
  const ring = new InMemoryKeyRing();
  ring.createKey({ spec: 'ECC_NIST_P256', alias: SIGNING_KEY });
  return ring;
}

/** An empty evidence bucket with versions and Object Lock. */
export function evidenceBucket(): InMemoryObjectStore {
  const clock = new ManualClock('2026-03-10T01:00:00Z');
  return new InMemoryObjectStore({ clock, buckets: { evidence: { objectLock: true } } });
}

/** Publishes as the app does. */
export function publishTo(
  store: ObjectStore,
  draft: Draft,
  keyRing: KeyRing,
  { retention = null, signingKey = SIGNING_KEY }: { retention?: Retention | null; signingKey?: string } = {},
): Promise<Published> {
  const evidence = new EvidenceStore(store, PLACE, {
    retention,
    clock: new ManualClock('2026-03-10T01:00:00Z'),
  });
  return publish(draft, evidence, { keyRing, signingKey });
}

/** A finding with hostile text in it. */
export const finding = (index: number): Finding => ({
  rule: '10.2.6-audit-log-start-stop',
  eventTime: `2026-03-09T11:00:${String(index % 60).padStart(2, '0')}Z`,
  eventId: `e-${index}`,
  eventSource: 'cloudtrail.amazonaws.com',
  eventName: 'StopLogging',
  awsRegion: 'eu-west-1',
  recipientAccountId: '444455556666',
  userType: 'IAMUser',
  userId: '=cmd|"/c calc"!A1',
  sourceIpAddress: '203.0.113.7',
  userAgent: 'aws-cli/2 "quoted", with a\nline end',
  errorCode: null,
  requestParameters: '{"name":"trail"}',
  responseElements: null,
  file: 's3://trail/a.json.gz',
});

/** The content of a day's review with that many findings; another run has another key. */
export function reviewContent(date: string, run: string, findings = 2): ReviewContent {
  const pack = packOf('pci-dss-3.2.1');
  const runKey = sha256(`${date} ${run}`);
  const sql = 'SELECT 1';
  return {
    folder: `${date}/${run}-${runKey.slice(0, 8)}`,
    pack,
    retention: null,
    // As the real one, it tells its place in the chain.
    report: ({ chain }) => ({ html: `<p>${JSON.stringify(chain)}</p>`, json: JSON.stringify({ chain }) }),
    findings: Array.from({ length: findings }, (_, index) => finding(index)),
    files: [
      {
        file: 's3://trail/a.json.gz',
        account: '444455556666',
        region: 'eu-west-1',
        size: 100,
        sha256: sha256('a'),
        events: 5,
      },
    ],
    answer: {
      manifestVersion: MANIFEST_VERSION,
      app: APP,
      date,
      runKey,
      requestedAt: '2026-03-10T01:00:00.000Z',
      pack: { id: pack.id, version: pack.version, sha256: packHash(pack), standard: pack.standard },
      status: 'unverified',
      problems: [],
      scope: {
        trail: 's3://trail/AWSLogs/',
        accounts: ['444455556666'],
        regions: ['eu-west-1'],
        guardedBuckets: ['trail'],
      },
      completeness: {
        digests: 'absent',
        cells: [
          {
            account: '444455556666',
            region: 'eu-west-1',
            files: 1,
            events: 5,
            hours: Array.from({ length: 24 }, (_, hour) => (hour === 11 ? 1 : 0)),
            covered: [],
            gaps: [{ from: `${date}T00:00:00.000Z`, to: `${date}T23:59:59.999Z` }],
            problems: [],
          },
        ],
      },
      files: { delivered: 1, read: 1 },
      eventsRead: 5,
      eventHours: { [`${date}T11`]: 5 },
      query: {
        id: 'q-1',
        engine: 'Athena engine version 3',
        sql,
        sha256: sha256(sql),
        estimatedBytes: 100,
        bytesScanned: 100,
        price: null,
      },
      rules: pack.rules.map(({ id, title, severity, requirements }) => {
        const count = id === '10.2.6-audit-log-start-stop' ? findings : 0;
        return {
          id,
          title,
          requirement: (requirements[pack.standard] ?? []).join(', '),
          requirements,
          severity,
          count,
          excepted: 0,
          exceptions: [],
          listed: count,
          hours: count === 0 ? {} : { [`${date}T11`]: count },
        };
      }),
      exceptions: [],
      exceptionsFile: null,
    },
  };
}

/** Publishes a day's review with that many findings. */
export async function publishReview(
  store: ObjectStore,
  keyRing: KeyRing,
  content: ReviewContent,
): Promise<Published> {
  return publishTo(store, await reviewDraft(content), keyRing);
}
