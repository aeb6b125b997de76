import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AppError, Deadline } from '@lakeward/core';
import { lambdaContext } from '@lakeward/lambda/testing';
import { readText } from '@lakeward/s3';
import { onQueryState, type QueryStateChange } from './on-query-state';
import { onQueryStateHandler } from './on-query-state-handler';
import { reviewDay } from '../review/review-day';
import type { ReviewDependencies, ReviewedDay } from '../review/review';
import { reviewDayHandler } from '../review/review-day-handler';
import { sweep, type SweepResult } from './sweep';
import { sweepHandler } from './sweep-handler';
import { dyingWorld } from '../testing/dying-world';
import { answer, input, stopLogging, world, type World } from '../testing/review-world';

const QUERY = '00000000-0000-4000-8000-000000000001';
/** What the world's review puts on the bus: its one finding is critical. */
const EVENTS = ['PCI Day Reviewed', 'PCI Critical Findings'];
const succeeded: QueryStateChange = { queryId: QUERY, state: 'SUCCEEDED' };

const time = (dependencies: ReviewDependencies, milliseconds = 600_000) => ({
  deadline: Deadline.in(milliseconds, dependencies.clock),
});
const review = (dependencies: ReviewDependencies, milliseconds?: number): Promise<ReviewedDay> =>
  reviewDay(input, dependencies, time(dependencies, milliseconds));
const change = (dependencies: ReviewDependencies, event = succeeded) =>
  onQueryState(event, dependencies, time(dependencies));
const sweepOnce = (dependencies: ReviewDependencies): Promise<SweepResult> =>
  sweep(dependencies, time(dependencies));

/** A world whose query takes longer than the invocation that starts it. */
async function slowWorld(): Promise<World> {
  const slow = await world();
  slow.engine.answer(/AS listing/, {
    ...answer(['', '5', '0', '[]'], ['10.2.6-audit-log-start-stop', '1', '1', JSON.stringify([stopLogging])]),
    runningLooks: 30,
  });
  return slow;
}

/** A slow world whose invocation has ended while the query goes on. */
async function leftWorld(): Promise<World> {
  const left = await slowWorld();
  await expect(review(left, 1_000)).rejects.toMatchObject({ code: 'PCI_QUERY_STILL_RUNNING' });
  return left;
}

/** Everything that a review has left behind: evidence, query, events, notices, run records. */
async function effects(dependencies: World) {
  const files: Record<string, string> = {};
  for await (const { key } of dependencies.store.list('evidence', {})) {
    const text = await readText(dependencies.store, { bucket: 'evidence', key });
    // A signature is another one each time.
    files[key] = key.endsWith('.sig.json') ? 'signature' : text;
  }
  const states = Object.entries(files)
    .filter(([key]) => key.startsWith('pci/runs/'))
    .map(([, text]) => (JSON.parse(text) as { state: string }).state);
  return {
    evidence: Object.fromEntries(Object.entries(files).filter(([key]) => key.startsWith('pci/evidence/'))),
    states,
    queries: dependencies.engine.requests.length,
    events: dependencies.eventBus.events.map(({ type }) => type),
    notices: dependencies.notifier.notices.length,
  };
}

