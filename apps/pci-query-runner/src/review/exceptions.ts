import { AppError, DAY_MS, UtcDay } from '@lakeward/core';
import * as v from 'valibot';
import { sha256, type ChainedDocument, type ExceptionState } from '../evidence/manifest';
import type { RulePack } from '../query/rule';

/** Fields of a finding that an exception may ask for: those that say who did what from where. */
export const EXCEPTION_FIELDS = [
  'eventTime',
  'eventId',
  'eventSource',
  'eventName',
  'awsRegion',
  'recipientAccountId',
  'userType',
  'userId',
  'sourceIpAddress',
  'userAgent',
  'errorCode',
] as const;
export type ExceptionField = (typeof EXCEPTION_FIELDS)[number];

/** Longest time between approval and expiry, in days: an exception is looked at again at least once a year. */
export const LONGEST_EXCEPTION_DAYS = 366;

const filled = v.pipe(v.string(), v.trim(), v.minLength(1, 'text'));
const date = v.pipe(v.string(), v.isoDate('a date as YYYY-MM-DD'));
const value = v.pipe(
  filled,
  v.check((text) => !/^\*+$/.test(text), 'a value, not * alone'),
);

/** An accepted kind of finding, as people write it down. */
const exceptionEntry = v.strictObject({
  /** Names the exception in manifests and reports. */
  id: v.pipe(
    v.string(),
    v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, '1 to 64 letters, digits, dots, hyphens'),
  ),
  /** Rule whose findings are meant. */
  rule: filled,
  /** What a finding must equal to be meant, all of it; a `*` at the end stands for anything that follows. */
  match: v.record(v.string(), value),
  /** Who answers for it. */
  owner: filled,
  reason: filled,
  /** Day of approval. */
  approved: date,
  /** Last day on which it holds. */
  expires: date,
});

const exceptionsFile = v.strictObject({ exceptions: v.array(exceptionEntry) });

/** An exception that passed all checks. */
export interface ReviewException extends ExceptionState {
  readonly match: Readonly<Partial<Record<ExceptionField, string>>>;
}

/** A file of exceptions, before it is read. */
export interface ExceptionsSource {
  /** Where it lies: an `s3://` or `file://` URI. */
  readonly uri: string;
  readonly text: string;
}

/** What a review knows of exceptions. */
export interface Exceptions {
  /** Those for rules of the pack, in the order of the file: the first one that fits a finding takes it. */
  readonly list: readonly ReviewException[];
  readonly file: ChainedDocument | null;
}

/**
 * Reads a file of exceptions for the review of a pack that was asked for at `requestedAt`. Exceptions for rules of other
 * packs in `packs` are left out; those that have expired stay in the list as such and suppress nothing.
 *
 * Errors: `PCI_EXCEPTIONS_INVALID` names every wrong entry and field at once.
 */
export function readExceptions(
  source: ExceptionsSource | undefined,
  { pack, packs, requestedAt }: { pack: RulePack; packs: readonly RulePack[]; requestedAt: Date },
): Exceptions {
  if (source === undefined) return { list: [], file: null };
  const entries = parse(source);
  const today = UtcDay.of(requestedAt).date;
  const known = new Set([pack, ...packs].flatMap(({ rules }) => rules.map(({ id }) => id)));
  const problems = entries.flatMap((entry, index) =>
    problemsOf(entry, { entries: entries.slice(0, index), known, today }).map(
      (problem) => `exceptions[${index}] ("${entry.id}"): ${problem}`,
    ),
  );
  if (problems.length > 0) throw invalid(source.uri, problems);
  const own = new Set(pack.rules.map(({ id }) => id));
  const list = entries
    .filter(({ rule }) => own.has(rule))
    .map(({ id, rule, match, owner, reason, expires }): ReviewException => {
      const state = expires < today ? 'expired' : 'active';
      return { id, rule, match, owner, reason, expires, state };
    });
  return { list, file: { uri: source.uri, sha256: sha256(source.text) } };
}

type Entry = v.InferOutput<typeof exceptionEntry>;

function parse({ uri, text }: ExceptionsSource): readonly Entry[] {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw invalid(uri, [`it is not JSON: ${(cause as Error).message}`]);
  }
  const result = v.safeParse(exceptionsFile, content);
  if (result.success) return result.output.exceptions;
  throw invalid(
    uri,
    result.issues.map((issue) => `${placeOf(issue)}: expected ${expectedBy(issue)}`),
  );
}

function expectedBy(issue: v.BaseIssue<unknown>): string {
  if (issue.kind !== 'schema') return issue.message;
  // A strict object expects "never" where there is a key that it does not have.
  return issue.expected === 'never' ? 'no such field' : (issue.expected ?? issue.message);
}

/** `exceptions[2].owner`: where the issue is, as people count JSON. */
function placeOf(issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).map(({ key }) =>
    typeof key === 'number' ? `[${key}]` : `.${String(key)}`,
  );
  return path.join('').replace(/^\./, '') || 'the whole';
}

function problemsOf(
  { id, rule, match, approved, expires }: Entry,
  { entries, known, today }: { entries: readonly Entry[]; known: ReadonlySet<string>; today: string },
): string[] {
  const fields = Object.keys(match);
  const unknown = fields.filter((field) => !EXCEPTION_FIELDS.some((name) => name === field));
  const days = (Date.parse(expires) - Date.parse(approved)) / DAY_MS;
  return [
    ...(entries.some((other) => other.id === id) ? ['the id is taken by an entry before'] : []),
    ...(known.has(rule) ? [] : [`no rule pack has a rule "${rule}"`]),
    ...(fields.length === 0 ? ['match is empty: it would except every finding of the rule'] : []),
    ...unknown.map((field) => `findings have no field "${field}"; there are ${EXCEPTION_FIELDS.join(', ')}`),
    ...(approved > today ? [`it is approved on ${approved}, which is to come`] : []),
    ...(days < 0 ? [`it expires on ${expires}, before its approval`] : []),
    ...(days > LONGEST_EXCEPTION_DAYS
      ? [`it expires on ${expires}, more than ${LONGEST_EXCEPTION_DAYS} days after its approval`]
      : []),
  ];
}

function invalid(uri: string, problems: readonly string[]): AppError {
  return new AppError({
    code: 'PCI_EXCEPTIONS_INVALID',
    message: `The exceptions in ${uri} are wrong: ${problems.join('; ')}.`,
    remedy:
      'Correct the entries named. Each needs id, rule, match, owner, reason, approved and expires; see "Exceptions" in the README.',
  });
}
