import { dateRange, type DateProjection } from './date-range';

const now = new Date('2026-03-31T12:30:00Z');
const admitted = (projection: DateProjection, values: readonly string[]): readonly string[] => {
  const { admits } = dateRange(projection, now);
  return values.filter((value) => admits(value));
};

describe('dateRange', () => {
  test('includes both ends, and nothing that is no date', () => {
    const days = ['2025-12-31', '2026-01-01', '2026-02-30', '2026-1-05', 'x', '2026-01-31', '2026-02-01'];
    expect(admitted({ format: 'yyyy-MM-dd', min: '2026-01-01', max: '2026-01-31' }, days)).toEqual([
      '2026-01-01',
      '2026-01-31',
    ]);
  });

  test('counts back and forth from now, by the calendar, cut to the format', () => {
    const months = { format: 'yyyy/MM/dd', min: 'NOW-1MONTHS', max: 'NOW+2DAYS' };
    expect(admitted(months, ['2026/02/27', '2026/02/28', '2026/03/31', '2026/04/02', '2026/04/03'])).toEqual([
      '2026/02/28',
      '2026/03/31',
      '2026/04/02',
    ]);
    const years = { format: 'yyyy-MM-dd', min: ' NOW - 3 YEARS ', max: 'NOW' };
    expect(admitted(years, ['2023-03-30', '2023-03-31', '2026-03-31', '2026-04-01'])).toEqual([
      '2023-03-31',
      '2026-03-31',
    ]);
  });

  test.each<[Partial<DateProjection>, readonly string[]]>([
    [{ interval: 2 }, ['2026-01-01', '2026-01-03']],
    [{ interval: 1, unit: 'WEEKS' }, ['2026-01-01', '2026-01-08']],
    [{ interval: 1, unit: 'MONTHS' }, ['2026-01-01', '2026-02-01', '2027-01-01']],
    [{ interval: 6, unit: 'months' }, ['2026-01-01', '2027-01-01']],
    [{ interval: 1, unit: 'YEARS' }, ['2026-01-01', '2027-01-01']],
    [{ unit: 'HOURS' }, ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-08', '2026-02-01', '2027-01-01']],
  ])('steps by %j', (step, expected) => {
    const days = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-08', '2026-02-01', '2027-01-01'];
    const range = { format: 'yyyy-MM-dd', min: '2026-01-01', max: '2027-12-31' };
    expect(admitted({ ...range, ...step }, days)).toEqual(expected);
  });

  test('steps by the last day of a month as the calendar has it', () => {
    const ends = { format: 'yyyy-MM-dd', min: '2026-01-31', max: '2026-12-31', interval: 1, unit: 'MONTHS' };
    expect(admitted(ends, ['2026-01-31', '2026-02-28', '2026-03-28', '2026-03-31'])).toEqual([
      '2026-01-31',
      '2026-02-28',
      '2026-03-31',
    ]);
  });

  test.each<Partial<DateProjection>>([
    { min: 'yesterday' },
    { max: '2026-13-01' },
    { interval: 0 },
    { interval: 1.5 },
    { interval: 1, unit: 'FORTNIGHTS' },
  ])('refuses %j', (wrong) => {
    expect(() => dateRange({ format: 'yyyy-MM-dd', min: '2026-01-01', max: 'NOW', ...wrong }, now)).toThrow(
      expect.objectContaining({ failure: expect.objectContaining({ name: 'INVALID_TABLE_PROPERTY' }) }),
    );
  });
});
