import { formatBytes, formatCount, formatCounted, formatInstant, formatMoney, formatShare } from './format';

describe('numbers', () => {
  test.each([
    [0, '0'],
    [999, '999'],
    [1_000, '1,000'],
    [1_234_567, '1,234,567'],
    [20_000_000_000_000_001n, '20,000,000,000,000,001'],
  ])('%s is %s', (value, shown) => {
    expect(formatCount(value)).toBe(shown);
  });

  test('counts say one and many', () => {
    expect([0, 1, 2].map((count) => formatCounted(count, 'file'))).toEqual(['0 files', '1 file', '2 files']);
    expect(formatCounted(1n, 'copy', 'copies')).toBe('1 copy');
  });

  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [999_949, '999.9 kB'],
    [999_950, '1.0 MB'],
    [4_100_000, '4.1 MB'],
    [48_211_004_112, '48.2 GB'],
    [7.2e12, '7.2 TB'],
    [9.9e18, '9.9 EB'],
    [10n ** 18n, '1.0 EB'],
    [12_345n * 10n ** 18n, '12,345.0 EB'],
  ])('%s bytes are %s', (value, shown) => {
    expect(formatBytes(value)).toBe(shown);
  });

  test.each([
    [0, 5, '0.0 %'],
    [1, 8, '12.5 %'],
    [1, 100_000, '< 0.1 %'],
    [99_999, 100_000, '> 99.9 %'],
    [3, 3, '100.0 %'],
    [0, 0, '-'],
  ])('%s of %s is %s', (part, whole, shown) => {
    expect(formatShare(part, whole)).toBe(shown);
  });

  test.each([
    [0, 'USD 0.00'],
    [0.00005, 'USD 0.000050'],
    [0.2411, 'USD 0.24'],
    [1_204.5, 'USD 1,204.50'],
  ])('%s dollars are %s', (amount, shown) => {
    expect(formatMoney(amount, 'USD')).toBe(shown);
  });
});

describe('instants', () => {
  test.each([
    ['2026-03-09T04:05:06Z', '2026-03-09 04:05:06'],
    ['2026-03-09T04:05:06.000Z', '2026-03-09 04:05:06'],
    ['2026-03-09T04:05:06.120Z', '2026-03-09 04:05:06.120'],
    ['yesterday', 'yesterday'],
    ['2026-03-09T04:05:06+01:00', '2026-03-09T04:05:06+01:00'],
  ])('%s is %s', (instant, shown) => {
    expect(formatInstant(instant)).toBe(shown);
  });
});
