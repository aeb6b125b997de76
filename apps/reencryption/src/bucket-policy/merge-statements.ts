import { isDeepStrictEqual } from 'node:util';
import { maxPolicyBytes } from '@lakeward/s3';
import { policyTooLarge } from './policy-errors';
import { policyBytes, sidOf, type PolicyDocument, type PolicyStatement } from './policy-document';

/**
 * Policy with `ours` in place of the statements whose names `owns` says are ours, the statements of others untouched and in their
 * order; undefined where no statement is left. A policy that has all of ours already comes back as it is.
 */
export function mergeStatements(
  standing: PolicyDocument | undefined,
  owns: (sid: string) => boolean,
  ours: readonly PolicyStatement[],
): PolicyDocument | undefined {
  const isOurs = (statement: PolicyStatement) => {
    const sid = sidOf(statement);
    return sid !== undefined && owns(sid);
  };
  const present = standing?.Statement.filter(isOurs) ?? [];
  if (standing !== undefined && isDeepStrictEqual(canonical(present), canonical(ours))) return standing;
  const others = standing?.Statement.filter((statement) => !isOurs(statement)) ?? [];
  const statements = [...others, ...ours];
  if (statements.length === 0) return undefined;
  return { ...(standing ?? { Version: '2012-10-17' }), Statement: statements };
}

/** One value and a list of that value mean the same in a policy, as do lists in another order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(canonical);
    if (!items.every((item) => typeof item === 'string')) return items;
    return items.length === 1 ? items[0] : items.sort();
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, canonical(item)]));
}

/** Throws `REENC_POLICY_TOO_LARGE` for a policy that S3 would not take. */
export function checkPolicySize(bucket: string, document: PolicyDocument): void {
  const bytes = policyBytes(document);
  if (bytes > maxPolicyBytes) throw policyTooLarge(bucket, bytes, maxPolicyBytes);
}
