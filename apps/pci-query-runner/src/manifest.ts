import { createHash } from 'node:crypto';
import type { DayFile } from './day-files';
import type { RulePack, Severity } from './rule';

/** Version of the manifest's form; raised when a field changes its meaning or goes. */
export const MANIFEST_VERSION = 1;

/**
 * How far the day's review can be relied on. `incomplete`: events may be missing, the problems say why. `unverified`: all
 * that was delivered was read, but no digest chain proves that nothing was left out.
 */
export type ReviewStatus = 'incomplete' | 'unverified';

/** One rule's answer. */
export interface RuleResult {
  readonly id: string;
  readonly title: string;
  /** Numbers in the pack's standard, separated by commas. */
  readonly requirement: string;
  readonly severity: Severity;
  /** Exact number of findings, listed or not. */
  readonly count: number;
  /** Findings in `findings.jsonl`; less than `count` only beyond the listing cap. */
  readonly listed: number;
  /** Why the rule could match nothing, where it could not. */
  readonly note?: string;
}

/** Something about the day's logs that a person must know. */
export interface ReviewProblem {
  readonly code: string;
  /** `s3://` URI, where one file is meant. */
  readonly file?: string;
  readonly message: string;
  /** True where events may be missing because of it. */
  readonly losesEvents: boolean;
}

/** An evidence file that the manifest vouches for. */
export interface EvidenceFile {
  /** Name beside the manifest. */
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly rows: number;
}

/** What was reviewed, how, over what, and what was found: everything that an assessor needs to ask again. */
export interface Manifest {
  readonly manifestVersion: typeof MANIFEST_VERSION;
  readonly app: string;
  readonly date: string;
  /** Identity of this run: same request, same logs, same rules, same key. */
  readonly runKey: string;
  /** Instant of the schedule, or of the request by hand. */
  readonly requestedAt: string;
  readonly pack: { readonly id: string; readonly version: string; readonly sha256: string };
  readonly status: ReviewStatus;
  readonly problems: readonly ReviewProblem[];
  readonly scope: {
    readonly trail: string;
    readonly accounts: readonly string[];
    readonly regions: readonly string[];
    readonly guardedBuckets: readonly string[];
  };
  readonly files: { readonly delivered: number; readonly read: number };
  readonly eventsRead: number;
  readonly query: {
    readonly id: string;
    readonly engine: string;
    readonly sql: string;
    readonly sha256: string;
    readonly bytesScanned: number;
  };
  readonly rules: readonly RuleResult[];
  readonly evidence: readonly EvidenceFile[];
}

/** Rows as JSON lines, with what the manifest says of them. */
export function jsonLines(name: string, rows: readonly unknown[]): { body: string; file: EvidenceFile } {
  const body = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  return { body, file: { name, sha256: sha256(body), bytes: Buffer.byteLength(body), rows: rows.length } };
}

/** SHA-256 of a text's UTF-8 bytes, in hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What each problem of a file means for the review. */
export function problemOf(file: DayFile, message: string, losesEvents: boolean): ReviewProblem {
  return {
    code: file.problem ?? '',
    file: file.file,
    message: file.duplicateOf === undefined ? message : `${message} The other one is ${file.duplicateOf}.`,
    losesEvents,
  };
}

/** Identity of a pack's content: a changed predicate is another pack, whatever its version says. */
export function packHash(pack: RulePack): string {
  return sha256(JSON.stringify(pack));
}
