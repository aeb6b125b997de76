import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Deadline, systemClock, type Clock } from '@lakeward/core';
import { CapturedLog } from '@lakeward/observability';
import { parseS3Uri, readBytes } from '@lakeward/s3';
import { embeddedPlanning } from '../embedded-dependencies';
import type { Goal } from '../plan/goal';
import { planSnapshot, type PlannedSnapshot } from '../plan/plan-snapshot';
import { writeInventory, type InventoryDelivery } from './inventory-writer';

/** Key of the tests, in the Region and account of nobody. */
export const KEY_ARN = 'arn:aws:kms:eu-west-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** What most tests want. */
export const toKms: Goal = { target: 'sse-kms', keyArn: KEY_ARN, bucketKeys: true, copiesNoncurrent: false };

/** All fields of an inventory of all versions. */
export const ALL_FIELDS = [
  'Bucket',
  'Key',
  'VersionId',
  'IsLatest',
  'IsDeleteMarker',
  'Size',
  'LastModifiedDate',
  'ETag',
  'StorageClass',
  'IsMultipartUploaded',
  'ReplicationStatus',
  'EncryptionStatus',
  'ObjectLockRetainUntilDate',
  'ObjectLockMode',
  'ObjectLockLegalHoldStatus',
  'IntelligentTieringAccessTier',
  'BucketKeyStatus',
];

/** A delivery of bucket `src-bucket`, in whatever differs. */
export function delivery(change: Partial<InventoryDelivery>): InventoryDelivery {
  return {
    format: 'CSV',
    fields: ALL_FIELDS,
    files: [],
    sourceBucket: 'src-bucket',
    destinationBucket: 'inventories',
    prefix: 'inv',
    configuration: 'daily',
    snapshot: '2026-11-06T01-00Z',
    ...change,
  };
}

/** A lake in a temporary directory, whose files somebody else puts there. */
export class PlanningLake {
  readonly log = new CapturedLog();
  /** Stands still, and sleeps in real time: DuckDB works in threads of its own. */
  readonly clock: Clock = {
    now: () => new Date('2026-11-07T00:00:00Z'),
    sleep: (milliseconds) => systemClock.sleep(milliseconds),
  };

  private constructor(readonly directory: string) {}

  static async make(): Promise<PlanningLake> {
    return new PlanningLake(await mkdtemp(path.join(tmpdir(), 'lakeward-reencryption-')));
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Puts the files of a delivery where the lake has its objects; answers the URI of the manifest. */
  async deliver(what: InventoryDelivery): Promise<string> {
    await this.writeBelow(path.join(this.directory, 's3', what.destinationBucket), writeInventory(what));
    const prefix = what.prefix === '' ? '' : `${what.prefix}/`;
    return `s3://${what.destinationBucket}/${prefix}${what.sourceBucket}/${what.configuration}/${what.snapshot}/manifest.json`;
  }

  async writeBelow(root: string, objects: ReadonlyMap<string, Uint8Array>): Promise<void> {
    for (const [key, bytes] of objects) {
      const file = path.join(root, key);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, bytes);
    }
  }

  /** Plans as the command line does; answers the text of each manifest too, by remedy. */
  async plan(
    manifest: string,
    goal: Goal = toKms,
    more: { metadataTable?: string; region?: string; account?: string } = {},
  ): Promise<PlannedSnapshot & { readonly lines: Record<string, string> }> {
    const { directory: lake, log, clock } = this;
    const planning = await embeddedPlanning({ lake, manifest, clock, log, ...more });
    try {
      const input = { ...planning.input, goal };
      const planned = await planSnapshot(input, planning, { deadline: Deadline.none(clock) });
      const lines: Record<string, string> = {};
      for (const { remedy, uri, lots } of planned.plan.manifests) {
        lines[remedy] = (await readBytes(planning.store, parseS3Uri(uri))).toString('utf8');
        for (const each of lots.length > 1 ? lots : []) {
          lines[each.lot.id] = (await readBytes(planning.store, parseS3Uri(each.uri))).toString('utf8');
        }
      }
      return { ...planned, lines };
    } finally {
      await planning.close();
    }
  }
}
