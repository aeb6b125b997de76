import { gunzipSync, gzipSync } from 'node:zlib';
import {
  InMemoryTrailKeys,
  makeTrailKeyPair,
  signDigest,
  signDigestChain,
} from '@lakeward/cloudtrail/testing';
import { AppError } from '@lakeward/core';
import { readBytes } from '@lakeward/s3';
import { logFile } from '../testing/review-world';
import { at, DigestWorld, EU_KEY, nameOf, trailIn } from '../testing/digest-world';

const WHOLE_DAY = { from: '2026-03-09T00:00:00.000Z', to: '2026-03-10T00:00:00.000Z' };
const span = (from: string, to: string) => ({ from: at(from).toISOString(), to: at(to).toISOString() });
const both = [
  { account: '444455556666', region: 'eu-west-1' },
  { account: '444455556666', region: 'us-east-1' },
];

let world: DigestWorld;
beforeEach(() => (world = new DigestWorld()));

describe('a day that is whole', () => {
  test('is complete: an unbroken chain over midnight at both ends, every file listed', async () => {
    await world.whole();
    const { status, problems, completeness } = await world.judge();
    expect([status, problems]).toEqual(['complete', []]);
    expect(completeness).toEqual({
      digests: 'verified',
      cells: [
        {
          account: '444455556666',
          region: 'eu-west-1',
          files: 3,
          events: 6,
          hours: Array.from({ length: 24 }, (_, hour) => ([0, 11, 23].includes(hour) ? 1 : 0)),
          covered: [WHOLE_DAY],
          gaps: [],
          problems: [],
        },
      ],
    });
  });

  test('a Region in which nothing happened is complete, if digests say so', async () => {
    await world.whole();
    await world.chain([], trailIn('us-east-1'));
    const { status, completeness } = await world.judge(both);
    expect([status, completeness.digests]).toEqual(['complete', 'verified']);
    expect(completeness.cells[1]).toMatchObject({ region: 'us-east-1', files: 0, covered: [WHOLE_DAY] });
  });

  test('an organization trail: the same below its id', async () => {
    const root = 'audit/AWSLogs/o-a1b2c3d4e5/';
    await world.whole(trailIn('eu-west-1', { root }));
    const { status } = await world.judge(undefined, { trail: `s3://trail/${root}` });
    expect(status).toBe('complete');
  });

  test('a digest that was delivered before midnight and the file that it lists after it belong to their own days', async () => {
    const yesterday = await world.log('08T23:50');
    const tomorrow = await world.log('10T00:10');
    await world.chain([yesterday, await world.log('11:05'), tomorrow]);
    await world.store.delete({ bucket: 'trail', key: yesterday.key });
    await world.store.delete({ bucket: 'trail', key: tomorrow.key });
    expect(await world.judge()).toMatchObject({ status: 'complete', problems: [] });
  });

  test('a file of 23:59 that the digest after midnight lists is listed', async () => {
    const late = await world.log('23:59');
    const digests = signDigestChain(trailIn(), {
      from: at('08T23:00'),
      until: at('10T02:00'),
      logs: [{ ...late, at: at('10T00:01') }],
    });
    await world.deliver(...digests);
    expect(await world.judge()).toMatchObject({ status: 'complete', problems: [] });
  });

  test('keys are asked for once for each Region, from an hour before to two hours after the day', async () => {
    await world.whole();
    await world.chain([], trailIn('us-east-1'));
    await world.judge(both);
    expect(world.keys.asked.map(({ region }) => region).sort()).toEqual(['eu-west-1', 'us-east-1']);
    expect(world.keys.asked[0]?.period).toEqual({ from: at('08T23:00'), until: at('10T02:00') });
  });

  test('a file delivered twice under two names is complete, both are listed', async () => {
    const body = logFile(3, 'twice');
    const first = await world.log('11:05', trailIn(), body);
    const second = await world.log('11:06', trailIn(), body);
    await world.chain([first, second]);
    expect(await world.judge()).toMatchObject({ status: 'complete', problems: [] });
  });

  test('a copy of a listed file under a name of its own adds nothing and takes nothing', async () => {
    const body = logFile(3, 'copied');
    const listed = await world.log('11:05', trailIn(), body);
    await world.store.put(
      { bucket: 'trail', key: listed.key.replace('.json.gz', '-copy.json.gz') },
      gzipSync(body),
    );
    await world.chain([listed]);
    expect(await world.judge()).toMatchObject({ status: 'complete', problems: [] });
  });
});

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

