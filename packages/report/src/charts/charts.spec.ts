import { bars, beforeAfterBars } from './bars';
import { calendar } from './calendar';
import { axisEnd } from './chart';
import { hourBars } from './hour-bars';
import { hourMap } from './hour-map';

const words = { id: 'c', title: 'Title <1>', description: 'What it shows' };
const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));
const zeros = (): number[] => new Array<number>(24).fill(0);

test.each([
  [0, 1],
  [1, 1],
  [3, 5],
  [20, 20],
  [21, 50],
  [999, 1_000],
  [120_001, 200_000],
])('an axis for up to %s ends at %s', (value, end) => {
  expect(axisEnd(value)).toBe(end);
});

describe('every chart', () => {
  test('names and describes itself', () => {
    expect(bars({ ...words, rows: [] }).toString()).toContain(
      'role="img" aria-labelledby="c-t c-d"><title id="c-t">Title &lt;1&gt;</title><desc id="c-d">What it shows</desc>',
    );
  });
});

describe('hours as bars', () => {
  const series = [
    { name: 'high', tone: 'f1' as const, values: Object.assign(zeros(), { 3: 5, 4: 1 }) },
    { name: 'low', tone: 'f3' as const, values: Object.assign(zeros(), { 3: 15 }) },
  ];
  const drawn = hourBars({ ...words, slots: hours, unit: ['finding', 'findings'], series }).toString();

  test('stand on one another on one scale, and say their numbers', () => {
    expect(drawn).toContain('20 findings');
    expect(drawn).toContain('<title>03  20 findings: 5 high, 15 low</title>');
    // 88 pixels are 20 findings.
    expect(drawn).toContain('y="82" height="22" class="f1"');
    expect(drawn).toContain('y="16" height="66" class="f3"');
    expect(drawn).toContain('x="13.04%" width="3.08%"');
    expect(drawn.match(/<rect x="[\d.]+%"/g)).toHaveLength(3);
  });

  test('one of many is still seen', () => {
    const values = Object.assign(zeros(), { 0: 1, 1: 100_000 });
    const one = hourBars({
      ...words,
      slots: hours,
      unit: ['a', 'as'],
      series: [{ name: 'a', tone: 'f1', values }],
    });
    expect(one.toString()).toContain('height="2" class="f1"');
  });

  test('every third hour is named, and the hours before the day', () => {
    expect(drawn.match(/text-anchor="middle">\d\d</g)).toHaveLength(8);
    const slots = ['earlier', ...hours];
    const early = hourBars({ ...words, slots, unit: ['a', 'as'], series: [] }).toString();
    expect(early).toContain('text-anchor="start">earlier<');
    expect(early).not.toContain('>00<');
    expect(early).toContain('>03<');
  });
});

describe('bars', () => {
  test('the longest is as wide as the page, none is wider', () => {
    const rows = [
      { label: 'a', value: 50, text: '50 B' },
      { label: 'b', value: 200, text: '200 B' },
      { label: 'c', value: 0, text: '0 B' },
    ];
    const drawn = bars({ ...words, rows }).toString();
    expect([...drawn.matchAll(/class="f1"[^>]* width="([^"]+)"/g)].map(([, width]) => width)).toEqual([
      '25%',
      '100%',
      '0%',
    ]);
  });

  test('before and after share one scale, and parts stand in one order', () => {
    const drawn = beforeAfterBars({
      ...words,
      parts: { none: 'f5', old: 'f2', new: 'f1' },
      rows: [
        {
          label: 'bucket',
          text: '3 objects',
          before: [
            { part: 'old', value: 75, text: '75' },
            { part: 'none', value: 25, text: '25' },
          ],
          after: [{ part: 'new', value: 50, text: '50' }],
        },
      ],
    }).toString();
    const drawnParts = [...drawn.matchAll(/<rect class="(f\d)" x="([^"]+)" y="(\d+)" width="([^"]+)"/g)];
    expect(drawnParts.map(([, ...part]) => part)).toEqual([
      ['f5', '14%', '16', '21.5%'],
      ['f2', '35.5%', '16', '64.5%'],
      ['f1', '14%', '30', '43%'],
    ]);
  });
});

describe('maps', () => {
  const full = hours.map(() => ({ state: 'full' as const, title: 'proven' }));

  test('explain the states that occur, and no others', () => {
    const map = hourMap({
      ...words,
      words: { full: 'proven', missing: 'may be missing', open: 'unknown' },
      rows: [{ label: 'a', text: '', hours: [...full.slice(1), { state: 'missing', title: 'gap' }] }],
    }).toString();
    expect([...map.matchAll(/<\/svg>([a-z ]+)<\/li>/g)].map(([, name]) => name)).toEqual([
      'proven',
      'may be missing',
    ]);
    expect(map.match(/<g><title>/g)).toHaveLength(24);
  });

  test('a calendar begins its weeks on Monday and says where a month begins', () => {
    // 2026-02-27 is a Friday.
    const days = ['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02'].map((date) => ({
      date,
      state: 'full' as const,
      title: 'done',
    }));
    const drawn = calendar({ ...words, words: { full: 'done' }, days }).toString();
    const places = [...drawn.matchAll(/<text x="([\d.]+)%" y="(\d+)">([\d-]+)</g)].map(([, x, y, name]) => [
      Math.floor((Number(x) * 7) / 100),
      Number(y),
      name,
    ]);
    expect(places).toEqual([
      [4, 29, '02-27'],
      [5, 29, '28'],
      [6, 29, '03-01'],
      [0, 63, '02'],
    ]);
  });

  test('a calendar without days is empty', () => {
    expect(calendar({ ...words, words: {}, days: [] }).toString()).toContain('height="18"');
  });
});
