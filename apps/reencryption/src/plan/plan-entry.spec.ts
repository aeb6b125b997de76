import { createHash } from 'node:crypto';
import { Deadline, ManualClock } from '@lakeward/core';
import { Ledger } from '@lakeward/ledger';
import { InMemoryObjectStore } from '@lakeward/s3/testing';
import { beginPlan, verifiedFiles } from './plan-entry';
import { planRecord } from './plan-record';
import { readDelivery } from '../inventory/verify-inventory';

const MINUTE = 60_000;
const FILES = 10;
const at = { bucket: 'inventories', key: 'src-bucket/daily/2026-11-06T01-00Z/manifest.json' };
const identity = { place: 'src-bucket/daily/2026-11-06T01-00Z/cafe', runKey: 'cafe' };
const nameOf = (index: number): string => `src-bucket/daily/data/${index}.csv.gz`;

/** A delivery of ten files, each of which takes a minute to read. */
class SlowDelivery {
  readonly clock = new ManualClock('2026-11-06T02:00:00Z');
  readonly store = new InMemoryObjectStore({ clock: this.clock, buckets: { inventories: {}, evidence: {} } });
  readonly plans = new Ledger(this.store, { bucket: 'evidence', prefix: 'runs/' }, planRecord);
  readonly read: string[] = [];

  static async made(): Promise<SlowDelivery> {
    const world = new SlowDelivery();
    const files = Array.from({ length: FILES }, (_, index) => ({
      key: nameOf(index),
      size: 6,
      MD5checksum: createHash('md5').update(`file ${index}`).digest('hex'),
    }));
    for (const index of files.keys()) await world.write(index, `file ${index}`);
    const manifest = {
      sourceBucket: 'src-bucket',
      destinationBucket: 'arn:aws:s3:::inventories',
      version: '2016-11-30',
      creationTimestamp: '1793926800000',
      fileFormat: 'CSV',
      fileSchema: 'Bucket, Key, EncryptionStatus',
      files,
    };
    await world.store.put(at, JSON.stringify(manifest));
    return world;
  }

  async write(index: number, text: string): Promise<void> {
    await this.store.put({ bucket: 'inventories', key: nameOf(index) }, text);
  }

  /** One invocation of so many minutes; answers the names of the files it knows verified. */
  async invoke(minutes: number): Promise<string[]> {
    const { clock, plans, read } = this;
    const store = new Proxy(this.store, {
      get: (target, name) => {
        if (name !== 'get') {
          const member: unknown = Reflect.get(target, name, target);
          return typeof member === 'function' ? (member as () => unknown).bind(target) : member;
        }
        return async (...args: Parameters<InMemoryObjectStore['get']>) => {
          const [{ key }] = args;
          if (key.includes('/data/')) {
            read.push(key);
            await clock.sleep(MINUTE);
          }
          return target.get(...args);
        };
      },
    });
    const delivery = await readDelivery(at, store);
    const known = await plans.read(`${identity.place}/plan`);
    const deadline = Deadline.in(minutes * MINUTE, clock);
    const files = await verifiedFiles(delivery, known, identity, { plans, store, clock }, deadline);
    await beginPlan(known, identity, { plans, clock });
    return files.map(({ key }) => key);
  }

  async state(): Promise<unknown> {
    return (await this.plans.read(`${identity.place}/plan`))?.record;
  }
}

const names = Array.from({ length: FILES }, (_, index) => nameOf(index));
const continues = (verified: number) => ({
  code: 'REENC_VERIFICATION_CONTINUES',
  retryable: true,
  message: `${verified} of 10 files of the inventory were verified when the invocation's time was over.`,
});

describe('an inventory that takes longer to read than an invocation has', () => {
  test('is verified by one after the other, each file once', async () => {
    const world = await SlowDelivery.made();
    await expect(world.invoke(5)).rejects.toMatchObject(continues(4));
    await expect(world.state()).resolves.toMatchObject({ state: 'verifying', verified: 4 });
    await expect(world.invoke(5)).rejects.toMatchObject(continues(8));
    await expect(world.invoke(5)).resolves.toEqual(names);
    await expect(world.state()).resolves.toMatchObject({
      state: 'started',
      attempt: 1,
      startedAt: '2026-11-06T02:04:00.000Z',
    });
    expect([...world.read].sort()).toEqual([...names].sort());
  });

  test('is not read again once all of it is verified', async () => {
    const world = await SlowDelivery.made();
    await world.invoke(60);
    await world.invoke(1);
    expect(world.read).toHaveLength(FILES);
  });

  test('is refused when a file of it is another, whenever that is read', async () => {
    const world = await SlowDelivery.made();
    await expect(world.invoke(5)).rejects.toMatchObject(continues(4));
    await world.write(9, 'FILE 9');
    await expect(world.invoke(5)).rejects.toMatchObject(continues(8));
    await expect(world.invoke(5)).rejects.toMatchObject({ code: 'REENC_DATA_FILE_CHECKSUM' });
    await expect(world.state()).resolves.toMatchObject({ state: 'verifying', verified: 8 });
  });

  test('is refused at once when a file of it is gone, or has another size', async () => {
    const world = await SlowDelivery.made();
    await world.write(9, 'longer than it was');
    await expect(world.invoke(60)).rejects.toMatchObject({ code: 'REENC_DATA_FILE_CHECKSUM' });
    await world.store.delete({ bucket: 'inventories', key: nameOf(9) });
    await expect(world.invoke(5)).rejects.toMatchObject({ code: 'REENC_DATA_FILE_MISSING' });
    expect(await world.state()).toBeUndefined();
  });
});
