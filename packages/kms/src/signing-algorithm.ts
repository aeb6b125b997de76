import type { SigningAlgorithm } from './key-ring';

/** Node's and KMS's common name of the hash that each algorithm signs. */
const HASHES = {
  ECDSA_SHA_256: 'sha256',
  ECDSA_SHA_384: 'sha384',
  RSASSA_PKCS1_V1_5_SHA_256: 'sha256',
  RSASSA_PSS_SHA_256: 'sha256',
} as const satisfies Record<SigningAlgorithm, string>;

/** The hash an algorithm signs, by the name `node:crypto` gives it. */
export function hashOf(algorithm: SigningAlgorithm): 'sha256' | 'sha384' {
  return HASHES[algorithm];
}

/** True for the algorithms Lakeward uses; KMS knows more. */
export function isSigningAlgorithm(name: string): name is SigningAlgorithm {
  return Object.hasOwn(HASHES, name);
}
