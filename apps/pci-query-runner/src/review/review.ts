import type { QueryEngine } from '@lakeward/athena';
import type { TrailKeys } from '@lakeward/cloudtrail';
import type { Clock, UtcDay } from '@lakeward/core';
import type { EventBus } from '@lakeward/eventbridge';
import type { Catalog } from '@lakeward/glue';
import type { KeyRing } from '@lakeward/kms';
import type { Ledger } from '@lakeward/ledger';
import type { Log } from '@lakeward/observability';
import type { ObjectStore } from '@lakeward/s3';
import type { Notifier } from '@lakeward/sns';
import type { CloudTrailTableSettings } from '../logs/cloudtrail-table';
import type { Cell } from '../logs/day-files';
import type { ExceptionsSource } from './exceptions';
import type { Manifest, Retention } from '../evidence/manifest';
import type { ReviewProblem } from './review-problem';
import type { RulePack } from '../query/rule';
import type { queryRecord, runRecord } from '../runs/run-record';

/** What to review. */
export interface ReviewDayInput {
  readonly day: UtcDay;
  /** Rule pack by id. */
  readonly pack: string;
  /** Instant of the schedule or request: the same instant is the same run, a later one a new version of the day's evidence. */
  readonly requestedAt: Date;
  /** What is known of the day's logs from outside, such as files that have no place in the trail. */
  readonly problems?: readonly ReviewProblem[];
}

/** Settings that stay the same from day to day. */
export interface ReviewSettings extends CloudTrailTableSettings {
  readonly workgroup: string;
  /** What must be delivered; every account in every Region where absent. */
  readonly expected?: readonly Cell[];
  /** True where the logs are known to be a copy of what CloudTrail delivered. */
  readonly isCopy?: boolean;
  readonly evidenceBucket: string;
  /** With trailing slash. */
  readonly evidencePrefix: string;
  readonly guardedBuckets: readonly string[];
  readonly listingCap: number;
  /** Most bytes that the day's files may have; 0 for no limit. */
  readonly byteLimit: number;
  /** Region in which the engine bills what it scans, or null where it bills nothing. */
  readonly billedRegion: string | null;
  /** Days that log files are kept; 0 for ever. */
  readonly logRetentionDays: number;
  /** Topic ARN, or empty for no notice. */
  readonly noticeTopic: string;
  /** Event bus by name or ARN, or empty for no events. */
  readonly eventBus: string;
  /** Key that signs manifests (ECC_NIST_P256), by ARN or alias; empty where they stay unsigned. */
  readonly signingKey: string;
  /** Object Lock of the evidence, or null for none. */
  readonly retention: Retention | null;
}

/** What the review works with. */
export interface ReviewDependencies {
  readonly settings: ReviewSettings;
  readonly engine: QueryEngine;
  readonly catalog: Catalog;
  readonly store: ObjectStore;
  readonly keyRing: KeyRing;
  /** Public keys of the digests; without them digests prove nothing. */
  readonly trailKeys?: TrailKeys;
  readonly ledger: Ledger<typeof runRecord>;
  /** Runs by the id of their query. */
  readonly queries: Ledger<typeof queryRecord>;
  readonly notifier: Notifier;
  readonly eventBus: EventBus;
  readonly log: Log;
  readonly clock: Clock;
  /** The file of exceptions as it is now, or undefined where there is none. */
  readonly exceptions?: () => Promise<ExceptionsSource | undefined>;
  /** Rule packs beside those that come with the app. */
  readonly packs?: readonly RulePack[];
  /** Told how far the work is; for people who wait. */
  readonly progress?: (step: ReviewStep) => void;
}

/** A step of the review, as progress shows it. */
export type ReviewStep =
  | { readonly step: 'reading-files'; readonly files: number }
  | { readonly step: 'checking-digests'; readonly digests: number }
  | { readonly step: 'asking'; readonly rules: number; readonly files: number }
  | { readonly step: 'writing-evidence'; readonly findings: number };

/** A day that was reviewed. */
export interface ReviewedDay {
  readonly outcome: 'reviewed' | 'already-reviewed';
  readonly manifest: Manifest;
  /** `s3://` URI of the manifest. */
  readonly manifestUri: string;
}
