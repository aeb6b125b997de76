import { unreadablePolicy } from './policy-errors';

/** One statement of a bucket policy; statements of others are carried as they are, so nothing more is assumed of them. */
export type PolicyStatement = Readonly<Record<string, unknown>>;

/** A bucket policy. `Id` and whatever else stands beside the statements is kept. */
export interface PolicyDocument {
  readonly Version?: unknown;
  readonly Statement: readonly PolicyStatement[];
}

/**
 * The standing policy of a bucket, with a single statement as a list of one; undefined where the bucket has none.
 * `REENC_POLICY_UNREADABLE` for text that is no policy.
 */
export function parsePolicy(bucket: string, text: string | undefined): PolicyDocument | undefined {
  if (text === undefined) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw unreadablePolicy(bucket, cause);
  }
  if (!isRecord(parsed)) throw unreadablePolicy(bucket);
  const { Statement } = parsed;
  const statements: unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  if (!statements.every(isRecord)) throw unreadablePolicy(bucket);
  return { ...parsed, Statement: statements };
}

/** The policy as it is sent: without white space, which counts for the limit. */
export function printPolicy(document: PolicyDocument): string {
  return JSON.stringify(document);
}

/** Bytes of the policy as it is sent. */
export function policyBytes(document: PolicyDocument): number {
  return Buffer.byteLength(printPolicy(document));
}

/** Name of a statement, or undefined where it has none. */
export function sidOf({ Sid }: PolicyStatement): string | undefined {
  return typeof Sid === 'string' ? Sid : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
