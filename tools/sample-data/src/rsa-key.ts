import { checkPrimeSync, createPrivateKey, type KeyObject } from 'node:crypto';

const EXPONENT = 65_537n;
const PRIME_BYTES = 128;

/**
 * An RSA key of 2,048 bits that depends on the random numbers alone. Whoever knows the seed knows the key: it signs samples, and
 * nothing else.
 */
export function sampleRsaKey(random: () => number): KeyObject {
  const smallPrimes = Array.from({ length: 1_000 }, (_, index) => BigInt(2 * index + 3)).filter((odd) =>
    checkPrimeSync(odd),
  );
  const p = randomPrime(random, smallPrimes);
  const q = randomPrime(random, smallPrimes);
  const d = inverse(EXPONENT, (p - 1n) * (q - 1n));
  return createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'RSA',
      n: base64url(p * q),
      e: base64url(EXPONENT),
      d: base64url(d),
      p: base64url(p),
      q: base64url(q),
      dp: base64url(d % (p - 1n)),
      dq: base64url(d % (q - 1n)),
      qi: base64url(inverse(q, p)),
    },
  });
}

/** The first prime from a random start on; the two highest bits are set, so that the product of two has full length. */
function randomPrime(random: () => number, smallPrimes: readonly bigint[]): bigint {
  const bytes = Buffer.from(Array.from({ length: PRIME_BYTES }, () => Math.trunc(random() * 256)));
  bytes[0] = (bytes[0] ?? 0) | 0xc0;
  let candidate = BigInt(`0x${bytes.toString('hex')}`) | 1n;
  while (!isUsable(candidate, smallPrimes)) candidate += 2n;
  return candidate;
}

function isUsable(candidate: bigint, smallPrimes: readonly bigint[]): boolean {
  // Nearly all candidates have a small factor, which is found a hundred times faster than the lack of one.
  return (
    smallPrimes.every((prime) => candidate % prime !== 0n) &&
    (candidate - 1n) % EXPONENT !== 0n &&
    checkPrimeSync(candidate)
  );
}

/** The number that times `value` is 1 by the modulus: the extended Euclidean algorithm. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [rest, next, factor, nextFactor] = [modulus, value % modulus, 0n, 1n];
  while (next !== 0n) {
    const quotient = rest / next;
    [rest, next] = [next, rest - quotient * next];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  return ((factor % modulus) + modulus) % modulus;
}

function base64url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url');
}
