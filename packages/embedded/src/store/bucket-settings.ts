import { parseInput } from '@lakeward/config';
import {
  invalidRequest,
  inventoryFields,
  type BucketObjectLock,
  type Encryption,
  type InventoryConfiguration,
  type ObjectOwnership,
} from '@lakeward/s3';
import * as v from 'valibot';
import { encryptionSchema, texts } from './object-record';

/** How a bucket is set up. */
export interface BucketSettings {
  readonly versioning: boolean;
  /** Takes retention and legal holds. */
  readonly objectLock: boolean;
  /** What objects get that are written without saying. */
  readonly defaultEncryption: Encryption;
  /** The Region the bucket claims to lie in; {@link localRegion} where absent. */
  readonly region?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** BucketOwnerEnforced where absent. */
  readonly ownership?: ObjectOwnership;
  /** What new objects get that are written without a retention. */
  readonly defaultRetention?: NonNullable<BucketObjectLock['defaultRetention']>;
  /** JSON. */
  readonly policy?: string;
  /** In order of their ids. */
  readonly inventories?: readonly InventoryConfiguration[];
}

/** The Region that a lake on one machine stands for. */
export const localRegion = 'eu-west-1';

/** A directory that somebody made is a bucket as S3 makes them: no versioning, SSE-S3. */
export const plainBucket: BucketSettings = {
  versioning: false,
  objectLock: false,
  defaultEncryption: { algorithm: 'AES256' },
};

const inventorySchema = v.object({
  id: v.string(),
  enabled: v.boolean(),
  includedVersions: v.picklist(['All', 'Current']),
  keyPrefix: v.exactOptional(v.string()),
  frequency: v.picklist(['Daily', 'Weekly']),
  fields: v.array(v.picklist(inventoryFields)),
  destination: v.object({
    bucket: v.string(),
    accountId: v.exactOptional(v.string()),
    format: v.picklist(['CSV', 'ORC', 'Parquet']),
    prefix: v.exactOptional(v.string()),
    encryption: v.exactOptional(
      v.variant('type', [
        v.object({ type: v.literal('SSE-S3') }),
        v.object({ type: v.literal('SSE-KMS'), keyArn: v.string() }),
      ]),
    ),
  }),
});

const schema = v.object({
  versioning: v.boolean(),
  objectLock: v.boolean(),
  defaultEncryption: encryptionSchema,
  region: v.exactOptional(v.string()),
  tags: v.exactOptional(texts),
  ownership: v.exactOptional(v.picklist(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'])),
  defaultRetention: v.exactOptional(
    v.object({
      mode: v.picklist(['GOVERNANCE', 'COMPLIANCE']),
      period: v.union([v.object({ days: v.number() }), v.object({ years: v.number() })]),
    }),
  ),
  policy: v.exactOptional(v.string()),
  inventories: v.exactOptional(v.array(inventorySchema)),
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
