import fc from 'fast-check';
import { maxKeyBytes } from '@lakeward/s3';
import { manifestFields, readManifest, writeManifest, type ManifestEntry } from './manifest-csv';

const place = 's3://lists/manifest.csv';
const awkward = [
  'a b.csv',
  'a+b',
  'a%2Bb',
  '100%',
  'quo"te"s',
  "it's",
  'com,ma',
  'line\nbreak\r\n',
  '😀/ü',
  'a//b/',
  ' ',
  '(1)*!',
  'x'.repeat(maxKeyBytes),
  '\u{10ffff}'.repeat(256),
];
const anyKey = fc.oneof(
  fc.constantFrom(...awkward),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).filter((key) => !/\p{Surrogate}/u.test(key)),
);

async function text(chunks: AsyncIterable<Buffer>): Promise<string> {
  let whole = '';
  for await (const chunk of chunks) whole += chunk.toString('utf8');
  return whole;
}

/** The text cut into pieces of `size` bytes, so that records and characters are torn. */
function* torn(whole: string, size: number): Generator<Buffer> {
  const bytes = Buffer.from(whole);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function* stream(chunks: Iterable<Buffer>): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

async function read(whole: string, { versions = false, size = 7, from = 0 } = {}) {
  const tasks = [];
  const fields = manifestFields({ versions });
  for await (const batch of readManifest(stream(torn(whole, size)), { fields, place, from }))
    tasks.push(...batch);
  return tasks;
}

describe('the manifest of a job', () => {
  test('has no header, encoded keys and one line for each object', async () => {
    const entries = [
      { bucket: 'lake', key: 'a b+c%2B/"d",e\n😀', versionId: 'null' },
      { bucket: 'lake', key: 'plain/key.csv', versionId: 'v1' },
    ];
    expect(await text(writeManifest(entries, { versions: true }))).toBe(
      'lake,a%20b%2Bc%252B/%22d%22%2Ce%0A%F0%9F%98%80,null\nlake,plain/key.csv,v1\n',
    );
    expect(await text(writeManifest(entries, { versions: false }))).toBe(
      'lake,a%20b%2Bc%252B/%22d%22%2Ce%0A%F0%9F%98%80\nlake,plain/key.csv\n',
    );
  });

  test('gives back every key, in pieces of any size, and from any line', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ key: anyKey, versionId: fc.constantFrom('null', 'v.1-_A') }), { maxLength: 8 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 50 }),
        fc.nat(),
        async (objects, versions, size, choice) => {
          const entries: ManifestEntry[] = objects.map(({ key, versionId }) => ({
            bucket: 'lake',
            key,
            ...(versions ? { versionId } : {}),
          }));
          const whole = await text(writeManifest(entries, { versions }));
          expect(whole).toMatch(/^[\x20-\x7e\n]*$/);
          const tasks = await read(whole, { versions, size });
          expect(tasks.map(({ bucket, key, versionId }) => [bucket, key, versionId])).toEqual(
            entries.map(({ bucket, key, versionId }) => [bucket, key, versionId]),
          );
          expect(tasks.at(-1)?.end ?? 0).toBe(whole.length);
          const start = tasks[choice % Math.max(1, tasks.length)]?.end ?? 0;
          expect(await read(whole.slice(start), { versions, size, from: start })).toEqual(
            tasks.filter(({ end }) => end > start),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test('reads what others write: quotes, form encoding, no last line end, other columns', async () => {
    const tasks = [];
    const fields = ['Ignore', 'Bucket', 'Key', 'VersionId'] as const;
    const chunks = stream(torn('"x","lake","a+b%2Bc",""\r\n"y, z",lake,k,v', 3));
    for await (const batch of readManifest(chunks, { fields, place })) tasks.push(...batch);
    expect(tasks).toEqual([
      { bucket: 'lake', key: 'a b+c', encodedKey: 'a+b%2Bc', versionId: '', end: 25 },
      { bucket: 'lake', key: 'k', encodedKey: 'k', versionId: 'v', end: 40 },
    ]);
  });

  test.each([
    ['a byte order mark', '\ufefflake,k\n', /byte order mark/],
    ['an empty line', 'lake,a\n\nlake,b\n', /ends at byte 8 has 1 fields instead of 2/],
    ['a column too many', 'lake,a,v\n', /3 fields instead of 2/],
    ['a key that is not encoded', 'lake,100%\n', /not URL-encoded/],
    ['a line without a key', 'lake,\n', /no bucket or no key/],
    ['a quote without end', 'lake,"a\n', /has no end/],
    ['text after a quote', 'lake,"a"b\n', /after the closing quote/],
  ])('refuses %s', async (_, whole, message) => {
    await expect(read(whole)).rejects.toMatchObject({
      code: 'S3_BATCH_INVALID_FILE',
      message: expect.stringMatching(message),
    });
  });

  test('is all versions or none', async () => {
    const entries = [{ bucket: 'lake', key: 'k' }];
    await expect(text(writeManifest(entries, { versions: true }))).rejects.toMatchObject({
      code: 'S3_BATCH_INVALID_FILE',
    });
  });

  test('takes flat memory', async () => {
    const lines = 400_000;
    function* entries(): Generator<ManifestEntry> {
      for (let n = 0; n < lines; n += 1)
        yield { bucket: 'lake', key: `folder ${n % 7}/object ${n}`, versionId: `v${n}` };
    }
    let count = 0;
    let bytes = 0;
    let most = 0;
    const before = process.memoryUsage().rss;
    const written = async function* () {
      for await (const chunk of writeManifest(entries(), { versions: true })) {
        bytes += chunk.length;
        yield chunk;
      }
    };
    const fields = manifestFields({ versions: true });
    for await (const batch of readManifest(written(), { fields, place })) {
      count += batch.length;
      most = Math.max(most, process.memoryUsage().rss);
    }
    expect(count).toBe(lines);
    expect(bytes).toBeGreaterThan(15_000_000);
    expect(most - before).toBeLessThan(120 * 1024 * 1024);
  });
});
