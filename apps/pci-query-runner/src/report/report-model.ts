import type { CellState } from '@lakeward/report';
import type { CompletenessCell, DigestState } from '../review/completeness';
import type { DayFile } from '../logs/day-files';
import type { ExceptionState, Manifest, RuleResult } from '../evidence/manifest';
import type { ReviewProblem } from '../review/review-problem';
import type { Finding } from '../query/review-answer';
import type { Rule, Severity } from '../query/rule';

/** Version of the report's form, as its JSON Schema names it; raised when a field changes its meaning or goes. */
export const REPORT_SCHEMA = 'urn:lakeward:pci-review-report:1';

/** Counts by severity; all severities are there. */
export type BySeverity = Readonly<Record<Severity, number>>;

/** The answer of the first screen. */
export interface ReportVerdict {
  readonly status: Manifest['status'];
  readonly sentence: string;
  readonly number: number;
  readonly numberLabel: string;
  readonly explanation: string;
}

/** A next step: what to do, and the command where there is one. */
export interface NextAction {
  readonly text: string;
  readonly command: string | null;
}

/** Something that a person must look at, the most pressing first. */
export type NeedsPerson =
  | {
      readonly kind: 'problem';
      readonly code: string;
      readonly title: string;
      readonly file: string | null;
      readonly action: NextAction;
    }
  | {
      readonly kind: 'rule';
      readonly rule: string;
      readonly severity: Severity;
      readonly title: string;
      readonly count: number;
      readonly action: NextAction;
    }
  | {
      readonly kind: 'exception';
      readonly exception: string;
      readonly state: 'expired' | 'expiring';
      readonly title: string;
      readonly action: NextAction;
    };

/** One requirement of a standard and what its rules found. A rule that serves several requirements counts in each. */
export interface RequirementTotals {
  readonly number: string;
  /** What it asks for, in a few words. */
  readonly subject: string;
  readonly rules: number;
  readonly matched: number;
  readonly findings: BySeverity;
}

/** One bar of the timeline: an hour of the day, all hours before or after it, or events without a time. */
export interface TimelineSlot {
  /** `00` to `23`, `earlier`, `later` or `unknown`. */
  readonly slot: string;
  readonly events: number;
  readonly findings: BySeverity;
}

/** What one account's trail delivered of one Region, with the state of each hour. */
export interface CellReport extends CompletenessCell {
  readonly states: readonly CellState[];
  /** Minutes of the day that verified digests cover, of 1,440. */
  readonly provenMinutes: number;
}

/** One rule with its answer and its findings. */
export interface RuleReport
  extends Omit<RuleResult, 'note'>, Pick<Rule, 'predicate' | 'why' | 'action' | 'falsePositives'> {
  readonly repair: string | null;
  readonly note: string | null;
  /** Findings on the page: the first by time. `listed` and `count` say how many there are. */
  readonly findings: readonly Omit<Finding, 'rule'>[];
}

/** An exception with what it suppresses. */
export interface ExceptionReport extends ExceptionState {
  readonly suppressed: number;
}

/** A problem with what to do about it. */
export interface ProblemReport extends Omit<ReviewProblem, 'file'> {
  readonly file: string | null;
  readonly action: NextAction;
}

/** Everything that the report's page shows: its JSON twin. */
export interface ReviewReport extends Pick<
  Manifest,
  | 'app'
  | 'date'
  | 'bundle'
  | 'runKey'
  | 'requestedAt'
  | 'pack'
  | 'scope'
  | 'eventsRead'
  | 'query'
  | 'exceptionsFile'
  | 'evidence'
  | 'retention'
  | 'chain'
  | 'seal'
> {
  readonly schema: typeof REPORT_SCHEMA;
  readonly verdict: ReportVerdict;
  readonly needsPerson: readonly NeedsPerson[];
  readonly totals: {
    readonly findings: BySeverity;
    readonly excepted: number;
    readonly rules: number;
    readonly matched: number;
  };
  /** By version of the standard, that of the pack first. */
  readonly requirements: readonly {
    readonly standard: string;
    readonly rows: readonly RequirementTotals[];
  }[];
  readonly timeline: readonly TimelineSlot[];
  readonly completeness: {
    readonly digests: DigestState;
    /** Places that CloudTrail delivered to, where the reviewed files were copied from there. */
    readonly movedFrom: readonly string[];
    readonly cells: readonly CellReport[];
  };
  readonly rules: readonly RuleReport[];
  readonly exceptions: readonly ExceptionReport[];
  readonly problems: readonly ProblemReport[];
  /** The files with problems and the first of the others; `delivered` is the exact number of all. */
  readonly files: {
    readonly delivered: number;
    readonly read: number;
    readonly listed: readonly DayFile[];
  };
  /** The command that checks this bundle and those before it. */
  readonly verify: string;
}
