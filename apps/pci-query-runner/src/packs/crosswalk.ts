/**
 * Requirement numbers of PCI DSS v3.2.1 for those of v4.0.1, by equal subject. The versions use the same numbers for
 * different subjects (10.5.1 is the retention of logs in v4.0.1, who may view them in v3.2.1), so a number without its
 * version means nothing.
 */
const V3_2_1_OF_V4_0_1 = {
  '10.2.1': ['10.1'],
  '10.2.1.1': ['10.2.1'],
  '10.2.1.2': ['10.2.2'],
  '10.2.1.3': ['10.2.3'],
  '10.2.1.4': ['10.2.4'],
  '10.2.1.5': ['10.2.5'],
  '10.2.1.6': ['10.2.6'],
  '10.2.1.7': ['10.2.7'],
  '10.2.2': ['10.3.1', '10.3.2', '10.3.3', '10.3.4', '10.3.5', '10.3.6'],
  '10.3.1': ['10.5.1'],
  '10.3.2': ['10.5.2'],
  '10.3.3': ['10.5.3', '10.5.4'],
  '10.3.4': ['10.5.5'],
  '10.4.1': ['10.6.1'],
  '10.4.1.1': ['10.6.1'],
  '10.5.1': ['10.7'],
  '10.6.3': ['10.4.2'],
  '10.7.1': ['10.8'],
  '10.7.2': ['10.8'],
  '10.7.3': ['10.8.1'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A requirement of v4.0.1 that logs can show something about. */
export type Requirement401 = keyof typeof V3_2_1_OF_V4_0_1;

/** The requirements of a rule in both versions of the standard, from their numbers in v4.0.1. */
export function bothVersions(
  ...numbers: readonly Requirement401[]
): Readonly<Record<string, readonly string[]>> {
  const older = new Set<string>(numbers.flatMap((number) => V3_2_1_OF_V4_0_1[number]));
  return { '3.2.1': [...older].sort(), '4.0.1': numbers };
}
