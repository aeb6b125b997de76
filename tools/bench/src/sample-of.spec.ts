import { sampleOf, scaledUp } from './sample-of';

test.each([
  [7, 100, [0, 1, 2, 3, 4, 5, 6]],
  [7, 3, [0, 2, 4]],
  [7, 0, [0]],
  [162, 4, [0, 40, 81, 121]],
])('of %d things at most %d are %j', (count, most, expected) => {
  expect(sampleOf(count, most)).toEqual(expected);
});

test('a sample is scaled to all, in time and in bytes of each', () => {
  const measured = { milliseconds: 600, peakMegabytes: 9, answer: {}, bytesScanned: [10, 20] };
  expect(scaledUp(measured, 2, 6)).toEqual({
    milliseconds: 1_800,
    peakMegabytes: 9,
    answer: {},
    bytesScanned: [15, 15, 15, 15, 15, 15],
  });
  expect(scaledUp(measured, 2, 2)).toBe(measured);
});
