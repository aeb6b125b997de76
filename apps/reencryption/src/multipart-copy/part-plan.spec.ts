import fc from 'fast-check';
import { partBytesFor, planParts } from './part-plan';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

describe('the size of parts', () => {
  test.each([
    [5 * GIB + 1, 256 * MIB, 21],
    [1024 * GIB, 256 * MIB, 4_096],
    [2_500 * GIB, 256 * MIB, 10_000],
    [2_500 * GIB + 1, 257 * MIB, 9_962],
    [5 * 1024 * GIB, 525 * MIB, 9_987],
    // 48.8 TiB, the largest object: parts of 5 GiB, the largest part.
    [10_000 * 5 * GIB, 5 * GIB, 10_000],
  ])('%d bytes are parts of %d bytes, %d of them', (size, partBytes, parts) => {
    expect(partBytesFor(size)).toBe(partBytes);
    expect(planParts(size, partBytes)).toHaveLength(parts);
  });

  test('whatever the size, parts follow each other, cover it all, and are what S3 takes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 * 5 * GIB }), (size) => {
        const partBytes = partBytesFor(size);
        const parts = planParts(size, partBytes);
        expect(parts.length).toBeLessThanOrEqual(10_000);
        expect(partBytes).toBeLessThanOrEqual(5 * GIB);
        expect(partBytes).toBeGreaterThanOrEqual(5 * MIB);
        expect([parts[0]?.first, parts.at(-1)?.last]).toEqual([0, size - 1]);
        for (const [index, { partNumber, first, last }] of parts.entries()) {
          if (partNumber !== index + 1 || first > last) throw new Error(`Part ${index} is wrong.`);
          if (index > 0 && first !== parts[index - 1]!.last + 1)
            throw new Error(`Part ${index} does not follow.`);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('an empty object has no parts', () => {
    expect(planParts(0, MIB)).toEqual([]);
  });
});
