/** A public key by which CloudTrail's signatures of digest files are checked. */
export interface TrailKey {
  /** By which digest files name their key; an opaque id. */
  readonly fingerprint: string;
  /** DER as CloudTrail serves it: PKCS#1 RSAPublicKey, at times SubjectPublicKeyInfo. */
  readonly der: Uint8Array;
  readonly validFrom: Date;
  readonly validUntil: Date;
}

/** A span of time, both ends included. */
export interface KeyPeriod {
  readonly from: Date;
  readonly until: Date;
}

/**
 * The public keys of CloudTrail. Each Region signs the digests of its own logs by its own keys, and several keys may be valid at
 * once, so a key is looked for in the Region of the digest and chosen by its fingerprint.
 *
 * Adapters: CloudTrail (`@lakeward/cloudtrail/aws`), saved answers of `aws cloudtrail list-public-keys` (`@lakeward/embedded`),
 * the in-memory fake (`@lakeward/cloudtrail/testing`); all pass the contract suite beside the fake.
 *
 * Errors thrown (AppError): `CLOUDTRAIL_INVALID_REQUEST`, `CLOUDTRAIL_ACCESS_DENIED`, `CLOUDTRAIL_KEYS_UNREADABLE`,
 * `CLOUDTRAIL_THROTTLED` (retryable), `CLOUDTRAIL_UNAVAILABLE` (retryable).
 */
export interface TrailKeys {
  /**
   * All keys of the Region that were valid at some time of the period, in order of fingerprint; none where there are none. A
   * period that ends before it begins is `CLOUDTRAIL_INVALID_REQUEST`.
   */
  list(region: string, period: KeyPeriod): Promise<readonly TrailKey[]>;
}
