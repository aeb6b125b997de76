import { gunzipSync, gzipSync } from 'node:zlib';
import { InMemoryTrailKeys, makeTrailKeyPair, signDigest } from '@lakeward/cloudtrail/testing';
import { at, DigestWorld, EU_KEY, nameOf, span, trailIn, WHOLE_DAY } from '../testing/digest-world';

let world: DigestWorld;
beforeEach(() => (world = new DigestWorld()));

describe('digests', () => {
  test('a missing one is named, and so is the hour that it covered', async () => {
    const { digests } = await world.whole();
    await world.store.delete(digests[12]!);
    const { status, named, problems, completeness } = await world.judge();
    expect(status).toBe('incomplete');
    expect(named).toEqual([
      ['PCI_DIGEST_MISSING', nameOf(digests[12]!.key)],
      ['PCI_DELIVERY_GAP', ''],
    ]);
    expect(problems[1]?.message).toContain(
      'No verified digest covers 11:14:31 to 12:14:31 UTC of account 444455556666 in eu-west-1',
    );
    expect(completeness.cells[0]).toMatchObject({
      covered: [span('00:00', '11:14:31'), span('12:14:31', '10T00:00')],
      gaps: [span('11:14:31', '12:14:31')],
    });
  });

  test('files in a gap are counted, not named one by one', async () => {
    const logs = [await world.log('11:20'), await world.log('11:40'), await world.log('13:40')];
    const digests = await world.chain(logs);
    await world.store.delete(digests[12]!);
    const { named, problems } = await world.judge();
    expect(named.map(([code]) => code)).toEqual(['PCI_DIGEST_MISSING', 'PCI_DELIVERY_GAP']);
    expect(problems[1]?.message).toContain('2 files that were delivered then are unproven');
  });

  test('the first and the last of the day are missed as well', async () => {
    const { digests } = await world.whole();
    await world.store.delete(digests[0]!);
    await world.store.delete(digests[24]!);
    const { completeness, named } = await world.judge();
    expect(completeness.cells[0]?.gaps).toEqual([span('00:00', '00:14:31'), span('23:14:31', '10T00:00')]);
    expect(named.map(([code, file]) => [code, file])).toEqual([
      ['PCI_DIGEST_MISSING', nameOf(digests[0]!.key)],
      ['PCI_DELIVERY_GAP', ''],
      ['PCI_DELIVERY_GAP', ''],
    ]);
  });

  test('two that changed places are both refused', async () => {
    const { digests } = await world.whole();
    const [one, other] = [digests[5]!, digests[6]!];
    await world.store.put(one, other.body, { metadata: other.metadata });
    await world.store.put(other, one.body, { metadata: one.metadata });
    const { status, named, completeness } = await world.judge();
    expect(status).toBe('incomplete');
    expect(named.slice(0, 2)).toEqual([
      ['PCI_DIGEST_MISPLACED', nameOf(one.key)],
      ['PCI_DIGEST_MISPLACED', nameOf(other.key)],
    ]);
    expect(completeness.cells[0]?.gaps).toEqual([span('04:14:31', '06:14:31')]);
  });

  test('one whose content was changed and signed by somebody else covers nothing', async () => {
    const { digests } = await world.whole();
    const forger = makeTrailKeyPair();
    const pretended = {
      ...forger,
      publicKey: { ...forger.publicKey, fingerprint: EU_KEY.publicKey.fingerprint },
    };
    const forged = signDigest(trailIn('eu-west-1', { key: pretended }), {
      from: at('11:14:31'),
      to: at('12:14:31'),
      previous: digests[11]!,
    });
    await world.deliver(forged);
    expect(await world.judge()).toMatchObject({
      status: 'incomplete',
      named: [
        ['PCI_DIGEST_SIGNATURE_WRONG', nameOf(forged.key)],
        // The one after it vouches for the bytes that were there.
        ['PCI_DIGEST_LINK_BROKEN', nameOf(forged.key)],
        ['PCI_DELIVERY_GAP', ''],
      ],
    });
  });

  test('one by a key that CloudTrail does not list covers nothing', async () => {
    const { digests } = await world.whole();
    const stranger = makeTrailKeyPair();
    await world.deliver(
      signDigest(trailIn('eu-west-1', { key: stranger }), {
        from: at('11:14:31'),
        to: at('12:14:31'),
        previous: digests[11]!,
      }),
    );
    const { status, problems, completeness } = await world.judge();
    expect([status, completeness.digests]).toEqual(['incomplete', 'broken']);
    expect(problems[0]).toMatchObject({
      code: 'PCI_DIGEST_KEY_MISSING',
      message: expect.stringContaining(stranger.publicKey.fingerprint),
    });
  });

  test.each([
    ['bytes that are no key', Buffer.from('key')],
    ['a key of another kind', Buffer.from('302a300506032b6570032100' + '11'.repeat(32), 'hex')],
  ])('%s cannot be used', async (_, der) => {
    await world.whole();
    world.keys = new InMemoryTrailKeys({ 'eu-west-1': [{ ...EU_KEY.publicKey, der }] });
    const { status, named } = await world.judge();
    expect([status, named[0]?.[0]]).toEqual(['incomplete', 'PCI_DIGEST_KEY_UNUSABLE']);
  });

  test('the wrong key under the right fingerprint verifies nothing', async () => {
    await world.whole();
    const { fingerprint } = EU_KEY.publicKey;
    world.keys = new InMemoryTrailKeys({ 'eu-west-1': [{ ...makeTrailKeyPair().publicKey, fingerprint }] });
    const { status, completeness } = await world.judge();
    expect([status, completeness.digests]).toEqual(['incomplete', 'broken']);
    expect(completeness.cells[0]).toMatchObject({ covered: [], gaps: [WHOLE_DAY] });
  });

  test('a metadata signature must be right even where the digest after carries the right one', async () => {
    const { digests } = await world.whole();
    const digest = digests[9]!;
    const wrong = digest.signature.replace(/^./, (first) => (first === '0' ? '1' : '0'));
    await world.store.put(digest, digest.body, { metadata: { ...digest.metadata, signature: wrong } });
    expect((await world.judge()).named[0]).toEqual(['PCI_DIGEST_SIGNATURE_WRONG', nameOf(digest.key)]);
    await world.store.put(digest, digest.body, {
      metadata: { ...digest.metadata, 'signature-algorithm': 'none' },
    });
    expect((await world.judge()).named[0]).toEqual(['PCI_DIGEST_SIGNATURE_WRONG', nameOf(digest.key)]);
  });

  test.each<[string, (content: Record<string, unknown>) => unknown, string]>([
    ['no object', () => [], 'another form at digestStartTime'],
    ['a time that is none', (all) => ({ ...all, digestEndTime: 'noon' }), 'another form at digestEndTime'],
    ['another algorithm', (all) => ({ ...all, digestSignatureAlgorithm: 'MD5' }), 'digestSignatureAlgorithm'],
    ['files that are none', (all) => ({ ...all, logFiles: [{ s3Bucket: 'b' }] }), 'logFiles.0.s3Object'],
    ['half of the digest before', (all) => ({ ...all, previousDigestSignature: null }), 'only in part'],
    [
      'an end before its begin',
      (all) => ({ ...all, digestStartTime: '2026-03-11T00:00:00Z' }),
      'ends before it begins',
    ],
  ])('%s is named', async (_, change, message) => {
    const { digests } = await world.whole();
    await world.change(digests[9]!.key, (body) =>
      gzipSync(JSON.stringify(change(JSON.parse(gunzipSync(body).toString()) as Record<string, unknown>))),
    );
    const { status, problems } = await world.judge();
    expect([status, problems[0]?.code]).toEqual(['incomplete', 'PCI_DIGEST_MALFORMED']);
    expect(problems[0]?.message).toContain(message);
  });

  test.each([
    ['cut short', (body: Buffer) => body.subarray(0, -30), 'ends before its content does'],
    ['no gzip and no JSON', () => Buffer.from('{{'), 'is not JSON'],
    ['of no bytes', () => Buffer.alloc(0), 'is not JSON'],
  ])('one that is %s is named', async (_, change, message) => {
    const { digests } = await world.whole();
    await world.change(digests[9]!.key, change);
    const { problems } = await world.judge();
    expect(problems[0]).toMatchObject({
      code: 'PCI_DIGEST_MALFORMED',
      message: expect.stringContaining(message),
    });
  });

  test('a file among them that is none is named and harms nothing', async () => {
    const { digests } = await world.whole();
    const key = digests[9]!.key.replace(nameOf(digests[9]!.key), 'README.txt');
    await world.store.put({ bucket: 'trail', key }, 'x');
    await world.store.put({ bucket: 'trail', key: key.replace('/03/09/', '/03/10/') }, 'of the next review');
    expect(await world.judge()).toMatchObject({
      status: 'complete',
      named: [['PCI_DIGEST_UNKNOWN_FILE', 'README.txt']],
    });
  });

  test('a link to other bytes of the digest before is named', async () => {
    const { digests } = await world.whole();
    const other = signDigest(trailIn(), { from: at('10:14:31'), to: at('11:14:31'), previous: null });
    await world.deliver(signDigest(trailIn(), { from: at('11:14:31'), to: at('12:14:31'), previous: other }));
    const { named } = await world.judge();
    expect(named[0]).toEqual(['PCI_DIGEST_LINK_BROKEN', nameOf(digests[11]!.key)]);
  });
});
