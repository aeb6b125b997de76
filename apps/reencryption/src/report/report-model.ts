import type { JobStatus } from '@lakeward/s3-batch';
import type { Plan, PlanNote } from '../plan/plan';
import type { Proof } from '../proof/proof-record';
import type { Remedy } from '../plan/remedies';
import type { JobTrouble } from '../run/job-trouble';
import type { RemedyRecord } from '../run/run-records';
import type { BucketState } from '../run/status';

/** Names the form of `report.json`; the number is raised when a field changes its meaning or goes. */
export const REPORT_SCHEMA = 'urn:lakeward:reencryption-run-report:1';

/** What a report is made of: one bucket's run, as plan and records tell it. */
export interface BucketRun {
  readonly state: BucketState;
  /** What the run was made by. */
  readonly plan: Plan;
  /** Decisions on that plan, and the jobs they led to. */
  readonly remedies: readonly RemedyRecord[];
  /** Plan of a snapshot that was begun after the run had ended. */
  readonly later?: Plan;
  readonly proof?: Proof;
}

/** How versions stand: as the goal says; to be changed in place; to be copied; under KMS, nobody knows which key; never to change. */
export const VERSION_STATES = ['as-wanted', 'update', 'copy', 'key-unknown', 'stays'] as const;

/** One of {@link VERSION_STATES}. */
export type VersionState = (typeof VERSION_STATES)[number];

/** Versions by how they stand, delete markers left out. */
export type Estate = Readonly<Record<VersionState, number>>;

/** The answer of the first screen. */
export interface RunVerdict {
  readonly state: 'good' | 'attention' | 'bad' | 'unknown';
  readonly word: string;
  readonly sentence: string;
  readonly number: number;
  readonly numberLabel: string;
  readonly explanation: string;
}

/** Something that a person must look at. */
export interface NeedsPerson {
  readonly state: 'attention' | 'bad' | 'unknown';
  readonly word: string;
  readonly bucket: string;
  readonly title: string;
  /** Versions it is about, or jobs. */
  readonly figure: string;
  readonly text: string;
  /** The next step, ready for a terminal; null where it is no command. */
  readonly command: string | null;
}

/** Versions of one remedy for one reason. */
export interface ReasonReport {
  readonly remedy: Remedy;
  readonly reason: string;
  readonly meaning: string;
  readonly objects: number;
  readonly bytes: number;
}

/** What was expected, and what it came to. */
export interface ForecastReport {
  readonly jobs: number;
  readonly objects: number;
  readonly bytesMoved: number;
  readonly requests: number;
  readonly costLow: number;
  readonly costHigh: number;
  readonly hoursLow: number;
  readonly hoursHigh: number;
  readonly priceRegion: string;
  readonly pricesAsOf: string;
  /** The way of copying every listed version. */
  readonly copyEverything: { readonly objects: number; readonly bytesMoved: number; readonly cost: number };
}

/** What S3 Batch says of the jobs of a run. */
export interface ActualsReport {
  readonly jobs: number;
  readonly succeeded: number;
  readonly failed: number;
  /** From the first decision to the last end; null while a job runs. */
  readonly hours: number | null;
}

/** One job of a run. */
export interface JobReport {
  readonly remedy: string;
  readonly name: string;
  readonly round: number;
  /** Null until it is made. */
  readonly id: string | null;
  readonly status: JobStatus | null;
  /** How it came to something else than the plan, as a whole. */
  readonly trouble: JobTrouble | null;
  readonly objects: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly endedAt: string | null;
  /** URI of the manifest of its completion report. */
  readonly report: string | null;
  readonly failure: string | null;
}

/** Failures of one kind, for which the same comes next. */
export interface FailureReport {
  readonly code: string;
  readonly count: number;
  readonly meaning: string;
  readonly next: string;
  readonly command: string | null;
  /** False where nobody has to do anything about them. */
  readonly needsPerson: boolean;
}

/** One bucket. */
export interface BucketReport {
  readonly bucket: string;
  readonly state: BucketState;
  readonly snapshot: string;
  readonly plan: string;
  readonly plannedAt: string;
  readonly goal: {
    readonly target: string;
    readonly keyArn: string | null;
    readonly bucketKeys: boolean;
    readonly copiesNoncurrent: boolean;
  };
  readonly versions: number;
  readonly bytes: number;
  readonly deleteMarkers: number;
  readonly before: Estate;
  readonly after: {
    /** `inventory`: a later one shows it. `jobs`: they say so. `nothing`: nothing has been done. */
    readonly basis: 'inventory' | 'jobs' | 'nothing';
    readonly snapshot: string | null;
    readonly estate: Estate;
  };
  readonly reasons: readonly ReasonReport[];
  readonly forecast: ForecastReport;
  readonly actuals: ActualsReport | null;
  readonly decisions: readonly {
    readonly remedy: string;
    readonly decision: string;
    readonly reason: string;
    readonly decidedAt: string;
  }[];
  readonly jobs: readonly JobReport[];
  readonly failures: readonly FailureReport[];
  readonly proof: Proof | null;
  readonly notes: readonly PlanNote[];
  readonly evidence: {
    readonly manifest: string;
    readonly md5: string;
    readonly queries: readonly { readonly id: string; readonly sql: string; readonly bytesScanned: number }[];
    readonly manifests: readonly {
      readonly remedy: string;
      readonly uri: string;
      readonly objects: number;
    }[];
  };
}

/** The report as data; the page is made of it alone. */
export interface RunReport {
  readonly schema: typeof REPORT_SCHEMA;
  readonly app: string;
  /** The latest instant that plans and records tell of. */
  readonly asOf: string;
  readonly verdict: RunVerdict;
  readonly needsPerson: readonly NeedsPerson[];
  readonly buckets: readonly BucketReport[];
}
