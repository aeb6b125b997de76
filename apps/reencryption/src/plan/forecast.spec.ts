import type { VersionGroup } from './classify';
import { forecast } from './forecast';
import { partBytesFor, planParts } from '../multipart-copy/part-plan';
import { pricesOf } from '../prices';
import { parseLot } from './remedies';
import { toKms } from '../testing/planning-lake';

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

  describe('of copies in parts', () => {
    const GIB = 1024 ** 3;
    const large = (id: string, objects: number, gib: number, change: Partial<VersionGroup> = {}) =>
      forecast([group(id, objects, { bytes: objects * gib * GIB, ...change })], toKms, prices);

    test('has the requests of every part, and those around them, by their class', () => {
      const { requests, cost, bytesMoved } = large('multipart-copy', 1_000, 6);
      // 24 parts of 256 MiB, begun and completed; 2 listings, 3 writes and 1 look at the record; 3 looks of 3 requests at versions.
      expect(requests).toBe(1_000 * (24 + 1 + 1 + 2 + 3 + 1 + 9));
      // 31,000 at 0.005 and 10,000 at 0.0004 for each thousand.
      expect(cost.requests).toBe(0.159);
      expect(bytesMoved).toBe(6_000 * GIB);
      // 0.0002 for the calls; 6,442,450,944,000 bytes at 200 MB a second are 32,212.25472 seconds of 1.73 GB at 0.0000133334.
      expect(cost.functions).toBe(0.7432);
    });

    test('by the prices of their storage class', () => {
      // For each thousand: 26 of 0.01 for the copy, 5 of 0.005 around it, 9 looks of 0.001 and one of 0.0004.
      const change = { storageClass: 'STANDARD_IA' };
      expect(large('multipart-copy', 1_000, 6, change).cost.requests).toBe(0.2944);
    });

    test('into an archive by those of STANDARD until they are completed, with the restore before', () => {
      const { requests, cost, wallClockHours } = large('restore-first.DEEP_ARCHIVE.large', 1_000, 6, {
        storageClass: 'DEEP_ARCHIVE',
      });
      expect(requests).toBe(42_000);
      // For each thousand: 0.025 to restore, 25 of 0.005 to begin and copy, 0.05 to complete, 5 of 0.005, 10 looks of 0.0004.
      expect(cost.requests).toBe(0.229);
      expect(cost.functions).toBe(0.7432);
      // 1,000 tasks, the bytes at 2 GB a second, 0.1 hours for the job, 12 for the restore.
      expect(wallClockHours.low).toBe(12.99);
    });

    test('over 2,500 GiB are of larger parts, so that they are at most 10,000', () => {
      expect(large('multipart-copy', 1, 2_500).requests).toBe(10_000 + 17);
      // 525 MiB each.
      expect(large('multipart-copy', 1, 5_120).requests).toBe(9_987 + 17);
    });

    test('of different sizes are counted by their mean, less than a part off for each', () => {
      const sizes = [5 * GIB + 1, 6 * GIB, 7.3 * GIB, 40 * GIB];
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      const { requests } = forecast([group('multipart-copy', sizes.length, { bytes })], toKms, prices);
      const exact = sizes.reduce((sum, size) => sum + planParts(size, partBytesFor(size)).length + 17, 0);
      expect(Math.abs(requests - exact)).toBeLessThan(sizes.length);
    });
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
