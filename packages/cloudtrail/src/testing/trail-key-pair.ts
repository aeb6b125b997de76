import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { TrailKey } from '../trail-keys';

/** A key that signs digests as CloudTrail would, with its public half as CloudTrail serves it. */
export interface TrailKeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: TrailKey;
}

/** Both ends of the validity, where a test does not care. */
const ALWAYS = { validFrom: new Date('2020-01-01T00:00:00Z'), validUntil: new Date('2035-01-01T00:00:00Z') };

/**
 * A new RSA key of 2,048 bits, or the one given. The fingerprint is the MD5 of the served bytes, which holds for all samples in
 * AWS's documentation, though it is not stated.
 */
export function makeTrailKeyPair({
  privateKey = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey,
  encoding = 'pkcs1',
  validFrom = ALWAYS.validFrom,
  validUntil = ALWAYS.validUntil,
}: {
  readonly privateKey?: KeyObject;
  readonly encoding?: 'pkcs1' | 'spki';
  readonly validFrom?: Date;
  readonly validUntil?: Date;
} = {}): TrailKeyPair {
  const der = createPublicKey(privateKey).export({ type: encoding, format: 'der' });
  const fingerprint = createHash('md5').update(der).digest('hex');
  return { privateKey, publicKey: { fingerprint, der, validFrom, validUntil } };
}
