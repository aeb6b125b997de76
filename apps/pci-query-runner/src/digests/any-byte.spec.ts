import { gunzipSync, gzipSync } from 'node:zlib';
import { InMemoryTrailKeys } from '@lakeward/cloudtrail/testing';
import { readBytes } from '@lakeward/s3';
import fc from 'fast-check';
import { DigestWorld, EU_KEY, nameOf } from '../testing/digest-world';

/** Somewhere in an object, as a part of its length, and what the byte there is changed by. */
const flip = {
  object: fc.nat(),
  place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  by: fc.integer({ min: 1, max: 255 }),
};

function flipped(bytes: Uint8Array, place: number, by: number): Buffer {
  const copy = Buffer.from(bytes);
  const index = Math.trunc(place * copy.length);
  copy[index] = (copy[index] ?? 0) ^ by;
  return copy;
}

/** The content of gzip bytes, or nothing where they are none. */
function contentOf(bytes: Buffer): Buffer | undefined {
  try {
    return gunzipSync(bytes);
  } catch {
    return undefined;
  }
}

describe('any single byte', () => {
  const world = new DigestWorld();
  let objects: string[] = [];
  let digests: { key: string; metadata: Readonly<Record<string, string>> }[] = [];

  beforeAll(async () => {
    const whole = await world.whole();
    // The last digest is of the next day: it is not looked at while nothing is missing.
    digests = whole.digests.slice(0, -1);
    // Three files and 25 digests: as often the ones as the others.
    const files = Array.from({ length: 8 }, () => whole.logs).flat();
    objects = [...files, ...digests].map(({ key }) => key);
    expect((await world.judge()).status).toBe('complete');
  });

  test('of a log file or a digest that is changed is found, and the file is named', async () => {
    const found = new Set<string>();
    await fc.assert(
      fc.asyncProperty(flip.object, flip.place, flip.by, async (object, place, by) => {
        const key = objects[object % objects.length]!;
        const bytes = await readBytes(world.store, { bucket: 'trail', key });
        const changed = flipped(bytes, place, by);
        const { status, named } = await world.judgeChanged(key, { body: () => changed });

        // Some bytes of gzip's own header, such as its time, say nothing about the content.
        if (contentOf(changed)?.equals(contentOf(bytes)!) === true) {
          expect([status, named]).toEqual(['complete', []]);
        } else {
          expect(status).toBe('incomplete');
          const codes = named.filter(([, file]) => file === nameOf(key)).map(([code]) => code);
          expect(codes).not.toEqual([]);
          codes.forEach((code = '') => found.add(code));
        }
      }),
      { numRuns: 120 },
    );
    expect(new Set([...found].map((code) => code.slice(0, 'PCI_LOG'.length)))).toEqual(
      new Set(['PCI_LOG', 'PCI_DIG']),
    );
  }, 120_000);

  test('of the content of a log file or a digest that is changed and packed anew is found', async () => {
    await fc.assert(
      fc.asyncProperty(flip.object, flip.place, flip.by, async (object, place, by) => {
        const key = objects[object % objects.length]!;
        const { status, named } = await world.judgeChanged(key, {
          body: (bytes) => gzipSync(flipped(gunzipSync(bytes), place, by)),
        });
        expect(status).toBe('incomplete');
        expect(named.map(([, file]) => file)).toContain(nameOf(key));
      }),
      { numRuns: 80 },
    );
  }, 120_000);

  test('of a signature or its algorithm that is changed is found, and the digest is named', async () => {
    await fc.assert(
      fc.asyncProperty(
        flip.object,
        flip.place,
        flip.by,
        fc.boolean(),
        async (object, place, by, ofSignature) => {
          const { key, metadata } = digests[object % digests.length]!;
          const name = ofSignature ? 'signature' : 'signature-algorithm';
          const changed = flipped(Buffer.from(metadata[name]!), place, by).toString('latin1');
          const { status, named } = await world.judgeChanged(key, {
            metadata: { [name]: encodeURIComponent(changed) },
          });
          expect(status).toBe('incomplete');
          expect(named).toContainEqual(['PCI_DIGEST_SIGNATURE_WRONG', nameOf(key)]);
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);

  test('of a public key that is changed leaves nothing proven', async () => {
    const { keys } = world;
    await fc.assert(
      fc.asyncProperty(flip.place, flip.by, async (place, by) => {
        const der = flipped(EU_KEY.publicKey.der, place, by);
        world.keys = new InMemoryTrailKeys({ 'eu-west-1': [{ ...EU_KEY.publicKey, der }] });
        const { status, completeness } = await world.judge();
        world.keys = keys;
        expect([status, completeness.cells[0]?.covered]).toEqual(['incomplete', []]);
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});
