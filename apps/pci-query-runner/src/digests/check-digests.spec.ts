import { gzipSync } from 'node:zlib';
import { signDigestChain } from '@lakeward/cloudtrail/testing';
import { logFile } from '../testing/review-world';
import { at, BOTH_REGIONS, DigestWorld, nameOf, trailIn, WHOLE_DAY } from '../testing/digest-world';

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
    const { status, completeness } = await world.judge(BOTH_REGIONS);
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
    await world.judge(BOTH_REGIONS);
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
    expect((await world.judge(BOTH_REGIONS)).named).toContainEqual(['PCI_DIGEST_MISPLACED', nameOf(key)]);
  });
});
