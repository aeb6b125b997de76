import { matchesWildcards } from './wildcards';
import type { Comparison, EventPattern } from '../constructs/events/event-pattern';

/**
 * Whether EventBridge would deliver the event, by its rules for the operators that {@link Comparison} has: every key of the
 * pattern must be in the event, and one of its values must be listed. Source: "Amazon EventBridge event patterns".
 */
export function matchesEvent(pattern: EventPattern, event: unknown): boolean {
  return Object.entries(pattern).every(([key, expected]) => {
    const actual = (event as Readonly<Record<string, unknown>> | undefined)?.[key];
    return isList(expected)
      ? [actual].flat().some((value) => expected.some((each) => matchesValue(each, value)))
      : typeof actual === 'object' && actual !== null && matchesEvent(expected, actual);
  });
}

function matchesValue(expected: string | Comparison, value: unknown): boolean {
  if (typeof expected === 'string') return value === expected;
  if (typeof value !== 'string') return false;
  if ('prefix' in expected) return value.startsWith(expected.prefix);
  if ('suffix' in expected) return value.endsWith(expected.suffix);
  return matchesWildcards(expected.wildcard, value);
}

function isList(
  expected: EventPattern | readonly (string | Comparison)[],
): expected is readonly (string | Comparison)[] {
  return Array.isArray(expected);
}