describe('a query that outlives its invocation', () => {
  test('is left running; the event of its end finishes the review, once', async () => {
    const dependencies = await leftWorld();
    expect(await effects(dependencies)).toMatchObject({ evidence: {}, states: ['started'], notices: 0 });
    await expect(change(dependencies)).resolves.toMatchObject({ outcome: 'reviewed', date: '2026-03-09' });
    await expect(change(dependencies)).resolves.toEqual({ outcome: 'finished' });
    await expect(sweepOnce(dependencies)).resolves.toEqual({ finished: [], underWay: 0, failed: 0, left: 0 });
    await expect(review(dependencies)).resolves.toMatchObject({ outcome: 'already-reviewed' });
    expect(await effects(dependencies)).toMatchObject({
      states: ['finished'],
      queries: 1,
      events: EVENTS,
      notices: 1,
    });
  });

  test('is finished by the sweep where no event ever comes', async () => {
    const dependencies = await leftWorld();
    await expect(sweepOnce(dependencies)).resolves.toMatchObject({ finished: ['2026-03-09'] });
    expect(await effects(dependencies)).toMatchObject({ states: ['finished'], queries: 1, notices: 1 });
  });

  test('whoever finishes it, the evidence is that of a review that had time', async () => {
    const reference = await slowWorld();
    await review(reference);
    for (const finish of [change, sweepOnce, review]) {
      const dependencies = await leftWorld();
      await finish(dependencies);
      const { evidence } = await effects(dependencies);
      expect(Object.keys(evidence)).toEqual(Object.keys((await effects(reference)).evidence));
      const manifest = Object.keys(evidence).find((key) => key.endsWith('/manifest.json'))!;
      expect(evidence[manifest]).toBe((await effects(reference)).evidence[manifest]);
    }
  });

  test('is not waited for twice: an event for a review that somebody is at is left alone', async () => {
    const dependencies = await slowWorld();
    const working = review(dependencies);
    // The first deliveries come while the review polls; the manual clock lets them interleave.
    const outcomes = await Promise.all([change(dependencies), change(dependencies), sweepOnce(dependencies)]);
    expect(outcomes.slice(0, 2)).toEqual([{ outcome: 'another-query' }, { outcome: 'another-query' }]);
    await working;
    expect(await effects(dependencies)).toMatchObject({ states: ['finished'], queries: 1, notices: 1 });
  });

  test('three deliveries at once have one effect', async () => {
    const dependencies = await leftWorld();
    const outcomes = await Promise.all([change(dependencies), sweepOnce(dependencies), change(dependencies)]);
    expect(outcomes).toHaveLength(3);
    await sweepOnce(dependencies);
    expect(await effects(dependencies)).toMatchObject({
      states: ['finished'],
      queries: 1,
      events: EVENTS,
      notices: 1,
    });
  });

  test.each<[string, QueryStateChange, string]>([
    ['a state that is not the last', { ...succeeded, state: 'RUNNING' }, 'not-final'],
    [
      "somebody else's query",
      { ...succeeded, queryId: 'ffffffff-0000-4000-8000-000000000000' },
      'another-query',
    ],
    ['a state that is not known', { ...succeeded, state: 'PAUSED' }, 'not-final'],
  ])('%s changes nothing', async (_, event, outcome) => {
    const dependencies = await leftWorld();
    const before = await effects(dependencies);
    await expect(change(dependencies, event)).resolves.toEqual({ outcome });
    expect(await effects(dependencies)).toEqual(before);
  });
});

