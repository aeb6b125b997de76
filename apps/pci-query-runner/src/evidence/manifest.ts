import { createHash } from 'node:crypto';
import type { Completeness } from '../review/completeness';
import type { DayFile } from '../logs/day-files';
import type { ReviewProblem, ReviewStatus } from '../review/review-problem';
import type { RulePack, Severity } from '../query/rule';

/** Version of the manifest's form; raised when a field changes its meaning or goes. */
export const MANIFEST_VERSION = 2;

/** Findings or events by hour, as `YYYY-MM-DDTHH` in UTC; hours without any are absent. */
export type Hours = Readonly<Record<string, number>>;

/** One rule's answer. */
export interface RuleResult {
  readonly id: string;
  readonly title: string;
  /** Numbers in the pack's standard, separated by commas. */
  readonly requirement: string;
  /** Numbers by version of the standard, such as `{ '3.2.1': ['10.2.6'], '4.0.1': ['10.2.1.6'] }`. */
  readonly requirements: Readonly<Record<string, readonly string[]>>;
  readonly severity: Severity;
  /** Exact number of open findings, listed or not: those that no exception suppresses. */
  readonly count: number;
  /** Exact number of findings that exceptions suppress. */
  readonly excepted: number;
  /** Findings that each exception suppresses. */
  readonly exceptions: readonly { readonly id: string; readonly count: number }[];
  /** Open findings in `findings.csv` and `findings.parquet`; less than `count` only beyond the listing cap. */
  readonly listed: number;
  /** Findings by the hour of their event. */
  readonly hours: Hours;
  /** Why the rule could match nothing, where it could not. */
  readonly note?: string;
}

/** An exception as the review found it (PCI DSS 10.4.3): findings that its owner answers for, until it expires. */
export interface ExceptionState {
  readonly id: string;
  readonly rule: string;
  readonly owner: string;
  readonly reason: string;
  /** `YYYY-MM-DD`: last day on which it holds. */
  readonly expires: string;
  readonly state: 'active' | 'expired';
}

/** An evidence file that the manifest vouches for. */
export interface EvidenceFile {
  /** Name beside the manifest. */
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Rows of data without a header; zero for reports. */
  readonly rows: number;
}

/** What Athena bills for the query. */
export interface QueryPrice {
  readonly currency: 'USD';
  readonly amount: number;
  readonly region: string;
  /** `YYYY-MM-DD`: when the price list was read. */
  readonly asOf: string;
}

/** A document of the chain: a manifest or a sign-off. */
export interface ChainedDocument {
  /** `s3://` URI. */
  readonly uri: string;
  readonly sha256: string;
}

/** Place in the chain of evidence of a pack. */
export interface ChainPosition {
  /** From 1. */
  readonly sequence: number;
  /** The document before, or null for the first. */
  readonly previous: ChainedDocument | null;
}

/** By which key the manifest is signed; the signature itself lies beside the manifest. */
export interface Seal {
  /** ARN of the key, even where an alias was configured. */
  readonly keyArn: string;
  readonly algorithm: 'ECDSA_SHA_256';
  /** SHA-256 of the public key's DER bytes, in hex: to compare with the key that checks the signature. */
  readonly publicKeySha256: string;
}

/** Object Lock retention that a bundle is written with. */
export interface Retention {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  readonly days: number;
}

/** What was reviewed, how, over what, and what was found: everything that an assessor needs to ask again. */
export interface Manifest {
  readonly manifestVersion: typeof MANIFEST_VERSION;
  readonly app: string;
  readonly date: string;
  /** `s3://` URI of the folder that the bundle is written to, with trailing slash. */
  readonly bundle: string;
  /** Identity of this run: same request, same logs, same rules, same key. */
  readonly runKey: string;
  /** Instant of the schedule, or of the request by hand. */
  readonly requestedAt: string;
  readonly pack: {
    readonly id: string;
    readonly version: string;
    readonly sha256: string;
    /** Version of PCI DSS whose numbers come first. */
    readonly standard: string;
  };
  readonly status: ReviewStatus;
  readonly problems: readonly ReviewProblem[];
  readonly scope: {
    readonly trail: string;
    readonly accounts: readonly string[];
    readonly regions: readonly string[];
    readonly guardedBuckets: readonly string[];
  };
  readonly completeness: Completeness;
  readonly files: { readonly delivered: number; readonly read: number };
  readonly eventsRead: number;
  /** All events by hour. */
  readonly eventHours: Hours;
  readonly query: {
    readonly id: string;
    readonly engine: string;
    readonly sql: string;
    readonly sha256: string;
    /** Bytes of the files to read, known before the query runs. */
    readonly estimatedBytes: number;
    readonly bytesScanned: number;
    /** Null where nothing is billed. */
    readonly price: QueryPrice | null;
  };
  readonly rules: readonly RuleResult[];
  readonly exceptions: readonly ExceptionState[];
  /** The file that the exceptions come from, or null where there is none. */
  readonly exceptionsFile: ChainedDocument | null;
  readonly evidence: readonly EvidenceFile[];
  /** Null where the settings name none. */
  readonly retention: Retention | null;
  readonly chain: ChainPosition;
  /** Null where no key is configured: the manifest then proves nothing against who may write to its bucket. */
  readonly seal: Seal | null;
}

/** SHA-256 of bytes, or of a text's UTF-8 bytes, in hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
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
