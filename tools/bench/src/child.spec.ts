import { median } from './child';

test('the median is the run in the middle by time, not the one that was measured in the middle', () => {
  const run = (milliseconds: number) => ({
    milliseconds,
    peakMegabytes: 1,
    answer: milliseconds,
    bytesScanned: [],
  });
  expect(median([run(9), run(1), run(3)]).answer).toBe(3);
  expect(median([run(5)]).answer).toBe(5);
  expect(() => median([])).toThrow('nothing was measured');
});
