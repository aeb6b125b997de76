import { parseInput } from '@lakeward/config';
import type { Encryption, ObjectProperties } from '@lakeward/s3';
import * as v from 'valibot';
import { TARGETS } from '../contract';
import { noKeyForCopies } from './copy-errors';

/** What copies in parts are to be like. */
export interface CopyGoal {
  readonly target: (typeof TARGETS)[number];
  /** Full ARN, for sse-kms. */
  readonly keyArn?: string;
  /** S3 Bucket Keys for what comes under KMS. */
  readonly bucketKeys: boolean;
  /** Tag that the copy gets beside those of the source. */
  readonly tag?: { readonly key: string; readonly value: string };
  /**
   * `current`: a version is copied only while it is the current one, or copies of ours lie above it. `noncurrent`: an old version is
   * copied to the front, to be covered by a copy of the current one afterwards.
   */
  readonly versions: 'current' | 'noncurrent';
  /** When the inventory was begun: what was written later is not what the plan knows. Not looked at where absent. */
  readonly snapshotAt?: Date;
}

const onOrOff = v.picklist(['on', 'off'], 'is neither on nor off');

const copyArgumentsSchema = v.object({
  target: v.picklist(TARGETS, 'is neither sse-kms nor sse-s3'),
  keyArn: v.optional(v.pipe(v.string(), v.regex(/^arn:aws[a-z-]*:kms:/, 'is not the ARN of a key'))),
  bucketKeys: v.optional(onOrOff, 'off'),
  copyTag: v.optional(v.pipe(v.string(), v.regex(/^[^=]{1,128}=.{0,256}$/, 'is not key=value'))),
  versions: v.optional(v.picklist(['current', 'noncurrent'], 'is neither current nor noncurrent'), 'current'),
  snapshotAt: v.optional(v.pipe(v.string(), v.isoTimestamp('is not a time'))),
});

/** The goal as user arguments of a LambdaInvoke job: six entries at most, of the ten that S3 Batch takes. */
export function copyArguments(goal: CopyGoal): Record<string, string> {
  const { target, keyArn, bucketKeys, tag, versions, snapshotAt } = goal;
  return {
    target,
    bucketKeys: bucketKeys ? 'on' : 'off',
    versions,
    ...(keyArn === undefined ? {} : { keyArn }),
    ...(tag === undefined ? {} : { copyTag: `${tag.key}=${tag.value}` }),
    ...(snapshotAt === undefined ? {} : { snapshotAt: snapshotAt.toISOString() }),
  };
}

/**
 * The goal that a job's user arguments name; `otherwise` where it has none, as jobs of invocation schema 1.0. Throws
 * `INVALID_INPUT` for arguments that name no goal, and `REENC_COPY_NO_KEY` for sse-kms without a key: nothing is copied on a guess.
 */
export function parseCopyArguments(
  given: Readonly<Record<string, string>> | undefined,
  otherwise: CopyGoal,
): CopyGoal {
  const isNamed = given !== undefined && Object.keys(given).length > 0;
  const goal = isNamed ? namedGoal(given) : otherwise;
  // S3 would take the key aws/s3, whose policy nobody can change.
  if (goal.target === 'sse-kms' && goal.keyArn === undefined) throw noKeyForCopies();
  return goal;
}

function namedGoal(given: Readonly<Record<string, string>>): CopyGoal {
  const { target, keyArn, bucketKeys, copyTag, versions, snapshotAt } = parseInput(
    copyArgumentsSchema,
    given,
    'The user arguments of the job',
  );
  const tag = parseTag(copyTag);
  return {
    target,
    bucketKeys: bucketKeys === 'on',
    versions,
    ...(keyArn === undefined ? {} : { keyArn }),
    ...(tag === undefined ? {} : { tag }),
    ...(snapshotAt === undefined ? {} : { snapshotAt: new Date(snapshotAt) }),
  };
}

/** A tag written as `key=value`; undefined for nothing. The value may have equals signs in it. */
export function parseTag(text: string | undefined): { key: string; value: string } | undefined {
  if (text === undefined || text === '') return undefined;
  const equals = text.indexOf('=');
  return { key: text.slice(0, equals), value: text.slice(equals + 1) };
}

/** What the copy is encrypted with. */
export function goalEncryption({ target, keyArn, bucketKeys }: CopyGoal): Encryption {
  if (target === 'sse-s3') return { algorithm: 'AES256' };
  return { algorithm: 'aws:kms', bucketKey: bucketKeys, ...(keyArn === undefined ? {} : { keyArn }) };
}

/** True where the object is encrypted as the goal says. */
export function isAsWanted({ encryption }: Pick<ObjectProperties, 'encryption'>, goal: CopyGoal): boolean {
  if (goal.target === 'sse-s3') return encryption.algorithm === 'AES256';
  return (
    encryption.algorithm === 'aws:kms' &&
    encryption.keyArn === goal.keyArn &&
    (encryption.bucketKey ?? false) === goal.bucketKeys
  );
}
