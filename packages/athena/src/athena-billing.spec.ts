import { listPriceIn, scanPrice } from './athena-billing';

test.each<[number[], number]>([
  [[], 0],
  [[0], 0.00005],
  [[9_999_999, 10_000_000], 0.0001],
  [[10_000_001], 0.000055],
  [[1e12], 5],
  [[2e12, 5], 10.00005],
])('queries that scan %j bytes cost %d US dollars', (bytes, usd) => {
  expect(scanPrice(bytes)).toBeCloseTo(usd, 10);
});

test('a price names the Region and the day it is from', () => {
  expect(listPriceIn('us-east-1')).toEqual({ usdPerTerabyte: 5, region: 'us-east-1', asOf: '2026-04-01' });
  expect(listPriceIn('xx-nowhere-1').region).toBe('us-east-1');
});
