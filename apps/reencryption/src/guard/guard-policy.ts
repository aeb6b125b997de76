import { deterministicId, isAppError } from '@lakeward/core';
import type { Log } from '@lakeward/observability';
import { noPolicy, s3Uri, type BucketAdministration, type ObjectStore } from '@lakeward/s3';
import { checkPolicySize, mergeStatements } from '../bucket-policy/merge-statements';
import { diffPolicies, type PolicyDiff } from '../bucket-policy/policy-diff';
import { parsePolicy, policyBytes, printPolicy, type PolicyDocument } from '../bucket-policy/policy-document';
import { policyChanged } from '../bucket-policy/policy-errors';
import { guardBlockers, guardConsequences } from './guard-effects';
import { guardBlocked, revisionMissing } from './guard-errors';
import { REENC_GUARDS_CHANGED } from './guard-log-events';
import { guardStatements, isGuardSid, type Guard, type GuardSettings } from './guard-statements';

/** What is asked for. */
export interface GuardRequest {
  readonly bucket: string;
  /** All guards that shall stand; none takes away those that do. */
  readonly guards: readonly Guard[];
  readonly decision: 'diff' | 'apply';
  /** For `apply`: the revision that the diff was shown with. */
  readonly revision?: string | undefined;
}

/** What guarding works with. */
export interface GuardDependencies {
  readonly settings: GuardSettings & { readonly evidenceBucket: string; readonly evidencePrefix: string };
  readonly buckets: BucketAdministration;
  /** Where the policy is kept that stood before. */
  readonly store: ObjectStore;
  readonly log: Log;
}

/** The change, shown or made. */
export interface GuardChange {
  /** `unchanged`: the policy is as asked for already. */
  readonly outcome: 'diff' | 'applied' | 'unchanged';
  readonly bucket: string;
  /** Of the policy that stands when this is answered; `none` for no policy. */
  readonly revision: string;
  readonly diff: PolicyDiff;
  /** The policy with the guards; null where none is left. */
  readonly policy: PolicyDocument | null;
  /** Bytes of it, of the 20,480 that S3 takes. */
  readonly bytes: number;
  /** What the guards do that their names do not say. */
  readonly consequences: readonly string[];
  /** Why they cannot be put up as things stand. */
  readonly blockers: readonly string[];
  /** Where the policy lies that stood before, for `applied`. */
  readonly previous?: string;
}

/**
 * Shows what guards would change in the bucket's policy, or makes exactly that change: `apply` writes only while the policy is the
 * one that the diff was shown for. Statements of others stay as they are. What stood before is kept first.
 *
 * Errors: `REENC_GUARD_REVISION_MISSING`, `REENC_GUARD_BLOCKED`, `REENC_POLICY_CHANGED`, `REENC_POLICY_TOO_LARGE`,
 * `REENC_POLICY_UNREADABLE`, and what the ports throw.
 */
export async function guardPolicy(
  { bucket, guards, decision, revision }: GuardRequest,
  dependencies: GuardDependencies,
): Promise<GuardChange> {
  const { buckets, settings, log } = dependencies;
  const [standing, defaultEncryption] = await Promise.all([
    buckets.policy(bucket),
    buckets.defaultEncryption(bucket),
  ]);
  const before = parsePolicy(bucket, standing?.text);
  const after = mergeStatements(before, isGuardSid, guardStatements(bucket, guards, settings));
  const change = {
    bucket,
    revision: standing?.revision ?? noPolicy,
    diff: diffPolicies(before, after),
    policy: after ?? null,
    bytes: after === undefined ? 0 : policyBytes(after),
    consequences: guardConsequences(guards, settings),
    blockers: guardBlockers(guards, settings, defaultEncryption),
  };
  if (decision === 'diff') return { outcome: 'diff', ...change };
  // Asked before the revision: the same event delivered again finds its own work, and that is a success.
  if (after === before && change.blockers.length === 0) return { outcome: 'unchanged', ...change };
  if (revision === undefined) throw revisionMissing(bucket);
  if (change.blockers.length > 0) throw guardBlocked(bucket, change.blockers);
  if (revision !== change.revision) throw policyChanged(bucket);
  if (after !== undefined) checkPolicySize(bucket, after);
  const previous = await keepPrevious(change, standing?.text, dependencies);
  const written = await write(bucket, after, revision, buckets);
  log.write(REENC_GUARDS_CHANGED, { bucket, guards: guards.length, previous });
  return { outcome: 'applied', ...change, revision: written, previous };
}

/** Keeps the policy that stands, under a name that the same change has whenever it is made. */
async function keepPrevious(
  { bucket, revision, policy }: Pick<GuardChange, 'bucket' | 'revision' | 'policy'>,
  text: string | undefined,
  { settings, store }: GuardDependencies,
): Promise<string> {
  const id = deterministicId(revision, JSON.stringify(policy)).slice(0, 16);
  const ref = { bucket: settings.evidenceBucket, key: `${settings.evidencePrefix}${bucket}/${id}.json` };
  const record = { bucket, revision, before: text ?? null, after: policy };
  await store.put(ref, `${JSON.stringify(record, undefined, 2)}\n`, { contentType: 'application/json' });
  return s3Uri(ref);
}

async function write(
  bucket: string,
  after: PolicyDocument | undefined,
  revision: string,
  buckets: BucketAdministration,
): Promise<string> {
  try {
    if (after !== undefined) {
      return (await buckets.putPolicy(bucket, printPolicy(after), { ifRevision: revision })).revision;
    }
    await buckets.deletePolicy(bucket, { ifRevision: revision });
    return noPolicy;
  } catch (error) {
    if (isAppError(error, 'S3_PRECONDITION_FAILED')) throw policyChanged(bucket, error);
    throw error;
  }
}
