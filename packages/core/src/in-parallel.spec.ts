import { inParallel } from './in-parallel';

describe('inParallel', () => {
  test('answers in order, with no more at a time than allowed', async () => {
    let running = 0;
    let most = 0;
    const results = await inParallel([30, 10, 20, 5, 1], 2, async (ms) => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setTimeout(resolve, ms));
      running -= 1;
      return ms * 2;
    });
    expect(results).toEqual([60, 20, 40, 10, 2]);
    expect(most).toBe(2);
  });

  test('after a failure nothing more is begun, and what is under way ends before it is thrown', async () => {
    const seen: string[] = [];
    const run = inParallel(['slow', 'bad', 'never'], 2, async (item) => {
      seen.push(`begin ${item}`);
      if (item === 'bad') throw new Error('bad');
      await new Promise((resolve) => setTimeout(resolve, 10));
      seen.push(`end ${item}`);
    });
    await expect(run).rejects.toThrow('bad');
    expect(seen).toEqual(['begin slow', 'begin bad', 'end slow']);
  });

  test('nothing to do is done at once', async () => {
    await expect(inParallel([], 4, () => Promise.reject(new Error('never')))).resolves.toEqual([]);
  });
});