describe('log files', () => {
  test('a missing one is named, wherever it was delivered', async () => {
    const { logs } = await world.whole();
    await world.store.delete({ bucket: 'trail', key: logs[1]!.key });
    const { status, named, problems, completeness } = await world.judge();
    expect([status, named]).toEqual(['incomplete', [['PCI_LOG_MISSING', nameOf(logs[1]!.key)]]]);
    expect(problems[0]?.message).toContain(`s3://trail/${logs[1]!.key}`);
    expect(completeness).toMatchObject({ digests: 'verified', cells: [{ problems: ['PCI_LOG_MISSING'] }] });
  });

  test('an altered one is named with both hashes', async () => {
    const { logs } = await world.whole();
    await world.store.put({ bucket: 'trail', key: logs[1]!.key }, gzipSync(logFile(1, 'other')));
    const { status, named, problems } = await world.judge();
    expect([status, named]).toEqual(['incomplete', [['PCI_LOG_ALTERED', nameOf(logs[1]!.key)]]]);
    expect(problems[0]?.message).toContain(`the digest says ${logs[1]!.sha256}`);
  });

  test('one that is packed anew is the same: the hash is of the uncompressed bytes', async () => {
    const { logs } = await world.whole();
    await world.change(logs[1]!.key, (body) => gzipSync(gunzipSync(body), { level: 1 }));
    expect((await world.judge()).status).toBe('complete');
  });

  test('an added one is named', async () => {
    await world.whole();
    const added = await world.log('11:07', trailIn(), logFile(1, 'planted'));
    expect(await world.judge()).toMatchObject({
      status: 'incomplete',
      named: [['PCI_LOG_UNLISTED', nameOf(added.key)]],
    });
  });

  test('two that changed places are both altered', async () => {
    const { logs } = await world.whole();
    const [one, other] = await Promise.all(
      [logs[0]!, logs[1]!].map(({ key }) => readBytes(world.store, { bucket: 'trail', key })),
    );
    await world.store.put({ bucket: 'trail', key: logs[0]!.key }, other!);
    await world.store.put({ bucket: 'trail', key: logs[1]!.key }, one!);
    expect((await world.judge()).named).toEqual([
      ['PCI_LOG_ALTERED', nameOf(logs[0]!.key)],
      ['PCI_LOG_ALTERED', nameOf(logs[1]!.key)],
    ]);
  });

  test('a damaged one is named once', async () => {
    const { logs } = await world.whole();
    await world.change(logs[1]!.key, (body) => body.subarray(0, -20));
    expect((await world.judge()).named).toEqual([['PCI_LOG_TRUNCATED', nameOf(logs[1]!.key)]]);
  });

  test("a document of somebody else is no log, and nobody's loss", async () => {
    const { logs } = await world.whole();
    const key = logs[0]!.key.replace(nameOf(logs[0]!.key), 'notes.json');
    await world.store.put({ bucket: 'trail', key }, '{"a":1}');
    expect((await world.judge()).status).toBe('complete');
  });

  test('other kinds of files that digests list are passed over', async () => {
    const log = await world.log('11:05');
    const insight = { ...log, key: log.key.replace('/CloudTrail/', '/CloudTrail-Insight/') };
    await world.chain([log, insight]);
    expect((await world.judge()).status).toBe('complete');
  });
});

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

describe('a copy', () => {
  test('is verified under its first names, and said to be one', async () => {
    const { digests, logs } = await world.whole();
    for (const key of [...digests.map((digest) => digest.key), ...logs.map((log) => log.key)]) {
      await world.store.copy(
        { bucket: 'trail', key },
        { bucket: 'copy', key: key.replace('audit/', 'a/b/') },
      );
    }
    const { status, problems, completeness } = await world.judge(undefined, {
      trail: 's3://copy/a/b/AWSLogs/',
    });
    expect(status).toBe('complete');
    expect(problems).toEqual([
      {
        code: 'PCI_LOGS_MOVED',
        message: expect.stringContaining('delivered to s3://trail/audit/AWSLogs/;'),
        losesEvents: false,
      },
    ]);
    expect(completeness.movedFrom).toEqual(['s3://trail/audit/AWSLogs/']);
  });

  test('to the folders of another Region or day is refused', async () => {
    const { digests } = await world.whole();
    const digest = digests[9]!;
    const key = digest.key
      .replaceAll('/eu-west-1/', '/us-east-1/')
      .replace('Digest_eu-west-1', 'Digest_us-east-1');
    await world.store.put({ bucket: 'trail', key }, digest.body, { metadata: digest.metadata });
    expect((await world.judge(both)).named).toContainEqual(['PCI_DIGEST_MISPLACED', nameOf(key)]);
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
    expect(await world.judge(both)).toMatchObject({
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
    const { status, named, problems } = await world.judge(both);
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
    const { status, completeness, named } = await world.judge(both);
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
