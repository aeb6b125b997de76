import { SEVERITIES, type Severity } from '../query/rule';
import type { BySeverity } from './report-model';

/** Severities of findings that a person must look at on the day itself. */
export const PRESSING: readonly Severity[] = ['critical', 'high'];

/** Counts added up by severity. */
export function bySeverity(
  counts: readonly { readonly severity: Severity; readonly count: number }[],
): BySeverity {
  const totals = Object.fromEntries(SEVERITIES.map((severity) => [severity, 0])) as Record<Severity, number>;
  for (const { severity, count } of counts) totals[severity] += count;
  return totals;
}

/** All of them together. */
export function sumOf(counts: BySeverity): number {
  return SEVERITIES.reduce((sum, severity) => sum + counts[severity], 0);
}

/** Those that press. */
export function pressing(counts: BySeverity): number {
  return PRESSING.reduce((sum, severity) => sum + counts[severity], 0);
}
