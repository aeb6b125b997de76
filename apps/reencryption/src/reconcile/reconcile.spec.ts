import { Deadline } from '@lakeward/core';
import { accessDenied, inventoryFields, throttled, type InventoryConfiguration } from '@lakeward/s3';
import { standardSchema } from '../inventory/inventory-schema';
import { evaluateBucketPolicy } from '../testing/policy-evaluator';
import { targetTag, watchedRegion, type WatchedRegion } from '../testing/bucket-watch';
import { reconcile } from './reconcile';

const run = (region: WatchedRegion, milliseconds = 600_000) =>
  reconcile(region, { deadline: Deadline.in(milliseconds, region.clock) });

const sources = (region: WatchedRegion): unknown => {
  const { policy } = region.buckets.at('inventories');
  const { Statement } = JSON.parse(policy ?? '{"Statement":[]}') as {
    Statement: { Sid?: string; Condition?: { ArnLike?: Record<string, unknown> } }[];
  };
  return Statement.find(({ Sid }) => Sid === 'LakewardInventoryDelivery')?.Condition?.ArnLike?.[
    'aws:SourceArn'
  ];
};

const foreign = (id: string): InventoryConfiguration => ({
  id,
  enabled: true,
  includedVersions: 'Current',
  frequency: 'Weekly',
  fields: ['Size'],
  destination: { bucket: 'audit', format: 'CSV' },
});

