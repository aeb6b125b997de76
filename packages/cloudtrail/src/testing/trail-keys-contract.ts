import type { TrailKey, TrailKeys } from '../trail-keys';
import { makeTrailKeyPair } from './trail-key-pair';

/** Keys to hold against the contract, holding what {@link trailKeysContract} gave. */
export interface TrailKeysUnderContract {
  readonly keys: TrailKeys;
  close?(): Promise<void>;
}

const at = (time: string): Date => new Date(`2026-03-${time}:00:00Z`);

/** What every {@link TrailKeys} must do; `makeKeys` sets one up that holds the given keys by Region. */
export function trailKeysContract(
  name: string,
  {
    makeKeys,
  }: {
    makeKeys: (keys: Readonly<Record<string, readonly TrailKey[]>>) => Promise<TrailKeysUnderContract>;
  },
): void {
  describe(`trail keys contract: ${name}`, () => {
    const make = (from: string, until: string, encoding: 'pkcs1' | 'spki' = 'pkcs1'): TrailKey =>
      makeTrailKeyPair({ validFrom: at(from), validUntil: at(until), encoding }).publicKey;
    const old = make('01T00', '05T00');
    const current = make('04T00', '20T00');
    const overlapping = make('08T00', '12T00', 'spki');
    const elsewhere = make('01T00', '31T00');
    const sorted = (...keys: TrailKey[]): TrailKey[] =>
      keys.sort((one, other) => (one.fingerprint < other.fingerprint ? -1 : 1));

    let subject: TrailKeysUnderContract;
    beforeEach(async () => {
      subject = await makeKeys({ 'eu-west-1': [old, current, overlapping], 'us-east-1': [elsewhere] });
    });
    afterEach(async () => {
      await subject.close?.();
    });

    const listed = async (region: string, from: string, until: string): Promise<TrailKey[]> => {
      const keys = await subject.keys.list(region, { from: at(from), until: at(until) });
      return keys.map((key) => ({ ...key, der: Buffer.from(key.der) }));
    };

    test('answers the keys of the Region that were valid in the period, by fingerprint', async () => {
      expect(await listed('eu-west-1', '09T00', '10T02')).toEqual(sorted(current, overlapping));
      expect(await listed('eu-west-1', '04T00', '04T12')).toEqual(sorted(old, current));
      expect(await listed('us-east-1', '09T00', '10T02')).toEqual([elsewhere]);
    });

    test('bytes, fingerprint and validity come as they are, PKCS#1 or SubjectPublicKeyInfo', async () => {
      const [key] = await listed('eu-west-1', '01T01', '02T01');
      expect(key).toEqual(old);
      const found = (await listed('eu-west-1', '08T01', '08T01')).find(
        ({ fingerprint }) => fingerprint === overlapping.fingerprint,
      );
      expect(found?.der).toEqual(overlapping.der);
    });

    test('a validity that touches the period counts, at both ends', async () => {
      expect(await listed('eu-west-1', '20T00', '21T00')).toEqual([current]);
      expect(await listed('eu-west-1', '20T01', '21T00')).toEqual([]);
      const before = await subject.keys.list('eu-west-1', { from: at('01T00'), until: at('01T00') });
      expect(before.map(({ fingerprint }) => fingerprint)).toEqual([old.fingerprint]);
    });

    test('a Region without keys has none', async () => {
      expect(await listed('ap-south-1', '09T00', '10T00')).toEqual([]);
    });

    test('asks twice, answers twice', async () => {
      const first = await listed('eu-west-1', '09T00', '10T00');
      expect(await listed('eu-west-1', '09T00', '10T00')).toEqual(first);
    });

    test.each([
      ['a period that ends before it begins', 'eu-west-1', '10T00', '09T00'],
      ['a Region that is none', '../eu-west-1', '09T00', '10T00'],
    ])('refuses %s', async (_, region, from, until) => {
      await expect(subject.keys.list(region, { from: at(from), until: at(until) })).rejects.toMatchObject({
        code: 'CLOUDTRAIL_INVALID_REQUEST',
        retryable: false,
      });
    });
  });
}
