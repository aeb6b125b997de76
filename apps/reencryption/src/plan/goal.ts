import { keyInOtherAccount, keyInOtherRegion, keyNotAnArn, keyNotUsed } from '../errors';

/** What objects shall be encrypted with. */
export interface Goal {
  readonly target: 'sse-kms' | 'sse-s3';
  /** Full ARN of the key; without one any known KMS key will do, and nothing can be approved. */
  readonly keyArn?: string;
  /** S3 Bucket Keys for what comes under KMS. */
  readonly bucketKeys: boolean;
  /** Copies old versions too; `update` takes them in place in any case. */
  readonly copiesNoncurrent: boolean;
}

/** Where the bucket is, as far as it is known. */
export interface GoalPlace {
  readonly region?: string | undefined;
  readonly account?: string | undefined;
}

/**
 * Holds the goal against what S3 can do. Errors: `REENC_KEY_NOT_AN_ARN` (an alias or an id), `REENC_KEY_OTHER_REGION`,
 * `REENC_KEY_OTHER_ACCOUNT`, `REENC_KEY_NOT_USED`.
 */
export function checkGoal({ target, keyArn }: Goal, { region, account }: GoalPlace): void {
  if (keyArn === undefined) return;
  if (target === 'sse-s3') throw keyNotUsed();
  const [, keyRegion, keyAccount] =
    /^arn:aws[a-z-]*:kms:([a-z0-9-]+):(\d{12}):key\/[\w-]+$/.exec(keyArn) ?? [];
  if (keyRegion === undefined) throw keyNotAnArn(keyArn);
  if (region !== undefined && keyRegion !== region) throw keyInOtherRegion(keyArn, region);
  if (account !== undefined && keyAccount !== account) throw keyInOtherAccount(keyArn, account);
}
