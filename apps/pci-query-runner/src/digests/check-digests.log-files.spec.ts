import { gunzipSync, gzipSync } from 'node:zlib';
import { readBytes } from '@lakeward/s3';
import { logFile } from '../testing/review-world';
import { DigestWorld, nameOf, trailIn } from '../testing/digest-world';

let world: DigestWorld;
beforeEach(() => (world = new DigestWorld()));

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
