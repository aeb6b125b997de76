import { gzipSync } from 'node:zlib';
import { InMemoryQueryEngine, type ScriptedQuery } from '@lakeward/athena/testing';
import { ManualClock, UtcDay } from '@lakeward/core';
import { InMemoryEventBus } from '@lakeward/eventbridge/testing';
import { InMemoryCatalog } from '@lakeward/glue/testing';
import { InMemoryKeyRing } from '@lakeward/kms/testing';
import { Ledger } from '@lakeward/ledger';
import { CapturedLog } from '@lakeward/observability';
import { InMemoryObjectStore } from '@lakeward/s3/testing';
import { InMemoryNotifier } from '@lakeward/sns/testing';
import { cloudTrailTable } from '../logs/cloudtrail-table';
import type { ReviewDayInput, ReviewDependencies, ReviewSettings } from '../review/review';
import { queryRecord, runRecord } from '../runs/run-record';

const TOPIC = 'arn:aws:sns:eu-west-1:444455556666:notices';
const settings: ReviewSettings = {
  database: 'lake',
  table: 'cloudtrail',
  bucket: 'trail',
  prefix: 'audit/',
  organizationId: '',
  accounts: ['444455556666', '777788889999'],
  regions: ['eu-west-1'],
  partitionMode: 'projection',
  workgroup: 'pci',
  evidenceBucket: 'evidence',
  evidencePrefix: 'pci/evidence/',
  guardedBuckets: ['trail'],
  listingCap: 10,
  byteLimit: 0,
  billedRegion: 'us-east-1',
  logRetentionDays: 0,
  noticeTopic: TOPIC,
  eventBus: 'lake',
  signingKey: 'alias/evidence',
  retention: null,
};
/** One key for all worlds of a test file: the same review is the same manifest. */
const keyRing = new InMemoryKeyRing();
keyRing.createKey({ spec: 'ECC_NIST_P256', alias: settings.signingKey });

/** The request of the schedule for 2026-03-09. */
export const input: ReviewDayInput = {
  day: UtcDay.parse('2026-03-09'),
  pack: 'pci-dss-3.2.1',
  requestedAt: new Date('2026-03-10T01:00:00Z'),
};

const columns = ['rule', 'exception', 'events', 'findings', 'hours', 'listing'].map((name) => ({
  name,
  type: 'varchar',
}));
/** Answer of the review's statement: rows of rule, events, findings, listing. */
export const answer = (...rows: (string | null)[][]): ScriptedQuery => ({
  columns,
  rows: rows.map(([rule = null, events = null, findings = null, listing = null]) => [
    ...[rule, null, events, findings],
    Number(events) > 0 ? `{"2026-03-09T11": ${Number(events)}}` : '{}',
    listing,
  ]),
  statistics: { bytesScanned: 12_345 },
});
/** A finding of rule 10.2.6, as the statement lists it. */
export const stopLogging = {
  eventTime: '2026-03-09T11:00:00Z',
  eventId: 'e-1',
  eventName: 'StopLogging',
  userId: 'mira',
};

/** A log file with that many events; another seed has other events. */
export const logFile = (events: number, seed = 'a'): string =>
  JSON.stringify({
    Records: Array.from({ length: events }, (_, index) => ({
      eventTime: '2026-03-09T11:00:00Z',
      eventName: 'StopLogging',
      eventID: `${seed}-${index}`,
    })),
  });

/** Key of a log file of 2026-03-09 in the trail's bucket. */
export const key = (account: string, name: string): string =>
  `audit/AWSLogs/${account}/CloudTrail/eu-west-1/2026/03/09/${account}_CloudTrail_eu-west-1_20260309T${name}.json.gz`;

/** The review's dependencies, all in memory. */
export interface World extends ReviewDependencies {
  readonly engine: InMemoryQueryEngine;
  readonly catalog: InMemoryCatalog;
  readonly store: InMemoryObjectStore;
  readonly keyRing: InMemoryKeyRing;
  readonly notifier: InMemoryNotifier;
  readonly eventBus: InMemoryEventBus;
  readonly log: CapturedLog;
  readonly clock: ManualClock;
}

/** A trail of two accounts with a file each (3 and 2 events), one finding among them. */
export async function world(change: Partial<ReviewSettings> = {}): Promise<World> {
  const clock = new ManualClock('2026-03-10T01:00:00Z');
  const store = new InMemoryObjectStore({ clock, buckets: { trail: {}, evidence: { versioning: true } } });
  const catalog = new InMemoryCatalog();
  const changed = { ...settings, ...change };
  await catalog.ensureDatabase(changed.database);
  await catalog.createTable(cloudTrailTable(changed));
  await store.put(
    { bucket: 'trail', key: key('444455556666', '1105Z_AAAAAAAAAAAAAAAA') },
    gzipSync(logFile(3)),
  );
  await store.put(
    { bucket: 'trail', key: key('777788889999', '1105Z_BBBBBBBBBBBBBBBB') },
    gzipSync(logFile(2, 'b')),
  );
  const engine = new InMemoryQueryEngine().answer(
    /AS listing/,
    answer(['', '5', '0', '[]'], ['10.2.6-audit-log-start-stop', '1', '1', JSON.stringify([stopLogging])]),
  );
  const ledger = new Ledger(store, { bucket: 'evidence', prefix: 'pci/runs/' }, runRecord);
  const notifier = new InMemoryNotifier({ topics: [TOPIC] });
  return {
    settings: changed,
    clock,
    store,
    keyRing,
    catalog,
    engine,
    ledger,
    queries: new Ledger(store, { bucket: 'evidence', prefix: 'pci/queries/' }, queryRecord),
    notifier,
    eventBus: new InMemoryEventBus(),
    log: new CapturedLog(),
  };
}
