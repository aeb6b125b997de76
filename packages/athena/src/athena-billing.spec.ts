import { scanPrice } from './athena-billing';

test.each<[number[], number]>([
  [[], 0],
  [[0], 0.00005],
  [[9_999_999, 10_000_000], 0.0001],
  [[1e12], 5],
  [[2e12, 5], 10.00005],
])('queries that scan %j bytes cost %d US dollars', (bytes, usd) => {
  expect(scanPrice(bytes)).toBeCloseTo(usd, 10);
});