describe('a query that ends badly', () => {
  const failure = {
    name: 'GENERIC_INTERNAL_ERROR',
    message: 'GENERIC_INTERNAL_ERROR: x',
    category: 1,
    type: 1,
  };

  test('that may succeed later is asked again under another token', async () => {
    const dependencies = await slowWorld();
    let starts = 0;
    dependencies.engine.answer(/AS listing/, () => {
      starts += 1;
      return starts === 1
        ? { failure: { ...failure, retryable: true }, runningLooks: 30 }
        : answer(['', '5', '0', '[]']);
    });
    await expect(review(dependencies, 1_000)).rejects.toMatchObject({ code: 'PCI_QUERY_STILL_RUNNING' });
    await expect(change(dependencies, { queryId: QUERY, state: 'FAILED' })).rejects.toMatchObject({
      code: 'GENERIC_INTERNAL_ERROR',
      retryable: true,
    });
    // The same event again is about a query that nobody waits for any more.
    await expect(change(dependencies, { queryId: QUERY, state: 'FAILED' })).resolves.toEqual({
      outcome: 'another-query',
    });
    await expect(sweepOnce(dependencies)).resolves.toMatchObject({ finished: ['2026-03-09'] });
    const [first, second] = dependencies.engine.requests;
    expect(first?.token).not.toBe(second?.token);
  });

  test('that was cancelled is told once, and not asked again without a person', async () => {
    const dependencies = await slowWorld();
    dependencies.engine.answer(/AS listing/, { cancellation: 'by a user', runningLooks: 30 });
    await expect(review(dependencies, 1_000)).rejects.toMatchObject({ code: 'PCI_QUERY_STILL_RUNNING' });
    const cancelled = { queryId: QUERY, state: 'CANCELLED' };
    await expect(change(dependencies, cancelled)).rejects.toMatchObject({ code: 'ATHENA_QUERY_CANCELLED' });
    await expect(change(dependencies, cancelled)).resolves.toEqual({ outcome: 'failed' });
    await expect(sweepOnce(dependencies)).resolves.toEqual({ finished: [], underWay: 0, failed: 1, left: 0 });
    expect(dependencies.engine.requests).toHaveLength(1);
    // By hand it is.
    dependencies.engine.answer(/AS listing/, answer(['', '5', '0', '[]']));
    await expect(review(dependencies)).resolves.toMatchObject({ outcome: 'reviewed' });
  });

  test("the workgroup's byte limit has the code of ours", async () => {
    const dependencies = await world();
    dependencies.engine.answer(/AS listing/, { cancellation: 'Bytes scanned limit was exceeded' });
    await expect(review(dependencies)).rejects.toMatchObject({
      code: 'PCI_BYTE_LIMIT',
      remedy: expect.stringContaining('workgroup'),
    });
  });

  test('that fails again and again is left to a person in the end', async () => {
    const dependencies = await world();
    dependencies.engine.answer(/AS listing/, { failure: { ...failure, retryable: true } });
    await expect(review(dependencies)).rejects.toMatchObject({ code: 'GENERIC_INTERNAL_ERROR' });
    for (let sweeps = 0; sweeps < 10; sweeps += 1) await sweepOnce(dependencies);
    expect(dependencies.engine.requests).toHaveLength(5);
    expect(dependencies.log.codes().filter((code) => code === 'PCI_RUN_FAILED')).toHaveLength(4);
  });
});

describe('a review whose exceptions change while its query runs', () => {
  const exceptionsOf = (text: string) => ({
    exceptions: () => Promise.resolve({ uri: 's3://evidence/exceptions.json', text }),
  });

  test('is finished as the run that it has become, once', async () => {
    const left = await leftWorld();
    const changed = { ...left, ...exceptionsOf('{"exceptions": []}') };
    await expect(sweepOnce(changed)).resolves.toMatchObject({ finished: ['2026-03-09'] });
    await expect(sweepOnce(changed)).resolves.toEqual({ finished: [], underWay: 0, failed: 0, left: 0 });
    expect(await effects(left)).toMatchObject({
      states: ['finished', 'finished'],
      events: EVENTS,
      notices: 1,
    });
  });

  test('and are wrong is left to a person, not asked again and again', async () => {
    const left = await leftWorld();
    const changed = { ...left, ...exceptionsOf('{}') };
    await expect(sweepOnce(changed)).resolves.toMatchObject({ failed: 1 });
    await expect(sweepOnce(changed)).resolves.toMatchObject({ failed: 1 });
    expect(left.log.codes().filter((code) => code === 'PCI_RUN_FAILED')).toHaveLength(1);
    expect(left.engine.requests).toHaveLength(1);
  });
});

describe('a notice that cannot be sent', () => {
  test('is sent by the next one; the events before it are not sent again', async () => {
    const dependencies = await world();
    const publish = jest
      .spyOn(dependencies.notifier, 'publish')
      .mockRejectedValueOnce(
        new AppError({ code: 'SNS_UNAVAILABLE', message: 'm', remedy: 'r', retryable: true }),
      );
    await expect(review(dependencies)).rejects.toMatchObject({ code: 'SNS_UNAVAILABLE' });
    await expect(sweepOnce(dependencies)).resolves.toMatchObject({ finished: ['2026-03-09'] });
    expect(publish).toHaveBeenCalledTimes(2);
    expect(await effects(dependencies)).toMatchObject({
      states: ['finished'],
      events: EVENTS,
      notices: 1,
    });
  });
});

