import { AppError, ManualClock } from '@lakeward/core';
import { InMemoryQueryEngine } from './in-memory-query-engine';
import { queryEngineContract } from './query-engine-contract';
import { scriptedContractEngine } from './scripted-contract';

queryEngineContract('in-memory fake', {
  makeEngine: () =>
    Promise.resolve({
      engine: scriptedContractEngine(),
      clock: new ManualClock('2026-03-09T00:00:00Z'),
      database: 'default',
    }),
});

describe('InMemoryQueryEngine', () => {
  const request = (sql: string) => ({ sql, token: sql.padEnd(32, '.') });

  test('shows the statement it has no answer for', async () => {
    await expect(new InMemoryQueryEngine().start(request('SELECT 7'))).rejects.toThrow('SELECT 7');
  });

  test('takes the answer given last, by text, pattern or test', async () => {
    const engine = new InMemoryQueryEngine()
      .answer(/^CTAS/, { cancellation: 'limit' })
      .answer((asked) => asked.sql.includes('hourly'), { rows: [['h']] })
      .answer('CTAS daily', { rows: [['d']] });
    const states = [];
    for (const sql of ['CTAS weekly', 'CTAS hourly', 'CTAS daily']) {
      states.push((await engine.status(await engine.start(request(sql)))).state);
    }
    expect(states).toEqual(['CANCELLED', 'SUCCEEDED', 'SUCCEEDED']);
  });

  test('does the effect once, before anyone sees the end, and not for a cancelled query', async () => {
    const written: string[] = [];
    const engine = new InMemoryQueryEngine().answer(/./, {
      runningLooks: 1,
      effect: async ({ sql }) => {
        await Promise.resolve();
        written.push(sql);
      },
    });
    const id = await engine.start(request('UNLOAD a'));
    expect((await engine.status(id)).state).toBe('RUNNING');
    expect(written).toEqual([]);
    await Promise.all([
      engine.status(id).then(() => expect(written).toEqual(['UNLOAD a'])),
      engine.status(id).then(() => expect(written).toEqual(['UNLOAD a'])),
    ]);
    const stopped = await engine.start(request('UNLOAD b'));
    await engine.stop(stopped);
    await engine.status(stopped);
    expect(written).toEqual(['UNLOAD a']);
    expect(engine.requests.map(({ sql }) => sql)).toEqual(['UNLOAD a', 'UNLOAD b']);
  });

  test('throws the scripted refusal itself', async () => {
    const refusal = new AppError({
      code: 'ATHENA_THROTTLED',
      message: 'm',
      remedy: 'r',
      retryable: true,
    });
    const engine = new InMemoryQueryEngine().answer('SELECT 1', { refusal });
    await expect(engine.start(request('SELECT 1'))).rejects.toBe(refusal);
    expect(engine.requests).toEqual([]);
  });
});