describe('reconcile', () => {
  test('gives tagged buckets the inventory that plans are made from, and lets exactly them deliver', async () => {
    const region = watchedRegion({
      'raw-data': { tags: { ...targetTag, team: 'lake' } },
      curated: { tags: targetTag },
      logs: { tags: { __Inventory: 'false' } },
      untagged: {},
      'far-away': { tags: targetTag, region: 'us-east-1' },
    });
    await expect(run(region)).resolves.toEqual({
      region: 'eu-west-1',
      looked: 5,
      targeted: 2,
      set: ['curated', 'raw-data'],
      replaced: [],
      removed: [],
      policyChanged: true,
      deliveryFrom: 'listed',
      failures: [],
    });
    const configuration = region.buckets.at('raw-data').inventories.get('lakeward-encryption');
    expect(configuration).toEqual({
      id: 'lakeward-encryption',
      enabled: true,
      includedVersions: 'All',
      frequency: 'Daily',
      fields: expect.arrayContaining([
        'Size',
        'StorageClass',
        'EncryptionStatus',
        'BucketKeyStatus',
        'ObjectLockMode',
        'ObjectLockRetainUntilDate',
        'ObjectLockLegalHoldStatus',
      ]),
      destination: {
        bucket: 'inventories',
        accountId: '111122223333',
        format: 'Parquet',
        prefix: 'reencryption/inventory',
        encryption: { type: 'SSE-S3' },
      },
    });
    // What S3 writes is what the table reads: the columns come from one list.
    expect(configuration?.fields).toHaveLength(standardSchema().columns.length - 5);
    expect(sources(region)).toEqual(['arn:aws:s3:::curated', 'arn:aws:s3:::raw-data']);
    expect(region.buckets.at('far-away').inventories.size).toBe(0);
    expect(region.log.codes()).toEqual([
      'REENC_INVENTORY_CHANGED',
      'REENC_INVENTORY_CHANGED',
      'REENC_RECONCILED',
    ]);
  });

  test('the policy lets S3 deliver from those buckets of this account, below the prefix, and nobody else', async () => {
    const region = watchedRegion({ 'raw-data': { tags: targetTag } });
    await run(region);
    const policy = region.buckets.at('inventories').policy!;
    const delivery = {
      action: 's3:PutObject',
      resource: 'arn:aws:s3:::inventories/reencryption/inventory/raw-data/lakeward-encryption/data/1.parquet',
      principal: 's3.amazonaws.com',
      context: {
        'aws:SourceArn': 'arn:aws:s3:::raw-data',
        'aws:SourceAccount': '111122223333',
        's3:x-amz-acl': 'bucket-owner-full-control',
      },
    };
    expect(evaluateBucketPolicy(policy, delivery)).toBe('allow');
    for (const change of [
      { principal: 'logging.s3.amazonaws.com' },
      { resource: 'arn:aws:s3:::inventories/other/1.parquet' },
      { action: 's3:GetObject' },
      { context: { ...delivery.context, 'aws:SourceArn': 'arn:aws:s3:::raw-data-of-others' } },
      { context: { ...delivery.context, 'aws:SourceAccount': '444455556666' } },
      { context: { ...delivery.context, 's3:x-amz-acl': 'public-read' } },
      { context: {} },
    ]) {
      expect(evaluateBucketPolicy(policy, { ...delivery, ...change })).toBe('silent');
    }
  });

  test('a second run writes nothing, however S3 orders what it tells', async () => {
    const region = watchedRegion({ 'raw-data': { tags: targetTag }, other: {} });
    await run(region);
    const { inventories } = region.buckets.at('raw-data');
    const set = inventories.get('lakeward-encryption')!;
    inventories.set(set.id, { ...set, keyPrefix: '', fields: [...set.fields].reverse() });
    region.buckets.writes.length = 0;
    await expect(run(region)).resolves.toMatchObject({
      set: [],
      replaced: [],
      removed: [],
      policyChanged: false,
    });
    expect(region.buckets.writes).toEqual([]);
  });

  test.each<[string, Partial<InventoryConfiguration>]>([
    ['disabled', { enabled: false }],
    ['without old versions', { includedVersions: 'Current' }],
    ['of a part of the bucket', { keyPrefix: 'year=2026/' }],
    ['weekly', { frequency: 'Weekly' }],
    ['with a column less', { fields: ['Size', 'EncryptionStatus'] }],
    ['with all columns there are', { fields: inventoryFields }],
  ])('a configuration of ours that somebody made %s is put right', async (_what, change) => {
    const region = watchedRegion({ 'raw-data': { tags: targetTag } });
    await run(region);
    const { inventories } = region.buckets.at('raw-data');
    const wanted = inventories.get('lakeward-encryption')!;
    inventories.set(wanted.id, { ...wanted, ...change });
    await expect(run(region)).resolves.toMatchObject({ replaced: ['raw-data'], policyChanged: false });
    expect(inventories.get(wanted.id)).toEqual(wanted);
  });

  test('a key for the inventories replaces SSE-S3', async () => {
    const region = watchedRegion({ 'raw-data': { tags: targetTag } });
    await run(region);
    const inventoryKeyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd';
    await run({ ...region, settings: { ...region.settings, inventoryKeyArn } });
    expect(
      region.buckets.at('raw-data').inventories.get('lakeward-encryption')?.destination.encryption,
    ).toEqual({
      type: 'SSE-KMS',
      keyArn: inventoryKeyArn,
    });
  });

  test('untagged buckets lose our configuration and their delivery, and keep those of others', async () => {
    const region = watchedRegion({ 'raw-data': { tags: targetTag }, curated: { tags: targetTag } });
    await run(region);
    region.buckets.at('raw-data').tags = {};
    region.buckets.at('raw-data').inventories.set('audit', foreign('audit'));
    await expect(run(region)).resolves.toMatchObject({
      targeted: 1,
      removed: ['raw-data'],
      policyChanged: true,
    });
    expect([...region.buckets.at('raw-data').inventories.keys()]).toEqual(['audit']);
    expect(sources(region)).toBe('arn:aws:s3:::curated');
  });

  test('with the last tag the policy goes, or at least our statement', async () => {
    const region = watchedRegion({ 'raw-data': { tags: targetTag } });
    const tls = { Sid: 'TlsOnly', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };
    await run(region);
    region.buckets.at('raw-data').tags = {};
    await run(region);
    expect(region.buckets.at('inventories').policy).toBeUndefined();
    region.buckets.at('inventories').policy = JSON.stringify({ Version: '2012-10-17', Statement: tls });
    region.buckets.at('raw-data').tags = targetTag;
    await run(region);
    expect(sources(region)).toBe('arn:aws:s3:::raw-data');
    region.buckets.at('raw-data').tags = {};
    await run(region);
    expect(JSON.parse(region.buckets.at('inventories').policy!)).toEqual({
      Version: '2012-10-17',
      Statement: [tls],
    });
  });

  test('a deleted bucket loses its place in the policy', async () => {
    const region = watchedRegion({ 'raw-data': { tags: targetTag }, curated: { tags: targetTag } });
    await run(region);
    region.buckets.removeBucket('raw-data');
    await expect(run(region)).resolves.toMatchObject({ policyChanged: true, failures: [] });
    expect(sources(region)).toBe('arn:aws:s3:::curated');
  });

  test('a bucket deleted while it is looked at is no failure', async () => {
    const region = watchedRegion({ 'raw-data': { tags: targetTag } });
    region.buckets.before = ({ operation }) => {
      if (operation === 'inventory') region.buckets.removeBucket('raw-data');
    };
    await expect(run(region)).resolves.toMatchObject({ looked: 2, targeted: 0, failures: [] });
    expect(sources(region)).toBeUndefined();
  });

  test('a configuration of our id that delivers elsewhere is neither replaced nor removed', async () => {
    const region = watchedRegion({ 'raw-data': { tags: targetTag }, curated: {} });
    for (const name of ['raw-data', 'curated']) {
      region.buckets.at(name).inventories.set('lakeward-encryption', foreign('lakeward-encryption'));
    }
    const { failures } = await run(region);
    expect(failures).toEqual([
      {
        bucket: 'raw-data',
        code: 'REENC_INVENTORY_ID_TAKEN',
        description: expect.stringContaining('INVENTORY_ID'),
        retryable: false,
      },
    ]);
    expect(region.buckets.at('raw-data').inventories.get('lakeward-encryption')).toEqual(
      foreign('lakeward-encryption'),
    );
    expect(region.buckets.at('curated').inventories.size).toBe(1);
  });

  test('a bucket with 1,000 configurations is named; with 999 there is room, and ours can be replaced', async () => {
    const region = watchedRegion({ full: { tags: targetTag }, almost: { tags: targetTag } });
    for (let n = 0; n < 999; n += 1) {
      region.buckets.at('full').inventories.set(`c${n}`, foreign(`c${n}`));
      region.buckets.at('almost').inventories.set(`c${n}`, foreign(`c${n}`));
    }
    region.buckets.at('full').inventories.set('one-more', foreign('one-more'));
    await expect(run(region)).resolves.toMatchObject({
      set: ['almost'],
      failures: [{ bucket: 'full', code: 'REENC_INVENTORY_LIMIT' }],
    });
    const { inventories } = region.buckets.at('almost');
    inventories.set('lakeward-encryption', { ...inventories.get('lakeward-encryption')!, enabled: false });
    await expect(run(region)).resolves.toMatchObject({ replaced: ['almost'] });
  });

  test('access denied on one bucket is named, does not stop the others, and takes no delivery away', async () => {
    const region = watchedRegion({ a: { tags: targetTag }, b: { tags: targetTag }, c: { tags: targetTag } });
    await run(region);
    region.buckets.at('a').inventories.clear();
    region.buckets.at('c').tags = {};
    region.buckets.before = ({ operation, bucket }) => {
      if (bucket === 'b') throw accessDenied(`No ${operation}.`, 'Grant it.');
    };
    await expect(run(region)).resolves.toMatchObject({
      set: ['a'],
      removed: ['c'],
      failures: [
        { bucket: 'b', code: 'S3_ACCESS_DENIED', description: 'No bucketTags. Grant it.', retryable: false },
      ],
    });
    expect(sources(region)).toEqual(['arn:aws:s3:::a', 'arn:aws:s3:::b']);
    expect(region.log.lines.find(({ code }) => code === 'REENC_BUCKET_NOT_RECONCILED')?.fields).toEqual({
      bucket: 'b',
      errorCode: 'S3_ACCESS_DENIED',
      retryable: false,
      description: 'No bucketTags. Grant it.',
    });
  });

  test('a bucket that is throttled is tried again, up to a limit', async () => {
    const region = watchedRegion({ a: { tags: targetTag }, b: { tags: targetTag } });
    let refusals = 0;
    region.buckets.before = ({ operation, bucket }) => {
      if (operation !== 'putInventory') return;
      if (bucket === 'b' || (refusals += 1) <= 3) throw throttled('Slow down.');
    };
    await expect(run(region)).resolves.toMatchObject({
      set: ['a'],
      failures: [{ bucket: 'b', code: 'S3_THROTTLED', retryable: true }],
    });
  });

  test('when the time is over the rest is named and left as it is', async () => {
    const region = watchedRegion({ a: { tags: targetTag }, b: { tags: targetTag } });
    await run(region);
    region.buckets.writes.length = 0;
    const { failures, looked } = await run(region, 0);
    expect([looked, failures.map(({ bucket, code }) => `${bucket} ${code}`)]).toEqual([
      3,
      ['a', 'b', 'inventories'].map((name) => `${name} REENC_BUCKET_NOT_REACHED`),
    ]);
    expect(region.buckets.writes).toEqual([]);
  });

  test('without the policy nothing is set up: its inventories would be lost', async () => {
    const region = watchedRegion({ a: { tags: targetTag } });
    region.buckets.before = ({ operation }) => {
      if (operation === 'putPolicy') throw accessDenied('No.', 'Grant it.');
    };
    await expect(run(region)).rejects.toMatchObject({ code: 'S3_ACCESS_DENIED' });
    expect(region.buckets.at('a').inventories.size).toBe(0);
  });

  test('a policy that somebody writes at the same time is read again, and theirs is kept', async () => {
    const region = watchedRegion({ a: { tags: targetTag } });
    const theirs = { Sid: 'Theirs', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };
    let writes = 0;
    region.buckets.before = ({ operation }) => {
      if (operation === 'putPolicy' && (writes += 1) === 1) {
        region.buckets.at('inventories').policy = JSON.stringify({
          Version: '2012-10-17',
          Statement: [theirs],
        });
      }
    };
    await run(region);
    expect(JSON.parse(region.buckets.at('inventories').policy!)).toMatchObject({
      Statement: [theirs, { Sid: 'LakewardInventoryDelivery' }],
    });
  });

  test('a policy that keeps changing is given up on, to be tried again', async () => {
    const region = watchedRegion({ a: { tags: targetTag } });
    let writes = 0;
    region.buckets.before = ({ operation }) => {
      if (operation !== 'putPolicy') return;
      writes += 1;
      region.buckets.at('inventories').policy = JSON.stringify({
        Version: '2012-10-17',
        Id: `${writes}`,
        Statement: [{ Sid: 'x' }],
      });
    };
    await expect(run(region)).rejects.toMatchObject({ code: 'REENC_POLICY_CONTENDED', retryable: true });
    expect(writes).toBe(5);
  });

  test('more buckets than fit into 20 KB: all of the account may deliver, until they fit again', async () => {
    const names = Array.from({ length: 400 }, (_, n) => `${'data-'.repeat(10)}${String(n).padStart(3, '0')}`);
    const region = watchedRegion(Object.fromEntries(names.map((name) => [name, { tags: targetTag }])));
    await expect(run(region)).resolves.toMatchObject({
      targeted: 400,
      deliveryFrom: 'account',
      failures: [],
    });
    expect(sources(region)).toBe('arn:aws:s3:::*');
    expect(region.buckets.at('inventories').policy).toContain('"aws:SourceAccount":"111122223333"');
    region.buckets.writes.length = 0;
    await expect(run(region)).resolves.toMatchObject({ deliveryFrom: 'account', policyChanged: false });
    expect(region.buckets.writes).toEqual([]);
    for (const name of names.slice(2)) region.buckets.at(name).tags = {};
    await expect(run(region)).resolves.toMatchObject({
      targeted: 2,
      deliveryFrom: 'listed',
      policyChanged: true,
    });
    expect(sources(region)).toEqual(names.slice(0, 2).map((name) => `arn:aws:s3:::${name}`));
  });

  test('killed at any write, the next run ends where one run ends', async () => {
    const start = () => {
      const region = watchedRegion({ a: { tags: targetTag }, b: { tags: targetTag }, c: {} });
      region.buckets.at('c').inventories.set('lakeward-encryption', {
        ...foreign('lakeward-encryption'),
        destination: { bucket: 'inventories', format: 'Parquet', prefix: 'reencryption/inventory' },
      });
      return region;
    };
    const state = (region: WatchedRegion) => [
      region.buckets.at('inventories').policy,
      ...['a', 'b', 'c'].map((name) => [...region.buckets.at(name).inventories.values()]),
    ];
    const undisturbed = start();
    await run(undisturbed);
    const steps = undisturbed.buckets.writes.length;
    expect(steps).toBe(4);
    for (let killedAt = 1; killedAt <= steps; killedAt += 1) {
      for (const when of ['before', 'after'] as const) {
        const region = start();
        let writes = 0;
        region.buckets[when] = ({ operation }) => {
          if (/^(?:put|delete)/.test(operation) && (writes += 1) >= killedAt) throw new Error('killed');
        };
        // A kill inside of one bucket is named; one at the policy ends the run.
        await run(region).catch(() => undefined);
        region.buckets[when] = undefined;
        await expect(run(region)).resolves.toMatchObject({ failures: [] });
        expect(state(region)).toEqual(state(undisturbed));
      }
    }
  });
});
