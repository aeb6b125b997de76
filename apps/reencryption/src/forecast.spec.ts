import type { VersionGroup } from './classify';
import { forecast } from './forecast';
import { pricesOf } from './prices';
import { parseLot } from './remedies';
import { toKms } from './testing/planning-lake';

const prices = pricesOf('us-east-1');
const group = (lotId: string, objects: number, change: Partial<VersionGroup> = {}): VersionGroup => {
  const lot = parseLot(lotId)!;
  return {
    remedy: lot.remedy,
    reason: 'not-encrypted',
    lot,
    storageClass: 'STANDARD',
    archiveTier: '',
    objects,
    bytes: objects * 1_000,
    ...change,
  };
};

describe('a forecast', () => {
  test('of changes in place: a PUT and a fee for each object, a call to KMS, and no byte moved', () => {
    const update = group('update', 1_000_000, { reason: 'sse-s3' });
    expect(forecast([update], { ...toKms, bucketKeys: false }, prices)).toEqual({
      prices: { region: 'us-east-1', asOf: '2026-06-30' },
      objects: 1_000_000,
      bytes: 1_000_000_000,
      bytesMoved: 0,
      jobs: 1,
      requests: 1_000_000,
      kmsCalls: { withBucketKeys: 10_000, withoutBucketKeys: 1_000_000 },
      cost: {
        batch: 1.25,
        requests: 5,
        kms: { low: 3, high: 3 },
        retrieval: 0,
        functions: 0,
        total: { low: 9.25, high: 9.25 },
      },
      // 0.25 for the job, 1 for its objects, 5 for the copies, 3 for KMS.
      copyEverything: { objects: 1_000_000, bytesMoved: 1_000_000_000, cost: 9.25 },
      wallClockHours: { low: 0.19, high: 1.93 },
    });
  });

  test('with Bucket Keys is a range, since nobody knows how many calls are left', () => {
    const { kms } = forecast([group('update', 1_000_000, { reason: 'sse-s3' })], toKms, prices).cost;
    expect(kms).toEqual({ low: 0.03, high: 3 });
  });

  test('counts the call that opens an object under another key', () => {
    const { kmsCalls } = forecast([group('update', 10, { reason: 'other-key' })], toKms, prices);
    expect(kmsCalls.withoutBucketKeys).toBe(20);
  });

  test('of archived objects has two requests each, the price of their class, and the hours of the restore', () => {
    const restored = group('restore-first.DEEP_ARCHIVE', 1_000, {
      storageClass: 'DEEP_ARCHIVE',
      bytes: 1024 ** 3,
    });
    const { requests, cost, wallClockHours } = forecast([restored], toKms, prices);
    expect(requests).toBe(2_000);
    // 0.05 to write and 0.025 to restore for each thousand.
    expect([cost.requests, cost.retrieval]).toEqual([0.075, 0.0025]);
    expect([wallClockHours.low, wallClockHours.high]).toEqual([12.1, 49]);
  });

  test('leaves out what no job works on', () => {
    const locked: VersionGroup = {
      remedy: 'impossible',
      reason: 'legal-hold',
      storageClass: 'STANDARD',
      archiveTier: '',
      objects: 50,
      bytes: 50_000,
    };
    expect(forecast([locked], toKms, prices)).toMatchObject({
      objects: 0,
      jobs: 0,
      cost: { total: { low: 0, high: 0 } },
      copyEverything: { objects: 50 },
      wallClockHours: { low: 0, high: 0 },
    });
  });
});
