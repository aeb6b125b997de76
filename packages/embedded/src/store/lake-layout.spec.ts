import fc from 'fast-check';
import { folderNameFile, isHashedFolder, LakeLayout, parseRecordName } from './lake-layout';

const layout = new LakeLayout('/lake');
const ref = (key: string) => ({ bucket: 'b-1', key });

describe('LakeLayout', () => {
  test('a key is its own path', () => {
    expect(layout.plain(ref('logs/dt=2026-01-01/a b.gz'))).toBe('/lake/s3/b-1/logs/dt=2026-01-01/a b.gz');
    expect(layout.plain(ref('x'.repeat(255)))).toBe(`/lake/s3/b-1/${'x'.repeat(255)}`);
  });

  test.each(['/a', 'a/', 'a//b', '.', 'a/./b', '..', 'a/../../b', 'nul\0', 'x'.repeat(256), 'é'.repeat(128)])(
    '%j has no plain file',
    (key) => {
      expect(layout.plain(ref(key))).toBeUndefined();
    },
  );

  test('records lie in a tree of the same shape', () => {
    expect(layout.record(ref('a/b'))).toBe('/lake/.lakeward/objects/b-1/a%d/b%o');
    expect(layout.archive(ref('a/b'))).toBe('/lake/.lakeward/objects/b-1/a%d/b%v');
    expect(layout.aside(ref('a//..'))).toBe('/lake/.lakeward/objects/b-1/a%d/%d/..%b');
    expect(layout.record(ref('100%/%o'))).toBe('/lake/.lakeward/objects/b-1/100%25%d/%25o%o');
    expect(layout.record(ref('a/'))).toBe('/lake/.lakeward/objects/b-1/a%d/%o');
  });

  test('long names become hashes, with the real one beside a folder', () => {
    const folder = layout.recordFolder('b-1', `${'x'.repeat(241)}/`);
    expect(folder).toMatch(/^\/lake\/\.lakeward\/objects\/b-1\/%l[0-9a-f]{64}%d$/);
    expect(isHashedFolder(folder)).toBe(true);
    expect(folderNameFile(folder)).toBe(folder.replace(/%d$/, '%n'));
    expect(isHashedFolder(layout.recordFolder('b-1', `${'x'.repeat(240)}/`))).toBe(false);
    expect(isHashedFolder(layout.recordFolder('b-1', '%l0/'))).toBe(false);
  });

  test('no two keys share a file, none leaves its bucket, and names are read back', () => {
    const segment = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom('', '.', '..', '%', '%o', '%d', '%25', '%l', '\0', 'a', 'x'.repeat(300)),
    );
    const key = fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => segments.join('/'));
    fc.assert(
      fc.property(key, key, (one, other) => {
        for (const file of [layout.plain(ref(one)), layout.record(ref(one)), layout.aside(ref(one))]) {
          if (file === undefined) continue;
          expect(file).toMatch(/^\/lake\/(?:s3|\.lakeward\/objects)\/b-1\//);
          expect(file.split('/')).not.toContain('..');
          for (const name of file.split('/')) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        }
        const name = layout.record(ref(one)).split('/').at(-1)!;
        const last = one.split('/').at(-1);
        expect(parseRecordName(name)).toEqual({
          kind: 'record',
          name: name.startsWith('%l') ? undefined : last,
        });
        expect(layout.record(ref(one)) === layout.record(ref(other))).toBe(one === other);
      }),
      { numRuns: 500 },
    );
  });
});
