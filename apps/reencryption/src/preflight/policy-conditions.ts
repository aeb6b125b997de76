import { listed, matchesPattern } from '../bucket-policy/policy-pattern';

/** What can be told of a request that nobody has made yet: that something holds, that it does not, or neither. */
export type Certainty = 'yes' | 'no' | 'unclear';

/** All must hold. */
export function allOf(parts: readonly Certainty[]): Certainty {
  if (parts.includes('no')) return 'no';
  return parts.includes('unclear') ? 'unclear' : 'yes';
}

/** One is enough. */
export function anyOf(parts: readonly Certainty[]): Certainty {
  if (parts.includes('yes')) return 'yes';
  return parts.includes('unclear') ? 'unclear' : 'no';
}

/** True for what JSON calls an object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Whether the conditions of a statement hold for a request of which only some keys are known, each with one value; `known` names them in
 * lower case, as names of keys mean the same in any. What compares another key, by an operator that is not understood, or with a
 * variable, is unclear. Source: "IAM JSON policy elements: Condition operators".
 */
export function conditionsHold(condition: unknown, known: ReadonlyMap<string, string>): Certainty {
  if (condition === undefined) return 'yes';
  if (!isRecord(condition)) return 'unclear';
  return allOf(
    Object.entries(condition).flatMap(([operator, keys]) =>
      isRecord(keys)
        ? Object.entries(keys).map(([key, values]) =>
            holds(operator, known.get(key.toLowerCase()), listed(values).map(String)),
          )
        : ['unclear' as const],
    ),
  );
}

function holds(operator: string, actual: string | undefined, values: readonly string[]): Certainty {
  if (actual === undefined || values.some((value) => value.includes('${'))) return 'unclear';
  // The key is there, with one value: these ways of asking come to the same.
  const plain = operator.replace(/^For(?:Any|All)Values?:/, '').replace(/IfExists$/, '');
  if (plain === 'Null') return toCertainty(values.includes('false'));
  const [, negated] = /^(?:String|Arn)(Not)/.exec(plain) ?? [];
  const equals = EQUALS.get(plain.replace('Not', ''));
  if (equals === undefined) return 'unclear';
  return toCertainty(values.some((value) => equals(value, actual)) === (negated === undefined));
}

/** Operators that are understood, and when what was expected is what is there. */
const EQUALS = new Map<string, (expected: string, actual: string) => boolean>([
  ['StringEquals', (expected, actual) => expected === actual],
  ['StringEqualsIgnoreCase', isSameInAnyCase],
  ['StringLike', matchesPattern],
  ['ArnEquals', matchesArn],
  ['ArnLike', matchesArn],
  ['Bool', isSameInAnyCase],
]);

function isSameInAnyCase(expected: string, actual: string): boolean {
  return expected.toLowerCase() === actual.toLowerCase();
}

/** The six parts of an ARN are compared one by one: a `*` does not reach from one into the next. */
function matchesArn(expected: string, actual: string): boolean {
  const parts = partsOfArn(expected);
  const others = partsOfArn(actual);
  return parts.length === 6 && parts.every((part, index) => matchesPattern(part, others[index] ?? ''));
}

function partsOfArn(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length < 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

function toCertainty(holds: boolean): Certainty {
  return holds ? 'yes' : 'no';
}
