import { manifestFields, readManifest } from '@lakeward/s3-batch';
import fc from 'fast-check';
import { delivery, PlanningLake } from '../testing/planning-lake';

let lake: PlanningLake;
beforeEach(async () => {
  lake = await PlanningLake.make();
});
afterEach(() => lake.remove());

/** As long as a key may be, in bytes of UTF-8. */
const LONGEST = 1_024;

/** Keys that some reader of lists has stumbled over. */
const AWKWARD = [
  'a b+c%2Bd%20e',
  '+',
  '%',
  '%2B',
  '%zz',
  ' leading and trailing ',
  'comma,"quote",\'single\'',
  'line\nbreak\r\nand\ttab',
  '"',
  ',',
  '\\',
  'back\\slash\\',
  '~tilde!*()',
  'ümlaut/日本語/👩‍👩‍👧.txt',
  'null',
  '\\N',
  '/leading//double/trailing/',
  'a&b=c?d#e',
  '\u0001\u007f',
  '=cmd()',
  'é',
  'é',
  '👍'.repeat(256),
  'x'.repeat(LONGEST),
];

/** Any text that S3 takes for a key: up to 1,024 bytes of UTF-8, no half surrogate pair. DuckDB holds no NUL in a text. */
const key = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }),
    fc.string({
      unit: fc.constantFrom(' ', '+', '%', '2', 'B', '/', ',', '"', '\n', '\r', '😀', 'ü', '~', '\\'),
      minLength: 1,
      maxLength: 300,
    }),
  )
  .filter((text) => !text.includes('\0') && text.isWellFormed() && Buffer.byteLength(text) <= LONGEST);

describe.each(['CSV', 'Parquet'] as const)('keys of a %s inventory', (format) => {
  test('come back from the manifest as they are in the bucket', async () => {
    let snapshot = 0;
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(key, { minLength: 50, maxLength: 300 }), async (generated) => {
        snapshot += 1;
        const keys = [...new Set([...AWKWARD, ...generated])];
        const what = delivery({
          format,
          files: [
            keys.map((each) => ({ bucket: 'src-bucket', key: each, encryption_status: 'SSE-S3', size: 1 })),
          ],
          snapshot: `2026-11-06T01-${String(snapshot).padStart(2, '0')}Z`,
          configuration: `run-${snapshot}`,
        });
        const { lines } = await lake.plan(await lake.deliver(what));
        const found: string[] = [];
        const options = { fields: manifestFields({ versions: true }), place: 'the manifest' };
        for await (const tasks of readManifest(chunksOf(lines['update'] ?? ''), options)) {
          for (const task of tasks) {
            expect(task).toMatchObject({ bucket: 'src-bucket', versionId: 'null' });
            // Nothing that is not plain text in every list: neither separators nor quotes, nor a plus that may be a space.
            expect(task.encodedKey).toMatch(/^[A-Za-z0-9/._*%-]+$/);
            found.push(task.key);
          }
        }
        expect(found.sort()).toEqual(keys.sort());
      }),
      { numRuns: 3 },
    );
  });
});

async function* chunksOf(text: string): AsyncGenerator<string, void, undefined> {
  await Promise.resolve();
  for (let at = 0; at < text.length; at += 1_000) yield text.slice(at, at + 1_000);
}
