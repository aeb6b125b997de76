import fc from 'fast-check';
import { gapsBetween, mergeSpans, type Span } from './spans';

const bounds: Span = { from: 0, to: 100 };

test('spans that touch or overlap are one, those outside the bounds are cut', () => {
  const spans = [
    { from: 40, to: 50 },
    { from: -10, to: 10 },
    { from: 10, to: 20 },
    { from: 45, to: 46 },
    { from: 100, to: 120 },
    { from: 30, to: 30 },
  ];
  expect(mergeSpans(spans, bounds)).toEqual([
    { from: 0, to: 20 },
    { from: 40, to: 50 },
  ]);
  expect(gapsBetween(spans, bounds)).toEqual([
    { from: 20, to: 40 },
    { from: 50, to: 100 },
  ]);
});

test('nothing covers nothing', () => {
  expect(mergeSpans([], bounds)).toEqual([]);
  expect(gapsBetween([], bounds)).toEqual([bounds]);
  expect(gapsBetween([{ from: -1, to: 101 }], bounds)).toEqual([]);
});

test('every instant lies in exactly one of covered and gaps, as the spans say', () => {
  const span = fc.tuple(fc.integer({ min: -20, max: 120 }), fc.integer({ min: 0, max: 40 }));
  fc.assert(
    fc.property(fc.array(span, { maxLength: 8 }), fc.integer({ min: 0, max: 99 }), (pairs, instant) => {
      const spans = pairs.map(([from, length]) => ({ from, to: from + length }));
      const has = (list: readonly Span[]): number =>
        list.filter(({ from, to }) => from <= instant && instant < to).length;
      const expected = has(spans) > 0;
      expect([has(mergeSpans(spans, bounds)), has(gapsBetween(spans, bounds))]).toEqual(
        expected ? [1, 0] : [0, 1],
      );
    }),
  );
});
