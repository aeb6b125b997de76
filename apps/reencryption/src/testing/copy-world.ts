import { randomBytes } from 'node:crypto';
import { Deadline, ManualClock } from '@lakeward/core';
import { Ledger } from '@lakeward/ledger';
import { CapturedLog } from '@lakeward/observability';
import {
  InMemoryMultipartCopy,
  InMemoryObjectStore,
  type KeptOptions,
  type KeptVersion,
} from '@lakeward/s3/testing';
import type { CopyGoal } from '../multipart-copy/copy-goal';
import { copyInParts } from '../multipart-copy/copy-in-parts';
import { copyRecord } from '../multipart-copy/copy-record';
import type { CopyDependencies, CopyOutcome, CopyTask } from '../multipart-copy/copy-task';

/** The key of the goal. */
export const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** What copies are to be like, unless a test says otherwise. */
export const goal: CopyGoal = {
  target: 'sse-kms',
  keyArn,
  bucketKeys: true,
  tag: { key: '__ObjectEncrypted', value: 'true' },
  versions: 'current',
};

/** The goal as objects tell it. */
export const wanted = { algorithm: 'aws:kms', keyArn, bucketKey: true } as const;

export const KIB = 1024;

/** Bytes of the source. */
export const bytes = randomBytes(10 * KIB + 5);

/** Parts of the source, at four KiB each. */
export const PARTS = 3;

/** The object that is copied over itself. */
export const ref = { bucket: 'raw-data', key: 'big/a b+c.parquet' };

/** A task for a bucket without versions names none. */
export const unversioned = { versionId: undefined };

/** What copies are made in: the bucket `raw-data` with the source, and a ledger of copies. Parts may be as small as one likes. */
export interface CopyWorld extends CopyDependencies {
  readonly copies: InMemoryMultipartCopy;
  readonly store: InMemoryObjectStore;
  readonly ledgerStore: InMemoryObjectStore;
  readonly clock: ManualClock;
  readonly log: CapturedLog;
  /** Version of the source; `null` in a bucket without versions. */
  readonly sourceId: string;
}

/** A source of 2020, not encrypted unless its properties say so, in a bucket that takes locks where it has versions. */
export function copyWorld({
  versioned = true,
  content = bytes,
  ...properties
}: KeptOptions & { versioned?: boolean; content?: Buffer } = {}): CopyWorld {
  const written = new Date('2020-01-02T03:04:05Z');
  const clock = new ManualClock(written);
  const bucket = { objectLock: versioned, defaultEncryption: { algorithm: 'none' } } as const;
  const store = new InMemoryObjectStore({ clock, buckets: { 'raw-data': bucket } });
  const { versionId: sourceId = 'null' } = store.contents.put(ref, content, properties);
  void clock.sleep(new Date('2026-11-06T08:00:00Z').getTime() - written.getTime());
  const ledgerStore = new InMemoryObjectStore({ clock, buckets: { evidence: {} } });
  return {
    settings: { partsInParallel: 3, partBytes: 4 * KIB },
    copies: new InMemoryMultipartCopy(store, { clock, smallestPart: 1 }),
    store,
    records: new Ledger(ledgerStore, { bucket: 'evidence', prefix: 'reencryption/copies/' }, copyRecord),
    ledgerStore,
    clock,
    log: new CapturedLog(),
    sourceId,
  };
}

/** Copies the version of the source, or what the task says. */
export function copy(
  world: CopyWorld,
  { deadline = Deadline.none(world.clock), ...task }: Partial<CopyTask> & { deadline?: Deadline } = {},
): Promise<CopyOutcome> {
  return copyInParts({ ref, goal, versionId: world.sourceId, ...task }, world, { deadline });
}

/** Versions of the object, newest first. */
export function versionsOf({ store }: CopyWorld): readonly KeptVersion[] {
  return store.contents.versions(ref);
}

/** Writes the object anew, as somebody else would; its version. */
export function writeOver({ store }: CopyWorld, content: Buffer | string): string {
  return store.contents.put(ref, Buffer.from(content)).versionId ?? 'null';
}
