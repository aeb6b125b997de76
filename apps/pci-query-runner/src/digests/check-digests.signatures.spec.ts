import { gunzipSync } from 'node:zlib';
import { InMemoryTrailKeys, signDigest } from '@lakeward/cloudtrail/testing';
import { AppError } from '@lakeward/core';
import { readBytes } from '@lakeward/s3';
import { at, BOTH_REGIONS, DigestWorld, EU_KEY, nameOf, trailIn, WHOLE_DAY } from '../testing/digest-world';

let world: DigestWorld;
beforeEach(() => (world = new DigestWorld()));

describe('signatures without metadata', () => {
  test('come from the digest after; only the newest one needs a file beside it', async () => {
    const { digests } = await world.whole();
    for (const { bucket, key, body } of digests) await world.store.put({ bucket, key }, body);
    expect((await world.judge()).status).toBe('complete');
    const last = digests.at(-1)!;
    const covering = digests.at(-2)!;
    await world.store.delete(last);
    expect(await world.judge()).toMatchObject({
      status: 'incomplete',
      named: [
        ['PCI_DIGEST_SIGNATURE_MISSING', nameOf(covering.key)],
        ['PCI_DELIVERY_GAP', ''],
      ],
    });
    const head = JSON.stringify({ ContentLength: 1, Metadata: covering.metadata });
    await world.store.put({ bucket: 'trail', key: `${covering.key}.metadata.json` }, head);
    expect(await world.judge()).toMatchObject({ status: 'complete', problems: [] });
  });

  test.each(['{', '{"Metadata":{"signature":7}}', '{}'])(
    'a file beside the digest that says nothing: %s',
    async (text) => {
      const { digests } = await world.whole();
      const [first] = digests;
      await world.store.put(first!, first!.body);
      await world.store.put({ bucket: 'trail', key: `${first!.key}.metadata.json` }, text);
      expect((await world.judge()).status).toBe('complete');
    },
  );

  test('digests and logs that were unpacked on the way are the same', async () => {
    const { digests, logs } = await world.whole();
    for (const key of [...digests.map((digest) => digest.key), ...logs.map((log) => log.key)]) {
      const ref = { bucket: 'trail', key };
      const { metadata } = (await world.store.head(ref))!;
      const bare = { bucket: 'trail', key: key.replace(/\.gz$/, '') };
      await world.store.put(bare, gunzipSync(await readBytes(world.store, ref)), { metadata });
      await world.store.delete(ref);
    }
    expect(await world.judge()).toMatchObject({ status: 'complete', named: [['PCI_LOGS_MOVED', '']] });
  });
});

describe('what cannot be verified', () => {
  test('without digests the day is unverified, and a Region without files is missed', async () => {
    await world.log('11:05');
    expect(await world.judge()).toMatchObject({
      status: 'unverified',
      problems: [],
      completeness: { digests: 'absent', cells: [{ covered: [], gaps: [WHOLE_DAY] }] },
    });
    expect(await world.judge(BOTH_REGIONS)).toMatchObject({
      status: 'incomplete',
      problems: [{ code: 'PCI_LOGS_MISSING', message: expect.stringContaining('in us-east-1') }],
      completeness: { digests: 'absent' },
    });
  });

  test('without digests of the day, but with some of the day before, it is incomplete', async () => {
    await world.log('11:05');
    await world.deliver(signDigest(trailIn(), { from: at('08T20:00'), to: at('08T21:00'), previous: null }));
    expect(await world.judge()).toMatchObject({ status: 'incomplete', named: [['PCI_DIGESTS_ENDED', '']] });
  });

  test('with digests of one Region alone, the other is a gap', async () => {
    await world.whole();
    await world.log('11:05', trailIn('us-east-1'));
    const { status, named, problems } = await world.judge(BOTH_REGIONS);
    expect([status, named]).toEqual(['incomplete', [['PCI_DELIVERY_GAP', '']]]);
    expect(problems[0]?.message).toContain('There is no digest of account 444455556666 in us-east-1');
  });

  test('without keys the day is unverified, and says so', async () => {
    await world.whole();
    expect(await world.judge(undefined, { withKeys: false })).toMatchObject({
      status: 'unverified',
      named: [['PCI_DIGEST_KEYS_NOT_GIVEN', '']],
      completeness: { digests: 'keys-missing' },
    });
  });

  test('without the keys of one Region that Region is a gap', async () => {
    await world.whole();
    await world.chain([], trailIn('us-east-1'));
    world.keys = new InMemoryTrailKeys({ 'eu-west-1': [EU_KEY.publicKey] });
    const { status, completeness, named } = await world.judge(BOTH_REGIONS);
    expect([status, completeness.digests]).toEqual(['incomplete', 'keys-missing']);
    expect(completeness.cells.map(({ gaps }) => gaps)).toEqual([[], [WHOLE_DAY]]);
    expect(new Set(named.map(([code]) => code))).toEqual(
      new Set(['PCI_DIGEST_KEY_MISSING', 'PCI_DELIVERY_GAP']),
    );
  });

  test('keys that may not be read are one problem, and the day is still judged', async () => {
    await world.whole();
    const denied = new AppError({ code: 'CLOUDTRAIL_ACCESS_DENIED', message: 'No.', remedy: 'Allow it.' });
    world.keys.list = () => Promise.reject(denied);
    const { status, problems, completeness } = await world.judge();
    expect([status, completeness.digests]).toEqual(['incomplete', 'keys-missing']);
    expect(problems.map(({ code }) => code)).toEqual(['PCI_DIGEST_KEYS_UNAVAILABLE', 'PCI_DELIVERY_GAP']);
    expect(problems[0]?.message).toContain('CLOUDTRAIL_ACCESS_DENIED: No. Allow it.');
  });

  test('keys that may be read later fail the review, which is tried again', async () => {
    await world.whole();
    const busy = new AppError({ code: 'CLOUDTRAIL_THROTTLED', message: 'x', remedy: 'x', retryable: true });
    world.keys.list = () => Promise.reject(busy);
    await expect(world.judge()).rejects.toBe(busy);
  });
});