describe('killed between any two steps', () => {
  /** Runs `work` as a process that dies at its n-th call, for every n, and hands the world that is left to `check`. */
  async function atEveryCall(
    make: () => Promise<World>,
    work: (dependencies: ReviewDependencies) => Promise<unknown>,
    check: (left: World, call: number) => Promise<void>,
  ): Promise<number> {
    for (let call = 1; ; call += 1) {
      for (const moment of ['before', 'after'] as const) {
        const dependencies = await make();
        const death = { at: call, moment, calls: 0 };
        await work(dyingWorld(dependencies, death)).catch(() => undefined);
        if (death.calls < call) return call - 1;
        await check(dependencies, call);
      }
    }
  }

  /** An hour later every claim of the dead has ended. */
  const later = (dependencies: World): Promise<void> => dependencies.clock.sleep(3_600_000);

  test('a review is finished by the sweep, with the same evidence, one query, and nothing told twice but what was not written down', async () => {
    const reference = await world();
    await review(reference);
    const { evidence: expected } = await effects(reference);
    const calls = await atEveryCall(world, review, async (dependencies) => {
      await later(dependencies);
      await sweepOnce(dependencies);
      const left = await effects(dependencies);
      // Who dies before the record is there has done nothing: the event is delivered again.
      if (left.states.length === 0) await review(dependencies);
      const { evidence, states, queries, events, notices } = await effects(dependencies);
      expect(evidence).toEqual(expected);
      expect([states, queries]).toEqual([['finished'], 1]);
      expect([EVENTS, [...EVENTS, ...EVENTS]]).toContainEqual(events);
      expect(notices).toBeGreaterThanOrEqual(1);
      expect(notices).toBeLessThanOrEqual(2);
    });
    expect(calls).toBeGreaterThan(30);
  }, 120_000);

  test('a continuation is finished by the next sweep', async () => {
    const calls = await atEveryCall(leftWorld, change, async (dependencies) => {
      await later(dependencies);
      await sweepOnce(dependencies);
      expect(await effects(dependencies)).toMatchObject({ states: ['finished'], queries: 1 });
    });
    expect(calls).toBeGreaterThan(20);
  }, 120_000);
});

describe('the handlers', () => {
  const event = (name: string): unknown =>
    JSON.parse(readFileSync(path.join(__dirname, '../../events', name), 'utf8'));
  const parts = (dependencies: World) => ({
    log: () => dependencies.log,
    clock: dependencies.clock,
    dependencies: () => ({ ...dependencies, pack: 'pci-dss-3.2.1' }),
  });

  test('review-day ends well while the query runs, on-query-state finishes the day, sweep has nothing left', async () => {
    const dependencies = await slowWorld();
    const reviewed = reviewDayHandler(parts(dependencies));
    const short = { ...lambdaContext(), getRemainingTimeInMillis: () => 11_000 };
    await expect(reviewed(event('scheduled.json'), short)).resolves.toEqual({
      outcome: 'query-running',
      date: '2026-03-09',
    });
    const finished = onQueryStateHandler(parts(dependencies));
    await expect(finished(event('query-succeeded.json'), lambdaContext())).resolves.toMatchObject({
      outcome: 'reviewed',
      date: '2026-03-09',
    });
    const swept = sweepHandler(parts(dependencies));
    await expect(swept(event('sweep.json'), lambdaContext())).resolves.toMatchObject({
      finished: [],
      left: 0,
    });
  });

  test.each([{}, { detail: {} }, { detail: { queryExecutionId: '', currentState: 'SUCCEEDED' } }, 7])(
    'on-query-state refuses an event of another form: %j',
    async (wrong) => {
      const dependencies = await world();
      const handler = onQueryStateHandler(parts(dependencies));
      await expect(handler(wrong, lambdaContext())).rejects.toMatchObject({ name: 'INVALID_INPUT' });
    },
  );

  test('a failed query of nobody is ignored', async () => {
    const dependencies = await world();
    const handler = onQueryStateHandler(parts(dependencies));
    await expect(handler(event('query-failed.json'), lambdaContext())).resolves.toEqual({
      outcome: 'another-query',
    });
  });
});
