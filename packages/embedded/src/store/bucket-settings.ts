import { parseInput } from '@lakeward/config';
import { invalidRequest, type Encryption } from '@lakeward/s3';
import * as v from 'valibot';
import { encryptionSchema } from './object-record';

/** How a bucket is set up. */
export interface BucketSettings {
  readonly versioning: boolean;
  /** Takes retention and legal holds. */
  readonly objectLock: boolean;
  /** What objects get that are written without saying. */
  readonly defaultEncryption: Encryption;
}

/** A directory that somebody made is a bucket as S3 makes them: no versioning, SSE-S3. */
export const plainBucket: BucketSettings = {
  versioning: false,
  objectLock: false,
  defaultEncryption: { algorithm: 'AES256' },
};

const schema = v.object({
  versioning: v.boolean(),
  objectLock: v.boolean(),
  defaultEncryption: encryptionSchema,
});

/** Reads settings; throws `INVALID_INPUT` naming the `file`. */
export function parseBucketSettings(text: string, file: string): BucketSettings {
  return parseInput(schema, JSON.parse(text), file);
}

/**
 * The settings asked for, on top of those the bucket has. Versioning and Object Lock may come later but never go, as on S3;
 * throws `S3_INVALID_REQUEST`.
 */
export function mergeBucketSettings(
  bucket: string,
  present: BucketSettings | undefined,
  asked: Partial<BucketSettings>,
): BucketSettings {
  const merged = { ...(present ?? plainBucket), ...asked };
  if (merged.objectLock) merged.versioning = true;
  const takenAway =
    (present?.versioning === true && asked.versioning === false) ||
    (present?.objectLock === true && asked.objectLock === false) ||
    (asked.objectLock === true && asked.versioning === false);
  if (takenAway) {
    throw invalidRequest(
      `Bucket "${bucket}" cannot do without versioning or Object Lock once it has them.`,
      'Leave them on, or make another bucket.',
    );
  }
  if (merged.defaultEncryption.algorithm === 'none' || merged.defaultEncryption.algorithm === 'SSE-C') {
    throw invalidRequest(
      `Bucket "${bucket}" cannot encrypt with "${merged.defaultEncryption.algorithm}" by default.`,
      'Choose AES256 or a KMS key.',
    );
  }
  return merged;
}
