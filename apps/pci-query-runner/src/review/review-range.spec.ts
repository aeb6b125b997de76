import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Deadline, UtcDay } from '@lakeward/core';
import { lambdaContext } from '@lakeward/lambda/testing';
import type { ReviewDependencies } from './review';
import { reviewDayHandler } from './review-day-handler';
import { reviewRange } from './review-range';
import { sweep } from '../runs/sweep';
import { dyingWorld } from '../testing/dying-world';
import { answer, key, logFile, world, type World } from '../testing/review-world';

const requestedAt = new Date('2026-03-12T08:30:00Z');

/** A trail with a file on each of three days, 7 to 9 March, at the morning of the 12th. */
async function threeDays(change: Parameters<typeof world>[0] = {}): Promise<World> {
  const dependencies = await world({ accounts: ['444455556666'], ...change });
  for (const date of ['07', '08']) {
    const at = key('444455556666', '1105Z_DDDDDDDDDDDDDDDD')
      .replace('03/09', `03/${date}`)
      .replace('0309', `03${date}`);
    await dependencies.store.put({ bucket: 'trail', key: at }, logFile(3, date));
  }
  dependencies.engine.answer(/AS listing/, answer(['', '3', '0', '[]']));
  await dependencies.clock.sleep(requestedAt.getTime() - dependencies.clock.now().getTime());
  return dependencies;
}

const range = (
  dependencies: ReviewDependencies,
  { from = '2026-03-07', to = '2026-03-09', milliseconds = 600_000 } = {},
) =>
  reviewRange(
    { from: UtcDay.parse(from), to: UtcDay.parse(to), pack: 'pci-dss-3.2.1', requestedAt },
    dependencies,
    { deadline: Deadline.in(milliseconds, dependencies.clock) },
  );

/** Days that have a finished review. */
async function finishedDays({ ledger }: World): Promise<string[]> {
  const days: string[] = [];
  for await (const name of ledger.keys()) {
    const entry = await ledger.read(name);
    if (entry?.record.state === 'finished') days.push(entry.record.date);
  }
  return days;
}

describe('reviewRange', () => {
  test('reviews every day as a run of its own; the same request again reviews nothing anew', async () => {
    const dependencies = await threeDays();
    const days = await range(dependencies);
    expect(days).toEqual(
      ['2026-03-07', '2026-03-08', '2026-03-09'].map((date) => ({
        date,
        outcome: 'reviewed',
        status: 'unverified',
        manifest: expect.stringContaining(`/${date}/20260312T083000Z-`),
      })),
    );
    expect(dependencies.engine.requests).toHaveLength(3);
    expect(await range(dependencies)).toEqual(days);
    expect(dependencies.engine.requests).toHaveLength(3);
  });

  test('a day that fails is named, and the others are done', async () => {
    const dependencies = await threeDays();
    const days = await range(dependencies, { from: '2026-03-06' });
    expect(days.map(({ date, outcome }) => [date, outcome])).toEqual([
      ['2026-03-06', 'failed'],
      ['2026-03-07', 'reviewed'],
      ['2026-03-08', 'reviewed'],
      ['2026-03-09', 'reviewed'],
    ]);
    expect(days[0]).toMatchObject({ errorCode: 'PCI_NO_LOG_FILES' });
    expect(dependencies.log.codes()).toContain('PCI_RUN_FAILED');
  });

  test('days that there is no time for wait in the ledger, and sweeps finish them', async () => {
    const dependencies = await threeDays();
    const days = await range(dependencies, { milliseconds: 59_000 });
    expect(days.map(({ outcome }) => outcome)).toEqual(['waiting', 'waiting', 'waiting']);
    expect(await finishedDays(dependencies)).toEqual([]);
    await dependencies.clock.sleep(1_000);
    const swept = await sweep(dependencies, { deadline: Deadline.in(600_000, dependencies.clock) });
    expect(swept).toEqual({
      finished: ['2026-03-07', '2026-03-08', '2026-03-09'],
      underWay: 0,
      failed: 0,
      left: 0,
    });
    expect(await finishedDays(dependencies)).toHaveLength(3);
  });

  test('a sweep without time leaves them to the next', async () => {
    const dependencies = await threeDays();
    await range(dependencies, { milliseconds: 59_000 });
    const swept = await sweep(dependencies, { deadline: Deadline.in(59_000, dependencies.clock) });
    expect(swept).toEqual({ finished: [], underWay: 0, failed: 0, left: 3 });
  });

  test('killed at any call, no day is lost: the event delivered again, then sweeps, finish all', async () => {
    for (let call = 1; call < 200; call += 7) {
      const dependencies = await threeDays();
      const death = { at: call, calls: 0 };
      const died = await range(dyingWorld(dependencies, death)).then(
        () => false,
        () => true,
      );
      await dependencies.clock.sleep(3_600_000);
      if (died) await range(dependencies);
      await sweep(dependencies, { deadline: Deadline.in(600_000, dependencies.clock) });
      expect(await finishedDays(dependencies)).toEqual(['2026-03-07', '2026-03-08', '2026-03-09']);
      expect(dependencies.engine.requests).toHaveLength(3);
    }
  }, 120_000);

  test.each([
    ['ends before it begins', { from: '2026-03-09', to: '2026-03-07' }, 'PCI_INVALID_RANGE'],
    ['is longer than a year', { from: '2025-01-01', to: '2026-03-09' }, 'PCI_INVALID_RANGE'],
    ['reaches into today', { to: '2026-03-12' }, 'PCI_DAY_NOT_OVER'],
    ['begins before log files are kept', { from: '2026-02-01' }, 'PCI_DAY_OUTSIDE_RETENTION'],
    ['begins before CloudTrail', { from: '2013-10-31', to: '2013-11-02' }, 'PCI_DAY_OUTSIDE_RETENTION'],
  ])('a range that %s is refused, and nothing is begun', async (_, change, code) => {
    const dependencies = await threeDays({ logRetentionDays: code === 'PCI_INVALID_RANGE' ? 0 : 30 });
    await expect(range(dependencies, change)).rejects.toMatchObject({ code });
    expect(await finishedDays(dependencies)).toEqual([]);
    for await (const name of dependencies.ledger.keys()) throw new Error(`${name} was begun`);
  });
});

describe('the event', () => {
  const handlerOf = (dependencies: World) =>
    reviewDayHandler({
      log: () => dependencies.log,
      clock: dependencies.clock,
      dependencies: () => ({ ...dependencies, pack: 'pci-dss-3.2.1' }),
    });

  test('that names a range reviews it', async () => {
    const dependencies = await threeDays();
    const event: unknown = JSON.parse(readFileSync(path.join(__dirname, '../../events/range.json'), 'utf8'));
    const context = { ...lambdaContext(), getRemainingTimeInMillis: () => 900_000 };
    await expect(handlerOf(dependencies)(event, context)).resolves.toMatchObject({
      outcome: 'range',
      days: [{ date: '2026-03-07', outcome: 'reviewed' }, { date: '2026-03-08' }, { date: '2026-03-09' }],
    });
  });

  test.each([
    [{ from: '2026-03-07' }, 'from and to together'],
    [{ to: '2026-03-07' }, 'from and to together'],
    [{ from: '2026-03-07', to: '2026-03-08', date: '2026-03-07' }, 'a date or a range, not both'],
  ])('is refused with %j', async (part, message) => {
    const event = { time: '2026-03-12T08:30:00Z', ...part };
    await expect(handlerOf(await threeDays())(event, lambdaContext())).rejects.toMatchObject({
      name: 'INVALID_INPUT',
      message: expect.stringContaining(message),
    });
  });
});
