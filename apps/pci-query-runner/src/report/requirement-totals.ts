import type { Manifest, RuleResult } from '../evidence/manifest';
import { bySeverity } from './counts';
import type { RequirementTotals, ReviewReport } from './report-model';
import { requirementSubject } from './requirement-subjects';

/** What was found for each requirement of each version of the standard; the pack's own version comes first. */
export function requirementTotals({ rules, pack }: Manifest): ReviewReport['requirements'] {
  const versions = new Set(rules.flatMap(({ requirements }) => Object.keys(requirements)));
  const newestFirst = [...versions].sort((a, b) => compareNumbers(b, a));
  const ordered = [pack.standard, ...newestFirst.filter((version) => version !== pack.standard)];
  return ordered.map((standard) => ({ standard, rows: totalsOf(standard, rules) }));
}

function totalsOf(standard: string, rules: readonly RuleResult[]): RequirementTotals[] {
  const numbers = new Set(rules.flatMap(({ requirements }) => requirements[standard] ?? []));
  return [...numbers].sort(compareNumbers).map((number) => {
    const serving = rules.filter(({ requirements }) => requirements[standard]?.includes(number) === true);
    return {
      number,
      subject: requirementSubject(standard, number),
      rules: serving.length,
      matched: serving.filter(({ count }) => count > 0).length,
      findings: bySeverity(serving),
    };
  });
}

/** Order of dotted numbers: 10.2.1.7 before 10.2.2 before 10.10. */
function compareNumbers(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? -1) - (right[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
