import { inParallel } from './in-parallel';

test('answers in the order of the items, never more than the limit at a time', async () => {
  let running = 0;
  let most = 0;
  const results = await inParallel([30, 10, 20, 0, 5], 2, async (milliseconds) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    running -= 1;
    return milliseconds * 2;
  });
  expect(results).toEqual([60, 20, 40, 0, 10]);
  expect(most).toBe(2);
});

test('a failure is thrown, nothing is done for nothing', async () => {
  await expect(inParallel([1, 2], 2, () => Promise.reject(new Error('x')))).rejects.toThrow('x');
  expect(await inParallel([], 2, () => Promise.reject(new Error('x')))).toEqual([]);
});
