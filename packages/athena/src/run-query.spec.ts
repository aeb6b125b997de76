import { AppError, Deadline, ManualClock } from '@lakeward/core';
import type { QueryEngine } from './query-engine';
import { awaitQuery, runQuery } from './run-query';
import { InMemoryQueryEngine, type ScriptedQuery } from './testing';

const START = '2026-03-09T00:00:00Z';
const request = { sql: 'SELECT 1', token: 't'.repeat(32) };

function setUp(script: ScriptedQuery, milliseconds = 60_000) {
  const clock = new ManualClock(START);
  const engine = new InMemoryQueryEngine().answer(request.sql, script);
  return { clock, engine, deadline: Deadline.in(milliseconds, clock) };
}

describe('runQuery', () => {
  test('returns what the query cost and where its results are', async () => {
    const outcome = await runQuery(
      request,
      setUp({
        statistics: { bytesScanned: 12, engineMilliseconds: 34, engine: 'Athena engine version 3' },
        dataManifestLocation: 's3://query-results/m.csv',
      }),
    );
    expect(outcome).toEqual({
      outcome: 'succeeded',
      queryId: '00000000-0000-4000-8000-000000000001',
      statistics: { bytesScanned: 12, engineMilliseconds: 34, engine: 'Athena engine version 3' },
      outputLocation: 's3://query-results/00000000-0000-4000-8000-000000000001.csv',
      dataManifestLocation: 's3://query-results/m.csv',
    });
  });

  test('tells the id before it waits, however often the same execution is asked for', async () => {
    const ids: string[] = [];
    const started = (id: string): Promise<void> => {
      ids.push(id);
      return Promise.resolve();
    };
    const dependencies = setUp({ runningLooks: Number.POSITIVE_INFINITY }, 0);
    await runQuery(request, { ...dependencies, started });
    await runQuery(request, { ...dependencies, started });
    expect(ids).toEqual(Array.from({ length: 2 }, () => '00000000-0000-4000-8000-000000000001'));
  });

  test('leaves out a manifest that is not there', async () => {
    expect(Object.keys(await runQuery(request, setUp({})))).not.toContain('dataManifestLocation');
  });

  test.each([
    ['HIVE_BAD_DATA', 'HIVE_BAD_DATA'],
    ['UNKNOWN', 'ATHENA_QUERY_FAILED'],
  ])('gives the failure %s the code %s', async (name, code) => {
    const failure = { name, message: 'why', category: 2, type: 1001, retryable: true };
    const outcome = await runQuery(request, setUp({ failure }));
    expect(outcome).toMatchObject({ outcome: 'failed', failure, error: { code, retryable: true } });
    expect(outcome).toHaveProperty('error.message', `Query ${outcome.queryId} failed: why`);
  });

  test('ends on CANCELLED', async () => {
    const outcome = await runQuery(request, setUp({ runningLooks: 1, cancellation: 'byte limit' }));
    expect(outcome).toMatchObject({ outcome: 'cancelled', error: { code: 'ATHENA_QUERY_CANCELLED' } });
    expect(outcome).toHaveProperty('error.message', `Query ${outcome.queryId} was cancelled: byte limit`);
  });

  test.each([
    ['every 50 milliseconds at first, then after a tenth of the time waited', 14, 731],
    ['at most every 2 seconds', 60, 42_432],
  ])('looks %s', async (_, runningLooks, expected) => {
    const { clock, ...rest } = setUp({ runningLooks }, 600_000);
    await runQuery(request, { clock, ...rest });
    expect(clock.now().getTime() - new Date(START).getTime()).toBe(expected);
  });

  test('leaves a query running when the deadline comes first', async () => {
    const dependencies = setUp({ runningLooks: Number.POSITIVE_INFINITY }, 10_000);
    const outcome = await runQuery(request, dependencies);
    expect(outcome).toEqual({ outcome: 'running', queryId: '00000000-0000-4000-8000-000000000001' });
    expect(dependencies.clock.now().toISOString()).toBe('2026-03-09T00:00:10.000Z');
    expect((await dependencies.engine.status(outcome.queryId)).state).toBe('RUNNING');
  });

  test('starts again after throttling, with the same token', async () => {
    const { clock, engine, deadline } = setUp({});
    const throttled = new AppError({ code: 'ATHENA_THROTTLED', message: 'm', remedy: 'r', retryable: true });
    const tokens: string[] = [];
    const flaky: QueryEngine = {
      start: (asked) => {
        tokens.push(asked.token);
        return tokens.length < 3 ? Promise.reject(throttled) : engine.start(asked);
      },
      status: (id) => engine.status(id),
      stop: (id) => engine.stop(id),
      results: (id) => engine.results(id),
    };
    expect((await runQuery(request, { engine: flaky, clock, deadline })).outcome).toBe('succeeded');
    expect(tokens).toEqual([request.token, request.token, request.token]);
  });
});

describe('awaitQuery', () => {
  test('takes up a query that someone else has started', async () => {
    const dependencies = setUp({ runningLooks: 3 });
    const id = await dependencies.engine.start(request);
    expect(await awaitQuery(id, dependencies)).toMatchObject({ outcome: 'succeeded', queryId: id });
  });
});
