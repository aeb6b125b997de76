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
  const document = readPolicy(text);
  if (document === undefined) throw unreadablePolicy(bucket);
  return document;
}

/** The policy that a text is, with a single statement as a list of one; undefined for text that is none. */
export function readPolicy(text: string): PolicyDocument | undefined {
  const parsed = jsonOf(text);
  if (!isRecord(parsed)) return undefined;
  const { Statement } = parsed;
  const statements: unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  return statements.every(isRecord) ? { ...parsed, Statement: statements } : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
