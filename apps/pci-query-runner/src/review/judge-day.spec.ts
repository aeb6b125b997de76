import { createHash } from 'node:crypto';
import { InMemoryTrailKeys, signDigestChain, type DigestedLog } from '@lakeward/cloudtrail/testing';
import { Deadline } from '@lakeward/core';
import { reviewDay } from './review-day';
import type { ReviewedDay } from './review';
import { at, EU_KEY, trailIn } from '../testing/digest-world';
import { answer, input, key, logFile, world, type World } from '../testing/review-world';

const accounts = ['444455556666', '777788889999'];
const keys = new InMemoryTrailKeys({ 'eu-west-1': [EU_KEY.publicKey] });
const logs: Readonly<Record<string, { name: string; body: string }>> = {
  '444455556666': { name: '1105Z_AAAAAAAAAAAAAAAA', body: logFile(3) },
  '777788889999': { name: '1105Z_BBBBBBBBBBBBBBBB', body: logFile(2, 'b') },
};

/** The trail of two accounts with its digests; `listed` says whether the digests list the files. */
async function digested(listed = true): Promise<World> {
  const dependencies = { ...(await world()), trailKeys: keys };
  for (const account of accounts) {
    const { name, body } = logs[account]!;
    const log: DigestedLog = {
      key: key(account, name),
      sha256: createHash('sha256').update(body).digest('hex'),
      at: at('11:05'),
    };
    const span = { from: at('08T23:14:31'), until: at('10T01:14:31'), logs: listed ? [log] : [] };
    for (const digest of signDigestChain(trailIn('eu-west-1', { account }), span)) {
      await dependencies.store.put(digest, digest.body, { metadata: digest.metadata });
    }
  }
  return dependencies;
}

const run = (dependencies: World): Promise<ReviewedDay> =>
  reviewDay(input, dependencies, { deadline: Deadline.in(60_000, dependencies.clock) });

describe('a review with digests', () => {
  test('is complete, says so in its notice, and knows each account and Region', async () => {
    const dependencies = await digested();
    const { manifest } = await run(dependencies);
    expect(manifest).toMatchObject({
      status: 'complete',
      problems: [],
      completeness: { digests: 'verified' },
    });
    expect(
      manifest.completeness.cells.map(({ account, region, files, events }) => [
        account,
        region,
        files,
        events,
      ]),
    ).toEqual([
      ['444455556666', 'eu-west-1', 1, 3],
      ['777788889999', 'eu-west-1', 1, 2],
    ]);
    expect(dependencies.notifier.notices[0]?.subject).toContain('complete');
    expect(dependencies.log.codes()).not.toContain('PCI_DAY_INCOMPLETE');
  });

  test('is incomplete where a log file is gone; the rest is reviewed', async () => {
    const dependencies = await digested();
    const gone = key('777788889999', '1105Z_BBBBBBBBBBBBBBBB');
    await dependencies.store.delete({ bucket: 'trail', key: gone });
    dependencies.engine.answer(/AS listing/, answer(['', '3', '0', '[]']));
    const { manifest } = await run(dependencies);
    expect(manifest).toMatchObject({ status: 'incomplete', eventsRead: 3 });
    expect(manifest.problems.map(({ code, file }) => [code, file])).toEqual([
      ['PCI_LOG_MISSING', `s3://trail/${gone}`],
    ]);
    expect(dependencies.log.codes()).toContain('PCI_DAY_INCOMPLETE');
  });

  test('is incomplete where an expected account has neither files nor digests', async () => {
    const dependencies = await digested();
    const settings = { ...dependencies.settings, accounts: [...accounts, '999900001111'] };
    const { manifest } = await run({ ...dependencies, settings });
    expect(manifest.status).toBe('incomplete');
    expect(manifest.problems).toEqual([
      expect.objectContaining({ code: 'PCI_DELIVERY_GAP', message: expect.stringContaining('999900001111') }),
    ]);
  });

  test('only what is expected must be there, where that is known', async () => {
    const dependencies = await digested();
    const regions = ['eu-west-1', 'us-east-1'];
    const expected = accounts.map((account) => ({ account, region: 'eu-west-1' }));
    const { manifest } = await run({
      ...dependencies,
      settings: { ...dependencies.settings, regions, expected },
    });
    expect(manifest.status).toBe('complete');
  });

  test('a day without any file is complete where digests say that nothing happened', async () => {
    const dependencies = await digested(false);
    for (const account of accounts) {
      await dependencies.store.delete({ bucket: 'trail', key: key(account, logs[account]!.name) });
    }
    dependencies.engine.answer(/AS listing/, answer(['', '0', '0', '[]']));
    const { manifest } = await run(dependencies);
    expect(manifest).toMatchObject({ status: 'complete', eventsRead: 0, files: { delivered: 0 } });
  });
});
