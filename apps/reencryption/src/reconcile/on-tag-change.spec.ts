import { readFileSync } from 'node:fs';
import path from 'node:path';
import { lambdaContext } from '@lakeward/lambda/testing';
import { accessDenied } from '@lakeward/s3';
import { targetTag, watchedRegion, type WatchedRegion } from '../testing/bucket-watch';
import { onTagChange } from './on-tag-change';
import { onTagChangeHandler } from './on-tag-change-handler';
import { reconcileHandler } from './reconcile-handler';

const event = (name: string) =>
  JSON.parse(readFileSync(path.join(__dirname, '../../events', name), 'utf8')) as {
    time: string;
    detail: Record<string, unknown>;
  };

const id = 'lakeward-encryption';
const delivers = (region: WatchedRegion, bucket: string) =>
  (region.buckets.at('inventories').policy ?? '').includes(`"arn:aws:s3:::${bucket}"`);

describe('on-tag-change', () => {
  test('a bucket tagged later gets its inventory and its delivery, in that other order', async () => {
    const region = watchedRegion({ 'raw-data': { tags: targetTag }, other: { tags: targetTag } });
    await expect(onTagChange('raw-data', region)).resolves.toEqual({
      outcome: 'settled',
      bucket: 'raw-data',
      isTargeted: true,
      change: 'set',
      policyChanged: true,
    });
    expect(region.buckets.writes).toEqual(['putPolicy inventories', 'putInventory raw-data']);
    expect([delivers(region, 'raw-data'), delivers(region, 'other')]).toEqual([true, false]);
  });

  test('delivered twice, or long after a run has seen to it, it writes nothing', async () => {
    const region = watchedRegion({ 'raw-data': { tags: targetTag } });
    await onTagChange('raw-data', region);
    region.buckets.writes.length = 0;
    await expect(onTagChange('raw-data', region)).resolves.toMatchObject({
      change: 'unchanged',
      policyChanged: false,
    });
    expect(region.buckets.writes).toEqual([]);
  });

  test('an untagged bucket loses both, first the inventory', async () => {
    const region = watchedRegion({ 'raw-data': { tags: targetTag }, other: { tags: targetTag } });
    await onTagChange('raw-data', region);
    await onTagChange('other', region);
    region.buckets.at('raw-data').tags = { team: 'lake' };
    region.buckets.writes.length = 0;
    await expect(onTagChange('raw-data', region)).resolves.toMatchObject({
      isTargeted: false,
      change: 'removed',
    });
    expect(region.buckets.writes).toEqual(['deleteInventory raw-data', 'putPolicy inventories']);
    expect([delivers(region, 'raw-data'), delivers(region, 'other')]).toEqual([false, true]);
  });

  test('events out of order end where the tags are', async () => {
    const region = watchedRegion({ 'raw-data': { tags: targetTag } });
    // "Tagged" arrives after the bucket was untagged again; then "untagged" arrives after it was tagged once more.
    region.buckets.at('raw-data').tags = {};
    await expect(onTagChange('raw-data', region)).resolves.toMatchObject({
      change: 'absent',
      policyChanged: false,
    });
    region.buckets.at('raw-data').tags = targetTag;
    await expect(onTagChange('raw-data', region)).resolves.toMatchObject({ change: 'set' });
  });

  test('a tag taken away while the inventory is being set up takes it away again', async () => {
    const region = watchedRegion({ 'raw-data': { tags: targetTag } });
    region.buckets.after = ({ operation }) => {
      if (operation === 'putInventory') region.buckets.at('raw-data').tags = {};
    };
    await expect(onTagChange('raw-data', region)).resolves.toMatchObject({
      isTargeted: false,
      change: 'removed',
    });
    expect(region.buckets.at('raw-data').inventories.size).toBe(0);
    expect(delivers(region, 'raw-data')).toBe(false);
  });

  test('two that run at once, one for the tag and one for its removal, end without an inventory', async () => {
    const region = watchedRegion({ 'raw-data': { tags: targetTag } });
    const first = onTagChange('raw-data', region);
    await Promise.resolve();
    region.buckets.at('raw-data').tags = {};
    await Promise.all([first, onTagChange('raw-data', region)]);
    expect(region.buckets.at('raw-data').inventories.size).toBe(0);
    expect(delivers(region, 'raw-data')).toBe(false);
  });

  test('two buckets tagged at once both end in the policy', async () => {
    const region = watchedRegion({ a: { tags: targetTag }, b: { tags: targetTag } });
    await Promise.all([onTagChange('a', region), onTagChange('b', region)]);
    expect([delivers(region, 'a'), delivers(region, 'b')]).toEqual([true, true]);
  });

  test('a tag that keeps changing is left to another delivery', async () => {
    const region = watchedRegion({ 'raw-data': { tags: targetTag } });
    region.buckets.after = ({ operation }) => {
      if (operation === 'putInventory') region.buckets.at('raw-data').tags = {};
      if (operation === 'deleteInventory') region.buckets.at('raw-data').tags = targetTag;
    };
    await expect(onTagChange('raw-data', region)).rejects.toMatchObject({
      code: 'REENC_TAGS_CHANGING',
      retryable: true,
    });
  });

  test('a bucket that is gone loses its place in the policy', async () => {
    const region = watchedRegion({ 'raw-data': { tags: targetTag } });
    await onTagChange('raw-data', region);
    region.buckets.removeBucket('raw-data');
    await expect(onTagChange('raw-data', region)).resolves.toEqual({
      outcome: 'gone',
      bucket: 'raw-data',
      policyChanged: true,
    });
    expect(region.buckets.at('inventories').policy).toBeUndefined();
  });

  test('a missing inventory bucket is not taken for a missing bucket', async () => {
    const region = watchedRegion({ 'raw-data': { tags: targetTag } });
    region.buckets.removeBucket('inventories');
    await expect(onTagChange('raw-data', region)).rejects.toMatchObject({ code: 'S3_BUCKET_NOT_FOUND' });
    expect(region.buckets.at('raw-data').inventories.size).toBe(0);
  });

  test('a bucket of another Region is left to whoever watches over it', async () => {
    const region = watchedRegion({ far: { tags: targetTag, region: 'us-east-1' } });
    await expect(onTagChange('far', region)).resolves.toEqual({
      outcome: 'other-region',
      bucket: 'far',
      region: 'us-east-1',
    });
    expect(region.buckets.writes).toEqual([]);
  });

  test('while all of the account may deliver, the policy is left alone', async () => {
    const region = watchedRegion({ 'raw-data': { tags: targetTag } });
    await onTagChange('raw-data', region);
    const inventories = region.buckets.at('inventories');
    inventories.policy = inventories.policy!.replace('"arn:aws:s3:::raw-data"', '"arn:aws:s3:::*"');
    region.buckets.at('raw-data').tags = {};
    await expect(onTagChange('raw-data', region)).resolves.toMatchObject({
      change: 'removed',
      policyChanged: false,
    });
  });
});

