/** A CloudTrail record as a rule's sample: only what the rule looks at must be there. */
export type SampleEvent = Readonly<Record<string, unknown>>;

/** How much a finding matters. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** One question that the review asks of every event of a day. */
export interface Rule {
  /** Lower-case letters, digits, dots and hyphens; never reused for another question. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** Requirement numbers by standard and version, such as `{ '3.2.1': ['10.2.6'] }`. */
  readonly requirements: Readonly<Record<string, readonly string[]>>;
  /**
   * Condition on one event, in Athena's SQL, over the columns of the CloudTrail table. `:guarded_buckets` stands for the
   * buckets with audit logs or cardholder data.
   */
  readonly predicate: string;
  /** Why an assessor asks. */
  readonly why: string;
  /** What to do about a finding. */
  readonly action: string;
  /** Findings that mean no harm, and how to tell. */
  readonly falsePositives: string;
  /** How the predicate differs from the one published with the queries this pack comes from, and why. */
  readonly repair?: string;
}

/** Rules that are reviewed together, under one version. */
export interface RulePack {
  readonly id: string;
  /** Standard whose requirement numbers come first in reports. */
  readonly standard: string;
  /** Raised with every change of a rule. */
  readonly version: string;
  readonly rules: readonly Rule[];
}

/** Events that a rule must and must not match; they are the rule's tests. */
export interface RuleSamples {
  readonly matching: readonly SampleEvent[];
  readonly other: readonly SampleEvent[];
}

/** The requirement numbers of a rule in the pack's own standard. */
export function requirementOf(rule: Rule, pack: RulePack): string {
  return (rule.requirements[pack.standard] ?? []).join(', ');
}
