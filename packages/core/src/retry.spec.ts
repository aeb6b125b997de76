import { AppError } from './app-error';
import { ManualClock } from './clock';
import { Deadline } from './deadline';
import { deterministicId } from './deterministic-id';
import { retry } from './retry';

const failure = (retryable: boolean): AppError =>
  new AppError({ code: 'S3_THROTTLED', message: 'Slow down.', remedy: 'Wait.', retryable });

describe('retry', () => {
  test('tries again, waiting twice as long each time, until it succeeds', async () => {
    const clock = new ManualClock('2026-03-09T00:00:00Z');
    const starts: number[] = [];
    const result = await retry(
      () => {
        starts.push(clock.now().getTime());
        return starts.length < 4 ? Promise.reject(failure(true)) : Promise.resolve('done');
      },
      { clock, deadline: Deadline.in(60_000, clock) },
    );
    expect(result).toBe('done');
    expect(starts.map((at) => at - starts[0]!)).toEqual([0, 200, 600, 1400]);
  });

  test('throws the last error when the next wait would pass the deadline', async () => {
    const clock = new ManualClock('2026-03-09T00:00:00Z');
    let tries = 0;
    const work = retry(
      () => {
        tries += 1;
        return Promise.reject(failure(true));
      },
      { clock, deadline: Deadline.in(500, clock) },
    );
    await expect(work).rejects.toMatchObject({ code: 'S3_THROTTLED' });
    expect(tries).toBe(2);
  });

  test.each([failure(false), new TypeError('defect')])('does not repeat %s', async (error) => {
    const clock = new ManualClock('2026-03-09T00:00:00Z');
    let tries = 0;
    const work = retry(
      () => {
        tries += 1;
        return Promise.reject(error);
      },
      { clock, deadline: Deadline.none(clock) },
    );
    await expect(work).rejects.toBe(error);
    expect(tries).toBe(1);
  });
});

describe('deterministicId', () => {
  test('is the same for the same parts and fits both token limits', () => {
    expect(deterministicId('pci', '2026-03-09')).toBe(deterministicId('pci', '2026-03-09'));
    expect(deterministicId('pci')).toMatch(/^[0-9a-f]{64}$/);
  });

  test('keeps parts apart', () => {
    expect(deterministicId('ab', 'c')).not.toBe(deterministicId('a', 'bc'));
    expect(deterministicId('a', '')).not.toBe(deterministicId('a'));
  });
});