describe('the function on-tag-change', () => {
  const handlerOf = (region: WatchedRegion) =>
    onTagChangeHandler({ log: () => region.log, clock: region.clock, dependencies: () => region });

  test('PutBucketTagging and UntagResource name the bucket, each in its way', async () => {
    const region = watchedRegion({ 'raw-data': { tags: targetTag } });
    const handler = handlerOf(region);
    await expect(handler(event('put-bucket-tagging.json'), lambdaContext())).resolves.toMatchObject({
      bucket: 'raw-data',
      change: 'set',
    });
    region.buckets.at('raw-data').tags = {};
    await expect(handler(event('untag-resource.json'), lambdaContext())).resolves.toMatchObject({
      bucket: 'raw-data',
      change: 'removed',
    });
    expect(region.buckets.at('raw-data').inventories.has(id)).toBe(false);
  });

  test('a failure is thrown, so that the event is delivered again', async () => {
    const region = watchedRegion({ 'raw-data': { tags: targetTag } });
    region.buckets.before = ({ operation }) => {
      if (operation === 'putInventory') throw accessDenied('No.', 'Grant it.');
    };
    await expect(handlerOf(region)(event('put-bucket-tagging.json'), lambdaContext())).rejects.toMatchObject({
      name: 'S3_ACCESS_DENIED',
    });
  });

  test.each<[string, Record<string, unknown>]>([
    ['a refused call', { errorCode: 'AccessDenied' }],
    [
      'tags of an access point',
      { requestParameters: { resourceArn: 'arn:aws:s3:eu-west-1:111122223333:accesspoint/ap' } },
    ],
    ['a call without parameters', { requestParameters: null }],
  ])('%s is none', async (_what, change) => {
    const region = watchedRegion({ 'raw-data': { tags: targetTag } });
    const put = event('put-bucket-tagging.json');
    await expect(
      handlerOf(region)({ ...put, detail: { ...put.detail, ...change } }, lambdaContext()),
    ).resolves.toEqual({ outcome: 'ignored' });
    expect(region.buckets.writes).toEqual([]);
  });

  test('an event of another call is refused', async () => {
    const put = event('put-bucket-tagging.json');
    const other = { ...put, detail: { ...put.detail, eventName: 'PutBucketPolicy' } };
    await expect(handlerOf(watchedRegion())(other, lambdaContext())).rejects.toMatchObject({
      name: 'INVALID_INPUT',
    });
  });
});

describe('the function reconcile', () => {
  test('reconciles on schedule, and by hand at deployment', async () => {
    const region = watchedRegion({ 'raw-data': { tags: targetTag } });
    const handler = reconcileHandler({
      log: () => region.log,
      clock: region.clock,
      dependencies: () => region,
    });
    await expect(handler(event('scheduled.json'), lambdaContext())).resolves.toMatchObject({
      set: ['raw-data'],
    });
    await expect(handler({ time: '2026-11-06T01:00:00Z' }, lambdaContext())).resolves.toMatchObject({
      set: [],
    });
    await expect(handler({}, lambdaContext())).rejects.toMatchObject({ name: 'INVALID_INPUT' });
  });
});
