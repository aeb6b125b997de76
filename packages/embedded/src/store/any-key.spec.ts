import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compareKeys, maxKeyBytes, readText } from '@lakeward/s3';
import { InMemoryObjectStore } from '@lakeward/s3/testing';
import fc from 'fast-check';
import { DirectoryObjectStore } from './directory-object-store';

const segment = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'a-b', 'a!', 'A', '0', 'é', '😀', '\uffee') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('', '.', '..', '%', '%o', '%b', '%d', '%v', '%25', '\0', '\n', ' ', '\\'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('x'.repeat(255), 'x'.repeat(256), 'é'.repeat(127), '%'.repeat(90)),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
);
const anyKey = fc
  .array(segment, { minLength: 1, maxLength: 5 })
  .map((segments) => segments.join('/'))
  .filter((key) => key !== '' && Buffer.byteLength(key) <= maxKeyBytes);

interface Action {
  readonly key: string;
  readonly body: string | undefined;
}
const action: fc.Arbitrary<Action> = fc.record({
  key: anyKey,
  body: fc.option(fc.string({ maxLength: 5 }), { nil: undefined, freq: 3 }),
});

describe('a directory store, held against the fake', () => {
  let lake: string;
  let store: DirectoryObjectStore;
  beforeEach(async () => {
    lake = await mkdtemp(path.join(tmpdir(), 'lakeward-any-key-'));
    store = new DirectoryObjectStore(lake);
  });
  afterEach(() => rm(lake, { recursive: true, force: true }));

  test('any keys come and go as they are', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { minLength: 1, maxLength: 12 }),
        anyKey,
        anyKey,
        async (actions, after, start) => {
          run += 1;
          const bucket = `run-${run}`;
          await store.createBucket(bucket);
          const fake = new InMemoryObjectStore({ buckets: { [bucket]: {} } });
          for (const { key, body } of actions) {
            for (const each of [fake, store]) {
              if (body === undefined) await each.delete({ bucket, key });
              else await each.put({ bucket, key }, body);
            }
          }
          const cut = start.slice(0, Math.ceil(start.length / 2)).replace(/\p{Surrogate}$/u, '');
          for (const options of [
            {},
            { startAfter: after },
            { prefix: cut },
            { prefix: cut, startAfter: after },
          ]) {
            const expected = await keys(fake, bucket, options);
            expect(await keys(store, bucket, options)).toEqual(expected);
            expect(expected).toEqual([...expected].sort(compareKeys));
          }
          expect(await folders(store, bucket, cut)).toEqual(await folders(fake, bucket, cut));
          for (const { key } of actions) {
            const head = await fake.head({ bucket, key });
            expect((await store.head({ bucket, key }))?.etag).toBe(head?.etag);
            if (head === undefined) continue;
            expect(await readText(store, { bucket, key })).toBe(await readText(fake, { bucket, key }));
          }
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);

  test('any history of versions is told as the fake tells it', async () => {
    let run = 0;
    const step = fc.record({
      key: fc.constantFrom('a', 'a/b', 'a/', 'c'),
      kind: fc.constantFrom('put', 'put', 'delete', 'delete version'),
      choice: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
        run += 1;
        const bucket = `run-${run}`;
        await store.createBucket(bucket, { versioning: true });
        const fake = new InMemoryObjectStore({ buckets: { [bucket]: { versioning: true } } });
        for (const [index, { key, kind, choice }] of steps.entries()) {
          for (const each of [fake, store]) {
            const ref = { bucket, key };
            const known = (await versions(each, bucket)).filter((version) => version.key === key);
            const chosen = known[choice % Math.max(1, known.length)];
            if (kind === 'put') await each.put(ref, `body ${index}`);
            else if (kind === 'delete') await each.delete(ref);
            else if (chosen !== undefined) await each.delete(ref, { versionId: chosen.versionId });
          }
          const shape = ({ key: of, isLatest, isDeleteMarker, size, etag }: Version) => [
            of,
            isLatest,
            isDeleteMarker,
            size,
            etag,
          ];
          const expected = await versions(fake, bucket);
          const actual = await versions(store, bucket);
          expect(actual.map(shape)).toEqual(expected.map(shape));
          expect(await keys(store, bucket, {})).toEqual(await keys(fake, bucket, {}));
          for (const { key: of, versionId, isDeleteMarker, etag } of actual) {
            const head = await store.head({ bucket, key: of }, { versionId });
            expect(head?.etag).toBe(isDeleteMarker ? undefined : etag);
          }
        }
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});

type AnyStore = InMemoryObjectStore | DirectoryObjectStore;
type Version = Awaited<ReturnType<typeof versions>>[number];

async function keys(store: AnyStore, bucket: string, options: { prefix?: string; startAfter?: string }) {
  const found: string[] = [];
  for await (const { key } of store.list(bucket, options)) found.push(key);
  return found;
}

async function folders(store: AnyStore, bucket: string, prefix: string) {
  const found: string[] = [];
  for await (const folder of store.listFolders(bucket, prefix)) found.push(folder);
  return found;
}

async function versions(store: AnyStore, bucket: string) {
  const found = [];
  for await (const version of store.listVersions(bucket)) found.push(version);
  return found;
}
