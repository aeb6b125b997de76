import { isAppError } from './app-error';
import { UtcDay } from './utc-day';

describe('UtcDay', () => {
  test.each(['2026-02-29', '2026-13-01', '2026-3-9', '20260309', '', '2026-03-09T00:00:00Z', ' 2026-03-09'])(
    'refuses %j',
    (text) => {
      expect(() => UtcDay.parse(text)).toThrow(expect.objectContaining({ code: 'INVALID_DATE' }));
    },
  );

  test('knows leap days and zero-padded parts', () => {
    expect(UtcDay.parse('2028-02-29')).toMatchObject({ year: '2028', month: '02', day: '29' });
  });

  test('steps across month, year and daylight-saving changes by whole UTC days', () => {
    expect(UtcDay.parse('2026-01-01').plus(-1).date).toBe('2025-12-31');
    expect(UtcDay.parse('2026-03-28').plus(2).date).toBe('2026-03-30');
    expect(UtcDay.before(new Date('2026-03-01T00:00:00Z')).date).toBe('2026-02-28');
  });

  test('is over only at the next midnight', () => {
    const day = UtcDay.parse('2026-03-09');
    expect(day.isOver(new Date('2026-03-09T23:59:59.999Z'))).toBe(false);
    expect(day.isOver(new Date('2026-03-10T00:00:00Z'))).toBe(true);
  });

  test('an error names the remedy', () => {
    try {
      UtcDay.parse('yesterday');
      throw new Error('no error');
    } catch (error) {
      expect(isAppError(error, 'INVALID_DATE') && error.remedy).toContain('YYYY-MM-DD');
    }
  });
});
