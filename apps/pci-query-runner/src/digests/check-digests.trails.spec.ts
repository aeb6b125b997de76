import {
  InMemoryTrailKeys,
  makeTrailKeyPair,
  signDigest,
  signDigestChain,
} from '@lakeward/cloudtrail/testing';
import { logFile } from '../testing/review-world';
import { at, DigestWorld, EU_KEY, nameOf, span, trailIn, WHOLE_DAY } from '../testing/digest-world';

let world: DigestWorld;
beforeEach(() => (world = new DigestWorld()));

describe('trails that stop, begin and share', () => {
  test('an hour without logging is a gap, and the new chain is named', async () => {
    const log = await world.log('11:05');
    await world.deliver(
      ...signDigestChain(trailIn(), { from: at('08T23:00'), until: at('12:00'), logs: [log] }),
      ...signDigestChain(trailIn(), { from: at('13:00'), until: at('10T02:00'), logs: [] }),
    );
    const { status, named, completeness } = await world.judge();
    expect(status).toBe('incomplete');
    expect(named).toEqual([
      ['PCI_DELIVERY_GAP', ''],
      [
        'PCI_DIGEST_CHAIN_RESTARTED',
        '444455556666_CloudTrail-Digest_eu-west-1_audit_eu-west-1_20260309T140000Z.json.gz',
      ],
    ]);
    expect(completeness.cells[0]?.gaps).toEqual([span('12:00', '13:00')]);
  });

  test('a gap between digests that are linked is a gap', async () => {
    const first = signDigestChain(trailIn(), { from: at('08T23:00'), until: at('12:00'), logs: [] });
    const rest = signDigestChain(trailIn(), {
      from: at('13:00'),
      until: at('10T02:00'),
      logs: [],
      previous: first.at(-1)!,
    });
    await world.deliver(...first, ...rest);
    expect((await world.judge()).named).toEqual([['PCI_DELIVERY_GAP', '']]);
  });

  test('a chain that begins anew without a gap is named and complete', async () => {
    await world.deliver(
      ...signDigestChain(trailIn(), { from: at('08T23:00'), until: at('12:00'), logs: [] }),
      ...signDigestChain(trailIn(), { from: at('12:00'), until: at('10T02:00'), logs: [] }),
    );
    expect(await world.judge()).toMatchObject({
      status: 'complete',
      named: [['PCI_DIGEST_CHAIN_RESTARTED', expect.stringContaining('T130000Z')]],
    });
  });

  test('two trails in one folder are two chains, and each must be whole', async () => {
    const mine = await world.log('11:05', trailIn(), logFile(2, 'mine'));
    const theirs = await world.log('11:06', trailIn(), logFile(2, 'theirs'));
    const other = trailIn('eu-west-1', { trail: 'security_eu-west-1_all', homeRegion: 'us-east-1' });
    await world.chain([mine]);
    const digests = await world.chain([theirs], other);
    expect(await world.judge()).toMatchObject({ status: 'complete', problems: [] });
    await world.store.delete(digests[12]!);
    const { status, problems, completeness } = await world.judge();
    expect(status).toBe('incomplete');
    expect(problems[1]?.message).toContain(
      'digest of trail security_eu-west-1_all of us-east-1 covers 11:14:31',
    );
    expect(completeness.cells[0]?.gaps).toEqual([span('11:14:31', '12:14:31')]);
  });

  test('a trail that was made after the day has nothing to do with it', async () => {
    await world.whole();
    const other = trailIn('eu-west-1', { trail: 'new' });
    await world.deliver(...signDigestChain(other, { from: at('10T00:10'), until: at('10T03:10'), logs: [] }));
    expect(await world.judge()).toMatchObject({ status: 'complete', problems: [] });
  });

  test('a file that only a later digest lists, or one made later for files that were missed, is listed', async () => {
    const late = await world.log('11:05', trailIn(), logFile(1, 'late'));
    const missed = await world.log('11:06', trailIn(), logFile(1, 'missed'));
    const digests = signDigestChain(trailIn(), {
      from: at('08T23:00'),
      until: at('10T03:00'),
      logs: [{ ...late, at: at('10T02:30') }],
    });
    await world.deliver(...digests);
    expect((await world.judge()).named).toEqual([['PCI_LOG_UNLISTED', nameOf(missed.key)]]);

    const key = makeTrailKeyPair({ validFrom: at('20T00:00'), validUntil: at('21T00:00') });
    const backfill = signDigest(trailIn('eu-west-1', { key }), {
      from: at('11:00'),
      to: at('12:00'),
      previous: null,
      logs: [missed],
      backfilledAt: at('20T12:00'),
    });
    await world.deliver(backfill);
    world.keys = new InMemoryTrailKeys({ 'eu-west-1': [EU_KEY.publicKey, key.publicKey] });
    expect(await world.judge()).toMatchObject({ status: 'complete', problems: [] });
    expect(world.keys.asked.at(-1)?.period).toEqual({ from: at('20T11:00'), until: at('20T13:00') });
  });

  test('a digest made later, nobody knows when, may have a key of any time until now', async () => {
    const missed = await world.log('11:06', trailIn(), logFile(1, 'missed'));
    await world.chain([]);
    const key = makeTrailKeyPair({ validFrom: at('10T03:00'), validUntil: at('10T05:00') });
    const { metadata, ...digest } = signDigest(trailIn('eu-west-1', { key }), {
      from: at('11:00'),
      to: at('12:00'),
      previous: null,
      logs: [missed],
      backfilledAt: at('10T03:30'),
    });
    await world.store.put(digest, digest.body, {
      metadata: { ...metadata, 'backfill-generation-timestamp': 'soon' },
    });
    world.keys = new InMemoryTrailKeys({ 'eu-west-1': [EU_KEY.publicKey, key.publicKey] });
    expect(await world.judge()).toMatchObject({ status: 'complete', problems: [] });
    expect(world.keys.asked.at(-1)?.period).toEqual({ from: at('08T23:00'), until: world.clock.now() });
  });

  test('a digest made later covers no time', async () => {
    const log = await world.log('11:05');
    await world.deliver(
      signDigest(trailIn(), {
        from: at('00:00'),
        to: at('23:59:59'),
        previous: null,
        logs: [log],
        backfilledAt: at('10T03:00'),
      }),
    );
    expect(await world.judge()).toMatchObject({
      status: 'incomplete',
      completeness: { digests: 'broken', cells: [{ gaps: [WHOLE_DAY] }] },
    });
  });
});
