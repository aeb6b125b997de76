import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  constants,
  generateKeyPairSync,
  randomBytes,
  sign,
  timingSafeEqual,
  verify,
  type KeyObject,
} from 'node:crypto';
import { AppError } from '@lakeward/core';
import type { EncryptionContext, KeyDescription, SigningAlgorithm } from '../key-ring';
import { hashOf } from '../signing-algorithm';

/** Kinds of keys that can be kept in software, by KMS's names. */
export type SoftwareKeySpec =
  'ECC_NIST_P256' | 'ECC_NIST_P384' | 'RSA_2048' | 'HMAC_256' | 'SYMMETRIC_DEFAULT';

/** What each kind is used for; KMS calls it the key usage. */
const USAGES = {
  ECC_NIST_P256: 'SIGN_VERIFY',
  ECC_NIST_P384: 'SIGN_VERIFY',
  RSA_2048: 'SIGN_VERIFY',
  HMAC_256: 'GENERATE_VERIFY_MAC',
  SYMMETRIC_DEFAULT: 'ENCRYPT_DECRYPT',
} as const satisfies Record<SoftwareKeySpec, KeyDescription['usage']>;

const ALGORITHMS: Readonly<Record<SoftwareKeySpec, readonly SigningAlgorithm[]>> = {
  ECC_NIST_P256: ['ECDSA_SHA_256'],
  ECC_NIST_P384: ['ECDSA_SHA_384'],
  RSA_2048: ['RSASSA_PKCS1_V1_5_SHA_256', 'RSASSA_PSS_SHA_256'],
  HMAC_256: [],
  SYMMETRIC_DEFAULT: [],
};

/** First byte of a ciphertext: says how the rest is laid out (12 bytes of IV, 16 of tag, the encrypted bytes). */
const CIPHERTEXT_FORMAT = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The secret of one key and what can be done with it, all by `node:crypto`. */
export class KeyMaterial {
  readonly spec: SoftwareKeySpec;
  readonly #secret: Buffer;
  readonly #privateKey: KeyObject | undefined;

  private constructor(spec: SoftwareKeySpec, secret: Buffer) {
    this.spec = spec;
    this.#secret = secret;
    this.#privateKey =
      USAGES[spec] === 'SIGN_VERIFY'
        ? createPrivateKey({ key: secret, format: 'der', type: 'pkcs8' })
        : undefined;
  }

  /** A new key. */
  static generate(spec: SoftwareKeySpec): KeyMaterial {
    return new KeyMaterial(spec, newSecret(spec));
  }

  /** The key that {@link KeyMaterial.export} gave away. */
  static import(spec: SoftwareKeySpec, secret: Uint8Array): KeyMaterial {
    return new KeyMaterial(spec, Buffer.from(secret));
  }

  /** The secret itself: PKCS #8 in DER for key pairs, 32 bytes for the others. Only for a store that guards it. */
  export(): Uint8Array {
    return this.#secret;
  }

  get usage(): KeyDescription['usage'] {
    return USAGES[this.spec];
  }

  get signingAlgorithms(): readonly SigningAlgorithm[] {
    return ALGORITHMS[this.spec];
  }

  /** DER-encoded SubjectPublicKeyInfo. */
  publicKey(): Uint8Array {
    return createPublicKey(this.#pair()).export({ format: 'der', type: 'spki' });
  }

  sign(algorithm: SigningAlgorithm, message: Uint8Array): Uint8Array {
    return sign(hashOf(algorithm), message, { key: this.#pair(), ...padding(algorithm) });
  }

  verify(algorithm: SigningAlgorithm, message: Uint8Array, signature: Uint8Array): boolean {
    return verify(hashOf(algorithm), message, { key: this.#pair(), ...padding(algorithm) }, signature);
  }

  mac(message: Uint8Array): Uint8Array {
    return createHmac('sha256', this.#secret).update(message).digest();
  }

  verifyMac(message: Uint8Array, mac: Uint8Array): boolean {
    const expected = this.mac(message);
    return mac.length === expected.length && timingSafeEqual(mac, expected);
  }

  encrypt(plaintext: Uint8Array, context: EncryptionContext): Uint8Array {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#secret, iv, { authTagLength: TAG_BYTES });
    cipher.setAAD(encodeContext(context));
    const encrypted = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    return Buffer.concat([Buffer.of(CIPHERTEXT_FORMAT), iv, cipher.getAuthTag(), encrypted]);
  }

  /** Throws `KMS_INVALID_CIPHERTEXT` for bytes that this key and context did not make. */
  decrypt(ciphertext: Uint8Array, context: EncryptionContext): Uint8Array {
    const bytes = Buffer.from(ciphertext);
    const tagAt = 1 + IV_BYTES;
    const textAt = tagAt + TAG_BYTES;
    if (bytes.length <= textAt || bytes[0] !== CIPHERTEXT_FORMAT) throw invalidCiphertext();
    const decipher = createDecipheriv('aes-256-gcm', this.#secret, bytes.subarray(1, tagAt), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(bytes.subarray(tagAt, textAt));
    decipher.setAAD(encodeContext(context));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(textAt)), decipher.final()]);
    } catch (error) {
      throw invalidCiphertext(error);
    }
  }

  #pair(): KeyObject {
    if (this.#privateKey === undefined) throw new TypeError(`A key of ${this.spec} has no key pair.`);
    return this.#privateKey;
  }
}

function newSecret(spec: SoftwareKeySpec): Buffer {
  switch (spec) {
    case 'ECC_NIST_P256':
      return pkcs8(generateKeyPairSync('ec', { namedCurve: 'P-256' }));
    case 'ECC_NIST_P384':
      return pkcs8(generateKeyPairSync('ec', { namedCurve: 'P-384' }));
    case 'RSA_2048':
      return pkcs8(generateKeyPairSync('rsa', { modulusLength: 2048 }));
    case 'HMAC_256':
    case 'SYMMETRIC_DEFAULT':
      return randomBytes(32);
  }
}

function pkcs8({ privateKey }: { privateKey: KeyObject }): Buffer {
  return privateKey.export({ format: 'der', type: 'pkcs8' });
}

/** As KMS signs: ECDSA in DER, PSS with MGF1 of the same hash and a salt as long as the hash. */
function padding(algorithm: SigningAlgorithm) {
  switch (algorithm) {
    case 'ECDSA_SHA_256':
    case 'ECDSA_SHA_384':
      return { dsaEncoding: 'der' } as const;
    case 'RSASSA_PKCS1_V1_5_SHA_256':
      return { padding: constants.RSA_PKCS1_PADDING };
    case 'RSASSA_PSS_SHA_256':
      return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  }
}

/** One text for one context, whatever order its pairs are given in. */
function encodeContext(context: EncryptionContext): Buffer {
  const pairs = Object.entries(context).sort(([left], [right]) => (left < right ? -1 : 1));
  return Buffer.from(JSON.stringify(pairs), 'utf8');
}

function invalidCiphertext(cause?: unknown): AppError {
  return new AppError({
    code: 'KMS_INVALID_CIPHERTEXT',
    message: 'The ciphertext was not made by this key with this encryption context, or was altered.',
    remedy: 'Give the key and the encryption context it was encrypted with.',
    cause,
  });
}
