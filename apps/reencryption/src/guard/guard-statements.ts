import type { PolicyStatement } from '../bucket-policy/policy-document';
import type { GUARDS } from '../contract';

/** One of the guards. */
export type Guard = (typeof GUARDS)[number];

/** What guards are made of. */
export interface GuardSettings {
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  readonly target: 'sse-kms' | 'sse-s3';
  /** Full ARN; undefined for sse-s3. */
  readonly keyArn: string | undefined;
  /** Tag of versions that a job has copied; undefined where copies are not tagged. */
  readonly tag: { readonly key: string; readonly value: string } | undefined;
  /** Roles that jobs work in: they read what nobody else may, and set the tag. */
  readonly jobRoles: readonly string[];
}

/** Begins the names of all statements that guards are made of. */
const SID = 'LakewardGuard';

/** True for the name of a statement that a guard is made of. */
export function isGuardSid(sid: string): boolean {
  return sid.startsWith(SID);
}

/** The statements that guard a bucket, none for no guards. */
export function guardStatements(
  bucket: string,
  guards: readonly Guard[],
  settings: GuardSettings,
): PolicyStatement[] {
  const objects = `arn:${settings.partition}:s3:::${bucket}/*`;
  const statements: PolicyStatement[] = [];
  // A guard of all reads covers that of reads by version id.
  if (guards.includes('deny-reads')) {
    statements.push(...readGuard(objects, ['s3:GetObject', 's3:GetObjectVersion'], settings));
  } else if (guards.includes('deny-version-reads')) {
    statements.push(...readGuard(objects, ['s3:GetObjectVersion'], settings));
  }
  if (guards.includes('deny-uploads')) statements.push(...uploadGuard(objects, settings));
  return statements;
}

/**
 * Nobody but jobs reads a version without the tag. A request that names a version id needs s3:GetObjectVersion and not
 * s3:GetObject, so a guard of s3:GetObject alone leaves old versions open (GetObject, S3 API reference). A version without the
 * tag has no such condition key, and "not equal" holds for a key that is not there. Only jobs may put the tag onto a version by
 * its id, or the guard could be lifted version by version.
 */
function readGuard(
  objects: string,
  actions: readonly string[],
  { tag, jobRoles }: GuardSettings,
): PolicyStatement[] {
  if (tag === undefined) return [];
  return [
    denial(`${SID}Reads`, actions, objects, {
      StringNotEquals: { [`s3:ExistingObjectTag/${tag.key}`]: tag.value },
      ...butJobs(jobRoles),
    }),
    denial(`${SID}Tag`, ['s3:PutObjectVersionTagging'], objects, {
      'ForAnyValue:StringEquals': { 's3:RequestObjectTagKeys': [tag.key] },
      ...butJobs(jobRoles),
    }),
  ];
}

const ALGORITHM = 's3:x-amz-server-side-encryption';
const KEY = 's3:x-amz-server-side-encryption-aws-kms-key-id';
const CUSTOMER_KEY = 's3:x-amz-server-side-encryption-customer-algorithm';

/**
 * Nobody writes with another encryption than the target. Policies see the headers of a request, not what the bucket's default
 * makes of it: an upload without them gets the default and passes, as do the parts of a multipart upload, which never have them.
 * "Not equal" holds for an absent header too, hence the `Null` beside each. `aws:kms` without a key is the key aws/s3, whatever
 * the bucket's default is (PutObject, S3 API reference).
 */
function uploadGuard(objects: string, { target, keyArn }: GuardSettings): PolicyStatement[] {
  const algorithm = target === 'sse-kms' ? 'aws:kms' : 'AES256';
  const put = (name: string, condition: Conditions) =>
    denial(`${SID}Uploads${name}`, ['s3:PutObject'], objects, condition);
  return [
    put('Algorithm', { Null: { [ALGORITHM]: 'false' }, StringNotEquals: { [ALGORITHM]: algorithm } }),
    put('CustomerKey', { Null: { [CUSTOMER_KEY]: 'false' } }),
    ...(keyArn === undefined
      ? []
      : [
          put('OtherKey', { Null: { [KEY]: 'false' }, ArnNotEquals: { [KEY]: keyArn } }),
          put('NoKey', { StringEquals: { [ALGORITHM]: algorithm }, Null: { [KEY]: 'true' } }),
        ]),
  ];
}

type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

function butJobs(jobRoles: readonly string[]): Conditions {
  return jobRoles.length === 0 ? {} : { ArnNotEquals: { 'aws:PrincipalArn': jobRoles } };
}

function denial(
  sid: string,
  actions: readonly string[],
  resource: string,
  condition: Conditions,
): PolicyStatement {
  return {
    Sid: sid,
    Effect: 'Deny',
    Principal: '*',
    Action: actions.length === 1 ? actions[0] : actions,
    Resource: resource,
    Condition: condition,
  };
}
