import { dateFormat } from './date-format';

const at = (text: string): number => new Date(text).getTime();

describe('dateFormat', () => {
  test.each<[format: string, value: string, time: string]>([
    ['yyyy-MM-dd', '2026-03-09', '2026-03-09T00:00:00Z'],
    ['yyyy/MM/dd', '2026/03/09', '2026-03-09T00:00:00Z'],
    ['yyyy/MM/dd/HH', '2026/03/09/23', '2026-03-09T23:00:00Z'],
    ['uuuuMMddHHmmss', '20260309235107', '2026-03-09T23:51:07Z'],
    ["yyyy-MM-dd'T'HH:mm:ss.SSS", '2026-03-09T23:51:07.120', '2026-03-09T23:51:07.120Z'],
    ["'day''s 'd.M.yy", "day's 9.3.26", '2026-03-09T00:00:00Z'],
    ['yyyy', '2026', '2026-01-01T00:00:00Z'],
  ])('%s reads and writes %s', (format, value, time) => {
    expect(dateFormat(format).parse(value)).toBe(at(time));
    expect(dateFormat(format).write(at(time))).toBe(value);
    expect(new RegExp(`^${dateFormat(format).pattern}$`).test(value)).toBe(true);
  });

  test.each([
    ['yyyy-MM-dd', '2026-3-9'],
    ['yyyy-MM-dd', '2026-02-30'],
    ['yyyy-MM-dd', '2026-13-01'],
    ['yyyy-MM-dd', '2026-03-09/x'],
    ['yyyy-MM-dd HH', '2026-03-09 24'],
  ])('%s does not read %s', (format, value) => {
    expect(dateFormat(format).parse(value)).toBeUndefined();
  });

  test('cuts off what is finer than the format', () => {
    expect(dateFormat('yyyy-MM').write(at('2026-03-09T23:51:07Z'))).toBe('2026-03');
  });

  test.each(['EEE yyyy', 'yyy', 'yyyy-MMM', 'D', 'hh'])('refuses the letters of %s', (format) => {
    expect(() => dateFormat(format)).toThrow(/which the embedded runtime does not know/);
  });
});
