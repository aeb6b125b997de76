import fc from 'fast-check';
import { compareKeys } from './compare-keys';

describe('compareKeys', () => {
  test('an emoji comes after the last character of three bytes', () => {
    expect(compareKeys('😀', '\uffee')).toBeGreaterThan(0);
    expect(['😀', '\uffee', 'z', 'é'].sort(compareKeys)).toEqual(['z', 'é', '\uffee', '😀']);
  });

  test('agrees with the comparison of bytes', () => {
    const character = fc.oneof(
      fc.constantFrom('a', 'a', '/', '-', 'é', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(fc.string({ unit: character }), fc.string({ unit: character }), (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
      { numRuns: 1_000 },
    );
  });
});
