/** What a key is and may be used for, in KMS's words. */
export interface KeyDescription {
  /** `arn:aws:kms:<region>:<account>:key/<id>`. */
  readonly arn: string;
  readonly spec: string;
  readonly usage:
    'ENCRYPT_DECRYPT' | 'SIGN_VERIFY' | 'GENERATE_VERIFY_MAC' | 'KEY_AGREEMENT' | 'ENCAPSULATE_DECAPSULATE';
  readonly enabled: boolean;
  /** Why a key is not enabled, too: `Disabled`, `PendingDeletion`, `PendingImport`, `Unavailable` and so on. */
  readonly state: string;
  readonly multiRegion: boolean;
}

/** Signing algorithms of ECC NIST P-256/P-384 and RSA keys that Lakeward uses. */
export type SigningAlgorithm =
  'ECDSA_SHA_256' | 'ECDSA_SHA_384' | 'RSASSA_PKCS1_V1_5_SHA_256' | 'RSASSA_PSS_SHA_256';

/** A signature and what is needed to check it later. */
export interface Signature {
  /** The key's ARN, even when an alias was asked. */
  readonly keyArn: string;
  readonly algorithm: SigningAlgorithm;
  /** DER for ECDSA, raw octets for RSA. */
  readonly signature: Uint8Array;
}

/** A public key as KMS hands it out. */
export interface PublicKey {
  readonly keyArn: string;
  readonly spec: string;
  /** DER-encoded SubjectPublicKeyInfo. */
  readonly der: Uint8Array;
  readonly signingAlgorithms: readonly SigningAlgorithm[];
}

/** Name and value pairs that must be given again to decrypt; not secret. */
export type EncryptionContext = Readonly<Record<string, string>>;

/**
 * Keys that never leave their keeper. `keyId` is a key id, a key ARN, `alias/name` or an alias ARN. Adapters: KMS
 * (`@lakeward/kms/aws`), local keys (`@lakeward/embedded`), the in-memory fake (`@lakeward/kms/testing`); all pass the
 * contract suite beside the fake.
 *
 * Errors thrown (AppError): `KMS_KEY_NOT_FOUND`, `KMS_KEY_DISABLED`, `KMS_INVALID_KEY_USAGE`, `KMS_INVALID_CIPHERTEXT`,
 * `KMS_ACCESS_DENIED`, `KMS_INVALID_REQUEST`, `KMS_THROTTLED` (retryable), `KMS_UNAVAILABLE` (retryable).
 */
export interface KeyRing {
  describe(keyId: string): Promise<KeyDescription>;
  publicKey(keyId: string): Promise<PublicKey>;
  /**
   * Signs a message of any length by the hash the algorithm names. Hashing is done by the ring, so that no caller can pair
   * an algorithm with the wrong hash; adapters send KMS the digest alone.
   */
  sign(keyId: string, algorithm: SigningAlgorithm, message: Uint8Array): Promise<Signature>;
  /** True when the signature is this key's over this message; false when it is not, whatever the bytes are. */
  verify(
    keyId: string,
    algorithm: SigningAlgorithm,
    message: Uint8Array,
    signature: Uint8Array,
  ): Promise<boolean>;
  /** HMAC-SHA-256 of a message of 1 to 4,096 bytes, by an HMAC_256 key. */
  generateMac(keyId: string, message: Uint8Array): Promise<Uint8Array>;
  verifyMac(keyId: string, message: Uint8Array, mac: Uint8Array): Promise<boolean>;
  /** Encrypts 1 to 4,096 bytes by a symmetric key. */
  encrypt(keyId: string, plaintext: Uint8Array, context: EncryptionContext): Promise<Uint8Array>;
  /** Decrypts with the same context; anything altered is `KMS_INVALID_CIPHERTEXT`. */
  decrypt(keyId: string, ciphertext: Uint8Array, context: EncryptionContext): Promise<Uint8Array>;
}
